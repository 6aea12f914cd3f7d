import type { Semantics } from '../semantics/index.ts';
import type { Item } from './pass.ts';
import { makePlan, type PlanTable } from './plan.ts';

/** Rules in their order, in lots that a statement of SQLite has room for; nearly always one. */
export function inStatements<T extends Pick<Item, 'spec' | 'extras'>>(
  items: readonly T[],
  table: PlanTable,
  semantics: Semantics,
): readonly (readonly T[])[] {
  const specs = items.map(({ spec }) => spec);
  const extras = items.map((item) => item.extras);
  if (items.length <= 1 || makePlan(specs, table, semantics, extras).fits) return [items];
  const half = items.length >> 1;
  return [items.slice(0, half), items.slice(half)].flatMap((lot) => inStatements(lot, table, semantics));
}
