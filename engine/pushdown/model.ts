import type { RunOptions, TaskRunner } from '../../base/jobs/index.ts';
import type { ServerFacts } from '../../contract/methods/sources.ts';
import type { Cell } from '../intake/index.ts';
import type { ActiveWaiver } from '../issues/index.ts';
import type { CheckInput, RuleResult, Score, ScoreWeights } from '../quality/index.ts';
import type { ReadRule } from '../rules/index.ts';
import type { CodeEdition, Semantics } from '../semantics/index.ts';
import type { Reason } from './fragment.ts';
import type { SourceItem, Way } from './plan.ts';
import type { SteadyLine } from './steady.ts';
import type { ServerTable, TableInput } from './table.ts';

export interface SourceCheckInput extends TableInput {
  readonly rules: readonly ReadRule[];
  /** Reference date of rules about dates (ISO date). */
  readonly asOf: string;
  /** Versions of code lists of the workspace that the rules go by. */
  readonly codes?: readonly CodeEdition[] | undefined;
  /** Other datasets by the name that rules use. */
  readonly references?: CheckInput['references'];
  /** A folder for temporary tables, and the key under which they are written. */
  readonly dir: string;
  readonly fileKey: Uint8Array | null;
  /** Left out: only some failing rows are read of each rule. */
  readonly onFinding?: OnFinding;
  /** Failing rows that are read of each rule; those of rules whose columns are read anyway are kept in any case. */
  readonly sampleRows: number;
  readonly weights?: ScoreWeights;
  /** The column that names the unit of each row. */
  readonly unitColumn?: string | null;
  /** Failures that two people agreed not to count. */
  readonly waivers?: readonly ActiveWaiver[];
}

export interface SourceCheckHost {
  readonly tasks: TaskRunner;
  readonly semantics: Semantics;
  readonly resources: string;
  readonly monotonicMs: () => number;
  readonly newId: () => string;
}

/** Failing rows by unit, the most first. */
export type UnitCounts = readonly (readonly [unit: string, failed: number])[];

/** A row that fails a rule: the cells of its key (empty where nothing names a row) and those of the rule's columns. */
export interface SourceFinding {
  readonly key: readonly (string | null)[];
  readonly cells: readonly (string | null)[];
  /** The cell that names its unit, where rows are kept. */
  readonly unit?: string | null;
}

/** Called with every row that fails a rule. */
export type OnFinding = (rule: RuleResult, finding: SourceFinding, about: Pick<SourceCheckRun, 'key' | 'columns'>) => void;

/** What came of a rule, how it was answered, and some of the rows that fail. */
export interface SourceResult extends RuleResult {
  readonly way: Way;
  /** Why the server did not answer it by itself. */
  readonly why: Reason | null;
  /** What the server was asked for it; null where it was asked nothing. */
  readonly sql: string | null;
  /** True: rows of the table are its findings. */
  readonly names: boolean;
  readonly sample: readonly SourceFinding[];
  /** Failing rows by unit, the most first; null where no column names units, or they could not be counted. */
  readonly units: UnitCounts | null;
  /** All different values that fail a rule judged by values, where they are few: its rows can be looked for by them. */
  readonly failing: readonly (readonly Cell[])[] | null;
}

export interface SourceCheckRun {
  readonly server: ServerFacts;
  readonly key: readonly string[];
  readonly columns: readonly { readonly name: string; readonly semantic: string | null }[];
  readonly rowCount: number;
  readonly results: readonly SourceResult[];
  readonly score: Score;
  readonly success: boolean;
  /** Set when the connection was lost: the rules that had been answered by then. */
  readonly cut: { readonly answered: number; readonly host: string } | null;
  /** True when every rule saw the same state of the table. */
  readonly oneState: boolean;
}

/** A check under way. */
export interface Checking {
  readonly line: SteadyLine;
  readonly table: ServerTable;
  readonly items: readonly SourceItem[];
  readonly input: SourceCheckInput;
  readonly host: SourceCheckHost;
  readonly options: Pick<RunOptions, 'onProgress'> & { readonly signal: AbortSignal };
  readonly asOfSeconds: number;
  readonly samples: Map<SourceItem, readonly SourceFinding[]>;
  readonly failing: Map<SourceItem, readonly (readonly Cell[])[]>;
  readonly units: Map<SourceItem, UnitCounts>;
  oneState: boolean;
  /** Reports how many rules are answered, with those that are not settled yet. */
  tell(more?: number): void;
}
