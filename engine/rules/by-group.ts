import type { SqlValue } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Accumulator } from './model.ts';

/** Most groups a rule may be repeated for. */
const GROUPS_MAX = 100_000;

/** The values of a group as one text, the same for the same values. */
export function groupKey(values: readonly SqlValue[]): string {
  return JSON.stringify(values.map((v) => (typeof v === 'bigint' ? Number(v) : v instanceof Uint8Array ? null : v)));
}

/** One accumulator a group; the first `width` arguments of a step are the group. */
export function perGroup(width: number, create: (values: readonly SqlValue[]) => Accumulator): Accumulator {
  // one value is told apart by itself: to write it out as a text for each row would cost more than most accumulators
  const groups = new Map<unknown, { readonly values: readonly SqlValue[]; readonly accumulator: Accumulator }>();
  const groupOf = (key: unknown, values: () => readonly SqlValue[]): Accumulator => {
    const known = groups.get(key);
    if (known) return known.accumulator;
    if (groups.size >= GROUPS_MAX) throw new JiadiError('limit-reached', { limit: 'groups', max: GROUPS_MAX });
    const own = values();
    const accumulator = create(own);
    groups.set(key, { values: own, accumulator });
    return accumulator;
  };
  const state = (): unknown => [...groups.values()].map((g) => [groupKey(g.values), g.accumulator.state()]);
  if (width === 0) return { step: (...args) => groupOf(0, () => []).step(...args), state };
  if (width === 1) return { step: (value, ...args) => groupOf(value ?? null, () => [value ?? null]).step(...args), state };
  return {
    step: (...args) => groupOf(groupKey(args.slice(0, width)), () => args.slice(0, width)).step(...args.slice(width)),
    state,
  };
}

/** Looks up what was learned for the group of a row: the numbers stored under these names before the group's key. */
export function learnedFor(
  numbers: Readonly<Record<string, number>>,
  names: readonly string[],
): (group: readonly SqlValue[]) => readonly (number | undefined)[] {
  const known = new Map<unknown, readonly (number | undefined)[]>();
  return (group) => {
    const key = group.length < 2 ? group[0] : groupKey(group);
    let found = known.get(key);
    if (!found) {
      const text = groupKey(group);
      found = names.map((name) => numbers[`${name}${text}`]);
      if (known.size < GROUPS_MAX) known.set(key, found);
    }
    return found;
  };
}

/** The states of each group from those of several stretches. */
export function mergeGroups<T>(states: readonly unknown[]): Map<string, T[]> {
  const all = new Map<string, T[]>();
  for (const state of states as readonly (readonly (readonly [string, T])[])[]) {
    for (const [key, one] of state) all.set(key, [...(all.get(key) ?? []), one]);
  }
  return all;
}

/** The columns of a `groupBy`, which may be one name. */
export function groupColumns(groupBy: unknown): readonly string[] {
  return typeof groupBy === 'string' ? [groupBy] : Array.isArray(groupBy) ? groupBy.map(String) : [];
}
