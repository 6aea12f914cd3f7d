/**
 * What is worked out of the states that a scan leaves behind: limits learned, and the number a rule observes. It may mean sorting a million numbers or
 * comparing a hundred thousand texts, so it is done in a worker.
 */
import { bindRule } from './bind.ts';
import { type Learned, type Observed, type RuleSpec } from '../rules/index.ts';
import { invariant } from '../../base/invariant.ts';

/** Input of the task `quality.learn`. */
export interface LearnInput {
  readonly spec: RuleSpec;
  readonly states: readonly unknown[];
  readonly rows: number;
}

/** What a rule learns from its pass. */
export function learnFrom({ spec, states, rows }: LearnInput): Learned {
  const bound = bindRule(spec);
  invariant('learns' in bound && bound.learns, `${spec.kind} learns nothing`);
  return bound.learns.learn(states, rows);
}

/** Input of the task `quality.observe`. */
export interface ObserveInput {
  readonly spec: RuleSpec;
  readonly states: readonly unknown[];
  readonly rows: number;
  readonly skipped: number;
  readonly learned: Learned | null;
}

/** The number a rule observes. */
export function observe({ spec, states, rows, skipped, learned }: ObserveInput): Observed {
  const bound = bindRule(spec);
  invariant(bound.grain === 'aggregate', `${spec.kind} observes nothing`);
  // a batch without rows has no stretch to scan
  return bound.observe(states.length > 0 ? states : [bound.empty()], rows, skipped, learned);
}
