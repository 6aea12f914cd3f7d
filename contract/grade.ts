/** The five grades of a score (优 良 中 低 差). */
export type Grade = 'A' | 'B' | 'C' | 'D' | 'E';

/** From which score on each grade but the last is given. */
export interface GradeBands {
  readonly A: number;
  readonly B: number;
  readonly C: number;
  readonly D: number;
}

export const defaultBands: GradeBands = { A: 95, B: 85, C: 75, D: 60 };

/** The grade of a score, null where nothing was evaluated; with a failed critical rule data cannot be 优. */
export function gradeOf(score: number | null, criticalFailed: boolean, bands: GradeBands = defaultBands): Grade | null {
  if (score === null) return null;
  const grade = (['A', 'B', 'C', 'D'] as const).find((one) => score >= bands[one]) ?? 'E';
  return grade === 'A' && criticalFailed ? 'B' : grade;
}
