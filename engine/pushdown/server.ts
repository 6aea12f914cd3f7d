import { JiadiError } from '../../contract/errors.ts';
import { countedResult, failedResult, judgeGroup, observedResult } from '../quality/index.ts';
import { ruleError } from '../rules/index.ts';
import { type Line, readAll } from '../sources/index.ts';
import type { Reason } from './fragment.ts';
import type { Pushed, SourceItem } from './plan.ts';
import type { ServerTable } from './table.ts';

/** Counts in one statement; PostgreSQL gives at most 1,664 columns. */
const COUNTS_MAX = 600;

const countOf = (condition: string): string => `count(CASE WHEN ${condition} THEN 1 END)`;
const all = (conditions: readonly (string | null)[]): string => conditions.filter((c) => c !== null).join(' AND ') || '1 = 1';

/** The condition of the rows that a rule looks at. */
export function lookedAt({ where, skips }: Pushed): string {
  return all([where === null ? null : `${where} IS TRUE`, skips === null ? null : `NOT ${skips}`]);
}

/** The answers of all counting rules by one scan of the table; the number of its rows. Rules with too long numbers change their way. */
export async function countOnServer(line: Line, table: ServerTable, items: readonly SourceItem[], signal: AbortSignal): Promise<number> {
  const counts = new Map<string, number>();
  const asked: string[] = [];
  const at = (expression: string): number => {
    const known = counts.get(expression);
    if (known !== undefined) return known;
    asked.push(expression);
    counts.set(expression, asked.length - 1);
    return asked.length - 1;
  };
  const rowsAt = at('count(*)');
  const plans = items.flatMap((item) =>
    item.pushed && item.way === 'server' ? [{ item, pushed: item.pushed, ...placesOf(item.pushed, at) }] : [],
  );
  const values = await readCounts(line, table, asked, signal).catch((error: unknown) => orNull(error, plans.length));
  if (values === null) {
    // a rule that this product cannot answer must not take the others with it
    for (const item of plans.length > 1 ? plans.map((plan) => plan.item) : []) await countOnServer(line, table, [item], signal);
    for (const { item } of plans.length > 1 ? [] : plans) elsewhere(item, 'construct');
    return (await readCounts(line, table, ['count(*)'], signal))[0] ?? 0;
  }
  const value = (place: number | null): number => (place === null ? 0 : (values[place] ?? 0));
  for (const { item, pushed, rows, skipped, failed, hard } of plans) {
    if (hard.some((place) => value(place) > 0)) {
      elsewhere(item, 'long-numbers');
      continue;
    }
    settle(item, { rows: value(rows), skipped: value(skipped), failed: value(failed) });
    if (item.bound.grain !== 'group' || item.result) continue;
    const counts = { rows: value(rows), skipped: value(skipped) };
    item.result = await countGroups(line, table, item, pushed, counts, signal).catch((error: unknown) => orNull(error, 1));
    if (item.result === null) elsewhere(item, 'construct');
  }
  return values[rowsAt] ?? 0;
}

/** The rule is judged here instead. */
function elsewhere(item: SourceItem, why: Reason): void {
  item.way = item.bound.grain === 'group' ? 'rows' : 'values';
  item.why = why;
}

/** Null for a statement that the server does not understand; every other error travels on. */
function orNull(error: unknown, rules: number): null {
  if (rules > 0 && error instanceof JiadiError && error.code === 'source-query') return null;
  throw error;
}

function placesOf(pushed: Pushed, at: (expression: string) => number) {
  const { where, skips, fails } = pushed;
  return {
    rows: at(where === null ? 'count(*)' : countOf(`${where} IS TRUE`)),
    skipped: skips === null ? null : at(countOf(all([where === null ? null : `${where} IS TRUE`, skips]))),
    failed: fails === null || pushed.keys.length > 0 ? null : at(countOf(`${lookedAt(pushed)} AND ${fails}`)),
    hard: pushed.hard.map((condition) => at(countOf(condition))),
  };
}

async function readCounts(
  line: Line,
  { relation }: ServerTable,
  asked: readonly string[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  const values: number[] = [];
  for (let from = 0; from < asked.length; from += COUNTS_MAX) {
    const some = asked.slice(from, from + COUNTS_MAX).map((expression, i) => `${expression} AS k${i}`);
    const { rows } = await readAll(line, `SELECT ${some.join(', ')} FROM ${relation}`, signal, 1);
    values.push(...(rows[0] ?? []).map(Number));
  }
  return values;
}

interface Counts {
  readonly rows: number;
  readonly skipped: number;
  readonly failed: number;
}

function settle(item: SourceItem, counts: Counts): void {
  const { spec, bound } = item;
  try {
    if (bound.grain === 'aggregate')
      item.result = observedResult(spec, bound, bound.observe([bound.empty()], counts.rows, counts.skipped, null));
    else if (bound.grain !== 'group') item.result = countedResult(spec, bound, { ...counts, findings: [], learned: null });
  } catch (error) {
    item.result = failedResult(spec, bound, ruleError(error));
  }
}

/** The answer of a rule over rows that share a key: the server groups them and counts the groups. */
async function countGroups(
  line: Line,
  table: ServerTable,
  item: SourceItem,
  pushed: Pushed,
  { rows, skipped }: Pick<Counts, 'rows' | 'skipped'>,
  signal: AbortSignal,
): Promise<SourceItem['result']> {
  const { spec, bound } = item;
  if (bound.grain !== 'group') throw new JiadiError('internal', { message: 'no group rule' });
  const how = typeof bound.judge === 'function' ? 'repeated' : bound.judge.how;
  const answer = await readAll(
    line,
    how === 'repeated' ? repeatedCounts(table, pushed) : minorityCounts(table, pushed, how === 'mixed'),
    signal,
    1,
  );
  const [keyed = 0, distinct = 0, single = 0, failed = 0] = (answer.rows[0] ?? []).map((cell) => Number(cell ?? 0));
  const judged = judgeGroup(bound, { keyed, distinct, single, rows });
  return judged ? observedResult(spec, bound, judged) : countedResult(spec, bound, { rows, skipped, failed, findings: [], learned: null });
}

/** Keys, and how many of the rows fail for themselves (`f`). */
function keyed({ relation }: ServerTable, pushed: Pushed, keys: readonly string[]): string {
  const named = keys.map((key, i) => `${key} AS k${i}`);
  const grouped = keys.map((_, i) => `k${i}`).join(', ');
  const inner = `SELECT ${[...named, `${pushed.fails === null ? '0' : `CASE WHEN ${pushed.fails} THEN 1 ELSE 0 END`} AS f`].join(', ')} FROM ${relation} WHERE ${lookedAt(pushed)}`;
  return `SELECT ${grouped}, count(*) AS n, sum(f) AS f FROM (${inner}) r GROUP BY ${grouped}`;
}

function repeatedCounts(table: ServerTable, pushed: Pushed): string {
  return `SELECT sum(n), count(*), sum(CASE WHEN n = 1 THEN 1 ELSE 0 END), sum(CASE WHEN n > 1 THEN n ELSE f END) FROM (${keyed(table, pushed, pushed.keys)}) g`;
}

/** Rows whose dependent value is not the one commonest of their key; with `mixed`, every row of a key with several. */
function minorityCounts(table: ServerTable, pushed: Pushed, mixed: boolean): string {
  const by = pushed.keys.map((_, i) => `k${i}`).join(', ');
  const pairs = keyed(table, pushed, [...pushed.keys, ...pushed.dependents]);
  const ranked = `SELECT ${by}, n, f, count(*) OVER (PARTITION BY ${by}) AS c, max(n) OVER (PARTITION BY ${by}) AS m FROM (${pairs}) p`;
  const tied = `SELECT n, f, c, m, sum(CASE WHEN n = m THEN 1 ELSE 0 END) OVER (PARTITION BY ${by}) AS t FROM (${ranked}) q`;
  return `SELECT sum(n), count(*), 0, sum(CASE WHEN ${mixed ? 'c > 1' : 'n < m OR t > 1'} THEN n ELSE f END) FROM (${tied}) g`;
}

/** The rows that a rule of the server's finds, as a relation `r` with the wanted columns `x0`, `x1` …. */
export function failingRows(table: ServerTable, item: SourceItem, wanted: readonly string[]): string {
  const { pushed, bound } = item;
  if (!pushed) throw new JiadiError('internal', { message: 'not asked of the server' });
  const columns = wanted.map((expression, i) => `${expression} AS x${i}`);
  const names = wanted.map((_, i) => `x${i}`).join(', ');
  if (bound.grain !== 'group')
    return `SELECT ${columns.join(', ')} FROM ${table.relation} WHERE ${lookedAt(pushed)} AND ${pushed.fails ?? '1 = 0'}`;
  const how = typeof bound.judge === 'function' ? 'repeated' : bound.judge.how;
  const keys = pushed.keys.map((_, i) => `k${i}`).join(', ');
  const pair = [...pushed.keys, ...pushed.dependents].map((_, i) => `k${i}`).join(', ');
  const named = [...pushed.keys, ...pushed.dependents].map((key, i) => `${key} AS k${i}`);
  const f = `${pushed.fails === null ? '0' : `CASE WHEN ${pushed.fails} THEN 1 ELSE 0 END`} AS f`;
  const rows = `SELECT ${[...columns, ...named, f].join(', ')} FROM ${table.relation} WHERE ${lookedAt(pushed)}`;
  if (how === 'repeated')
    return `SELECT ${names} FROM (SELECT ${names}, f, count(*) OVER (PARTITION BY ${keys}) AS n FROM (${rows}) a) b WHERE n > 1 OR f = 1`;
  const counted = `SELECT ${names}, ${pair}, f, count(*) OVER (PARTITION BY ${pair}) AS n, count(*) OVER (PARTITION BY ${keys}) AS s FROM (${rows}) a`;
  if (how === 'mixed') return `SELECT ${names} FROM (${counted}) b WHERE n < s OR f = 1`;
  const most = `SELECT ${names}, ${keys}, f, n, max(n) OVER (PARTITION BY ${keys}) AS m FROM (${counted}) b`;
  const tied = `SELECT ${names}, f, n, m, sum(CASE WHEN n = m THEN 1 ELSE 0 END) OVER (PARTITION BY ${keys}) AS t FROM (${most}) c`;
  return `SELECT ${names} FROM (${tied}) d WHERE n < m OR t > m OR f = 1`;
}
