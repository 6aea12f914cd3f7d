import type { Dimension, Severity } from '../rules/index.ts';

/** What the score needs of a rule's result. */
export interface ScoredRule {
  readonly rule: string;
  readonly dimension: Dimension;
  /** Sub-indicator of GB/T 36344-2018, such as `0302`. */
  readonly indicator: string;
  readonly severity: Severity;
  /** 0..1, or null when nothing was evaluated or the rule could not run. */
  readonly ratio: number | null;
  /** True: all its failures are waived, so it takes no part. */
  readonly waived?: boolean;
}

/** Weights of dimensions and of rules; left out means equal. */
export interface ScoreWeights {
  readonly dimensions?: Readonly<Partial<Record<Dimension, number>>>;
  readonly rules?: Readonly<Record<string, number>>;
}

/** How a score came about: each level's parts with their weights. Scores are 0..100. */
export interface ScoreFormula {
  readonly dimensions: readonly {
    readonly dimension: Dimension;
    readonly score: number;
    readonly weight: number;
    readonly indicators: readonly {
      readonly indicator: string;
      readonly score: number;
      readonly rules: readonly { readonly rule: string; readonly score: number; readonly weight: number }[];
    }[];
  }[];
  /** Rules that took no part, and why. */
  readonly left: readonly { readonly rule: string; readonly reason: 'info' | 'not-evaluated' | 'waived' | 'no-weight' }[];
}

export interface Score {
  /** 0..100; null when no rule was evaluated. */
  readonly total: number | null;
  readonly dimensions: Readonly<Record<Dimension, number | null>>;
  readonly formula: ScoreFormula;
}

export const scoreDimensions: readonly Dimension[] = [
  'conformity',
  'completeness',
  'accuracy',
  'consistency',
  'timeliness',
  'accessibility',
];

/**
 * The score of a run: a rule 100 × its pass ratio; a sub-indicator the weighted mean of its rules; a dimension the mean of its evaluated
 * sub-indicators; the total the weighted mean of the evaluated dimensions. A dimension without an evaluated rule is null, never 0 or 100;
 * `info` rules are shown and never scored; rules that are waived are shown with until when.
 */
export function scoreOf(rules: readonly ScoredRule[], weights: ScoreWeights = {}): Score {
  const left = rules.flatMap((r): ScoreFormula['left'] => {
    const reason = leftOut(r, weights);
    return reason === null ? [] : [{ rule: r.rule, reason }];
  });
  const scored = rules.filter((r) => leftOut(r, weights) === null);
  const dimensions = scoreDimensions.flatMap((dimension) => {
    const mine = scored.filter((r) => r.dimension === dimension);
    const indicators = [...new Set(mine.map((r) => r.indicator))].sort().flatMap((indicator) => {
      const parts = mine
        .filter((r) => r.indicator === indicator)
        .map((r) => ({ rule: r.rule, score: 100 * (r.ratio ?? 0), weight: weights.rules?.[r.rule] ?? 1 }));
      const score = mean(parts);
      return score === null ? [] : [{ indicator, score, rules: parts }];
    });
    const score = mean(indicators.map((i) => ({ score: i.score, weight: 1 })));
    return score === null ? [] : [{ dimension, score, weight: weights.dimensions?.[dimension] ?? 1, indicators }];
  });
  const byDimension = new Map(dimensions.map((d) => [d.dimension, d.score]));
  return {
    total: mean(dimensions),
    dimensions: Object.fromEntries(scoreDimensions.map((d) => [d, byDimension.get(d) ?? null])) as Record<Dimension, number | null>,
    formula: { dimensions, left },
  };
}

/** Why a rule takes no part, or null. */
function leftOut(rule: ScoredRule, weights: ScoreWeights): ScoreFormula['left'][number]['reason'] | null {
  if (rule.severity === 'info') return 'info';
  if (rule.ratio === null) return 'not-evaluated';
  if (rule.waived) return 'waived';
  return weights.rules?.[rule.rule] === 0 ? 'no-weight' : null;
}

function mean(parts: readonly { readonly score: number; readonly weight: number }[]): number | null {
  const weight = parts.reduce((sum, p) => sum + p.weight, 0);
  return weight > 0 ? parts.reduce((sum, p) => sum + p.score * p.weight, 0) / weight : null;
}
