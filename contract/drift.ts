import { z } from 'zod';

/** How much a column changed, from nothing to a column that came or went. */
export type DriftVerdict = 'same' | 'moved' | 'shifted' | 'broken' | 'added' | 'removed';

/** What a column is measured by; each has limits of its own. */
export const driftMeasures = ['psi', 'ks', 'nulls'] as const;
export type DriftMeasure = (typeof driftMeasures)[number];

/** Levels of a change, the smallest first. */
export const driftLevels = ['moved', 'shifted', 'broken'] as const;
export type DriftLevel = (typeof driftLevels)[number];

/** A limit above this has no meaning: a gap of two shares is never more than 1. */
export const driftLimitMax: Readonly<Record<DriftMeasure, number>> = { psi: 100, ks: 1, nulls: 1 };

const levels = (max: number) => {
  const limit = z.number().positive().max(max);
  return z.strictObject({ moved: limit, shifted: limit, broken: limit }).refine(rises, { error: 'moved ≤ shifted ≤ broken' });
};

/** From which value on a measure is a change of which level; each level at or above the one before. `nulls` is the difference of the shares of nulls. */
export const driftLimits = z.strictObject({
  psi: levels(driftLimitMax.psi),
  ks: levels(driftLimitMax.ks),
  nulls: levels(driftLimitMax.nulls),
});
export type DriftLimits = z.infer<typeof driftLimits>;
type Levels = Readonly<Record<DriftLevel, number>>;

function rises({ moved, shifted, broken }: Levels): boolean {
  return moved <= shifted && shifted <= broken;
}

/** The usual limits of the population stability index; those of the gap belong to shifts of about the same size. */
export const defaultDriftLimits: DriftLimits = {
  psi: { moved: 0.1, shifted: 0.2, broken: 0.25 },
  ks: { moved: 0.15, shifted: 0.2, broken: 0.25 },
  nulls: { moved: 0.02, shifted: 0.05, broken: 0.1 },
};

/** As much of a compared column as its verdict needs; null where the column is missing or cannot be measured. */
export interface DriftFigures {
  readonly type: { readonly before: string | null; readonly after: string | null };
  readonly nulls: { readonly before: number | null; readonly after: number | null };
  readonly distinct: { readonly before: number | null; readonly after: number | null };
  readonly psi: number | null;
  readonly ks: number | null;
}

/** What decided: a measure that reached a limit, or the type; null where nothing did or a batch lacks the column. */
export type DriftReason = { readonly measure: DriftMeasure; readonly value: number; readonly limit: number } | { readonly measure: 'type' };

export interface DriftJudgement {
  readonly verdict: DriftVerdict;
  readonly reason: DriftReason | null;
}

/** Judges a compared column by limits: the highest level that any measure reaches counts. */
export function judgeColumn({ type, nulls, distinct, psi, ks }: DriftFigures, limits: DriftLimits): DriftJudgement {
  if (distinct.before === null || distinct.after === null) return { verdict: distinct.before === null ? 'added' : 'removed', reason: null };
  if (type.before !== type.after) return { verdict: 'broken', reason: { measure: 'type' } };
  const gap = Math.abs((nulls.before ?? 0) - (nulls.after ?? 0));
  // shares are quotients: what is 0.1 to people must not miss a limit of 0.1 by a last bit
  const values: Readonly<Record<DriftMeasure, number | null>> = { psi, ks, nulls: Math.round(gap * 1e9) / 1e9 };
  for (const level of driftLevels.toReversed())
    for (const measure of driftMeasures) {
      const [value, limit] = [values[measure], limits[measure][level]];
      if (value !== null && value >= limit) return { verdict: level, reason: { measure, value, limit } };
    }
  return { verdict: 'same', reason: null };
}

/** A comparison with the verdicts that limits give it. */
export type Judged<D extends { readonly columns: readonly DriftFigures[] }> = Omit<D, 'columns'> & {
  readonly limits: DriftLimits;
  readonly columns: readonly (D['columns'][number] & DriftJudgement)[];
};

/** Judges every column of a comparison. */
export function judgeDrift<D extends { readonly columns: readonly DriftFigures[] }>(drift: D, limits: DriftLimits): Judged<D> {
  return { ...drift, limits, columns: drift.columns.map((column) => ({ ...column, ...judgeColumn(column, limits) })) };
}
