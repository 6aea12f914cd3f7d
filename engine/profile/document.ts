import type { Clusters } from '../../contract/methods/clusters.ts';
import type { Alert } from './alerts/index.ts';
import type { ColumnProfile, TableProfile } from './model.ts';
import type { duplicatesDocument } from './duplicates.ts';
import type { Judged } from '../../contract/drift.ts';
import type { DriftValue, TableDrift } from './drift.ts';
import type { TableStructure } from './structure/index.ts';

/** Hides a value of a column; gives it back unchanged where nothing needs hiding. */
export type MaskTop = (column: { readonly name: string; readonly semantic: string | null }, value: string | number) => string | number;

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
  /** Sensitivity grade of a column, or null. */
  readonly sensitivityOf?: (column: { readonly name: string; readonly semantic: string | null }) => string | null;
  /** Applied to top values; left out, values are shown as they are. */
  readonly mask?: MaskTop;
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
    columns: profile.columns.map((column) => columnDocument(column, options)),
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
    ...(options.drift ? { drift: maskedDrift(options.drift, options) } : {}),
    seconds: options.seconds,
  };
}

function columnDocument(column: ColumnProfile, { mask, sensitivityOf }: DocumentOptions) {
  const shown = (value: string | number): string | number => (mask ? mask(column, value) : value);
  return {
    name: column.name,
    type: column.type,
    semantic: column.semantic,
    sensitivity: sensitivityOf?.(column) ?? null,
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
    top: column.top.map(({ value, count }) => ({ value: shown(value), count })),
    patterns: column.patterns,
    // the contract's bars are numbers; those of days stand with the rest about dates
    histogram: column.histogram.filter(isOfNumbers),
    shape: column.shape,
    dates: column.dates && { ...column.dates, histogram: column.histogram.filter((bar) => !isOfNumbers(bar)) },
    entropy: column.entropy,
    bytes: column.bytes,
    characters: column.characters,
    // a character is shown where a whole value would be
    rareHan: column.rareHan.map((one) => ({ ...one, examples: one.examples.filter((char) => shown(char) === char) })),
    order: column.order,
    minority: column.minority.map(({ kind, count, examples }) => ({ kind, count, examples: examples.map(shown) })),
    counterExamples: column.counterExamples.map(shown),
    invalid: column.invalid,
  };
}

const isOfNumbers = ({ from }: { readonly from: number | string }): boolean => typeof from === 'number';

function maskedDrift({ other, rows, sampled, limits, columns }: JudgedDrift, { profile, mask }: DocumentOptions) {
  const shown = (name: string, list: readonly DriftValue[]) => {
    const column = profile.columns.find((one) => one.name === name);
    return list.map(({ value, count }) => ({ value: mask && column ? mask(column, value) : value, count }));
  };
  return {
    other,
    rows,
    sampled,
    limits,
    columns: columns.map(({ distribution: _, where: __, ...one }) => ({
      ...one,
      appeared: shown(one.name, one.appeared),
      vanished: shown(one.name, one.vanished),
    })),
  };
}
