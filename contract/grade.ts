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

/** As much of a rule's outcome as its gate needs. */
export interface Outcome {
  readonly severity: string;
  readonly status: string;
  readonly waiver?: { readonly scope: string } | undefined;
}

/** True when a rule failed or could not run, and is not waived as a whole. */
export const isFailing = ({ status, waiver }: Omit<Outcome, 'severity'>): boolean =>
  (status === 'fail' || status === 'error') && waiver?.scope !== 'rule';

/** True for a failing critical rule: it keeps a batch from being approved, and its data from being 优. */
export const isBlocking = (outcome: Outcome): boolean => outcome.severity === 'critical' && isFailing(outcome);

/** The grade of a score, null where nothing was evaluated; with a failed critical rule data cannot be 优. */
export function gradeOf(score: number | null, criticalFailed: boolean, bands: GradeBands = defaultBands): Grade | null {
  if (score === null) return null;
  const grade = (['A', 'B', 'C', 'D'] as const).find((one) => score >= bands[one]) ?? 'E';
  return grade === 'A' && criticalFailed ? 'B' : grade;
}
