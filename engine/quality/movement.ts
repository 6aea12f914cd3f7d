/** Why a score moved: two runs rule by rule, and how much each rule contributed to the difference of their totals. */
import type { ScoreFormula } from './score.ts';

/** A rule's share of a total: its score and its effective weight, all weights of a run adding up to 1. */
export interface RuleShare {
  readonly score: number;
  readonly weight: number;
}

/** What each scored rule of a run weighs in the total: the weight of its dimension × that of its sub-indicator × its own. */
export function sharesOfTotal(formula: ScoreFormula): ReadonlyMap<string, RuleShare> {
  const all = sum(formula.dimensions.map((d) => d.weight));
  const shares = new Map<string, RuleShare>();
  for (const dimension of formula.dimensions) {
    for (const { rules } of dimension.indicators) {
      const inside = sum(rules.map((r) => r.weight));
      for (const { rule, score, weight } of rules) {
        if (all === 0 || inside === 0) continue;
        const own = (dimension.weight / all / dimension.indicators.filter(hasWeight).length) * (weight / inside);
        const known = shares.get(rule);
        // a rule of one name that stands twice in a run counts as one with the mean of both
        const total = own + (known?.weight ?? 0);
        shares.set(rule, { weight: total, score: total === 0 ? score : (own * score + (known ? known.weight * known.score : 0)) / total });
      }
    }
  }
  return shares;
}

const hasWeight = ({ rules }: ScoreFormula['dimensions'][number]['indicators'][number]): boolean => sum(rules.map((r) => r.weight)) > 0;

/** What one rule did to the total. */
export interface Contribution {
  readonly rule: string;
  /** By its own score, at the mean of its two weights. */
  readonly byResult: number;
  /** By weighing more or less, being new, gone or not evaluated. */
  readonly byWeight: number;
}

/**
 * The difference of two totals as a sum over rules, exactly: `weight₁·score₁ − weight₀·score₀` is the mean weight times the change of the score plus the
 * mean score times the change of the weight; the latter is taken against the mean of both totals, which changes no sum as weights always add up to 1.
 */
export function contributions(before: ReadonlyMap<string, RuleShare>, after: ReadonlyMap<string, RuleShare>): Contribution[] {
  const middle = (totalOf(before) + totalOf(after)) / 2;
  return [...new Set([...after.keys(), ...before.keys()])].map((rule) => {
    const old = before.get(rule);
    const now = after.get(rule);
    if (old && now)
      return {
        rule,
        byResult: ((old.weight + now.weight) / 2) * (now.score - old.score),
        byWeight: ((old.score + now.score) / 2 - middle) * (now.weight - old.weight),
      };
    return { rule, byResult: 0, byWeight: now ? (now.score - middle) * now.weight : ((old?.score ?? 0) - middle) * -(old?.weight ?? 0) };
  });
}

const totalOf = (shares: ReadonlyMap<string, RuleShare>): number => sum([...shares.values()].map((s) => s.score * s.weight));

const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
