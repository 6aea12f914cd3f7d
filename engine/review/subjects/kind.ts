import type { JsonValue } from '../../../base/trust/index.ts';
import type { Reader } from '../../../base/sqlite/index.ts';
import type { PackageKind } from '../../../contract/wire/index.ts';
import type { CommandContext } from '../../context.ts';
import type { Blocking } from '../../quality/index.ts';

/** What a checker sees and signs. */
export interface Submission {
  readonly title: string;
  readonly content: JsonValue;
}

/** What an approval sends to the platform. */
export interface PackageDraft {
  readonly kind: PackageKind;
  readonly title: string;
  /** What later packages of the same thing replace. */
  readonly key: string;
  readonly basis: { readonly dataset: string | null; readonly rows: number | null; readonly ruleSet: string | null };
  readonly body: { readonly [name: string]: JsonValue };
}

/** Something that can be reviewed: one file, and a line in `index.ts`. */
export interface SubjectKind {
  /** What would be submitted now. */
  submission(reader: Reader, subjectId: string): Submission;
  /** Prepares the subject for review; refuses what is not ready. */
  submit(context: CommandContext, subjectId: string): void;
  /** Critical rules that keep it from being approved now. */
  blockedBy(reader: Reader, subjectId: string): readonly Blocking[];
  /** Carries the approval out. */
  approve(context: CommandContext, subjectId: string): void;
  package(content: JsonValue, subjectId: string): PackageDraft;
  giveBack(context: CommandContext, subjectId: string): void;
}
