/** A profile that grows while a job makes it. */
import type { Progress } from '../../contract/method.ts';
import type { Alert, ColumnProfile } from '../../contract/methods/profile.ts';
import type { ColumnSoFar, Told } from '../../contract/told.ts';

export interface FinishedColumn {
  readonly column: ColumnProfile;
  readonly alerts: Alert[];
}

export interface Growth {
  /** Rows that the figures are of. */
  readonly rows: number;
  /** How far the job was when it told them. */
  readonly progress: Progress | null;
  /** All columns in the order of the file. */
  readonly soFar: readonly ColumnSoFar[];
  /** By position. */
  readonly finished: ReadonlyMap<number, FinishedColumn>;
}

/** What is known after one more message. */
export function grown(growth: Growth | null, told: Told, progress: Progress | null): Growth {
  if (told.kind === 'soFar')
    return { rows: told.rows, progress, soFar: told.columns, finished: growth?.finished ?? new Map<number, FinishedColumn>() };
  const { index, column, alerts, rows } = told;
  return { soFar: growth?.soFar ?? [], rows, progress, finished: new Map(growth?.finished).set(index, { column, alerts }) };
}
