import { invariant } from '../../base/invariant.ts';
import { type Bound, groupColumns, kindOf, type RuleSpec } from '../rules/index.ts';

/** Reads a rule's parameters; in the pass in which it learns, what it does is collect. */
export function bindRule(spec: RuleSpec, learning: boolean = false): Bound {
  const kind = kindOf(spec.kind);
  invariant(kind, `unknown kind ${spec.kind} after reading`);
  const bound = kind.bind(spec.params);
  const groups = kind.repeats && hasFindings(bound) ? groupColumns(spec.params['groupBy']) : [];
  if (!learning) return groups.length === 0 ? bound : { ...bound, groups };
  invariant('learns' in bound && bound.learns, `${spec.kind} learns nothing`);
  const { plan } = bound.learns;
  return { grain: 'aggregate', columns: [], reason: {}, plan, observe: () => ({ observed: null, ok: true }), empty: () => null };
}

/** True for rules that name rows, so that a verdict can be told group by group. */
function hasFindings(bound: Bound): boolean {
  return bound.grain === 'cell' || bound.grain === 'row' || (bound.grain === 'group' && typeof bound.judge !== 'function');
}
