/** The failing rows of a check as the findings screen shows them: a page of records with all their rules, and counts by rule, value or pattern. */
import type { TaskContext } from '../../base/jobs/index.ts';
import type { SqlValue } from '../../base/sqlite/index.ts';
import { maskPage, type Revealed } from '../datasets/index.ts';
import { maskKindOf, maskValue } from '../semantics/index.ts';
import { type BatchFile, cellsOf, type Filter, patternOf, rowsWhere } from '../table/index.ts';
import { eachCell } from './cells.ts';
import { type Failing, openFailing } from './failing.ts';
import { RowSet } from './row-set.ts';
import type { FindingRule } from './findings.ts';

/** A condition on the failing rows: one of some values, or values written in a certain way. */
export type RecordFilter =
  | { readonly column: number; readonly values: readonly (string | number | null)[] }
  | { readonly column: number; readonly pattern: string }
  /** The value of one row, whatever it is. */
  | { readonly column: number; readonly sameAs: number };

/** Which failing rows of a run are meant. */
export interface RecordView {
  readonly batch: BatchFile;
  readonly path: string;
  readonly key: Uint8Array | null;
  /** Rules whose findings count. */
  readonly rules: readonly string[];
  readonly filters: readonly RecordFilter[];
  readonly search: string;
  /** Only these rows; null: all. */
  readonly stretch: Stretch | null;
}

/** Some rows in succession, both ends included. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
}

export interface RecordPageInput extends RecordView {
  readonly order: 'row' | 'rules';
  readonly offset: number;
  readonly limit: number;
  readonly revealed: Revealed;
}

/** What a rule says of each of its findings. */
export interface RecordRule {
  readonly rule: string;
  readonly kind: string;
  readonly column: string | null;
  readonly reason: { readonly code: string; readonly params: FindingRule['reason'] };
}

export interface RecordPage {
  readonly total: number;
  readonly rows: readonly number[];
  /** For each row places in `rules`: those that it fails. */
  readonly failed: readonly (readonly number[])[];
  readonly rules: readonly RecordRule[];
  readonly columns: readonly (readonly SqlValue[])[];
}

/** Worker task `quality.records`: a page of failing rows, masked. */
export function recordPage(input: RecordPageInput, context: TaskContext): RecordPage {
  return withFailing(input, (failing) => {
    const rules = indexesOf(failing, input.rules);
    const order = orderOf(input, failing, rules, context);
    const rows = [...order.subarray(input.offset, input.offset + input.limit)];
    const { columns } = input.batch;
    const cells = cellsOf(
      input.batch,
      columns.map((c) => c.index),
      rows,
    );
    const page = { rows, total: order.length, columns: columns.map((_, c) => cells.map((row) => row[c] ?? null)) };
    const found = failing.rulesOf(rows, rules);
    const hit = [...new Set(found.flat())].sort((a, b) => a - b);
    const failed = found.map((list) => list.map((rule) => hit.indexOf(rule)));
    const said = hit.flatMap((rule) => failing.rules[rule] ?? []).map(asRecordRule);
    return { total: order.length, rows, failed, rules: said, columns: maskPage(input.batch, page, input.revealed).columns };
  });
}

const asRecordRule = ({ id, kind, columns, reason }: FindingRule): RecordRule => ({
  rule: id,
  kind,
  column: columns[0] ?? null,
  reason: { code: kind, params: reason },
});

export interface RecordFacetInput extends RecordView {
  /** Counts rows by groups of rules, by stretches, or by the values or patterns of a column. */
  readonly by:
    | { readonly groups: readonly { readonly key: string; readonly rules: readonly string[] }[] }
    | { readonly stretches: readonly (Stretch & { readonly key: string })[] }
    | { readonly column: number; readonly pattern: boolean };
  readonly limit: number;
}

export interface RecordFacet {
  readonly rows: number;
  readonly distinct: number;
  readonly values: readonly { readonly value: string | number | null; readonly count: number }[];
}

/** Worker task `quality.recordFacet`: failing rows by something, the most first. */
export function recordFacet(input: RecordFacetInput, context: TaskContext): RecordFacet {
  return withFailing(input, (failing) => {
    if ('stretches' in input.by) return byStretch(input.by.stretches, selected(input, failing, context).list());
    if (!('groups' in input.by)) return byValue(input, input.by, selected(input, failing, context), context);
    const among = restriction(input, context);
    const counts = input.by.groups.map(({ key, rules }) => {
      context.throwIfCancelled();
      const [only, ...others] = indexesOf(failing, rules);
      if (only === undefined) return { value: key, count: 0 };
      if (others.length === 0) return { value: key, count: among ? failing.count(only, among) : (failing.rules[only]?.count ?? 0) };
      const rows = failing.rows([only, ...others]);
      return { value: key, count: (among ? rows.and(among) : rows).size };
    });
    const values = counts.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
    return { rows: selected(input, failing, context).size, distinct: values.length, values: values.slice(0, input.limit) };
  });
}

/** By stretches that follow one another; those without a failing row are left out. */
function byStretch(stretches: readonly (Stretch & { readonly key: string })[], rows: Int32Array): RecordFacet {
  let at = 0;
  const counted = stretches.map(({ key, last }) => {
    const from = at;
    while (at < rows.length && (rows[at] as number) <= last) at++;
    return { value: key, count: at - from };
  });
  const values = counted.filter(({ count }) => count > 0);
  return { rows: rows.length, distinct: values.length, values };
}

function byValue(
  input: RecordFacetInput,
  { column, pattern }: { readonly column: number; readonly pattern: boolean },
  rows: RowSet,
  context: TaskContext,
): RecordFacet {
  const { semantic = null } = input.batch.columns[column] ?? {};
  const hidden = !pattern && maskKindOf(semantic) !== 'none';
  const counts = new Map<string | number | null, number>();
  eachCell(input.batch, column, rows, context, (cell) => {
    const value = cell !== null && pattern ? patternOf(String(cell)) : cell;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  });
  const distinct = counts.size;
  const shown = new Map<string | number | null, number>();
  for (const [value, count] of counts) {
    const word = value !== null && hidden ? maskValue(semantic, String(value)) : value;
    shown.set(word, (shown.get(word) ?? 0) + count);
  }
  const values = [...shown].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
  return { rows: rows.size, distinct, values: values.slice(0, input.limit) };
}

function withFailing<T>({ path, key, batch }: RecordView, work: (failing: Failing) => T): T {
  const failing = openFailing(path, key, batch.rowCount);
  try {
    return work(failing);
  } finally {
    failing.close();
  }
}

const indexesOf = (failing: Failing, ids: readonly string[]): number[] => {
  const wanted = new Set(ids);
  return failing.rules.filter((rule) => wanted.has(rule.id)).map((rule) => rule.index);
};

/** The failing rows that a view means. */
function selected(view: RecordView, failing: Failing, context: TaskContext): RowSet {
  const rows = failing.rows(indexesOf(failing, view.rules));
  const among = restriction(view, context);
  return among ? rows.and(among) : rows;
}

/** The rows that meet the conditions of a view on their values; null when there are none. */
export function restriction(
  { batch, filters, search, stretch }: Pick<RecordView, 'batch' | 'filters' | 'search' | 'stretch'>,
  context: TaskContext,
): RowSet | null {
  const parts = filters.map((filter) => setOf(batch, asTableFilters(filter), context));
  if (stretch) {
    const own = new RowSet(batch.rowCount);
    own.addRun(stretch.first, stretch.last - stretch.first + 1);
    parts.push(own);
  }
  if (search !== '') parts.push(setOf(batch, [searched(batch, search)], context));
  const [first, ...others] = parts;
  return first === undefined ? null : others.reduce((all, one) => all.and(one), first);
}

/** Rows that meet one of some conditions. */
function setOf(batch: BatchFile, filters: readonly Filter[], context: TaskContext): RowSet {
  const set = new RowSet(batch.rowCount);
  for (const filter of filters) for (const row of rowsWhere(batch, [filter], context)) set.add(row);
  return set;
}

function asTableFilters(filter: RecordFilter): Filter[] {
  const { column } = filter;
  if ('sameAs' in filter) return [{ op: 'same-as', columns: [column], row: filter.sameAs }];
  if ('pattern' in filter) return [{ op: 'trait', column, trait: 'pattern', of: filter.pattern }];
  const values = filter.values.filter((value) => value !== null);
  return [
    ...(values.length > 0 ? [{ op: 'in', column, values } as const] : []),
    ...(filter.values.includes(null) ? [{ op: 'is-null', column } as const] : []),
  ];
}

/** Part of a value is looked for in open columns only: in a sensitive one it would tell, letter by letter, what the mask hides. */
function searched(batch: BatchFile, text: string): Filter {
  const open = batch.columns.filter((c) => maskKindOf(c.semantic) === 'none').map((c) => c.index);
  return { op: 'any-contains', columns: open, exact: batch.columns.map((c) => c.index).filter((index) => !open.includes(index)), text };
}

const KEPT = 4;
const orders = new Map<string, Int32Array>();

/** The failing rows in the wanted order; kept for the next page, as run and batch never change. */
function orderOf(input: RecordPageInput, failing: Failing, rules: readonly number[], context: TaskContext): Int32Array {
  const key = JSON.stringify([input.path, input.order, rules, input.filters, input.search, input.stretch]);
  const known = orders.get(key) ?? ordered(input, failing, rules, context);
  orders.delete(key);
  orders.set(key, known);
  const oldest = orders.keys().next().value;
  if (orders.size > KEPT && oldest !== undefined) orders.delete(oldest);
  return known;
}

function ordered(input: RecordPageInput, failing: Failing, rules: readonly number[], context: TaskContext): Int32Array {
  const rows = selected(input, failing, context).list();
  if (input.order === 'row') return rows;
  const counts = new Uint16Array(input.batch.rowCount + 1);
  for (const rule of rules) {
    context.throwIfCancelled();
    failing.eachRun(rule, 1, input.batch.rowCount, (first, length) => {
      for (let row = first; row < first + length; row++) counts[row] = (counts[row] as number) + 1;
    });
  }
  return byCount(rows, counts);
}

/** Rows with the most rules first, equal ones in their order. */
function byCount(rows: Int32Array, counts: Uint16Array): Int32Array {
  const starts: number[] = [];
  for (const row of rows) starts[counts[row] as number] = (starts[counts[row] as number] ?? 0) + 1;
  let at = 0;
  for (let n = starts.length - 1; n >= 0; n--) {
    const size = starts[n] ?? 0;
    starts[n] = at;
    at += size;
  }
  const out = new Int32Array(rows.length);
  for (const row of rows) {
    const n = counts[row] as number;
    out[starts[n] as number] = row;
    starts[n] = (starts[n] as number) + 1;
  }
  return out;
}
