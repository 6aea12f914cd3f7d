import { remove } from '../../base/files.ts';
import { systemRandom, uuidV7 } from '../../base/ids.ts';
import { invariant } from '../../base/invariant.ts';
import type { RunOptions, TaskProgress } from '../../base/jobs/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { type Bound, type GroupJudge, type Observed, ruleError, type RuleSpec } from '../rules/index.ts';
import type { BatchFile } from '../table/batch-file.ts';
import type { CheckHost } from './input.ts';
import type { GroupInput, GroupResult } from './group.ts';
import type { CostBook, Timed } from './cost.ts';
import { homeOfRecords, type KeyRecords, type KeyStream, streamsOf } from './key-records.ts';
import { makePlan, type PlanTable, type RuleExtras } from './plan.ts';
import { countedResult, failedResult, judgeGroup, observedResult, type RuleResult } from './result.ts';
import type { RunChunk } from './runs.ts';
import { mergeScans, type RuleScan, type ScanInput, type ScanOutput, splitRanges } from './scan.ts';
import type { Shares, SharesInput } from './shares.ts';

/** A rule on its way through a run; `result` is set by whoever finds it first. */
export interface Item {
  readonly spec: RuleSpec;
  readonly bound: Bound;
  extras: RuleExtras;
  result: RuleResult | null;
}

/** What the stretches of a scan found for a rule, together. */
export type Scanned = RuleScan & { readonly states: readonly unknown[] };

export const nothingScanned: Scanned = {
  rows: 0,
  skipped: 0,
  failed: 0,
  hits: [],
  state: null,
  states: [],
  keyStream: null,
  groupStream: null,
  error: null,
  sampledMs: 0,
  aloneRowMs: null,
};

/** What a scan found for each rule, and what is worked out of its records of keys when asked for. */
export interface Pass {
  readonly scans: readonly Scanned[];
  /** The records of each stretch, in row order. */
  readonly records: readonly KeyRecords[];
  /** The observed number of an aggregate rule. */
  observedOf(index: number): Promise<Observed>;
  groupOf(index: number): Promise<GroupResult>;
  /** The verdict for each group of rows, from the findings of all. */
  sharesOf(index: number, findings: readonly RunChunk[]): Promise<Shares>;
  /** Takes away what lies on the disk; nothing may be asked for any more. */
  close(): void;
}

/** Scans a batch once for all of these rules (and once more, in order, for those that look at the rows before). Gives what was found, and asks for groups. */
export async function scanBatch(
  batch: BatchFile,
  items: readonly Pick<Item, 'spec' | 'bound' | 'extras'>[],
  table: PlanTable,
  host: CheckHost,
  options: RunOptions,
  spending: { readonly book: CostBook; readonly part: 'scan' | 'learn' },
): Promise<Pass> {
  const sequential = items.filter(({ bound, extras }) => !extras.learning && 'sequential' in bound && bound.sequential);
  const free = items.filter((i) => !sequential.includes(i));
  // a group of small lots keeps both cores busy to the end
  const lots = splitRanges(batch.parts, batch.rowCount < 50_000 ? 1 : (host.parallel ?? 2) * 2);
  const runs = [
    ...(free.length > 0 ? lots.map((ranges) => ({ items: free, ranges })) : []),
    ...(sequential.length > 0 ? [{ items: sequential, ranges: lots.flat() }] : []),
  ];
  const { streams } = makePlan(
    free.map((x) => x.spec),
    table,
    host.semantics,
    free.map((x) => x.extras),
  );
  const home = streams.length === 0 ? null : homeOfRecords(streams, batch.rowCount, recordsPath(batch), host.keyBytes);
  const close = (): void => runs.forEach((_, i) => home?.path && remove(`${home.path}.${i}`));
  const phase = spending.part === 'learn' ? 'learn' : 'check';
  const rows = batch.rowCount * (sequential.length > 0 && free.length > 0 ? 2 : 1);
  const progress = progressOf(runs.length, { phase, total: rows }, options.onProgress);
  const outputs = await allOrCancel(
    runs.map((run, i) => async (signal: AbortSignal) => {
      const task: ScanInput = {
        phase,
        ranges: run.ranges,
        table,
        specs: run.items.map((x) => x.spec),
        extras: run.items.map((x) => forWorker(x.extras)),
        records: home && run.items === free ? { ...home, path: home.path && `${home.path}.${i}` } : null,
        probe: i === 0 && run.items === free,
      };
      return host.tasks.run<ScanOutput>('quality.scan', task, { signal, onProgress: progress(i), pure: true });
    }),
    options.signal,
  ).catch((error: unknown) => {
    close();
    throw error;
  });
  const results = outputs.map((output) => output.rules);
  const found = new Map<unknown, Scanned>();
  for (const list of [free, sequential]) {
    const scans = results.filter((_, i) => runs[i]?.items === list);
    const merged = scans.length > 0 ? mergeScans(scans) : list.map(() => nothingScanned);
    list.forEach((item, i) => found.set(item, merged[i] ?? nothingScanned));
  }
  const scans = items.map((item) => found.get(item) ?? nothingScanned);
  const ids = items.map(({ spec }) => spec.id);
  spending.book.scanned(
    spending.part,
    ids,
    scans,
    batch.rowCount,
    outputs.reduce((sum, { ms }) => sum + ms, 0),
  );
  const records = outputs.flatMap((output) => output.records ?? []);
  const work = { scans, streams: streamsOf(records, streams.length), rowCount: batch.rowCount };
  return { scans, records, close, ...endOf(items, work, { ...host, book: spending.book }, options) };
}

/** Where the records of a check of a batch go when they are many: beside its rows; a name that nothing else has. */
const recordsPath = ({ parts }: BatchFile): string => `${parts[0]?.path ?? ''}.${uuidV7(0, systemRandom)}.keys`;

/** What scans found, and their records of keys, a stream for each layout of the plan. */
export interface ScanWork {
  readonly scans: readonly Scanned[];
  readonly streams: readonly KeyStream[];
  readonly rowCount: number;
}

/** What is worked out after a scan, each in a task of its own. */
export function endOf(
  items: readonly Pick<Item, 'spec' | 'bound' | 'extras'>[],
  { scans, streams, rowCount }: ScanWork,
  host: Pick<CheckHost, 'tasks'> & { readonly book: CostBook },
  options: RunOptions,
): Omit<Pass, 'scans' | 'records' | 'close'> {
  const { book } = host;
  const groups = new Map<string, Promise<Timed<GroupResult>>>();
  const run = <T>(task: string, input: unknown): Promise<Timed<T>> =>
    host.tasks.run<Timed<T>>(task, input, { signal: options.signal, pure: true });
  const idOf = (index: number): string => items[index]?.spec.id ?? '';
  return {
    observedOf: async (index) => {
      const { spec, extras } = items[index] ?? {};
      const { states, rows, skipped } = scans[index] ?? nothingScanned;
      const { value, ms } = await run<Observed>('quality.observe', { spec, states, rows, skipped, learned: extras?.learned ?? null });
      book.worked('endMs', idOf(index), ms);
      return value;
    },
    groupOf: async (index) => {
      const { bound, extras } = items[index] ?? {};
      const scan = scans[index] ?? nothingScanned;
      const input: GroupInput = {
        ...groupInput(bound, scan, streams, rowCount),
        references: extras?.references?.map((r) => r.keys) ?? [],
      };
      const key = JSON.stringify([input.judge, scan.keyStream, extras?.references || scan.hits.length > 0 ? index : null]);
      const known = groups.get(key) ?? run<GroupResult>('quality.group', input);
      groups.set(key, known);
      const { value, ms } = await known;
      book.shared('endMs', key, ms, idOf(index));
      return value;
    },
    sharesOf: async (index, findings) => {
      const groups = streams[scans[index]?.groupStream ?? -1] ?? [];
      const { threshold = 1, maxFailures = null, warnAt = null } = items[index]?.spec ?? {};
      const input: SharesInput = { groups, rowCount, findings, spec: { threshold, maxFailures, warnAt } };
      const { value, ms } = await run<Shares>('quality.shares', input);
      book.worked('endMs', idOf(index), ms);
      return value;
    },
  };
}

/** What the rows of each key are judged by. */
export function groupInput(bound: Bound | undefined, scan: RuleScan, streams: readonly KeyStream[], rowCount: number): GroupInput {
  const judge: GroupJudge = bound?.grain === 'group' && typeof bound.judge !== 'function' ? bound.judge : { how: 'repeated' };
  return { judge, keys: streams[scan.keyStream ?? -1] ?? [], rowCount, hits: scan.hits };
}

/** What only the end of a rule needs does not travel to the workers. */
function forWorker(extras: RuleExtras): RuleExtras {
  if (extras.learned?.state === undefined) return extras;
  const { state: _, ...learned } = extras.learned;
  return { ...extras, learned };
}

/** The result of a rule from what the scan found; groups and observed numbers are asked for by the caller. */
export function settle(
  item: Pick<Item, 'spec' | 'bound' | 'extras'>,
  scan: Scanned,
  { group = null, observed = null }: { readonly group?: GroupResult | null; readonly observed?: Observed | null },
): RuleResult {
  const { spec, bound, extras } = item;
  if (scan.error) return failedResult(spec, bound, scan.error);
  const learned = extras.learned ?? null;
  const numbers = learned?.numbers ?? null;
  try {
    switch (bound.grain) {
      case 'aggregate': {
        invariant(observed, 'an aggregate rule was observed');
        return { ...observedResult(spec, bound, observed), learned: numbers };
      }
      case 'group': {
        const found = group ?? { keyed: 0, distinct: 0, single: 0, members: scan.hits };
        const judged = judgeGroup(bound, { ...found, rows: scan.rows });
        if (judged) return observedResult(spec, bound, judged);
        const findings = found.members;
        const failed = findings.reduce((sum, c) => sum + c.count, 0);
        const beyond = found.sides?.onlyThere ?? 0;
        const counted = { rows: scan.rows + beyond, skipped: scan.skipped, failed: failed + beyond, findings, learned: null };
        return { ...countedResult(spec, bound, counted), observed: found.sides ?? null };
      }
      default:
        return countedResult(spec, bound, {
          rows: scan.rows,
          skipped: scan.skipped,
          failed: scan.failed,
          findings: scan.hits,
          learned: numbers,
        });
    }
  } catch (error) {
    return failedResult(spec, bound, ruleError(error));
  }
}

/** Runs pieces side by side; the first failure stops the others, and is told when all have stopped. */
async function allOrCancel<T>(
  work: readonly ((signal: AbortSignal) => Promise<T>)[],
  signal: AbortSignal | undefined,
): Promise<readonly T[]> {
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  if (signal?.aborted) stop.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  const running = work.map((w) => w(stop.signal));
  try {
    return await Promise.all(running);
  } catch (error) {
    stop.abort();
    await Promise.allSettled(running);
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

function progressOf(
  count: number,
  { phase, total }: Pick<TaskProgress, 'phase' | 'total'>,
  report: ((p: TaskProgress) => void) | undefined,
): (index: number) => (p: TaskProgress) => void {
  const done = Array.from({ length: count }, () => 0);
  const problems = Array.from({ length: count }, () => 0);
  return (index) => (p) => {
    done[index] = p.done;
    problems[index] = p.problems ?? 0;
    report?.({ phase, done: done.reduce((a, b) => a + b, 0), total, unit: 'rows', problems: problems.reduce((a, b) => a + b, 0) });
  };
}

/** Notes an expected error as the rule's own result; `cancelled` ends the run. */
export function reject(item: Item, error: unknown): void {
  if (error instanceof JiadiError && error.code === 'cancelled') throw error;
  item.result = failedResult(item.spec, item.bound, ruleError(error));
}
