import type { TableProfile } from './model.ts';

/** Hides a value of a column; gives it back unchanged where nothing needs hiding. */
export type MaskTop = (column: { readonly name: string; readonly semantic: string | null }, value: string | number) => string | number;

export interface DocumentOptions {
  readonly file: string;
  readonly profile: TableProfile;
  readonly malformed: readonly { readonly row: number; readonly line: number; readonly reason: string }[];
  readonly seconds: { readonly import: number; readonly profile: number };
  /** Sensitivity grade of a column, or null. */
  readonly sensitivityOf?: (column: { readonly name: string; readonly semantic: string | null }) => string | null;
  /** Applied to top values; left out, values are shown as they are. */
  readonly mask?: MaskTop;
}

/** The document that `jiadi profile --json` prints, in the shape of `cli.md`. Further keys: `placeholders` and `once` of a column. */
export function profileDocument(options: DocumentOptions) {
  const { profile } = options;
  return {
    file: options.file,
    rows: profile.rowCount,
    columns: profile.columns.map((column) => ({
      name: column.name,
      type: column.type,
      semantic: column.semantic,
      sensitivity: options.sensitivityOf?.(column) ?? null,
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
      top: column.top.map(({ value, count }) => ({ value: options.mask ? options.mask(column, value) : value, count })),
      patterns: column.patterns,
      histogram: column.histogram,
      invalid: column.invalid,
    })),
    duplicateRows: profile.duplicateRows,
    keys: profile.keys,
    dependencies: profile.dependencies,
    correlations: profile.correlations,
    malformed: options.malformed.map(({ row, line, reason }) => ({ row, line, reason })),
    seconds: options.seconds,
  };
}
