import type { RunOptions, TaskProgress } from '../../base/jobs/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { CheckCosts } from '../../contract/methods/quality.ts';
import { type Bound, parseDate, ruleError, type RuleSpec, wrong } from '../rules/index.ts';
import { semanticsWith } from '../semantics/index.ts';
import type { BatchFile } from '../table/batch-file.ts';
import { CostBook } from './cost.ts';
import { keepFindings } from './findings-out.task.ts';
import type { CheckHost, CheckInput } from './input.ts';
import { readCells } from './group.ts';
import { learn } from './learn.ts';
import { type Item, type Pass, reject, scanBatch, settle } from './pass.ts';
import { carriedPass, isCarried } from './carried.ts';
import { bindRule } from './bind.ts';
import { planError, type PlanTable } from './plan.ts';
import { lookedAt, referenceLoader } from './references.ts';
import { countedResult, failedResult, observedResult, type RuleResult, unreadResult } from './result.ts';
import { RunWriter } from './runs.ts';
import { inStatements } from './statements.ts';
import { type Score, scoreOf } from './score.ts';
import { withShares } from './shares.ts';
import { applyWaivers } from './waive.ts';
import { judgeWhole } from './whole.ts';

export type { CheckHost, CheckInput, GuestQuery } from './input.ts';

export interface CheckRun {
  readonly rowCount: number;
  readonly results: readonly RuleResult[];
  readonly score: Score;
  readonly success: boolean;
  readonly costs: CheckCosts;
  /** Rows with at least one finding; null where no findings file was asked for. */
  readonly failingRows: number | null;
  /** Rules whose result was put together from what was found in each batch. */
  readonly carried: readonly string[];
}

/** Checks a batch: one scan for all cell, row, aggregate and group rules, the rest apart; then the score, then the findings file. */
export async function runCheck(
  input: CheckInput,
  given: CheckHost,
  options: Pick<RunOptions, 'signal' | 'onProgress'> = {},
): Promise<CheckRun> {
  const asOfSeconds = parseDate(input.asOf);
  if (asOfSeconds === null) throw wrong('asOf', 'a date', input.asOf);
  const { codes = [] } = input;
  const table: PlanTable = {
    columns: input.batch.columns,
    nullLike: input.nullLike,
    asOfSeconds,
    strictTypes: input.strictTypes ?? false,
    codes,
  };
  const host = { ...given, semantics: semanticsWith(given.semantics, codes, input.asOf) };
  const items = input.rules.map((rule) => (rule.spec ? bindItem(rule.spec) : null));
  const known = items.filter((item) => item !== null);
  const live = known.filter((item) => item.result === null);
  const book = new CostBook();
  await prepare(live, input, table, host, options, book);
  for (const item of live) {
    const problem = item.result === null ? planError(item.spec, table, host.semantics, item.extras) : null;
    if (problem) item.result = failedResult(item.spec, item.bound, problem);
  }
  const carried = await scan(live, input, table, host, options, book);
  await queries(live, input, host, options);
  judgeWhole(known, input, asOfSeconds, host);
  const judged = input.rules.map((rule, i) =>
    rule.spec ? (items[i]?.result ?? failedResult(rule.spec, null, { code: 'internal', params: {} })) : unreadResult(rule),
  );
  const specs = input.rules.map(({ spec }) => spec);
  const told = judged.map((result, i): RuleResult => {
    const looked = lookedAt(input, specs[i]?.params ?? {});
    return looked === null ? result : { ...result, looked };
  });
  const results = await applyWaivers(told, specs, input.waivers ?? [], input.batch, host, options);
  const failingRows = input.findings ? await keepFindings(input.findings, results, input.batch.rowCount, host, options) : null;
  const score = scoreOf(
    results.map((r) => ({ ...r, ratio: r.status === 'error' ? null : r.ratio, waived: isWaived(r) })),
    input.weights,
  );
  const success = results.every((r) => r.success || isWaived(r));
  return { rowCount: input.batch.rowCount, results, score, success, costs: book.finish(), failingRows, carried };
}

/** True when a waiver covers the rule as a whole. */
export const isWaived = ({ waiver }: Pick<RuleResult, 'waiver'>): boolean => waiver?.scope === 'rule';

function bindItem(spec: RuleSpec): Item {
  try {
    return { spec, bound: bindRule(spec), extras: {}, result: null };
  } catch (error) {
    return { spec, bound: noBound, extras: {}, result: failedResult(spec, null, ruleError(error)) };
  }
}

const noBound: Bound = { grain: 'whole', columns: [], reason: {}, judge: () => ({ observed: null, ok: false }) };

/** Reads other datasets and learns. One dataset is read by one thread: rules that need none learn meanwhile, and are told of from when the reading is over. */
async function prepare(
  items: readonly Item[],
  input: CheckInput,
  table: PlanTable,
  host: CheckHost,
  options: RunOptions,
  book: CostBook,
): Promise<void> {
  const reading = items.filter(({ bound }) => bound.references);
  const alone = items.filter(({ bound }) => !bound.references);
  let isRead = false;
  let learned: TaskProgress | null = null;
  const tell = (): void => {
    if (isRead && learned) options.onProgress?.(learned);
  };
  const onProgress = (progress: TaskProgress): void => {
    learned = progress;
    tell();
  };
  const read = async (): Promise<void> => {
    await loadReferences(reading, input, table, host, options, book);
    isRead = true;
    tell();
  };
  await Promise.all([read(), learn(alone, input, table, host, { ...options, onProgress }, book)]);
  await learn(reading, input, table, host, options, book);
}

async function loadReferences(
  items: readonly Item[],
  input: CheckInput,
  table: PlanTable,
  host: CheckHost,
  options: RunOptions,
  book: CostBook,
): Promise<void> {
  const load = referenceLoader(input, table, host, options, book);
  await Promise.all(
    items.map(async (item) => {
      if (!item.bound.references) return;
      try {
        item.extras = { ...item.extras, references: await load(item.spec.id, item.bound) };
      } catch (error) {
        reject(item, error);
      }
    }),
  );
}

/** Scans for all rules that look at rows; gives those whose result was put together from what was found in each batch. */
async function scan(
  all: readonly Item[],
  { batch, appended }: CheckInput,
  table: PlanTable,
  host: CheckHost,
  options: RunOptions,
  book: CostBook,
): Promise<readonly string[]> {
  const items = all.filter((i) => i.result === null && i.bound.grain !== 'whole' && i.bound.grain !== 'query');
  const carriable = appended ? items.filter((item) => isCarried(item, table, host)) : [];
  // what is kept of a batch is what one statement found
  const [carried = []] = inStatements(carriable, table, host.semantics);
  const anew = items.filter((item) => !carried.includes(item));
  if (appended && carried.length > 0) await conclude(carried, batch, await carriedPass(appended, carried, table, host, options, book));
  for (const lot of inStatements(anew, table, host.semantics))
    if (lot.length > 0) await conclude(lot, batch, await scanBatch(batch, lot, table, host, options, { book, part: 'scan' }));
  return carried.map(({ spec }) => spec.id);
}

async function conclude(items: readonly Item[], batch: BatchFile, pass: Pass): Promise<void> {
  try {
    await concludeAll(items, batch, pass);
  } finally {
    pass.close();
  }
}

async function concludeAll(items: readonly Item[], batch: BatchFile, { scans, ...end }: Pass): Promise<void> {
  await Promise.all(
    items.map(async (item, i) => {
      const scanned = scans[i];
      if (!scanned) return;
      const { grain, references } = item.bound;
      const able = scanned.error === null;
      const group = able && grain === 'group' && (scanned.keyStream !== null || references) ? await end.groupOf(i) : null;
      const observed = able && grain === 'aggregate' ? await tried(item, end.observedOf(i)) : null;
      if (item.result !== null) return;
      const result = settle(item, scanned, { group, observed });
      const groups = item.bound.groups ?? [];
      item.result =
        groups.length === 0 || result.status === 'error'
          ? result
          : withShares(result, await end.sharesOf(i, result.findings), groups, batch.columns, (rows) => readCells(batch, groups, rows));
    }),
  );
}

/** What an error in it leaves is the rule's result. */
async function tried<T>(item: Item, work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    reject(item, error);
    return null;
  }
}

async function queries(items: readonly Item[], input: CheckInput, host: CheckHost, options: RunOptions): Promise<void> {
  for (const item of items) {
    if (item.result !== null || item.bound.grain !== 'query') continue;
    try {
      item.result = await answerQuery(item.spec, item.bound, input.batch, host, options);
    } catch (error) {
      reject(item, error);
    }
  }
}

async function answerQuery(
  spec: RuleSpec,
  bound: Extract<Bound, { grain: 'query' }>,
  batch: BatchFile,
  host: CheckHost,
  options: RunOptions,
): Promise<RuleResult> {
  if (!host.guest) throw new JiadiError('not-supported-yet', { rule: spec.id, what: spec.kind });
  const { judge, query, rowsTested, drill } = bound;
  const answer = await host.guest({ batch, query, rowsTested, drill, value: judge !== undefined }, options.signal);
  const writer = new RunWriter();
  for (const row of [...new Set(answer.rows)].sort((a, b) => a - b)) writer.push(row);
  const findings = writer.chunks();
  if (judge) {
    const result = observedResult(spec, bound, judge(answer.value));
    return result.status === 'fail' ? { ...result, findings } : result;
  }
  const rows = Math.max(answer.tested, answer.failed);
  return countedResult(spec, bound, { rows, skipped: 0, failed: answer.failed, findings, learned: null });
}
