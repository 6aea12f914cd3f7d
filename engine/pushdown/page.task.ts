import type { TaskContext } from '../../base/jobs/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { InPlaceWay } from '../../contract/methods/in-place.ts';
import type { SourceFrom } from '../../contract/methods/sources.ts';
import type { Cell } from '../intake/index.ts';
import type { RuleSpec } from '../rules/index.ts';
import type { CodeEdition, Semantics } from '../semantics/index.ts';
import { dialects, type Line, type Login, openLine, readAll } from '../sources/index.ts';
import { Judge } from './judge.ts';
import { planRules, type SourceItem } from './plan.ts';
import { findingOf, inKeyOrder, ownCells, shownColumns } from './results.ts';
import type { SourceFinding } from './model.ts';
import { failingRows } from './server.ts';
import { describeTable, fetchedOf, type ServerColumn, type ServerTable } from './table.ts';
import { type OfUnit, ofUnitSql, unitCell } from './units.ts';
import { valuesRows } from './values.ts';

/** Where a page begins: behind a row's key, or after so many rows where none can be named. */
export type PlaceInRows = { readonly key: readonly string[] } | { readonly skip: number };

/** Which rows of which table: those that fail a rule. */
export interface RuleRows {
  readonly login: Login;
  readonly from: SourceFrom;
  readonly key: readonly string[] | null;
  readonly nullLike: readonly string[];
  readonly asOfSeconds: number;
  readonly codes: readonly CodeEdition[] | undefined;
  readonly spec: RuleSpec;
  readonly way: InPlaceWay;
  /** All values that fail a rule judged by values, where they are known. */
  readonly failing: readonly (readonly Cell[])[] | null;
}

export interface PageInput extends RuleRows {
  /** Only the rows of a unit. */
  readonly unit: OfUnit | null;
  readonly after: PlaceInRows | null;
  readonly limit: number;
}

export interface PageOutput {
  readonly key: readonly string[];
  readonly columns: readonly { readonly name: string; readonly semantic: string | null }[];
  readonly rows: readonly SourceFinding[];
  readonly next: PlaceInRows | null;
  readonly unsteady: boolean;
}

const LOOK_MS = 50;
/** Rows that are judged at once while only a page is wanted. */
const LOT_ROWS = 2000;

/** Worker task `pushdown.page`: the failing rows of a rule behind a place, as the table is now. */
export function findingsPage(input: PageInput, semantics: Semantics, context: TaskContext): Promise<PageOutput> {
  return onTable(input, semantics, context, async (line, table, item, { signal }) => {
    const { after, limit, unit } = input;
    const named = after !== null && 'key' in after && after.key.length === table.key.length ? after.key : null;
    const skip = after !== null && 'skip' in after ? after.skip : 0;
    const ask: Asked = { table, item, named, skip, wanted: limit + 1, unit: unit && { ...unit, cell: cellOfUnit(table, unit.column) } };
    const found =
      input.way === 'values' && input.failing === null
        ? await judgedPage(line, ask, input, semantics, context, signal)
        : await askedPage(line, ask, input.failing, signal);
    const rows = found.slice(0, limit);
    const last = rows.at(-1)?.key ?? [];
    const steady = keyset(table) && last.every((cell) => cell !== null);
    const place: PlaceInRows = steady ? { key: last.map(String) } : { skip: ask.skip + rows.length };
    const columns = item.bound.columns.map((name) => ({ name, semantic: table.columns.find((c) => c.name === name)?.semantic ?? null }));
    return {
      key: table.key.map(({ name }) => name),
      columns: [...table.key, ...columns].map(({ name, semantic }) => ({ name, semantic })),
      rows,
      next: found.length > limit ? place : null,
      unsteady: !keyset(table),
    };
  });
}

interface Judging {
  readonly asOfSeconds: number;
  readonly semantics: Semantics;
  readonly context: TaskContext;
  readonly signal: AbortSignal;
}

/** Connects in a worker and looks at the table and the rule again. */
export async function onTable<T>(
  input: RuleRows,
  semantics: Semantics,
  context: TaskContext,
  work: (line: Line, table: ServerTable, item: SourceItem, judging: Judging) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const { signal } = abort;
  // a thread hears of a cancel only when it looks
  const looking = setInterval(() => context.cancelled() && abort.abort(), LOOK_MS);
  let line: Line | null = null;
  try {
    line = await openLine(input.login, signal);
    const table = await describeTable(line, input, semantics, signal);
    const item = itemOf(input, table, semantics);
    // numbers that are too long may have sent it another way
    item.way = input.way;
    return await work(line, table, item, { asOfSeconds: input.asOfSeconds, semantics, context, signal });
  } finally {
    clearInterval(looking);
    line?.close();
  }
}

function cellOfUnit(table: ServerTable, column: string): string {
  const cell = unitCell(table, column);
  if (cell === null) throw new JiadiError('column-not-found', { column });
  return cell;
}

interface Asked {
  readonly table: ServerTable;
  readonly item: SourceItem;
  readonly named: readonly string[] | null;
  readonly skip: number;
  readonly wanted: number;
  readonly unit: (OfUnit & { readonly cell: string }) | null;
}

function itemOf({ spec, asOfSeconds, from }: RuleRows, table: ServerTable, semantics: Semantics): SourceItem {
  const [planned] = planRules([{ spec, error: null }], table, asOfSeconds, semantics);
  if (planned?.item) return planned.item;
  const error = planned?.result.error;
  // the table is another one than the one that was checked
  if (error) throw new JiadiError(error.code, error.params);
  throw new JiadiError('source-changed', { name: from.kind === 'table' ? from.table : spec.id });
}

/** True where rows can be named for sure: pages then neither overlap nor leave rows out, whatever else changes in the table. */
function keyset({ primary, key }: ServerTable): boolean {
  return primary && key.every(({ form }) => form.storage !== 'opaque' && form.storage !== 'real');
}

const isText = ({ form }: ServerColumn): boolean => form.byBytes || (form.storage === 'text' && form.grouped === form.cell);

/** The condition of the rows behind one, over what stands for the columns of the key. */
function behind({ dialect, key, login }: ServerTable, names: readonly string[], last: readonly string[]): string {
  const literal = (column: ServerColumn, value: string): string => {
    if (isText(column)) return dialect.bytes(dialect.text(value));
    return /^-?\d+(\.\d+)?$/.test(value) ? value : dialects[login.protocol].literal(value);
  };
  const left = key.map((column, i) => (isText(column) ? dialect.bytes(names[i] ?? '') : (names[i] ?? '')));
  const right = key.map((column, i) => literal(column, last[i] ?? ''));
  return left.length === 1 ? `${left[0]} > ${right[0]}` : `(${left.join(', ')}) > (${right.join(', ')})`;
}

const orderOf = ({ dialect, key }: ServerTable, names: readonly string[]): string =>
  key.map((column, i) => (isText(column) ? dialect.bytes(names[i] ?? '') : names[i])).join(', ');

/** Rows that the server can look for: by the rule's condition, or by the values that fail it. */
async function askedPage(
  line: Line,
  { table, item, named, skip, wanted, unit }: Asked,
  failing: PageInput['failing'],
  signal: AbortSignal,
): Promise<readonly SourceFinding[]> {
  const own = shownColumns(table, item);
  const shown = unit === null ? own : [...own, unit.cell];
  const select = failing === null ? failingRows(table, item, shown) : valuesRows(table, item.columns, shown, failing);
  const names = table.key.map((_, i) => `x${i}`);
  const conditions = [
    ...(named === null ? [] : [behind(table, names, named)]),
    ...(unit === null ? [] : [ofUnitSql(table, unit, `x${own.length}`)]),
  ];
  const page = `SELECT * FROM (${select}) page${conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''}`;
  const sql = keyset(table)
    ? `${page} ORDER BY ${orderOf(table, names)} LIMIT ${wanted}`
    : `${inKeyOrder(table, page)} LIMIT ${wanted} OFFSET ${skip}`;
  const { rows } = await readAll(line, sql, signal, wanted);
  return rows.map((cells) => findingOf(table, cells.slice(0, own.length)));
}

/** Rows that only our function knows: they are judged one by one in the order of the key, from the place on until the page is full. */
async function judgedPage(
  line: Line,
  { table, item, named, skip, wanted, unit }: Asked,
  input: PageInput,
  semantics: Semantics,
  context: TaskContext,
  signal: AbortSignal,
): Promise<readonly SourceFinding[]> {
  const width = item.columns.length;
  const names = table.key.map(fetchedOf);
  const conditions = [
    ...(named === null ? [] : [behind(table, names, named)]),
    ...(unit === null ? [] : [ofUnitSql(table, unit, unit.cell)]),
  ];
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
  const order = table.key.length === 0 ? '' : ` ORDER BY ${orderOf(table, names)}`;
  const sql = `SELECT ${[...item.columns.map(fetchedOf), '1', ...names].join(', ')} FROM ${table.relation}${where}${order}`;
  const found: SourceFinding[] = [];
  let passed = 0;
  const judge = new Judge(
    { specs: [input.spec], columns: item.columns, nullLike: table.nullLike, asOfSeconds: input.asOfSeconds, lotRows: LOT_ROWS },
    semantics,
    context,
    (_, cells) => {
      if (passed++ >= skip && found.length < wanted) found.push(findingOf(table, [...cells.slice(width + 1), ...ownCells(item, cells)]));
    },
  );
  const row = (cells: Cell[]): void => {
    judge.add(cells);
    // ends the statement: nobody wants the other rows
    if (found.length >= wanted) throw new JiadiError('cancelled');
  };
  try {
    await line.read(sql, { columns: () => undefined, row }, { signal });
    judge.finish();
  } catch (error) {
    if (found.length < wanted) throw error;
  } finally {
    judge.close();
  }
  return found;
}
