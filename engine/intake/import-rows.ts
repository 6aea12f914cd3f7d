import type { TaskProgress } from '../../base/jobs/index.ts';
import type { SourceDigest } from './import-hash.ts';
import type { ImportPartOutput, StoreRowsInput } from './import-part.ts';
import { type ImportResult, type ImportRun, type ImportTarget, ImportWork, requireColumns } from './import-work.ts';

export interface ImportRowsInput extends ImportTarget {
  /** What the rows come from, for people. */
  readonly name: string;
  /** The worker task that reads them by `storeRows`; it is given its own input and where to store. */
  readonly task: string;
  readonly input: object;
  /** About how many rows will come; null: nobody knows. */
  readonly rowsEstimate: number | null;
}

/** What the task of `importRows` gives back: a stored part, and what the rows are known by. */
export type ImportRowsOutput = ImportPartOutput & { readonly digest: SourceDigest };

/**
 * Imports rows that come from somewhere else than a file (a database) as a batch and profiles them. Throws `too-many-columns`, `disk-full`,
 * `cancelled` and the errors of the task; nothing is left behind then.
 */
export async function importRows(input: ImportRowsInput, run: ImportRun): Promise<ImportResult> {
  requireColumns(input.shape, input.name);
  const work = new ImportWork(input, run);
  try {
    const startedMs = run.monotonicMs();
    const { shape, key, resources, today } = input;
    const part = work.newPart(1);
    const store: StoreRowsInput = { name: input.name, shape, ...part, key, resources, today };
    const report = ({ done, problems }: TaskProgress): void =>
      run.onProgress?.({ phase: 'import', done, total: totalOf(input.rowsEstimate, done), unit: 'rows', problems });
    const output = await work.task<ImportRowsOutput>(
      input.task,
      { ...input.input, store },
      { onProgress: report, onTold: work.listener(part.partPath) },
    );
    const importedMs = run.monotonicMs();
    const read = await work.finish([{ range: null, partPath: part.partPath, output }]);
    return {
      ...read,
      file: work.publish(read.file),
      sourceSha256: output.digest.sha256,
      sourceSm3: output.digest.sm3,
      modifiedMs: null,
      bytes: output.digest.bytes,
      seconds: { import: (importedMs - startedMs) / 1000, profile: (run.monotonicMs() - importedMs) / 1000 },
    };
  } catch (error) {
    await work.abandon();
    throw error;
  }
}

/** An estimate that was too low is none. */
function totalOf(estimate: number | null, done: number): number | null {
  return estimate !== null && estimate >= done ? estimate : null;
}
