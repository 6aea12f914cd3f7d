import type { ColumnType } from '../table/batch-file.ts';
import type { CharacterKind } from '../table/characters.ts';
import type { HanBlock } from '../table/han.ts';

import type { ByteLengths } from './sizes.ts';

/** A value as a source gives it. */
export type Cell = string | number | bigint | null;

/** The order of a column; strict when no value repeats the one before it. */
export interface ValueOrder {
  readonly direction: 'rising' | 'falling';
  readonly strict: boolean;
}

/** A value and how often it occurs. */
export interface ValueCount {
  readonly value: string | number;
  readonly count: number;
}

export interface PatternCount {
  readonly pattern: string;
  readonly count: number;
}

/** A bin of numbers holds `from <= x < to`, the last one its `to` too; a bin of dates (ISO text) holds its `to`. */
export interface HistogramBin {
  readonly from: number | string;
  readonly to: number | string;
  readonly count: number;
}

export interface Quantiles {
  readonly p5: number | null;
  readonly p25: number | null;
  readonly p50: number | null;
  readonly p75: number | null;
  readonly p95: number | null;
}

/** Dates of a column: rows by day of the week from Monday, different days, and the longest stretch of days without a date between two that have one. */
export interface DateShape {
  readonly weekdays: readonly number[];
  readonly days: number;
  readonly gap: { readonly days: number; readonly after: string; readonly before: string } | null;
}

/** More of the distribution of numbers. */
export interface NumberShape {
  /** Adjusted Fisher-Pearson coefficient of the sample (G1); null below three values or without spread. */
  readonly skewness: number | null;
  /** Excess kurtosis of the sample (G2); null below four values or without spread. */
  readonly kurtosis: number | null;
  readonly zeros: number;
  readonly negatives: number;
  /** Tukey's fences, one and a half interquartile ranges beyond the quartiles, and the values outside. */
  readonly fences: { readonly low: number; readonly high: number };
  readonly below: number;
  readonly above: number;
}

/** What is known of one column; every count is over the rows of the batch. */
export interface ColumnProfile {
  readonly name: string;
  readonly type: ColumnType;
  readonly semantic: string | null;
  readonly nulls: number;
  /** Not null, but nothing except white space (U+3000 included). */
  readonly blanks: number;
  /** Texts such as 无, 未知, N/A; they are neither nulls nor invalid values. */
  readonly placeholders: number;
  /** Different values that are not null; profiles of before may hold estimates. */
  readonly distinct: { readonly count: number; readonly exact: boolean };
  /** Values that occur exactly once; null when distinct values could only be estimated. */
  readonly once: number | null;
  /** No value occurs twice (nulls apart); false also when that is not known. */
  readonly unique: boolean;
  /** Numbers as numbers, dates and times as ISO text, otherwise null. */
  readonly min: number | string | null;
  readonly max: number | string | null;
  readonly mean: number | null;
  /** Of the sample (n - 1). */
  readonly stddev: number | null;
  /** Linear interpolation between order statistics; relative error 0.5 % when distinct values are estimated. */
  readonly quantiles: Quantiles;
  /** In characters (code points), nulls left out. */
  readonly length: { readonly min: number; readonly max: number; readonly mean: number };
  /** Shortest and longest value in bytes: what a column of a database must hold. Null: not counted. */
  readonly bytes: ByteLengths | null;
  /** Values with characters of the unusual kinds of `engine/table/characters.ts`; only those that occur. */
  readonly characters: readonly { readonly kind: CharacterKind; readonly count: number }[];
  /** What `rareHan` of `characters` consists of, by block, with some of the characters; empty also where it was not counted. */
  readonly rareHan: readonly { readonly block: HanBlock; readonly count: number; readonly examples: readonly string[] }[];
  /** Whether the values rise or fall in the order of the file, nulls left out. */
  readonly order: ValueOrder | null;
  readonly top: readonly ValueCount[];
  /** False: a value that began to occur late may be missing from `top`, and counts there are lower bounds. */
  readonly topExact: boolean;
  readonly patterns: readonly PatternCount[];
  /** Values whose pattern stands in no list because the column has too many. */
  readonly patternsOther: number;
  readonly histogram: readonly HistogramBin[];
  /** Of number columns. */
  readonly shape: NumberShape | null;
  /** Of date columns whose different values are all known. */
  readonly dates: DateShape | null;
  /** Shannon's entropy of the values in bits; null when distinct values are estimated. */
  readonly entropy: number | null;
  readonly invalid: {
    /** Values that are not of the column's type; blanks and placeholders left out. */
    readonly type: number;
    /** Values that fail the check of the column's semantic kind; blanks and placeholders left out. */
    readonly semantic: number;
  };
  /** Some values that fail the check of the semantic kind. */
  readonly counterExamples: readonly string[];
  /** What fewer values could be than the commonest class, with some of them. */
  readonly minority: readonly {
    readonly kind: keyof ColumnProfile['kinds'];
    readonly count: number;
    readonly examples: readonly string[];
  }[];
  /** Values by what they could be; blanks and placeholders left out. */
  readonly kinds: Readonly<
    Record<'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'datetime' | 'time' | 'code' | 'integerDate', number>
  >;
}

export interface Dependency {
  readonly from: readonly string[];
  readonly to: string;
  /** Share of the rows that have the commonest value of their group; 1 is exact. */
  readonly strength: number;
  /** Rows it was measured over, and those of them that break it. */
  readonly rows: number;
  readonly violations: number;
}

export interface Correlation {
  readonly a: string;
  readonly b: string;
  readonly kind: 'pearson' | 'spearman' | 'cramers-v';
  readonly value: number;
}

/** The profile of a batch, stored as JSON; bounded: 20 values, 20 patterns and 40 bins a column at most. */
export interface TableProfile {
  readonly format: 1;
  readonly rowCount: number;
  readonly columns: readonly ColumnProfile[];
  /** Rows that repeat an earlier row; null when there are too many rows to tell. */
  readonly duplicateRows: number | null;
  /** Columns without null that tell every row apart; only those known exactly. */
  readonly keys: readonly (readonly string[])[];
}

/** What is stored: the profile and how long it took. */
export type StoredProfile = TableProfile & { readonly seconds: { readonly import: number; readonly profile: number } };

export const TOP_VALUES = 20;
export const TOP_PATTERNS = 20;
export const HISTOGRAM_BINS = 20;
