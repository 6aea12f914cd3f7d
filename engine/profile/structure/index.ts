/** What columns have to do with each other: keys, dependencies, correlations; over all rows, or over evenly spaced ones of a large batch. */
import type { TaskContext } from '../../../base/jobs/index.ts';
import type { BatchPart } from '../../table/batch-file.ts';
import type { Correlation, Dependency } from '../model.ts';
import { type CodedSource, readCoded } from './coded.ts';
import { findCorrelations } from './correlations.ts';
import { findDependencies } from './dependencies.ts';
import { findForms, type TextForm } from './forms.ts';
import { findMissing, type MissingTogether } from './missing.ts';
import { type CandidateKey, findKeys } from './keys.ts';

export type { TextForm } from './forms.ts';
export type { MissingTogether } from './missing.ts';
export type { CandidateKey } from './keys.ts';

/** Input of the task `profile.structure`. */
export interface StructureInput {
  readonly parts: readonly BatchPart[];
  readonly columns: readonly CodedSource[];
}

export interface TableStructure {
  /** Rows that were looked at, of how many. */
  readonly rows: number;
  readonly rowsInAll: number;
  readonly keys: readonly CandidateKey[];
  readonly nearKeys: readonly CandidateKey[];
  readonly dependencies: readonly Dependency[];
  readonly correlations: readonly Correlation[];
  readonly forms: readonly TextForm[];
  readonly missing: readonly MissingTogether[];
}

/** Finds the structure of a batch; runs in a worker. */
export function tableStructure({ parts, columns }: StructureInput, context: TaskContext): TableStructure {
  const table = readCoded(parts, columns, context);
  const { keys, nearKeys } = findKeys(table, context);
  return {
    rows: table.rowCount,
    rowsInAll: table.rowsInAll,
    keys,
    nearKeys,
    dependencies: findDependencies(table, context),
    correlations: findCorrelations(table, context),
    forms: findForms(table, context),
    missing: findMissing(table),
  };
}
