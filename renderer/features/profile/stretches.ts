/** Rows of several batches that are looked at as one table, and are numbered through: where they stand in their batches. */
import type { Filter } from '../../../contract/methods/datasets.ts';
import type { Stretches } from '../../../contract/methods/profile.ts';

type Stretch = Stretches[number];

const whole: Stretch = { batch: '', number: 0, first: 1 };

const stretchOf = (row: number, batches: Stretches): Stretch => batches.findLast(({ first }) => first <= row) ?? batches[0] ?? whole;

/** Row numbers in short, batch by batch where there are several: `#1: 3 20 · #2: 1`. */
export function placesOf(rows: readonly number[], batches: Stretches): string {
  if (batches.length < 2) return rows.join(' ');
  const own = new Map<Stretch, number[]>();
  for (const row of rows) {
    const stretch = stretchOf(row, batches);
    own.set(stretch, [...(own.get(stretch) ?? []), row - stretch.first + 1]);
  }
  return [...own].map(([{ number }, list]) => `#${number}: ${list.join(' ')}`).join(' · ');
}

/** A stretch of rows in short: `3 – 20`, or `#1 3 – #2 20` where there are several batches. */
export function rangeOf(from: number, to: number, batches: Stretches, format: (row: number) => string): string {
  if (batches.length < 2) return `${format(from)} – ${format(to)}`;
  const [a, b] = [stretchOf(from, batches), stretchOf(to, batches)];
  const end = format(to - b.first + 1);
  return `#${a.number} ${format(from - a.first + 1)} – ${a === b ? end : `#${b.number} ${end}`}`;
}

/** The filter for all rows that are the same as one of them in some columns. */
export function sameAs(columns: readonly string[], row: number, batches: Stretches): Filter {
  const { batch, first } = stretchOf(row, batches);
  const own = { op: 'sameAs' as const, columns: [...columns], row: row - first + 1 };
  return batches.length < 2 ? own : { ...own, batch };
}
