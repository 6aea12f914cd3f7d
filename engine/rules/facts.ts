import { JiadiError } from '../../contract/errors.ts';
import type { ResourceFields, Resource } from '../../contract/methods/catalog.ts';
import type { UpdateCycle } from '../../contract/methods/datasets.ts';
import type { Semantics } from '../semantics/index.ts';
import type { BatchColumn, BatchFile } from '../table/batch-file.ts';

/** What is known of the file a batch came from. */
export interface SourceFacts {
  readonly sha256: string | null;
  readonly sm3: string | null;
  /** Records that could not be read as they stood. */
  readonly malformed: number;
  /** How many of them, by reason, as far as they were kept one by one. */
  readonly malformedReasons: Readonly<Record<string, number>>;
}

/** A batch of the same dataset that was taken in before. */
export interface EarlierBatch {
  readonly number: number;
  /** Time it was taken in, ISO 8601. */
  readonly at: string;
  readonly rows: number;
  readonly columns: readonly BatchColumn[];
  /** Its rows, while they are kept. */
  readonly file: BatchFile | null;
  /** What the rules of the set observed in its newest check, by rule id. */
  readonly observed: Readonly<Record<string, number>>;
}

/** The dataset a batch belongs to. */
export interface DatasetFacts {
  readonly name: string;
  readonly updateCycle: UpdateCycle;
  /** When this batch was taken in, ISO 8601. */
  readonly receivedAt: string;
}

/** The catalogue entry of the dataset. */
export interface CatalogFacts {
  readonly fields: ResourceFields;
  readonly problems: Resource['problems'];
}

/** What surrounds a batch; null where it is not known, as on the command line, where there is no workspace. */
export interface Surroundings {
  readonly source: SourceFacts | null;
  readonly dataset: DatasetFacts | null;
  readonly catalog: CatalogFacts | null;
  /** Earlier batches of the dataset, newest first. */
  readonly history: readonly EarlierBatch[] | null;
}

/** What came of another rule of the set. */
export interface Outcome {
  readonly status: 'pass' | 'warn' | 'fail' | 'error' | 'none';
  /** Its observed number, or its pass ratio. */
  readonly value: number | null;
}

/** What a whole-table rule may look at. */
export interface TableFacts extends Surroundings {
  readonly columns: readonly BatchColumn[];
  readonly rowCount: number;
  readonly asOfSeconds: number;
  readonly semantics: Semantics;
  /** The outcome of another rule by its id; `invalid-input` when there is none of that name or it depends on the asking one. */
  outcome(rule: string): Outcome;
}

/** Why a rule was not evaluated although it could run: something it needs is not there. */
export const needs = [
  'needs-network',
  'needs-history',
  'needs-catalogue',
  'needs-dataset',
  'needs-cycle',
  'needs-source',
  'needs-boundary',
  'needs-part',
  'needs-mask',
] as const;
export type Need = (typeof needs)[number];

/** Thrown by a rule that lacks something to judge by: it counts as not evaluated, never as a pass or a failure. */
export function lacking(need: Need): JiadiError {
  return new JiadiError('not-evaluated', { need });
}
