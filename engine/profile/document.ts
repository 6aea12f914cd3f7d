import type { Clusters } from '../../contract/methods/clusters.ts';
import type { Alert } from './alerts/index.ts';
import type { ColumnProfile, TableProfile } from './model.ts';
import type { duplicatesDocument } from './duplicates.ts';
import type { Judged } from '../../contract/drift.ts';
import type { TableDrift } from './drift.ts';
import { sensitivityOf, toldOf } from './masking.ts';
import type { TableStructure } from './structure/index.ts';

/** A comparison with the file of a name, judged. */
export type JudgedDrift = Judged<TableDrift> & { readonly other: string };

export interface DocumentOptions {
  readonly file: string;
  readonly profile: TableProfile;
  /** `batch`: the number of the batch, where the document is about several. */
  readonly malformed: readonly { readonly row: number; readonly line: number; readonly reason: string; readonly batch?: number }[];
  /** Numbers of the batches that it is about; left out: one file. */
  readonly batches?: readonly number[];
  readonly seconds: { readonly import: number; readonly profile: number };
  readonly structure: Pick<TableStructure, 'rows' | 'rowsInAll' | 'keys' | 'nearKeys' | 'dependencies' | 'correlations'>;
  readonly alerts: readonly Alert[];
  /** Against another file, and its name. */
  readonly drift?: JudgedDrift;
  /** Rows that repeat in columns that were asked for. */
  readonly duplicates?: ReturnType<typeof duplicatesDocument>;
  /** Spellings of one thing in a column that was asked for, by method. */
  readonly clusters?: readonly Clusters[];
  /** Values as they are, for whoever asked for them; left out, only what may be told of them. */
  readonly inClear?: boolean;
}

/** What `profileDocument` gives. */
export type ProfileDocument = ReturnType<typeof profileDocument>;

/** The document that `jiadi profile --json` prints, in the shape of `cli.md`. Further keys: of a column `placeholders`, `once` and what follows the histogram, `alerts`, `nearKeys`, `rows` and `violations` of a dependency, and over how many rows the structure was found. */
export function profileDocument(options: DocumentOptions) {
  const { profile, structure } = options;
  return {
    file: options.file,
    ...(options.batches ? { batches: options.batches } : {}),
    rows: profile.rowCount,
    columns: profile.columns.map((column) => columnDocument(options.inClear ? column : toldOf(column))),
    duplicateRows: profile.duplicateRows,
    keys: structure.keys.length > 0 ? structure.keys.map(({ columns }) => columns) : profile.keys,
    nearKeys: structure.nearKeys,
    dependencies: structure.dependencies,
    correlations: structure.correlations,
    alerts: options.alerts.map(({ code, column, count, params, step }) => ({ code, column, count, params, step })),
    structure: { rows: structure.rows, sampled: structure.rows < structure.rowsInAll },
    malformed: options.malformed.map(({ row, line, reason, batch }) => ({
      ...(batch === undefined ? {} : { batch }),
      row,
      line,
      reason,
    })),
    ...(options.duplicates ? { duplicates: options.duplicates } : {}),
    ...(options.clusters ? { clusters: options.clusters } : {}),
    ...(options.drift ? { drift: driftDocument(options.drift) } : {}),
    seconds: options.seconds,
  };
}

function columnDocument(column: ColumnProfile) {
  return {
    name: column.name,
    type: column.type,
    semantic: column.semantic,
    sensitivity: sensitivityOf(column.semantic),
    nulls: column.nulls,
    blanks: column.blanks,
    placeholders: column.placeholders,
    distinct: column.distinct,
    once: column.once,
    unique: column.unique,
    min: column.min,
    max: column.max,
    mean: column.mean,
    stddev: column.stddev,
    quantiles: column.quantiles,
    length: column.length,
    top: column.top,
    patterns: column.patterns,
    // the contract's bars are numbers; those of days stand with the rest about dates
    histogram: column.histogram.filter(isOfNumbers),
    shape: column.shape,
    dates: column.dates && { ...column.dates, histogram: column.histogram.filter((bar) => !isOfNumbers(bar)) },
    entropy: column.entropy,
    bytes: column.bytes,
    characters: column.characters,
    rareHan: column.rareHan,
    order: column.order,
    minority: column.minority,
    counterExamples: column.counterExamples,
    invalid: column.invalid,
  };
}

const isOfNumbers = ({ from }: { readonly from: number | string }): boolean => typeof from === 'number';

function driftDocument({ columns, ...drift }: JudgedDrift) {
  return { ...drift, columns: columns.map(({ distribution: _, where: __, ...one }) => one) };
}
