import type { TaskContext } from '../../base/jobs/index.ts';
import type { Cell } from '../intake/index.ts';
import type { Line } from '../sources/index.ts';
import { Judge } from './judge.ts';
import type { Checking, OnFinding } from './model.ts';
import type { SourceItem } from './plan.ts';
import { aboutOf, findingOf, inKeyOrder, namesRows, ownCells, shownColumns } from './results.ts';
import { failingRows } from './server.ts';
import { fetchedOf, type ServerTable } from './table.ts';

/** Reads every failing row of the rules that the server answers or whose values were judged, rule by rule, in the order of the key. */
export async function eachFinding({ line, table, items, asOfSeconds, host, options }: Checking, onFinding: OnFinding): Promise<void> {
  const { signal } = options;
  const about = aboutOf(table);
  for (const item of items) {
    const { result } = item;
    if (!result || !namesRows(item)) continue;
    const give = (cells: readonly Cell[]): void => onFinding(result, findingOf(table, cells), about);
    if (item.way === 'server') await readRows(line, inKeyOrder(table, failingRows(table, item, shownColumns(table, item))), give, signal);
    if (item.way === 'values') await judgedRows(line, table, item, { asOfSeconds, host, give, signal });
  }
}

async function readRows(line: Line, sql: string, row: (cells: Cell[]) => void, signal: AbortSignal): Promise<void> {
  await line.read(sql, { columns: () => undefined, row }, { signal });
}

/** Judges the table row by row: the server cannot look for what fails a function of ours. */
async function judgedRows(
  line: Line,
  table: ServerTable,
  item: SourceItem,
  to: {
    readonly asOfSeconds: number;
    readonly host: Checking['host'];
    readonly give: (cells: readonly Cell[]) => void;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const width = item.columns.length;
  const order = table.key.length === 0 ? '' : ` ORDER BY ${table.key.map((_, i) => width + 2 + i).join(', ')}`;
  const sql = `SELECT ${[...item.columns.map(fetchedOf), '1', ...table.key.map(fetchedOf)].join(', ')} FROM ${table.relation}${order}`;
  const context: TaskContext = {
    report: () => undefined,
    cancelled: () => to.signal.aborted,
    throwIfCancelled: () => to.signal.throwIfAborted(),
    nowMs: to.host.monotonicMs,
  };
  const input = { specs: [item.spec], columns: item.columns, nullLike: table.nullLike, asOfSeconds: to.asOfSeconds };
  const judge = new Judge(input, to.host.semantics, context, (_, cells) => to.give([...cells.slice(width + 1), ...ownCells(item, cells)]));
  try {
    await readRows(line, sql, (cells) => judge.add(cells), to.signal);
    judge.finish();
  } finally {
    judge.close();
  }
}
