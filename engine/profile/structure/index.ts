/** What columns have to do with each other: keys, dependencies, correlations; over all rows, or over evenly spaced ones of a large table. */
import type { TaskContext } from '../../../base/jobs/index.ts';
import type { Semantics } from '../../semantics/index.ts';
import type { TablePart } from '../../table/parts.ts';
import type { Correlation, Dependency } from '../model.ts';
import { type CodedSource, type CodedTable, readCoded } from './coded.ts';
import { type Condition, findConditions } from './conditions.ts';
import { findCorrelations } from './correlations.ts';
import { findDependencies } from './dependencies.ts';
import { findForms, type TextForm } from './forms.ts';
import { findMissing, type MissingBands, missingBands, type MissingTogether } from './missing.ts';
import { type Agreement, findAgreements } from './agreements.ts';
import { type CandidateKey, findKeys } from './keys.ts';
import { findNearDuplicates, type NearDuplicates } from './near.ts';
import { type DateOrder, type DateReach, findDates } from './dates.ts';
import { findSeries, type Series } from './series.ts';
import { type AddressShape, type CoordinateShape, findAddresses, findCoordinates } from './places.ts';

export type { TextForm } from './forms.ts';
export type { MissingBands, MissingTogether } from './missing.ts';
export type { Agreement } from './agreements.ts';
export type { Condition } from './conditions.ts';
export type { CandidateKey } from './keys.ts';
export type { Series } from './series.ts';

/** Input of the task `profile.structure`. */
export interface StructureInput {
  readonly parts: readonly TablePart[];
  readonly columns: readonly CodedSource[];
}

export interface TableStructure {
  readonly format: typeof STRUCTURE_FORMAT;
  /** Rows that were looked at, of how many. */
  readonly rows: number;
  readonly rowsInAll: number;
  readonly keys: readonly CandidateKey[];
  readonly nearKeys: readonly CandidateKey[];
  readonly dependencies: readonly Dependency[];
  readonly correlations: readonly Correlation[];
  readonly forms: readonly TextForm[];
  readonly missing: readonly MissingTogether[];
  readonly missingBands: MissingBands;
  readonly conditions: readonly Condition[];
  readonly addresses: readonly AddressShape[];
  readonly coordinates: readonly CoordinateShape[];
  readonly series: readonly Series[];
  /** Columns of numbers some of which are infinite, with their rows. */
  readonly infinite: readonly { readonly column: string; readonly rows: number }[];
  /** Over all rows. */
  readonly agreements: readonly Agreement[];
  /** Over all rows. */
  readonly dates: { readonly orders: readonly DateOrder[]; readonly reaches: readonly DateReach[] };
  /** Over all rows; null where there are none. */
  readonly nearDuplicates: NearDuplicates | null;
}

/** A structure of another format is found again. */
export const STRUCTURE_FORMAT = 7;

/** Finds the structure of a batch, or of all batches of a dataset as one table; runs in a worker. */
export function tableStructure({ parts, columns }: StructureInput, context: TaskContext, semantics: Semantics): TableStructure {
  const table = readCoded(parts, columns, context);
  const { keys, nearKeys } = findKeys(table, context);
  return {
    format: STRUCTURE_FORMAT,
    rows: table.rowCount,
    rowsInAll: table.rowsInAll,
    keys,
    nearKeys,
    dependencies: findDependencies(table, context),
    correlations: findCorrelations(table, context),
    forms: findForms(table, context),
    missing: findMissing(table),
    missingBands: missingBands(table),
    conditions: findConditions(table),
    addresses: findAddresses(parts, columns, context),
    coordinates: findCoordinates(parts, columns, context),
    series: findSeries(table, context),
    infinite: infiniteIn(table),
    agreements: findAgreements(parts, columns, semantics, context),
    dates: findDates(parts, columns, context),
    nearDuplicates: findNearDuplicates(parts, columns, table, context),
  };
}

function infiniteIn({ columns }: CodedTable): TableStructure['infinite'] {
  return columns.flatMap(({ name, infinite, codes }) => {
    if (infinite.length === 0) return [];
    const wanted = new Set(infinite);
    return [{ column: name, rows: codes.reduce((sum, code) => (wanted.has(code) ? sum + 1 : sum), 0) }];
  });
}
