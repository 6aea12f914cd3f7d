import type { RuleObject } from './rule.ts';

/** A rule proposed from a profile, with what speaks for it. The words of the evidence are in `contract/text` under `evidence.<code>`. */
export interface RuleSuggestion {
  /** Stable for the same kind and columns: a rejected proposal stays rejected. */
  readonly key: string;
  readonly rule: RuleObject;
  readonly evidence: { readonly code: EvidenceCode; readonly params: Readonly<Record<string, string | number>> };
  /** 0..1: share of the evaluated values that satisfy the rule. */
  readonly support: number;
  readonly expectedFailures: number;
}

export type EvidenceCode =
  | 'not-null'
  | 'mostly-not-null'
  | 'unique'
  | 'nearly-unique'
  | 'semantic'
  | 'pattern'
  | 'type'
  | 'set'
  | 'range'
  | 'fences'
  | 'not-negative'
  | 'mean-like'
  | 'spread-like'
  | 'length'
  | 'placeholder'
  | 'date-order'
  | 'template'
  | 'unit'
  | 'glued'
  | 'variant'
  | 'dependency'
  | 'key'
  | 'derived'
  | 'required-if'
  | 'all-or-none';

/**
 * A suggestion for a rule over `evaluated` values of which `failures` break it: with exceptions it gets a threshold that a batch like this one keeps.
 */
export function madeSuggestion(
  kind: string,
  columns: readonly string[],
  params: RuleObject,
  code: EvidenceCode,
  evaluated: number,
  failures: number,
  details: Readonly<Record<string, string | number>> = {},
): RuleSuggestion {
  const support = evaluated === 0 ? 1 : (evaluated - failures) / evaluated;
  const threshold = failures === 0 ? {} : { threshold: lowerBound(support, evaluated) };
  // kinds whose columns have names of their own bring them as parameters
  const named = 'dependent' in params || 'to' in params ? {} : columns.length === 1 ? { column: columns[0] } : { columns };
  return {
    key: `${kind}:${columns.join('|')}`,
    rule: { id: `${kind}-${columns.join('-')}`, kind, ...named, ...params, ...threshold },
    evidence: {
      code,
      params: { rows: evaluated, percent: Math.round(support * 1000) / 10, column: columns.join(', '), failures, ...details },
    },
    support,
    expectedFailures: failures,
  };
}

/** A threshold that a batch like this one keeps with 95 % confidence (Wilson's lower bound), to three places. */
function lowerBound(share: number, count: number): number {
  const z = 1.645;
  const middle = share + (z * z) / (2 * count);
  const spread = z * Math.sqrt((share * (1 - share) + (z * z) / (4 * count)) / count);
  return Math.floor(((middle - spread) / (1 + (z * z) / count)) * 1000) / 1000;
}
