import { isJiadiError, JiadiError } from '../../contract/errors.ts';
import type { Cell } from '../intake/index.ts';
import { countedResult, failedResult, judgeGroup, observedResult, type RuleResult } from '../quality/index.ts';
import { ruleError } from '../rules/index.ts';
import { type Line, readAll } from '../sources/index.ts';
import type { Reason } from './fragment.ts';
import type { OwnQuery } from './own-query.ts';
import type { Pushed, SourceItem } from './plan.ts';
import { tooSlow } from './results.ts';
import type { ServerTable } from './table.ts';

/** Counts in one statement; PostgreSQL gives at most 1,664 columns. */
const COUNTS_MAX = 600;

const countOf = (condition: string): string => `count(CASE WHEN ${condition} THEN 1 END)`;
const all = (conditions: readonly (string | null)[]): string => conditions.filter((c) => c !== null).join(' AND ') || '1 = 1';

/** The condition of the rows that a rule looks at. */
export function lookedAt({ where, skips }: Pushed): string {
  return all([where === null ? null : `${where} IS TRUE`, skips === null ? null : `NOT ${skips}`]);
}

interface Counting {
  readonly item: SourceItem;
  readonly pushed: Pushed;
}

/** The answers of all counting rules by one scan of the table; the number of its rows. Rules with too long numbers change their way. */
export async function countOnServer(
  line: Line,
  table: ServerTable,
  items: readonly SourceItem[],
  signal: AbortSignal,
  onAnswered: () => void,
): Promise<number> {
  const counting = items.flatMap((item): Counting[] => (item.pushed && item.way === 'server' ? [{ item, pushed: item.pushed }] : []));
  const rows = await countTogether(line, table, counting, signal);
  const rowCount = rows ?? (await readCounts(line, table, ['count(*)'], signal))[0] ?? 0;
  onAnswered();
  for (const { item, pushed } of counting) {
    if (item.bound.grain !== 'group' || item.way !== 'server' || item.result) continue;
    const result = await answered(item, () => countGroups(line, table, item, pushed, item.counted ?? { rows: 0, skipped: 0 }, signal));
    if (result) item.result = result;
    else if (!item.result) elsewhere(item, 'construct');
    onAnswered();
  }
  for (const item of items) {
    const { own, bound } = item;
    if (!own || item.way !== 'server' || bound.grain !== 'query') continue;
    const result = await answered(item, () => ownAnswer(line, item, own, signal));
    if (result) item.result = result;
    else item.result ??= failedResult(item.spec, bound, { code: 'sql-refused', params: { problem: table.server.product } });
    onAnswered();
  }
  return rowCount;
}

/**
 * Counts for all rules at once. One that this product cannot answer, or that takes too long, must not take the others with it: it is found by
 * halves. Null when no statement was answered.
 */
async function countTogether(line: Line, table: ServerTable, counting: readonly Counting[], signal: AbortSignal): Promise<number | null> {
  const asked: string[] = [];
  const at = (expression: string): number => {
    const known = asked.indexOf(expression);
    return known < 0 ? asked.push(expression) - 1 : known;
  };
  const rowsAt = at('count(*)');
  const plans = counting.map((one) => ({ ...one, ...placesOf(one.pushed, at) }));
  const [only] = counting;
  let values: readonly number[];
  try {
    values = await readCounts(line, table, asked, signal);
  } catch (error) {
    if (!only || !isOfStatement(error)) throw error;
    if (counting.length === 1) {
      if (error.code === 'source-slow') only.item.result = tooSlow(only.item, error);
      else elsewhere(only.item, 'construct');
      return null;
    }
    const half = counting.length >> 1;
    const first = await countTogether(line, table, counting.slice(0, half), signal);
    return (await countTogether(line, table, counting.slice(half), signal)) ?? first;
  }
  const value = (place: number | null): number => (place === null ? 0 : (values[place] ?? 0));
  for (const { item, rows, skipped, failed, hard } of plans) {
    if (hard.some((place) => value(place) > 0)) elsewhere(item, 'long-numbers');
    else settle(item, { rows: value(rows), skipped: value(skipped), failed: value(failed) });
  }
  return values[rowsAt] ?? 0;
}

/** Errors that say something of one statement only; every other error travels on. */
export function isOfStatement(error: unknown): error is JiadiError {
  return isJiadiError(error) && (error.code === 'source-query' || error.code === 'source-slow');
}

/** What a statement of one rule gives; null where the server does not understand it. */
async function answered(item: SourceItem, ask: () => Promise<RuleResult>): Promise<RuleResult | null> {
  try {
    return await ask();
  } catch (error) {
    if (!isOfStatement(error)) throw error;
    if (error.code === 'source-slow') return tooSlow(item, error);
    if (item.own) return failedResult(item.spec, item.bound, { code: 'sql-refused', params: { problem: error.params['problem'] ?? '' } });
    return null;
  }
}

/** The rule is judged here instead. */
function elsewhere(item: SourceItem, why: Reason): void {
  if (item.own) {
    item.result = failedResult(item.spec, item.bound, { code: 'sql-refused', params: { problem: why } });
    return;
  }
  item.way = item.bound.grain === 'group' ? 'rows' : 'values';
  item.why = why;
}

async function ownAnswer(line: Line, item: SourceItem, own: OwnQuery, signal: AbortSignal): Promise<RuleResult> {
  const { spec, bound } = item;
  const one = async (sql: string): Promise<Cell> => (await readAll(line, sql, signal, 1)).rows[0]?.[0] ?? null;
  try {
    if (bound.grain === 'query' && bound.judge && own.value !== null)
      return observedResult(spec, bound, bound.judge(numberOf(await one(own.value))));
    const { result } = item;
    if (own.tested === null || !result || result.error) return result ?? failedResult(spec, bound, { code: 'internal', params: {} });
    const tested = /^\d+$/.test(own.tested) ? Number(own.tested) : (numberOf(await one(own.tested)) ?? 0);
    const rows = Math.max(tested, result.failed);
    return countedResult(spec, bound, { rows, skipped: 0, failed: result.failed, findings: [], learned: null });
  } catch (error) {
    if (isJiadiError(error) && !error.code.startsWith('source-') && error.code !== 'cancelled')
      return failedResult(spec, bound, ruleError(error));
    throw error;
  }
}

/** The number that a query returned, or null when it returned something else. */
function numberOf(cell: Cell): number | null {
  if (cell === null || cell === '') return null;
  const value = Number(cell);
  return Number.isNaN(value) ? null : value;
}

/** The expression that counts the failing rows of a rule over single rows. */
export function failedCount(pushed: Pushed): string | null {
  return pushed.fails === null || pushed.keys.length > 0 ? null : countOf(`${lookedAt(pushed)} AND ${pushed.fails}`);
}

function placesOf(pushed: Pushed, at: (expression: string) => number) {
  const { where, skips } = pushed;
  const failed = failedCount(pushed);
  return {
    rows: at(where === null ? 'count(*)' : countOf(`${where} IS TRUE`)),
    skipped: skips === null ? null : at(countOf(all([where === null ? null : `${where} IS TRUE`, skips]))),
    failed: failed === null ? null : at(failed),
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
    const { rows } = await readAll(line, `SELECT ${some.join(', ')} FROM ${relation}`, signal, 1, true);
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
    else if (bound.grain === 'group') item.counted = counts;
    else item.result = countedResult(spec, bound, { ...counts, findings: [], learned: null });
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
): Promise<RuleResult> {
  const { spec, bound } = item;
  if (bound.grain !== 'group') throw new JiadiError('internal', { message: 'no group rule' });
  const answer = await readAll(line, groupCounts(table, item, pushed), signal, 1, true);
  const [keyed = 0, distinct = 0, single = 0, failed = 0] = (answer.rows[0] ?? []).map((cell) => Number(cell ?? 0));
  const judged = judgeGroup(bound, { keyed, distinct, single, rows });
  return judged ? observedResult(spec, bound, judged) : countedResult(spec, bound, { rows, skipped, failed, findings: [], learned: null });
}

/** The statement that groups the rows of a rule over keys and counts the groups. */
export function groupCounts(table: ServerTable, { bound }: SourceItem, pushed: Pushed): string {
  const how = bound.grain !== 'group' || typeof bound.judge === 'function' ? 'repeated' : bound.judge.how;
  return how === 'repeated' ? repeatedCounts(table, pushed) : minorityCounts(table, pushed, how === 'mixed');
}

/** The counts of one rule as a statement of its own. */
export function countsOf({ relation }: ServerTable, pushed: Pushed): string {
  const asked: string[] = [];
  placesOf(pushed, (expression) => asked.push(expression) - 1);
  return `SELECT ${[...new Set(asked)].join(', ')} FROM ${relation}`;
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

/**
 * True for rows whose key stands in the table more than once. The server groups the keys alone and looks each row up, where numbering all rows would
 * sort them with all that is shown. Null where a key has no type that is known.
 */
function amongRepeated({ relation }: ServerTable, pushed: Pushed): string | null {
  const empty = pushed.keyTypes.map((type) => (type === 'text' ? "''" : type === 'number' ? '0' : null));
  if (empty.length === 0 || empty.includes(null)) return null;
  // null is a key like any other, and no two nulls are equal where they are looked up
  const named = (keys: readonly string[]): string => keys.map((key, i) => `coalesce(${key}, ${empty[i]}), ${key} IS NULL`).join(', ');
  const places = pushed.keys.map((_, i) => `k${i}`);
  const keys = `SELECT ${pushed.keys.map((key, i) => `${key} AS k${i}`).join(', ')} FROM ${relation} WHERE ${lookedAt(pushed)}`;
  return `(${named(pushed.keys)}) IN (SELECT ${named(places)} FROM (${keys}) r GROUP BY ${places.join(', ')} HAVING count(*) > 1)`;
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
  const among = how === 'repeated' ? amongRepeated(table, pushed) : null;
  if (among !== null) {
    const found = (condition: string): string =>
      `SELECT ${columns.join(', ')} FROM ${table.relation} WHERE ${lookedAt(pushed)} AND ${condition}`;
    if (pushed.fails === null) return found(among);
    // one condition of two parts would keep the server from joining with the repeated keys
    return `${found(pushed.fails)} UNION ALL ${found(`CASE WHEN ${pushed.fails} THEN 0 ELSE 1 END = 1 AND ${among}`)}`;
  }
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
