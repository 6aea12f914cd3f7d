import { type CheckDocument, type Mask, type RuleResult, shown } from '../quality/index.ts';
import type { Reason } from './fragment.ts';
import type { SourceCheckRun, SourceFinding } from './model.ts';
import type { PlannedRule, Way } from './plan.ts';

type Result = CheckDocument['results'][number];

/** `check --in-place --json`: the document of `check --json`; rows of a server have no numbers, so samples name them by their key. */
export interface SourceDocument extends Omit<CheckDocument, 'results'> {
  readonly server: { readonly product: string; readonly version: string; readonly readOnly: boolean };
  /** The columns of the key; empty: nothing names a row. */
  readonly key: readonly string[];
  readonly results: readonly (Omit<Result, 'sample'> & {
    readonly way: Way;
    readonly why: Reason | null;
    readonly sample: readonly { readonly row: null; readonly key: readonly (string | null)[]; readonly value: string | null }[];
  })[];
}

const SAMPLE_ROWS = 5;

/** The document of a run; sample values and keys go through `mask`. */
export function sourceDocument(run: SourceCheckRun, mask: Mask): SourceDocument {
  const { product, version, readOnly } = run.server;
  return {
    rows: run.rowCount,
    score: { total: run.score.total, dimensions: run.score.dimensions },
    success: run.success,
    server: { product, version, readOnly },
    key: run.key,
    results: run.results.map((r) => ({
      rule: r.rule,
      kind: r.kind,
      columns: r.columns,
      dimension: r.dimension,
      severity: r.severity,
      evaluated: r.evaluated,
      skipped: r.skipped,
      failed: r.failed,
      ratio: r.ratio,
      threshold: r.threshold,
      observed: r.observed,
      status: r.status,
      success: r.success,
      sample: r.sample.slice(0, SAMPLE_ROWS).map((finding) => ({ row: null, ...shownFinding(run.key, r, finding, mask) })),
      error: r.error,
      note: r.note,
      way: r.way,
      why: r.why,
    })),
  };
}

/** The cells of a key as one text. */
export const keyText = (key: readonly (string | null)[]): string => key.map((cell) => cell ?? '').join(' | ');

/** A failing row as it may be shown. */
export function shownFinding(key: readonly string[], { columns }: Pick<RuleResult, 'columns'>, finding: SourceFinding, mask: Mask) {
  return {
    key: finding.key.map((cell, i) => (cell === null ? null : mask(key[i] ?? '', cell))),
    value: shown(columns, finding.cells, mask),
  };
}

/** How a rule will be answered, for people and scripts. */
export function planLine(rule: PlannedRule) {
  if (!rule.item) return { rule: rule.result.rule, kind: rule.result.kind, way: 'none' as const, why: null, error: rule.result.error };
  const { spec, way, why } = rule.item;
  return { rule: spec.id, kind: spec.kind, way, why, error: null };
}
