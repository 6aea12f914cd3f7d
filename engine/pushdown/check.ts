import type { RunOptions } from '../../base/jobs/index.ts';
import type { Cell } from '../intake/index.ts';
import { countedResult, failedResult, type Item, judgeWhole, observedResult, type RuleResult, scoreOf } from '../quality/index.ts';
import { parseDate, ruleError, wrong } from '../rules/index.ts';
import { type Line, readAll, withLine } from '../sources/index.ts';
import { eachFinding } from './findings.ts';
import type { SourceCheckHost, SourceCheckInput, SourceCheckRun, SourceFinding, SourceResult } from './model.ts';
import { type PlannedRule, planRules, type SourceItem } from './plan.ts';
import { aboutOf, findingOf, inKeyOrder, namesRows, ownCells, SAMPLE_ROWS, shownColumns } from './results.ts';
import { checkRows } from './rows.ts';
import { countOnServer, failingRows } from './server.ts';
import { describeTable, type ServerTable } from './table.ts';
import { valuesQuery, whereValues } from './values.ts';
import type { ValuesInput, ValuesOutput } from './values.task.ts';

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
  host: SourceCheckHost,
  signal: AbortSignal,
): Promise<SourcePlan> {
  const table = await describeTable(line, input, host.semantics, signal);
  return { table, rules: planRules(input.rules, table, asOfOf(input), host.semantics) };
}

function asOfOf({ asOf }: SourceCheckInput): number {
  const seconds = parseDate(asOf);
  if (seconds === null) throw wrong('asOf', 'a date', asOf);
  return seconds;
}

/** Checks a table where it is: the server counts what it can, the rest is judged here; nothing of the table is kept. */
export async function checkSource(input: SourceCheckInput, host: SourceCheckHost, options: Options = {}): Promise<SourceCheckRun> {
  const signal = options.signal ?? new AbortController().signal;
  return await withLine(input.login, signal, async (line) => {
    options.onProgress?.({ phase: 'connect', done: 0, total: null, unit: 'rows' });
    const { table, rules } = await planSourceCheck(line, input, host, signal);
    const items = rules.flatMap(({ item }) => (item ? [item] : []));
    const samples = new Map<SourceItem, readonly SourceFinding[]>();
    options.onProgress?.({ phase: 'server', done: 0, total: null, unit: 'rows' });
    const rowCount = await countOnServer(line, table, items, signal);
    await sampleOfServer(line, table, items, samples, signal);
    await judgeByValues(line, table, items, samples, input, host, { ...options, signal });
    await checkRows(table, items, rowCount, samples, input, host, { ...options, signal });
    const { onFinding } = input;
    if (onFinding) await eachFinding(line, table, items, asOfOf(input), { ...input, onFinding }, host, signal);
    for (const item of items)
      if (item.way === 'none')
        item.result = failedResult(item.spec, item.bound, {
          code: 'not-supported-yet',
          params: { rule: item.spec.id, what: item.spec.kind },
        });
    judgeFacts(items, table, rowCount, input, host);
    const results = rules.map((rule): SourceResult => resultOf(rule, samples));
    const score = scoreOf(results.map((r) => ({ ...r, ratio: r.status === 'error' ? null : r.ratio })));
    return {
      server: line.server,
      ...aboutOf(table),
      rowCount,
      results,
      score,
      success: results.every((r) => r.success),
    };
  });
}

function resultOf(rule: PlannedRule, samples: ReadonlyMap<SourceItem, readonly SourceFinding[]>): SourceResult {
  const { item } = rule;
  if (!item) return { ...rule.result, way: 'none', why: null, sample: [] };
  const result: RuleResult = item.result ?? failedResult(item.spec, item.bound, { code: 'internal', params: {} });
  return { ...result, findings: [], way: item.way, why: item.why, sample: samples.get(item) ?? [] };
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

async function sampleOfServer(
  line: Line,
  table: ServerTable,
  items: readonly SourceItem[],
  samples: Map<SourceItem, readonly SourceFinding[]>,
  signal: AbortSignal,
): Promise<void> {
  for (const item of items) {
    if (item.way !== 'server' || !namesRows(item)) continue;
    const select = inKeyOrder(table, failingRows(table, item, shownColumns(table, item)));
    const { rows } = await readAll(line, `${select} LIMIT ${SAMPLE_ROWS}`, signal, SAMPLE_ROWS);
    samples.set(
      item,
      rows.map((cells) => findingOf(table, cells)),
    );
  }
}

/** Rules whose functions only exist here: the server counts the different values of their columns, once for all rules over the same ones. */
async function judgeByValues(
  line: Line,
  table: ServerTable,
  items: readonly SourceItem[],
  samples: Map<SourceItem, readonly SourceFinding[]>,
  input: SourceCheckInput,
  host: SourceCheckHost,
  options: Options & { readonly signal: AbortSignal },
): Promise<void> {
  const lots = new Map<string, SourceItem[]>();
  for (const item of items.filter(({ way, result }) => way === 'values' && result === null)) {
    const key = item.columns.map(({ index }) => index).join(',');
    lots.set(key, [...(lots.get(key) ?? []), item]);
  }
  for (const lot of lots.values()) {
    const columns = lot[0]?.columns ?? [];
    const task: ValuesInput = {
      login: input.login,
      sql: valuesQuery(table, columns),
      specs: lot.map(({ spec }) => spec),
      columns: columns.map(({ name, type, semantic }) => ({ name, type, semantic })),
      nullLike: input.nullLike,
      asOfSeconds: asOfOf(input),
    };
    const { judged } = await host.tasks.run<ValuesOutput>('pushdown.values', task, options);
    for (const [i, item] of lot.entries()) {
      const found = judged[i];
      if (!found) continue;
      item.result = judgedResult(item, found);
      if (namesRows(item)) samples.set(item, await sampleOfValues(line, table, item, found.failing, options.signal));
    }
  }
}

function judgedResult({ spec, bound }: SourceItem, { rows, skipped, failed, state, error }: ValuesOutput['judged'][number]): RuleResult {
  if (error) return failedResult(spec, bound, error);
  try {
    if (bound.grain !== 'aggregate') return countedResult(spec, bound, { rows, skipped, failed, findings: [], learned: null });
    return observedResult(spec, bound, bound.observe([state ?? bound.empty()], rows, skipped, null));
  } catch (thrown) {
    return failedResult(spec, bound, ruleError(thrown));
  }
}

async function sampleOfValues(
  line: Line,
  table: ServerTable,
  item: SourceItem,
  failing: readonly (readonly Cell[])[],
  signal: AbortSignal,
): Promise<readonly SourceFinding[]> {
  const where = whereValues(table, item.columns, failing);
  if (where === null) return failing.map((cells) => findingOf(table, [...table.key.map(() => null), ...ownCells(item, cells)]));
  const select = inKeyOrder(table, `SELECT ${shownColumns(table, item).join(', ')} FROM ${table.relation} WHERE ${where}`);
  const { rows } = await readAll(line, `${select} LIMIT ${SAMPLE_ROWS}`, signal, SAMPLE_ROWS);
  return rows.map((cells) => findingOf(table, cells));
}
