import type { TaskContext } from '../../base/jobs/index.ts';
import type { SpillWriter } from '../../base/spill.ts';
import { type Database, forEachWindow } from '../../base/sqlite/index.ts';
import { formatDate, type RuleError, type RuleSpec } from '../rules/index.ts';
import { type Semantics, semanticsWith } from '../semantics/index.ts';
import { openPart, type TablePart } from '../table/parts.ts';
import { KeyRecorder, type KeyRecords, type RecordsHome } from './key-records.ts';
import { makePlan, type Plan, type PlanTable, type RuleExtras } from './plan.ts';
import type { RunChunk } from './runs.ts';

/** A stretch of a part file, by rowid, both ends included. */
export interface PartRange {
  readonly part: TablePart;
  readonly from: number;
  readonly to: number;
}

/** Input of the task `quality.scan`: plain data (and shared memory). */
export interface ScanInput {
  readonly ranges: readonly PartRange[];
  readonly table: PlanTable;
  readonly specs: readonly RuleSpec[];
  readonly extras: readonly RuleExtras[];
  /** How the records of keys are kept; null where the rules have none. */
  readonly records: RecordsHome | null;
  /** True for the one stretch of a batch in which conditions are asked alone, to know what they cost. */
  readonly probe: boolean;
  readonly phase: string;
}

/** What a stretch gave, and how long its statements took. */
export interface ScanOutput {
  readonly rules: readonly RuleScan[];
  readonly records: KeyRecords | null;
  readonly ms: number;
}

/** What a scan found for one rule. */
export interface RuleScan {
  /** Rows that pass the rule's filter. */
  readonly rows: number;
  readonly skipped: number;
  readonly failed: number;
  readonly hits: readonly RunChunk[];
  /** The accumulator's state, for aggregate rules. */
  readonly state: unknown;
  readonly keyStream: number | null;
  readonly groupStream: number | null;
  readonly error: RuleError | null;
  /** What the rule's own code took, reckoned from the rows that were timed. */
  readonly sampledMs: number;
  /** What its condition takes per row when SQLite is asked nothing else; null where it was not asked. */
  readonly aloneRowMs: number | null;
}

/** Rows over which conditions are asked alone. */
const PROBE_ROWS = 2_000;

/** Scans stretches of the batch with all rules at once; runs in a worker. */
export function scanRanges(input: ScanInput, semantics: Semantics, context: TaskContext): ScanOutput {
  const plan = makePlan(input.specs, input.table, semanticsOfTable(semantics, input.table), input.extras);
  const recorder = input.records && new KeyRecorder(plan.streams, input.records);
  try {
    return { ...scanAll(input, plan, recorder?.writers ?? [], context), records: recorder?.finish() ?? null };
  } catch (error) {
    recorder?.discard();
    throw error;
  }
}

function scanAll(input: ScanInput, plan: Plan, records: readonly SpillWriter[], context: TaskContext): Omit<ScanOutput, 'records'> {
  const total = input.ranges.reduce((sum, r) => sum + r.to - r.from + 1, 0);
  let done = 0;
  let ms = 0;
  let alone: readonly (number | null)[] = [];
  for (const range of input.ranges) {
    const db = openPart(range.part, 'data-scan');
    const lookup = openPart(range.part, 'data-scan');
    try {
      plan.rememberValues(lookup, range.from);
      scanOne(db, plan, range.from, range.to, range.part.firstRow - 1, records, context, (rows, tookMs) => {
        done += rows;
        ms += tookMs;
        context.report({ phase: input.phase, done, total, unit: 'rows', problems: plan.rules.reduce((sum, r) => sum + r.hits.count, 0) });
      });
      if (input.probe && alone.length === 0) alone = probed(db, plan, range, context);
    } finally {
      db.close();
      lookup.close();
    }
  }
  return { rules: resultsOf(plan).map((rule, i) => ({ ...rule, aloneRowMs: alone[i] ?? null })), ms };
}

function probed(db: Database, plan: Plan, { from, to }: PartRange, context: TaskContext): readonly (number | null)[] {
  context.throwIfCancelled();
  const last = Math.min(to, from + PROBE_ROWS - 1);
  return plan.aloneMs(db, from, last).map((ms) => (ms === null ? null : ms / (last - from + 1)));
}

/** The semantics with the code lists that a table's rules go by. */
export function semanticsOfTable(semantics: Semantics, { codes, asOfSeconds }: Pick<PlanTable, 'codes' | 'asOfSeconds'>): Semantics {
  return semanticsWith(semantics, codes, formatDate(asOfSeconds).slice(0, 10));
}

/** Scans one stretch of an open database, a window at a time; cancel is looked at between windows. */
export function scanOne(
  db: Database,
  plan: Plan,
  from: number,
  to: number,
  base: number,
  records: readonly SpillWriter[],
  context: TaskContext,
  onWindow: (rows: number, tookMs: number) => void,
): void {
  plan.attach(db, base, records, context.nowMs);
  forEachWindow({ from, to, nowMs: context.nowMs, shouldStop: context.cancelled }, (window) => {
    const fromMs = context.nowMs();
    const counts = plan.counts(db.arrays(plan.statement(window.from, window.to))[0] ?? []);
    for (const rule of plan.rules) {
      rule.rows += counts[rule.rowsAt] ?? 0;
      if (rule.skippedAt !== null) rule.skipped += counts[rule.skippedAt] ?? 0;
    }
    plan.afterWindow(window.to - window.from + 1);
    onWindow(window.to - window.from + 1, context.nowMs() - fromMs);
  });
  context.throwIfCancelled();
}

/** The results of a plan after its scans. */
export function resultsOf(plan: Plan): readonly RuleScan[] {
  const spent = plan.sampledMs();
  return plan.rules.map((rule, i) => ({
    rows: rule.rows,
    skipped: rule.skipped + (rule.counting?.skipped ?? 0),
    failed: rule.hits.count,
    hits: rule.hits.chunks(),
    state: rule.accumulator?.state() ?? null,
    keyStream: rule.keyStream,
    groupStream: rule.groupStream,
    error: rule.error,
    sampledMs: spent[i] ?? 0,
    aloneRowMs: null,
  }));
}

/** The results of several scans of the same rules as one; the scans are given in row order. */
export function mergeScans(scans: readonly (readonly RuleScan[])[]): readonly (RuleScan & { readonly states: readonly unknown[] })[] {
  const [first] = scans;
  return (first ?? []).map((one, i) => {
    const all = scans.map((s) => s[i] ?? one);
    return {
      rows: sum(all, (s) => s.rows),
      skipped: sum(all, (s) => s.skipped),
      failed: sum(all, (s) => s.failed),
      hits: all.flatMap((s) => s.hits),
      state: null,
      states: all.map((s) => s.state),
      keyStream: one.keyStream,
      groupStream: one.groupStream,
      error: all.find((s) => s.error !== null)?.error ?? null,
      sampledMs: sum(all, (s) => s.sampledMs),
      aloneRowMs: all.find((s) => s.aloneRowMs !== null)?.aloneRowMs ?? null,
    };
  });
}

function sum<T>(list: readonly T[], of: (item: T) => number): number {
  return list.reduce((total, item) => total + of(item), 0);
}

/** Cuts a batch into about `count` equal lots of stretches, in row order. */
export function splitRanges(parts: readonly TablePart[], count: number): readonly (readonly PartRange[])[] {
  const total = parts.reduce((sum, p) => sum + p.rowCount, 0);
  const size = Math.max(1, Math.ceil(total / Math.max(1, count)));
  const lots: PartRange[][] = [[]];
  let room = size;
  for (const part of parts) {
    for (let from = 1; from <= part.rowCount;) {
      const to = Math.min(part.rowCount, from + room - 1);
      lots.at(-1)?.push({ part, from, to });
      room -= to - from + 1;
      from = to + 1;
      if (room === 0) {
        lots.push([]);
        room = size;
      }
    }
  }
  return lots.filter((lot) => lot.length > 0);
}
