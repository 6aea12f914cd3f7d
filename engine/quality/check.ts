import type { RunOptions, TaskProgress, TaskRunner } from '../../base/jobs/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import {
  type Bound,
  type KeySet,
  parseDate,
  type ReadRule,
  type ReferenceNeed,
  type RuleError,
  ruleError,
  type RuleSpec,
  type SemanticTest,
  wrong,
} from '../rules/index.ts';
import type { BatchFile } from '../table/batch-file.ts';
import { type FindingsFile, writeFindings } from './findings.ts';
import type { GroupInput, GroupResult, KeysInput } from './group.ts';
import { bindRule, planError, type PlanTable, type RuleExtras } from './plan.ts';
import { countedResult, failedResult, judgeGroup, observedResult, type RuleResult, tableShape, unreadResult } from './result.ts';
import { RunWriter, unite } from './runs.ts';
import { mergeScans, type RuleScan, type ScanInput, splitRanges } from './scan.ts';
import { type Score, scoreOf, type ScoreWeights } from './score.ts';

/** Answers a `sql-rows` rule; given by the composition root, which knows how to start a guest process. */
export type GuestQuery = (
  query: { readonly batch: BatchFile; readonly query: string; readonly rowsTested: string | null },
  signal: AbortSignal | undefined,
) => Promise<{ readonly rows: readonly number[]; readonly failed: number; readonly tested: number }>;

/** All that a run depends on: the same input gives the same result. */
export interface CheckInput {
  readonly batch: BatchFile;
  readonly rules: readonly ReadRule[];
  readonly nullLike: readonly string[];
  /** Reference date of the batch (ISO date), never the clock at the time of checking. */
  readonly asOf: string;
  /** Other datasets by the name that rules use. */
  readonly references?: Readonly<Record<string, BatchFile>>;
  readonly findings: FindingsFile | null;
  readonly weights?: ScoreWeights;
  /** True for typed data where "1" is not 1. */
  readonly strictTypes?: boolean;
}

/** What a run needs of its surroundings. */
export interface CheckHost {
  readonly tasks: TaskRunner;
  readonly semantic: SemanticTest;
  readonly guest: GuestQuery | null;
  /** Scans that run at the same time (default 2). */
  readonly parallel?: number;
}

export interface CheckRun {
  readonly rowCount: number;
  readonly results: readonly RuleResult[];
  readonly score: Score;
  readonly success: boolean;
}

interface Item {
  readonly spec: RuleSpec;
  readonly bound: Bound;
  extras: RuleExtras;
  result: RuleResult | null;
}

/** Checks a batch: one scan for all cell, row, aggregate and group rules, the rest apart; then the score, then the findings file. */
export async function runCheck(
  input: CheckInput,
  host: CheckHost,
  options: Pick<RunOptions, 'signal' | 'onProgress'> = {},
): Promise<CheckRun> {
  const asOfSeconds = parseDate(input.asOf);
  if (asOfSeconds === null) throw wrong('asOf', 'a date', input.asOf);
  const table: PlanTable = { columns: input.batch.columns, nullLike: input.nullLike, asOfSeconds, strictTypes: input.strictTypes ?? false };
  const items = input.rules.map((rule) => (rule.spec ? bindItem(rule.spec) : null));
  const live = items.filter((item): item is Item => item !== null && item.result === null);
  await loadReferences(live, input, table, host, options);
  for (const item of live) if (item.result === null) reject(item, planError(item.spec, table, host.semantic, item.extras));
  await learn(live, input, table, host, options);
  await scan(
    live.filter((i) => i.result === null && i.bound.grain !== 'whole' && i.bound.grain !== 'query'),
    input,
    table,
    host,
    options,
  );
  judgeWhole(live, input);
  await queries(live, input, host, options);
  const results = input.rules.map((rule, i) =>
    rule.spec ? (items[i]?.result ?? failedResult(rule.spec, null, { code: 'internal', params: {} })) : unreadResult(rule),
  );
  if (input.findings) writeFindings(input.findings, results);
  const score = scoreOf(
    results.map((r) => ({ ...r, ratio: r.status === 'error' ? null : r.ratio })),
    input.weights,
  );
  return { rowCount: input.batch.rowCount, results, score, success: results.every((r) => r.success) };
}

function bindItem(spec: RuleSpec): Item {
  const item: { spec: RuleSpec; bound: Bound; extras: RuleExtras; result: RuleResult | null } = {
    spec,
    bound: noBound,
    extras: {},
    result: null,
  };
  try {
    item.bound = bindRule(spec);
  } catch (error) {
    item.result = failedResult(spec, null, ruleError(error));
  }
  return item;
}

const noBound: Bound = { grain: 'whole', columns: [], reason: {}, judge: () => ({ observed: null, ok: false }) };

function reject(item: Item, error: RuleError | null): void {
  if (error) item.result = failedResult(item.spec, item.bound, error);
}

async function loadReferences(
  items: readonly Item[],
  input: CheckInput,
  table: PlanTable,
  host: CheckHost,
  options: RunOptions,
): Promise<void> {
  const sets = new Map<string, Promise<KeySet>>();
  const load = (need: ReferenceNeed): Promise<KeySet> => {
    const batch = input.references?.[need.dataset];
    if (!batch) throw new JiadiError('not-found', { what: 'dataset', name: need.dataset });
    const missing = need.columns.find((c) => !batch.columns.some((b) => b.name === c));
    if (missing !== undefined) throw new JiadiError('column-not-found', { column: missing, dataset: need.dataset });
    const key = JSON.stringify(need);
    const task: KeysInput = { batch, columns: need.columns, where: need.where, table: { ...table, columns: batch.columns } };
    const known = sets.get(key) ?? host.tasks.run<KeySet>('quality.keys', task, { signal: options.signal, lane: 'job' });
    sets.set(key, known);
    return known;
  };
  await Promise.all(
    items.map(async (item) => {
      if (!item.bound.references) return;
      try {
        item.extras = { ...item.extras, keySets: await Promise.all(item.bound.references.map(load)) };
      } catch (error) {
        if (error instanceof JiadiError && error.code === 'cancelled') throw error;
        reject(item, ruleError(error));
      }
    }),
  );
}

/** First pass for rules that learn their limits: mean and sample standard deviation of the rows they will look at. */
async function learn(items: readonly Item[], input: CheckInput, table: PlanTable, host: CheckHost, options: RunOptions): Promise<void> {
  const learners = items.filter((i) => i.result === null && 'learns' in i.bound && i.bound.learns !== undefined);
  if (learners.length === 0) return;
  const helpers: Item[] = learners
    .flatMap((item) =>
      (['mean', 'stdev'] as const).map((stat) => ({
        ...item,
        spec: { ...item.spec, kind: 'column-stat', params: { column: item.bound.columns[0], stat }, threshold: 1, maxFailures: null },
        result: null as RuleResult | null,
      })),
    )
    .map((h) => ({ ...h, bound: bindRule(h.spec) }));
  await scan(helpers, input, table, host, options);
  learners.forEach((item, i) => {
    const [mean, stdev] = [helpers[i * 2]?.result?.observed, helpers[i * 2 + 1]?.result?.observed];
    item.extras = { ...item.extras, learned: { mean: Number(mean ?? 0), stdev: Number(stdev ?? 0) } };
  });
}

async function scan(items: readonly Item[], input: CheckInput, table: PlanTable, host: CheckHost, options: RunOptions): Promise<void> {
  const sequential = items.filter((i) => 'sequential' in i.bound && i.bound.sequential);
  const free = items.filter((i) => !sequential.includes(i));
  const { batch } = input;
  // a group of small lots keeps both cores busy to the end
  const lots = splitRanges(batch.parts, batch.rowCount < 50_000 ? 1 : (host.parallel ?? 2) * 2);
  const runs = [
    ...(free.length > 0 ? lots.map((ranges) => ({ items: free, ranges })) : []),
    ...(sequential.length > 0 ? [{ items: sequential, ranges: lots.flat() }] : []),
  ];
  const slots = free
    .flatMap(({ bound }) => (bound.grain !== 'group' ? [] : bound.judge === 'minority' ? [0, 1] : [0]))
    .map(() => new Uint32Array(new SharedArrayBuffer(batch.rowCount * 8)));
  const progress = progressOf(runs.length, batch.rowCount * (sequential.length > 0 && free.length > 0 ? 2 : 1), options.onProgress);
  const results = await allOrCancel(
    runs.map((run, i) => async (signal: AbortSignal) => {
      const task: ScanInput = {
        ranges: run.ranges,
        table,
        specs: run.items.map((x) => x.spec),
        extras: run.items.map((x) => x.extras),
        slots: run.items === free ? slots : [],
      };
      return host.tasks.run<readonly RuleScan[]>('quality.scan', task, { signal, onProgress: progress(i) });
    }),
    options.signal,
  );
  const groups = new Map<string, Promise<GroupResult>>();
  const groupOf = ({ slot, dependentSlot }: RuleScan): Promise<GroupResult> => {
    const key = `${slot}/${dependentSlot}`;
    const dependent = dependentSlot === null ? {} : { dependent: slots[dependentSlot] ?? new Uint32Array() };
    const input: GroupInput = { slot: slots[slot ?? 0] ?? new Uint32Array(), rowCount: batch.rowCount, ...dependent };
    const known = groups.get(key) ?? host.tasks.run<GroupResult>('quality.group', input, { signal: options.signal });
    groups.set(key, known);
    return known;
  };
  for (const list of [free, sequential]) {
    const scans = results.filter((_, i) => runs[i]?.items === list);
    const merged = scans.length > 0 ? mergeScans(scans) : list.map(() => nothing);
    const found = await Promise.all(list.map((item, i) => settle(item, merged[i] ?? nothing, groupOf)));
    list.forEach((item, i) => {
      item.result = found[i] ?? null;
    });
  }
}

const nothing: RuleScan & { readonly states: readonly unknown[] } = {
  rows: 0,
  skipped: 0,
  failed: 0,
  hits: [],
  state: null,
  states: [],
  slot: null,
  dependentSlot: null,
  error: null,
};
const noGroup: GroupResult = { keyed: 0, distinct: 0, single: 0, members: [] };

async function settle(item: Item, scan: typeof nothing, groupOf: (scan: RuleScan) => Promise<GroupResult>): Promise<RuleResult> {
  const { spec, bound } = item;
  if (scan.error) return failedResult(spec, bound, scan.error);
  const learned = item.extras.learned ?? null;
  switch (bound.grain) {
    case 'aggregate': {
      const states = scan.states.length > 0 ? scan.states : [emptyState(item)];
      try {
        return observedResult(spec, bound, bound.observe(states, scan.rows, scan.skipped));
      } catch (error) {
        return failedResult(spec, bound, ruleError(error));
      }
    }
    case 'group': {
      const group = scan.slot === null ? noGroup : await groupOf(scan);
      const judged = judgeGroup(bound, { ...group, rows: scan.rows });
      if (judged) return observedResult(spec, bound, judged);
      const findings = unite(scan.hits, group.members);
      const failed = findings.reduce((sum, c) => sum + c.count, 0);
      return countedResult(spec, bound, { rows: scan.rows, skipped: scan.skipped, failed, findings, learned });
    }
    default:
      return countedResult(spec, bound, { rows: scan.rows, skipped: scan.skipped, failed: scan.failed, findings: scan.hits, learned });
  }
}

/** The state of an aggregate that saw no row: a batch without rows has no stretch to scan. */
function emptyState(item: Item): unknown {
  const { bound } = item;
  if (bound.grain !== 'aggregate') return null;
  return bound.empty();
}

function judgeWhole(items: readonly Item[], input: CheckInput): void {
  for (const item of items) {
    if (item.result !== null || item.bound.grain !== 'whole') continue;
    try {
      item.result = observedResult(item.spec, item.bound, item.bound.judge(tableShape(input.batch.columns, input.batch.rowCount)));
    } catch (error) {
      item.result = failedResult(item.spec, item.bound, ruleError(error));
    }
  }
}

async function queries(items: readonly Item[], input: CheckInput, host: CheckHost, options: RunOptions): Promise<void> {
  for (const item of items) {
    const { bound, spec } = item;
    if (item.result !== null || bound.grain !== 'query') continue;
    try {
      if (!host.guest) throw new JiadiError('not-supported-yet', { rule: spec.id, what: 'sql-rows' });
      const answer = await host.guest({ batch: input.batch, query: bound.query, rowsTested: bound.rowsTested }, options.signal);
      const writer = new RunWriter();
      for (const row of [...new Set(answer.rows)].sort((a, b) => a - b)) writer.push(row);
      item.result = countedResult(spec, bound, {
        rows: Math.max(answer.tested, answer.failed),
        skipped: 0,
        failed: answer.failed,
        findings: writer.chunks(),
        learned: null,
      });
    } catch (error) {
      if (error instanceof JiadiError && error.code === 'cancelled') throw error;
      item.result = failedResult(spec, bound, ruleError(error));
    }
  }
}

/** Runs pieces side by side; the first failure stops the others. */
async function allOrCancel<T>(
  work: readonly ((signal: AbortSignal) => Promise<T>)[],
  signal: AbortSignal | undefined,
): Promise<readonly T[]> {
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  if (signal?.aborted) stop.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.all(work.map((w) => w(stop.signal)));
  } catch (error) {
    stop.abort();
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

function progressOf(
  count: number,
  total: number,
  report: ((p: TaskProgress) => void) | undefined,
): (index: number) => (p: TaskProgress) => void {
  const done = Array.from({ length: count }, () => 0);
  const problems = Array.from({ length: count }, () => 0);
  return (index) => (p) => {
    done[index] = p.done;
    problems[index] = p.problems ?? 0;
    report?.({ phase: 'check', done: done.reduce((a, b) => a + b, 0), total, unit: 'rows', problems: problems.reduce((a, b) => a + b, 0) });
  };
}
