import type { TaskRunner } from '../../base/jobs/index.ts';
import type { ServerFacts } from '../../contract/methods/sources.ts';
import type { RuleResult, Score } from '../quality/index.ts';
import type { ReadRule } from '../rules/index.ts';
import type { Semantics } from '../semantics/index.ts';
import type { BatchFile } from '../table/index.ts';
import type { Reason } from './fragment.ts';
import type { Way } from './plan.ts';
import type { TableInput } from './table.ts';

export interface SourceCheckInput extends TableInput {
  readonly rules: readonly ReadRule[];
  /** Reference date of rules about dates (ISO date). */
  readonly asOf: string;
  /** Other datasets by the name that rules use. */
  readonly references?: Readonly<Record<string, BatchFile>>;
  /** A folder for temporary tables, and the key under which they are written. */
  readonly dir: string;
  readonly fileKey: Uint8Array | null;
  /** Left out: only some failing rows are read of each rule. */
  readonly onFinding?: OnFinding;
}

export interface SourceCheckHost {
  readonly tasks: TaskRunner;
  readonly semantics: Semantics;
  readonly resources: string;
  readonly monotonicMs: () => number;
  readonly newId: () => string;
}

/** A row that fails a rule: the cells of its key (empty where nothing names a row) and those of the rule's columns. */
export interface SourceFinding {
  readonly key: readonly (string | null)[];
  readonly cells: readonly (string | null)[];
}

/** Called with every row that fails a rule. */
export type OnFinding = (rule: RuleResult, finding: SourceFinding, about: Pick<SourceCheckRun, 'key' | 'columns'>) => void;

/** What came of a rule, how it was answered, and some of the rows that fail. */
export interface SourceResult extends RuleResult {
  readonly way: Way;
  /** Why the server did not answer it by itself. */
  readonly why: Reason | null;
  readonly sample: readonly SourceFinding[];
}

export interface SourceCheckRun {
  readonly server: ServerFacts;
  readonly key: readonly string[];
  readonly columns: readonly { readonly name: string; readonly semantic: string | null }[];
  readonly rowCount: number;
  readonly results: readonly SourceResult[];
  readonly score: Score;
  readonly success: boolean;
}
