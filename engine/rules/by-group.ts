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
  const groups = new Map<string, Accumulator>();
  return {
    step: (...args) => {
      const key = groupKey(args.slice(0, width));
      let group = groups.get(key);
      if (!group) {
        if (groups.size >= GROUPS_MAX) throw new JiadiError('limit-reached', { limit: 'groups', max: GROUPS_MAX });
        group = create(args.slice(0, width));
        groups.set(key, group);
      }
      group.step(...args.slice(width));
    },
    state: () => [...groups].map(([key, group]) => [key, group.state()]),
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
