/** Profiles: counted while the rows pass by, merged over the parts of a batch, printed as `profile --json`. */
export { PartCounter, type CountedRows, type CounterOptions, type PartColumn, type PartCounts, type SemanticCheck } from './counters.ts';
export { type DocumentOptions, type ProfileDocument, profileDocument } from './document.ts';
export { type FinishedColumn, mergeProfiles, tableProfile, type MergeInput, type MergeOutput } from './finish.task.ts';
export { ContentHash, finishRows, hashCells, mixRows } from './hash.ts';
export { profile } from './handlers.ts';
export { storedStructure } from './kept-structure.ts';
export { storedProfile } from './stored.ts';
export { structureOf } from './relations.ts';
export { isHidden, sensitivityOf } from './masking.ts';
export { type Alert, alertCodes, alertsOf } from './alerts/index.ts';
export { removeSpill, spillPath } from '../../base/spill.ts';
export { readState, type StateColumn, type StateInput, writeState } from './state.task.ts';
export { type FactsSoFar, type PartSoFar, soFarOf, tellSoFar } from './so-far.ts';
export { finishedColumn } from './told.ts';
export { wholeForReport } from './whole.ts';
export { mergeWhole, type WholeInput } from './whole.task.ts';
export { duplicatesDocument } from './duplicates.ts';
export { type DuplicateGroup, type Duplicates, type DuplicatesInput, findDuplicates } from './duplicates.task.ts';
export { type HashedRows, hashRows } from './row-hashes.ts';
export { findInclusions, type Inclusion, type InclusionInput } from './inclusions.ts';
export { type ColumnDrift, type DriftInput, tableDrift, type TableDrift } from './drift.ts';
export {
  type CandidateKey,
  STRUCTURE_FORMAT,
  type StructureInput,
  tableStructure,
  type TableStructure,
  type TextForm,
} from './structure/index.ts';
export { mergeColumn, type ColumnFacts } from './merge.ts';
export type { StoredProfile } from './model.ts';
export type { ColumnProfile, Correlation, Dependency, HistogramBin, PatternCount, Quantiles, TableProfile, ValueCount } from './model.ts';
