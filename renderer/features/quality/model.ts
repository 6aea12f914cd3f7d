import { isBlocking } from '../../../contract/grade.ts';
import type { QualityRun, RuleResult } from '../../../contract/methods/quality.ts';
import type { ScoreTone } from '../../ui/Gauge.tsx';

/** The colour of a dial goes with the grade and never stands alone. */
export const toneOf = (total: number | null, criticalFailed: boolean): ScoreTone =>
  total === null ? 'none' : criticalFailed || total < 60 ? 'poor' : total < 85 ? 'fair' : 'good';

export const criticalFailed = (results: readonly RuleResult[]): boolean => results.some(isBlocking);

/** Runs of a dataset in the order they happened. */
export const inOrder = (runs: readonly QualityRun[]): QualityRun[] => runs.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));

/** The run before this one over the same dataset. */
export const previousOf = (run: QualityRun, runs: readonly QualityRun[]): QualityRun | null =>
  inOrder(runs)
    .filter((one) => one.dataset === run.dataset && one.startedAt < run.startedAt)
    .at(-1) ?? null;

/** A change with its sign: +1.2, −0.4, or 0. */
export function signed(change: number, digits = 1): string {
  const rounded = Number(change.toFixed(digits));
  return rounded === 0 ? '0' : `${rounded > 0 ? '+' : '−'}${Math.abs(rounded).toLocaleString('zh-CN', { maximumFractionDigits: digits })}`;
}
