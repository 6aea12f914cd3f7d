import type { SqlValue } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';

/** Most different values a rule over a column's set of values may meet. */
export const DISTINCT_MAX = 1_000_000;

export type CountedValue = readonly [value: string | number, count: number];

/** Counts the values of a column; more than `DISTINCT_MAX` different ones are `limit-reached`. */
export function valueCounter(): { step(value?: SqlValue): void; state(): readonly CountedValue[] } {
  const counts = new Map<string | number, number>();
  return {
    step: (v) => {
      if (v === null || v === undefined || v instanceof Uint8Array) return;
      const key = typeof v === 'bigint' ? Number(v) : v;
      const known = counts.get(key);
      if (known === undefined && counts.size >= DISTINCT_MAX)
        throw new JiadiError('limit-reached', { limit: 'distinct', max: DISTINCT_MAX });
      counts.set(key, (known ?? 0) + 1);
    },
    state: () => [...counts],
  };
}

/** The counts of several stretches together. */
export function mergeCounts(states: readonly (readonly CountedValue[])[]): Map<string | number, number> {
  const all = new Map<string | number, number>();
  for (const state of states) for (const [value, count] of state) all.set(value, (all.get(value) ?? 0) + count);
  return all;
}

/** In which form a rule's listed values meet those of the column: numbers also as their text, unless types are strict. */
export function setMembers(values: readonly unknown[], asText: boolean): Set<string | number> {
  const out = new Set<string | number>();
  for (const v of values) {
    if (typeof v === 'string') out.add(v);
    else if (typeof v === 'number' || typeof v === 'boolean') out.add(asText ? String(v) : Number(v));
  }
  return out;
}
