import { statSync } from 'node:fs';
import { isoUtc } from '../../base/clock.ts';
import { sizeOfInput } from '../../base/files.ts';
import { JiadiError } from '../../contract/errors.ts';
import { type SourceDigest, splitSourceName } from '../../engine/intake/index.ts';
import type { EarlierBatch, RuleSetFile, SourceFacts } from '../../engine/rules/index.ts';
import type { BatchFile } from '../../engine/table/index.ts';
import type { Terminal } from './terminal.ts';
import { type Loaded, type LoadOptions, withLoaded } from './work.ts';

/** A file besides the one that is checked: a dataset by the name that rules use, or (without a name) an earlier batch. */
export interface OtherFile {
  readonly name: string | null;
  readonly given: string;
}

/** What rules may look at besides the rows of the file. */
export interface Others {
  readonly references: Readonly<Record<string, BatchFile>>;
  /** Newest first. */
  readonly history: readonly EarlierBatch[];
}

/** Reads `--reference NAME=FILE` and `--earlier FILE`; files that are not there are refused before anything is read. */
export function otherFiles(references: readonly string[], earlier: readonly string[]): readonly OtherFile[] {
  const named = references.map((text): OtherFile => {
    const at = text.indexOf('=');
    if (at < 1 || at === text.length - 1) throw new JiadiError('usage', { problem: `--reference ${text}: NAME=FILE` });
    return { name: text.slice(0, at), given: text.slice(at + 1) };
  });
  const all = [...named, ...earlier.map((given): OtherFile => ({ name: null, given }))];
  for (const { given } of all) sizeOfInput(splitSourceName(given).path);
  return all;
}

/** Loads the other files one after another, lets `work` use them, and leaves nothing behind. */
export async function withOthers<T>(
  files: readonly OtherFile[],
  options: LoadOptions,
  terminal: Terminal,
  work: (others: Others) => Promise<T>,
  known: Others = { references: {}, history: [] },
): Promise<T> {
  const [first, ...rest] = files;
  if (!first) return await work(known);
  return await withLoaded(first.given, { emptyAsText: options.emptyAsText ?? false }, terminal, ({ result }) => {
    const next: Others =
      first.name === null
        ? { ...known, history: [...known.history, earlierBatch(first.given, result.file, known.history.length)] }
        : { ...known, references: { ...known.references, [first.name]: result.file } };
    return withOthers(rest, options, terminal, work, next);
  });
}

function earlierBatch(given: string, file: BatchFile, before: number): EarlierBatch {
  const at = isoUtc(statSync(splitSourceName(given).path).mtimeMs);
  return { number: -before, at, rows: file.rowCount, columns: file.columns, file, observed: {} };
}

/** What is known of the file itself; its SM3 only where a rule asks for it, as it takes long. */
export async function sourceFacts(
  given: string,
  { result, runner }: Loaded,
  { rules }: Pick<RuleSetFile, 'rules'>,
  terminal: Terminal,
): Promise<SourceFacts> {
  const { path } = splitSourceName(given);
  const sm3 = rules.some((r) => r.spec?.kind === 'file-digest' && r.spec.params['algorithm'] === 'sm3');
  const digest =
    sm3 && result.sourceSm3 === null ? await runner.run<SourceDigest>('intake.hashFile', { path, sm3 }, { signal: terminal.signal }) : null;
  const reasons: Record<string, number> = {};
  for (const { reason } of result.malformed.sample) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return {
    sha256: result.sourceSha256,
    sm3: result.sourceSm3 ?? digest?.sm3 ?? null,
    malformed: result.malformed.count,
    malformedReasons: reasons,
  };
}
