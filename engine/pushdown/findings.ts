import type { TaskContext } from '../../base/jobs/index.ts';
import type { Cell } from '../intake/index.ts';
import type { Semantics } from '../semantics/index.ts';
import type { Line } from '../sources/index.ts';
import { Judge } from './judge.ts';
import type { Checking, OnFinding } from './model.ts';
import type { SourceItem } from './plan.ts';
import { aboutOf, findingOf, inKeyOrder, namesRows, shownColumns } from './results.ts';
import { failingRows } from './server.ts';
import { fetchedOf, type ServerTable } from './table.ts';
import { valuesRows } from './values.ts';

/** Reads every failing row of the rules that the server answers or whose values were judged, rule by rule, in the order of the key. */
export async function eachFinding({ line, table, items, asOfSeconds, host, options }: Checking, onFinding: OnFinding): Promise<void> {
  const { signal } = options;
  const about = aboutOf(table);
  const context: TaskContext = {
    report: () => undefined,
    cancelled: () => signal.aborted,
    throwIfCancelled: () => signal.throwIfAborted(),
    nowMs: host.monotonicMs,
  };
  for (const item of items) {
    const { result } = item;
    if (!result || !namesRows(item) || (item.way !== 'server' && item.way !== 'values')) continue;
    const give = (cells: readonly Cell[]): void => onFinding(result, findingOf(table, cells), about);
    const wanted = { item, failing: null, columns: shownColumns(table, item), ordered: true };
    await readFailing(line, table, wanted, { asOfSeconds, semantics: host.semantics, context, signal }, give);
  }
}

/** Which failing rows are read, and what of them. */
export interface Wanted {
  readonly item: SourceItem;
  /** All values that fail a rule judged by values, where they are known: its rows are then looked for by them. */
  readonly failing: readonly (readonly Cell[])[] | null;
  /** What is read of a row, as SQL; the key first where `ordered`. */
  readonly columns: readonly string[];
  readonly ordered: boolean;
}

/** Reads the failing rows of a rule one by one: those that the server finds, or those that our function finds among all. */
export async function readFailing(
  line: Line,
  table: ServerTable,
  { item, failing, columns, ordered }: Wanted,
  judging: {
    readonly asOfSeconds: number;
    readonly semantics: Semantics;
    readonly context: TaskContext;
    readonly signal: AbortSignal;
  },
  give: (cells: readonly Cell[]) => void,
): Promise<void> {
  const { asOfSeconds, semantics, context, signal } = judging;
  const read = (sql: string, row: (cells: Cell[]) => void): Promise<void> => line.read(sql, { columns: () => undefined, row }, { signal });
  if (item.way === 'server' || failing !== null) {
    const select = failing === null ? failingRows(table, item, columns) : valuesRows(table, item.columns, columns, failing);
    return await read(ordered ? inKeyOrder(table, select) : select, give);
  }
  const width = item.columns.length;
  const order = ordered && table.key.length > 0 ? ` ORDER BY ${table.key.map((_, i) => width + 2 + i).join(', ')}` : '';
  const sql = `SELECT ${[...item.columns.map(fetchedOf), '1', ...columns].join(', ')} FROM ${table.relation}${order}`;
  const input = { specs: [item.spec], columns: item.columns, nullLike: table.nullLike, asOfSeconds };
  const judge = new Judge(input, semantics, context, (_, cells) => give(cells.slice(width + 1)));
  try {
    await read(sql, (cells) => judge.add(cells));
    judge.finish();
  } finally {
    judge.close();
  }
}
