import type { Reader } from '../../../base/sqlite/index.ts';
import type { Metric, Stage } from '../../../contract/methods/lifecycle.ts';

/** Cells of the rows behind a number. */
export type Behind = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly routes: readonly (string | null)[];
};

export interface MetricContext {
  readonly nowMs: number;
  /** Shanghai days, oldest first. */
  readonly days: readonly string[];
}

/** A measured value of a stage; one file a metric or a family of them, one line in `index.ts`. */
export interface MetricKind {
  readonly id: string;
  readonly stage: Stage;
  readonly unit: Metric['unit'];
  readonly target: number | null;
  /** The value now (null: nothing to measure) and its level. */
  measure(reader: Reader, context: MetricContext): { readonly value: number | null; readonly level: Metric['level'] };
  /** Value per day, by day; days without one are 0 (`sum`) or null (`state`). */
  trend(reader: Reader, context: MetricContext): ReadonlyMap<string, number>;
  /** Whether a day without a value means nothing happened (0) or nothing was measured (null). */
  readonly gaps: 'zero' | 'null';
  /** The rows behind the number, newest first; column names are keys of `contract/text`. */
  behind(reader: Reader, context: MetricContext, day: string | null): Behind;
}
