import {
  type Bound,
  type Compared,
  type Dimension,
  type GroupCounts,
  kindOf,
  type Observed,
  type Need,
  needs,
  type ReadRule,
  type RuleError,
  type RuleSpec,
  type Severity,
} from '../rules/index.ts';
import { countRows, type RunChunk } from './runs.ts';

export type RuleStatus = 'pass' | 'warn' | 'fail' | 'error';

/** What came of one rule. */
export interface RuleResult {
  readonly rule: string;
  readonly kind: string;
  readonly columns: readonly string[];
  /** The column whose cell a finding is; null when a finding is a whole row. */
  readonly column: string | null;
  readonly dimension: Dimension;
  readonly indicator: string;
  readonly severity: Severity;
  readonly evaluated: number;
  readonly skipped: number;
  readonly failed: number;
  /** Share of evaluated cells, rows or group members that passed; null when nothing was evaluated. */
  readonly ratio: number | null;
  readonly threshold: number;
  readonly observed: unknown;
  readonly status: RuleStatus;
  readonly success: boolean;
  readonly error: RuleError | null;
  /** Why nothing was evaluated: such a rule passes, and takes no part in the score. */
  readonly note: 'nothing-evaluated' | Need | null;
  readonly description: string | null;
  /** Plain values for the reason sentence of the kind. */
  readonly reason: Readonly<Record<string, string | number | boolean | null>>;
  /** Numbers learned from the data before the check (mean, standard deviation). */
  readonly learned: Readonly<Record<string, number>> | null;
  /** Row numbers of the findings; empty for rules that name no rows. */
  readonly findings: readonly RunChunk[];
  /** What of the past its value was measured against; absent for rules that look at no other batch. */
  readonly compared?: Compared;
  /** The other dataset that it looked at, as it was then; absent for rules that look at none. */
  readonly looked?: Looked;
  /** Failures that do not count, and until which day; absent where all count. */
  readonly waiver?: { readonly scope: 'rule' | 'rows'; readonly rows: number; readonly until: string | null };
}

/** Another dataset as a rule saw it. */
export interface Looked {
  readonly dataset: string;
  /** Numbers of the batches that it was made of, oldest first. */
  readonly batches: number[];
  readonly rows: number;
}

interface Counted {
  readonly rows: number;
  readonly skipped: number;
  readonly failed: number;
  readonly findings: readonly RunChunk[];
  readonly learned: Readonly<Record<string, number>> | null;
}

/** The result of a rule that counts cells, rows or group members. */
export function countedResult(spec: RuleSpec, bound: Bound | null, counted: Counted): RuleResult {
  const evaluated = counted.rows - counted.skipped;
  const base = spec.of === 'rows' ? counted.rows : evaluated;
  // as it stands: the rearranged form gives the wrong answer at 9 of 10 with 0.9
  const ratio = base === 0 ? null : (base - counted.failed) / base;
  const passes = ratio === null ? true : spec.maxFailures !== null ? counted.failed <= spec.maxFailures : ratio >= spec.threshold;
  const warns = passes && ratio !== null && spec.warnAt !== null && ratio < spec.warnAt;
  return {
    ...head(spec, bound),
    evaluated,
    skipped: counted.skipped,
    failed: counted.failed,
    ratio,
    observed: null,
    status: passes ? (warns ? 'warn' : 'pass') : 'fail',
    success: passes,
    error: null,
    note: ratio === null ? 'nothing-evaluated' : null,
    learned: counted.learned,
    findings: counted.findings,
  };
}

/** A result judged again without the findings that are waived. */
export function recount(spec: RuleSpec, result: RuleResult, left: readonly RunChunk[], until: string | null): RuleResult {
  return { ...recountTo(spec, result, countRows(left), until), findings: left };
}

/** A result judged again with so many failures left that are not waived. */
export function recountTo(spec: RuleSpec, result: RuleResult, failed: number, until: string | null): RuleResult {
  if (failed === result.failed) return result;
  const rows = result.evaluated + result.skipped;
  const { ratio, status, success } = countedResult(spec, null, { rows, skipped: result.skipped, failed, findings: [], learned: null });
  return { ...result, failed, ratio, status, success, waiver: { scope: 'rows', rows: result.failed - failed, until } };
}

/** The result of a rule with one observed value or one yes/no. */
export function observedResult(spec: RuleSpec, bound: Bound, judged: Observed): RuleResult {
  if (judged.empty)
    return { ...failedResult(spec, bound, { code: 'nothing-to-measure', params: { rule: spec.id } }), observed: judged.observed ?? null };
  return {
    ...head(spec, bound),
    evaluated: 1,
    skipped: 0,
    failed: judged.ok ? 0 : 1,
    ratio: judged.ok ? 1 : 0,
    observed: judged.observed ?? null,
    status: judged.ok ? 'pass' : 'fail',
    success: judged.ok,
    error: null,
    note: null,
    learned: null,
    findings: [],
    ...(judged.compared ? { compared: judged.compared } : {}),
  };
}

/** The result of a rule that could not run, which is never a pass, or that lacks something to judge by, which is not evaluated. */
export function failedResult(spec: RuleSpec, bound: Bound | null, error: RuleError): RuleResult {
  const need = error.code === 'not-evaluated' ? needs.find((n) => n === error.params['need']) : undefined;
  if (need) return { ...countedResult(spec, bound, { rows: 0, skipped: 0, failed: 0, findings: [], learned: null }), note: need };
  return {
    ...head(spec, bound),
    evaluated: 0,
    skipped: 0,
    failed: 0,
    ratio: null,
    observed: null,
    status: 'error',
    success: false,
    error,
    note: null,
    learned: null,
    findings: [],
  };
}

/** The result of a rule that could not even be read. */
export function unreadResult(rule: Extract<ReadRule, { spec: null }>): RuleResult {
  const kind = kindOf(rule.kind);
  return {
    rule: rule.id,
    kind: rule.kind,
    columns: [],
    column: null,
    dimension: kind?.dimension ?? 'conformity',
    indicator: kind?.indicator ?? '0104',
    severity: kind?.severity ?? 'major',
    evaluated: 0,
    skipped: 0,
    failed: 0,
    ratio: null,
    threshold: 1,
    observed: null,
    status: 'error',
    success: false,
    error: rule.error,
    note: null,
    description: null,
    reason: {},
    learned: null,
    findings: [],
  };
}

function head(
  spec: RuleSpec,
  bound: Bound | null,
): Pick<
  RuleResult,
  'rule' | 'kind' | 'columns' | 'column' | 'dimension' | 'indicator' | 'severity' | 'threshold' | 'reason' | 'description'
> {
  const kind = kindOf(spec.kind);
  return {
    rule: spec.id,
    kind: spec.kind,
    columns: bound?.columns ?? [],
    column: bound?.blames ?? (bound?.columns.length === 1 ? (bound.columns[0] ?? null) : null),
    dimension: spec.dimension,
    // a rule moved to another dimension counts there under that dimension's first sub-indicator
    indicator: kind && kind.dimension === spec.dimension ? kind.indicator : firstIndicator[spec.dimension],
    severity: spec.severity,
    threshold: spec.threshold,
    reason: bound?.reason ?? {},
    description: spec.description,
  };
}

const firstIndicator: Readonly<Record<Dimension, string>> = {
  conformity: '0104',
  completeness: '0201',
  accuracy: '0301',
  consistency: '0402',
  timeliness: '0502',
  accessibility: '0601',
};

/** Observed value of a group rule that names no rows. */
export function judgeGroup(bound: Extract<Bound, { grain: 'group' }>, counts: GroupCounts): Observed | null {
  return typeof bound.judge === 'function' ? bound.judge(counts) : null;
}
