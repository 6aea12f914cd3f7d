import type { TaskContext } from '../../base/jobs/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { type Cell, type ImportRowsOutput, rowCollector, RowDigest, type StoreRowsInput, storeRows } from '../intake/index.ts';
import type { Login, ResultColumn } from './line.ts';
import { withLine } from './open.ts';

export interface ImportSourceInput {
  readonly login: Login;
  /** One SELECT. */
  readonly sql: string;
  /** Its columns as they were when the import began, under the server's own names. */
  readonly columns: readonly ResultColumn[];
  readonly store: StoreRowsInput;
}

const LOOK_MS = 50;
const TICK_ROWS = 2000;
/** Longest value that is kept, as for files. */
const VALUE_CHARS_MAX = 200 << 20;

/** Worker task `sources.importRows`: reads a SELECT into a part file; what the rows are known by is computed on the way. */
export async function importSource(input: ImportSourceInput, context: TaskContext): Promise<ImportRowsOutput> {
  const { login, sql, store } = input;
  const digest = await RowDigest.create();
  const abort = new AbortController();
  // a thread hears of a cancel only when it looks
  const looking = setInterval(() => context.cancelled() && abort.abort(), LOOK_MS);
  try {
    const stored = await storeRows(store, context, async (sink) => {
      const collector = rowCollector(input.columns.length, sink);
      const row = (cells: Cell[]): void => {
        const problem = mendRow(cells);
        digest.add(cells);
        collector.add(cells);
        const done = collector.rowCount;
        if (problem !== null) collector.report(done, problem, rawOf(cells), true);
        if (done % TICK_ROWS === 0) context.report({ phase: 'read', done, total: null, unit: 'rows', problems: collector.malformedCount });
      };
      const columns = (found: readonly ResultColumn[]): void => requireSame(found, input.columns, store.name);
      await withLine(login, abort.signal, (line) => line.read(sql, { columns, row }, { signal: abort.signal }));
      collector.flush();
      const { rowCount, malformedCount } = collector;
      return { rowCount, malformedCount, lineCount: rowCount, begin: 0, end: rowCount };
    });
    return { ...stored, digest: digest.end() };
  } finally {
    clearInterval(looking);
  }
}

/** What is wrong with a row, if anything; a value that is too long becomes null. */
function mendRow(cells: Cell[]): string | null {
  let problem: string | null = null;
  for (let c = 0; c < cells.length; c++) {
    const cell = cells[c];
    if (typeof cell !== 'string') continue;
    // bytes that are not of the encoding that the server says it sends
    if (cell.includes('\uFFFD')) problem ??= 'bad-bytes';
    if (cell.length > VALUE_CHARS_MAX) {
      cells[c] = null;
      problem = 'value-too-long';
    }
  }
  return problem;
}

const rawOf = (cells: readonly Cell[]): string =>
  cells
    .map((cell) => String(cell ?? '').slice(0, 1000))
    .join('\t')
    .slice(0, 1000);

function requireSame(found: readonly ResultColumn[], known: readonly ResultColumn[], name: string): void {
  const same =
    found.length === known.length && found.every((column, i) => column.name === known[i]?.name && column.type === known[i]?.type);
  if (!same) throw new JiadiError('source-changed', { name });
}
