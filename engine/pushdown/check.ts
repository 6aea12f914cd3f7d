import type { RunOptions } from '../../base/jobs/index.ts';
import { isJiadiError, JiadiError } from '../../contract/errors.ts';
import { failedResult, isWaived, type Item, judgeWhole, type RuleResult, scoreOf } from '../quality/index.ts';
import { parseDate, wrong } from '../rules/index.ts';
import { type Line, readAll } from '../sources/index.ts';
import { judgeByValues } from './by-values.ts';
import { eachFinding } from './findings.ts';
import type { Checking, SourceCheckHost, SourceCheckInput, SourceCheckRun, SourceResult } from './model.ts';
import { type PlannedRule, planRules, type SourceItem } from './plan.ts';
import { aboutOf, findingOf, inKeyOrder, namesRows, shownColumns } from './results.ts';
import { checkRows } from './rows.ts';
import { countOnServer, failingRows, isOfStatement } from './server.ts';
import { statementOf } from './statement.ts';
import { SteadyLine } from './steady.ts';
import { describeTable, type ServerTable } from './table.ts';
import { settleFailing } from './waive.ts';

type Options = Pick<RunOptions, 'signal' | 'onProgress'>;

/** How each rule would be answered. */
export interface SourcePlan {
  readonly table: ServerTable;
  readonly rules: readonly PlannedRule[];
}

/** Looks at the table and decides how each rule is answered; no row is judged. */
export async function planSourceCheck(
  line: Line,
  input: SourceCheckInput,
  host: Pick<SourceCheckHost, 'semantics'>,
  signal: AbortSignal,
): Promise<SourcePlan> {
  const table = await describeTable(line, input, host.semantics, signal);
  return { table, rules: planRules(input.rules, table, asOfOf(input), host.semantics) };
}

/** The reference date in seconds. */
export function asOfOf({ asOf }: Pick<SourceCheckInput, 'asOf'>): number {
  const seconds = parseDate(asOf);
  if (seconds === null) throw wrong('asOf', 'a date', asOf);
  return seconds;
}

/**
 * Checks a table where it is: the server counts what it can, the rest is judged here; nothing of the table is kept. A rule that takes too long is an
 * error of its own. When the connection is lost, what was answered stays, and the other rules say so; with nothing answered it is `in-place-lost`.
 */
export async function checkSource(input: SourceCheckInput, host: SourceCheckHost, options: Options = {}): Promise<SourceCheckRun> {
  const signal = options.signal ?? new AbortController().signal;
  options.onProgress?.({ phase: 'connect', done: 0, total: null, unit: 'rows' });
  const line = await SteadyLine.open(input.login, signal);
  try {
    const { table, rules } = await planSourceCheck(line, input, host, signal).catch((error: unknown) => {
      throw isLost(error) ? lost(error, 0, input.rules.length) : error;
    });
    const items = rules.flatMap(({ item }) => (item ? [item] : []));
    const checking = checkingOf(line, table, items, input, host, { ...options, signal });
    const rowCount = await countOnServer(line, table, items, signal, checking.tell).catch((error: unknown) => {
      throw isLost(error) ? lost(error, 0, items.length) : error;
    });
    const cut = await answerOthers(checking, rowCount);
    judgeFacts(items, table, rowCount, input, host);
    const results = rules.map((rule): SourceResult => resultOf(rule, checking));
    const score = scoreOf(
      results.map((r) => ({ ...r, ratio: r.status === 'error' ? null : r.ratio, waived: isWaived(r) })),
      input.weights,
    );
    return {
      server: line.server,
      ...aboutOf(table),
      rowCount,
      results,
      score,
      success: results.every((r) => r.success || isWaived(r)),
      cut,
      oneState: checking.oneState && !line.renewed,
    };
  } finally {
    line.close();
  }
}

function checkingOf(
  line: SteadyLine,
  table: ServerTable,
  items: readonly SourceItem[],
  input: SourceCheckInput,
  host: SourceCheckHost,
  options: Checking['options'],
): Checking {
  const total = items.length;
  const tell = (more = 0): void => {
    const done = items.filter(({ result }) => result !== null).length + more;
    options.onProgress?.({ phase: 'server', done, total, unit: 'items' });
  };
  tell();
  return {
    line,
    table,
    items,
    input,
    host,
    options,
    tell,
    asOfSeconds: asOfOf(input),
    samples: new Map(),
    failing: new Map(),
    units: new Map(),
    oneState: true,
  };
}

/** What is asked after the count. Gives what cut it short, or null. */
async function answerOthers(checking: Checking, rowCount: number): Promise<SourceCheckRun['cut']> {
  const { items, input } = checking;
  try {
    await judgeByValues(checking);
    await checkRows(checking, rowCount);
    await settleFailing(checking);
    await sampleOfServer(checking);
    const { onFinding } = input;
    if (onFinding) await eachFinding(checking, onFinding);
  } catch (error) {
    if (!isLost(error)) throw error;
    // a file of findings that lacks some would look like a whole one
    const answered = items.filter(({ result }) => result !== null).length;
    if (input.onFinding) throw lost(error, answered, items.length);
    const { code, params } = lost(error, answered, items.length);
    for (const item of items) if (item.bound.grain !== 'whole') item.result ??= failedResult(item.spec, item.bound, { code, params });
    return { answered, host: input.login.host };
  }
  for (const item of items)
    if (item.way === 'none')
      item.result ??= failedResult(item.spec, item.bound, {
        code: 'not-supported-yet',
        params: { rule: item.spec.id, what: item.spec.kind },
      });
  return null;
}

/** The server is out of reach: a broken line, or one that could not be opened again. */
function isLost(error: unknown): error is JiadiError {
  return (
    isJiadiError(error) && ['source-lost', 'source-refused', 'source-timeout', 'source-busy', 'source-host-unknown'].includes(error.code)
  );
}

function lost(error: JiadiError, done: number, total: number): JiadiError {
  return new JiadiError('in-place-lost', { host: error.params['host'] ?? '', done, total }, error);
}

function resultOf(rule: PlannedRule, { table, samples, failing, units }: Checking): SourceResult {
  const { item } = rule;
  if (!item) return { ...rule.result, way: 'none', why: null, sql: null, names: false, sample: [], units: null, failing: null };
  const result: RuleResult = item.result ?? failedResult(item.spec, item.bound, { code: 'internal', params: {} });
  return {
    ...result,
    findings: [],
    way: item.way,
    why: item.why,
    sql: statementOf(table, item),
    names: namesRows(item),
    sample: samples.get(item) ?? [],
    units: units.get(item) ?? null,
    failing: failing.get(item) ?? null,
  };
}

/** Rules about the table as a whole; they may ask for the outcome of the others. */
function judgeFacts(
  items: readonly SourceItem[],
  table: ServerTable,
  rowCount: number,
  input: SourceCheckInput,
  host: SourceCheckHost,
): void {
  const asItems = items.map(({ spec, bound, result }): Item => ({ spec, bound, extras: {}, result }));
  const batch = { parts: [], columns: table.columns, rowCount };
  judgeWhole(asItems, { batch, rules: input.rules, nullLike: input.nullLike, asOf: input.asOf, findings: null }, asOfOf(input), host);
  items.forEach((item, i) => {
    item.result ??= asItems[i]?.result ?? null;
  });
}

/** Some failing rows of each rule; a rule whose rows the server does not find, or not in time, keeps its count and shows none. */
async function sampleOfServer({ line, table, items, samples, input, options }: Checking): Promise<void> {
  if (input.sampleRows === 0) return;
  for (const item of items) {
    if (item.way !== 'server' || !namesRows(item)) continue;
    const select = inKeyOrder(table, failingRows(table, item, shownColumns(table, item)));
    try {
      const { rows } = await readAll(line, `${select} LIMIT ${input.sampleRows}`, options.signal, input.sampleRows);
      samples.set(
        item,
        rows.map((cells) => findingOf(table, cells)),
      );
    } catch (error) {
      if (!isOfStatement(error)) throw error;
    }
  }
}
