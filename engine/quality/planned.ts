import type { SpillWriter } from '../../base/spill.ts';
import type { Database, Sql, SqlValue } from '../../base/sqlite/index.ts';
import type { Accumulator, Bound, Learned, Reference, RuleError, RuleSpec } from '../rules/index.ts';
import type { CodeEdition } from '../semantics/index.ts';
import type { BatchColumn } from '../table/batch-file.ts';
import type { FusedStep } from './fused.ts';
import type { KeyLayout } from './key-records.ts';
import type { RunWriter } from './runs.ts';

/** What a plan is made from, besides the rules and the meanings of values: plain data. */
export interface PlanTable {
  readonly columns: readonly BatchColumn[];
  /** Words that the dataset counts as null; a blank word means that blanks are null. */
  readonly nullLike: readonly string[];
  readonly asOfSeconds: number;
  readonly strictTypes: boolean;
  /** Versions of code lists of the workspace that the rules go by; left out: bundled ones only. */
  readonly codes?: readonly CodeEdition[];
}

/** What a rule needs besides its own words: rows of other datasets and what was learned before. */
export interface RuleExtras {
  readonly references?: readonly Reference[];
  readonly learned?: Learned;
  /** True for the pass in which the rule learns. */
  readonly learning?: true;
}

/** A rule within a plan. */
export interface PlannedRule {
  readonly spec: RuleSpec;
  readonly bound: Bound;
  readonly hits: RunWriter;
  readonly accumulator: Accumulator | null;
  /** Position of its counts in the scan's result: rows that pass the filter, rows skipped. */
  readonly rowsAt: number;
  readonly skippedAt: number | null;
  /** The step that counts skipped rows itself, instead of the statement or besides it. */
  readonly counting: FusedStep | null;
  /** The stream of records of its keys, for group rules. */
  readonly keyStream: number | null;
  /** The stream of records of the group a row is of, where the verdict is repeated for groups. */
  readonly groupStream: number | null;
  /** Set when the condition itself failed at run time. */
  error: RuleError | null;
  rows: number;
  skipped: number;
}

/** All cell, row, aggregate and group rules of a run as one statement over a stretch of rows. */
export interface Plan {
  readonly rules: readonly PlannedRule[];
  /** False when the statement has more values or columns than SQLite takes. */
  readonly fits: boolean;
  /** Bound values end with the two rowids of the stretch. */
  statement(from: number, to: number): Sql;
  /** The counts of a stretch, from what its statement gave; to be asked after each. */
  counts(row: readonly SqlValue[]): readonly number[];
  /** The streams of records of keys. */
  readonly streams: readonly KeyLayout[];
  /** Makes the plan's functions known to a database; `base` is the data row number before rowid 1, `records` takes those of each stream. */
  attach(db: Database, base: number, records: readonly SpillWriter[], nowMs: () => number): void;
  /** Chooses, from the rows after this one, the columns whose rules are answered once a value; `lookup` is a second connection to the same rows. */
  rememberValues(lookup: Database, from: number): void;
  /** What the steps of each rule took so far, as told by the rows that are timed; what several rules share is divided. */
  sampledMs(): readonly number[];
  /** What the conditions that SQLite answers take, each asked alone over some rows of an attached database; null for rules without one. */
  aloneMs(db: Database, from: number, to: number): readonly (number | null)[];
  /** To be told after each window: how its rows are asked next may change. */
  afterWindow(rows: number): void;
}
