import type { RunOptions, TaskContext } from '../../base/jobs/index.ts';
import { type FindingsFile, writeFindings, type WrittenRule } from './findings.ts';
import type { CheckHost } from './input.ts';
import { RowSet } from './row-set.ts';

/** Input of the task `quality.writeFindings`. */
export interface FindingsOut {
  readonly file: FindingsFile;
  readonly results: readonly WrittenRule[];
  readonly rowCount: number;
}

/** Writes the findings file and counts the rows that have a finding; runs in a worker. */
export function storeFindings({ file, results, rowCount }: FindingsOut, context: TaskContext): number {
  const stop = (): void => context.throwIfCancelled();
  stop();
  const failing = countFailing(results, rowCount, stop);
  writeFindings(file, results, stop);
  return failing;
}

function countFailing(results: readonly WrittenRule[], rowCount: number, stop: () => void): number {
  const rows = new RowSet(rowCount);
  for (const { findings } of results) {
    for (const chunk of findings) {
      stop();
      rows.addAll([chunk]);
    }
  }
  return rows.size;
}

/** Has the findings of a run written; resolves to the number of rows with a finding. */
export async function keepFindings(
  file: FindingsFile,
  results: readonly WrittenRule[],
  rowCount: number,
  host: Pick<CheckHost, 'tasks'>,
  { signal, onProgress }: RunOptions,
): Promise<number> {
  onProgress?.({ phase: 'findings', done: 0, total: null, unit: 'items' });
  const plain = results.map(({ rule, kind, columns, reason, findings }) => ({ rule, kind, columns, reason, findings }));
  return await host.tasks.run<number>('quality.writeFindings', { file, results: plain, rowCount } satisfies FindingsOut, { signal });
}
