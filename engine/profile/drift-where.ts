import type { CodedColumn } from './structure/coded.ts';

/** Where most of a column's changed rows stand: those of one value of another column. */
export interface DriftWhere {
  /** Which rows are meant: those without a value, or with values the older batch did not have. */
  readonly of: 'nulls' | 'appeared';
  readonly column: string;
  readonly value: string;
  /** Share of the changed rows that stand there. */
  readonly share: number;
  /** Share of all rows that stand there. */
  readonly ofAll: number;
}

const GROUPS_MAX = 50;
const CANDIDATES_MAX = 30;
/** So many of the changed rows, and so many more than of all rows, are worth a sentence. */
const SHARE_MIN = 0.6;
const LIFT_MIN = 0.2;

/** Looks for the value that gathers the rows whose code is `changed`; null where they are spread like all rows. */
export function whereChanged(
  { codes }: CodedColumn,
  changed: ReadonlySet<number>,
  rows: number,
  others: readonly CodedColumn[],
): Omit<DriftWhere, 'of'> | null {
  let best: Omit<DriftWhere, 'of'> | null = null;
  const candidates = others.filter((one) => one.codes !== codes && one.texts && one.distinct > 1 && one.distinct <= GROUPS_MAX);
  for (const other of candidates.slice(0, CANDIDATES_MAX)) {
    const [hit, all] = [new Uint32Array(other.distinct + 1), new Uint32Array(other.distinct + 1)];
    let total = 0;
    for (let row = 0; row < rows; row++) {
      const group = other.codes[row] as number;
      all[group] = (all[group] as number) + 1;
      if (!changed.has(codes[row] as number)) continue;
      hit[group] = (hit[group] as number) + 1;
      total++;
    }
    // null is no value that one could go to
    for (let group = 1; group <= other.distinct; group++) {
      const [share, ofAll] = [(hit[group] as number) / Math.max(1, total), (all[group] as number) / rows];
      if (share < SHARE_MIN || share - ofAll < LIFT_MIN || (best && share - ofAll <= best.share - best.ofAll)) continue;
      best = { column: other.name, value: other.texts?.[group] ?? '', share, ofAll };
    }
  }
  return best;
}
