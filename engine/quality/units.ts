/** From datasets to units: a unit's score is the weighted mean of its datasets' newest runs, the total that of the units. */
import type { Grade, GradeBands } from '../../contract/grade.ts';
import { gradeOf } from '../../contract/grade.ts';

/** The newest run of a dataset; null where it was never checked. */
export interface ScoredDataset {
  readonly dataset: string;
  readonly name: string;
  readonly unit: string;
  readonly weight: number;
  readonly run: {
    readonly run: string;
    readonly batchNumber: number;
    readonly total: number | null;
    readonly criticalFailed: number;
    readonly at: string;
    /** False where a newer batch has not been checked yet. */
    readonly current: boolean;
  } | null;
}

export interface UnitScore {
  readonly unit: string;
  readonly weight: number;
  /** Null where none of its datasets was evaluated. */
  readonly score: number | null;
  readonly grade: Grade | null;
  /** A failing critical rule somewhere keeps the unit from the best grade. */
  readonly criticalFailed: number;
  /** Datasets that count, of all that it has. */
  readonly evaluated: number;
  readonly datasets: readonly (ScoredDataset & { readonly grade: Grade | null })[];
}

/** Units in the order of their score, the lowest first; those without one last. What was not evaluated takes no part. */
export function unitScores(
  datasets: readonly ScoredDataset[],
  unitWeight: (unit: string) => number,
  bands: GradeBands,
): { readonly total: number | null; readonly units: readonly UnitScore[] } {
  const units = [...new Set(datasets.map((d) => d.unit))].map((unit): UnitScore => {
    const mine = datasets.filter((d) => d.unit === unit);
    const score = mean(mine.map((d) => ({ score: d.run?.total ?? null, weight: d.weight })));
    const criticalFailed = mine.reduce((n, d) => n + (d.run?.criticalFailed ?? 0), 0);
    return {
      unit,
      weight: unitWeight(unit),
      score,
      grade: gradeOf(score, criticalFailed > 0, bands),
      criticalFailed,
      evaluated: mine.filter((d) => d.run !== null && d.run.total !== null && d.weight > 0).length,
      datasets: mine.map((d) => ({ ...d, grade: gradeOf(d.run?.total ?? null, (d.run?.criticalFailed ?? 0) > 0, bands) })),
    };
  });
  const order = (u: UnitScore): number => u.score ?? Infinity;
  return { total: mean(units), units: units.sort((a, b) => order(a) - order(b) || a.unit.localeCompare(b.unit, 'zh-CN')) };
}

function mean(parts: readonly { readonly score: number | null; readonly weight: number }[]): number | null {
  const counted = parts.filter((p) => p.score !== null);
  const weight = counted.reduce((sum, p) => sum + p.weight, 0);
  return weight > 0 ? counted.reduce((sum, p) => sum + (p.score ?? 0) * p.weight, 0) / weight : null;
}
