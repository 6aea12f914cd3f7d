import type { ResultColumn } from '../sources/index.ts';

/** What a cell of a server's column is in the form in which an import would store it. */
export type Storage = 'text' | 'integer' | 'real' | 'opaque';

/** How a column is read so that it means what the imported cell would mean. All texts are SQL over the column. */
export interface ColumnForm {
  readonly storage: Storage;
  /** The column itself: null where the cell is. */
  readonly raw: string;
  /** True when `number` is computed from the column, not from a text. */
  readonly typed: boolean;
  /** The cell. */
  readonly cell: string;
  /** The column as it is grouped: equal values have the same text. */
  readonly grouped: string;
  /** True when that is bytes, of which a text is made again for fetching. */
  readonly byBytes: boolean;
  /** The cell as a number of double precision, null where it is none; null where that cannot be told in SQL. */
  readonly number: string | null;
  /** True for cells whose numbers are not computed alike here and there (too many digits); such rules are judged here. */
  readonly hard: string | null;
  /** Seconds since 1970-01-01 (local calendar), null where it is no date; null where that cannot be told in SQL. */
  readonly date: string | null;
}

/** What the SQL of a kind of server has to say, always in the sense of SQLite's. Texts are compared byte for byte. */
export interface Dialect {
  quote(name: string): string;
  text(value: string): string;
  real(value: number): string;
  /** A whole number as a double. */
  asReal(sql: string): string;
  /** A whole number as its digits. */
  asText(sql: string): string;
  form(column: ResultColumn, quoted: string): ColumnForm;
  /** A text as a number, where it is one; `hard` as in `ColumnForm`. */
  numberOf(text: string): { readonly number: string; readonly hard: string };
  /** A text in the form in which it is compared, ordered and grouped. */
  bytes(text: string): string;
  /** A text of that form as a text again. */
  unbytes(sql: string): string;
  same(left: string, right: string): string;
  concat(left: string, right: string): string;
  length(text: string): string;
  octets(text: string): string;
  trim(text: string, chars: string): string;
  /** Lower case of A–Z alone, or null where the server cannot. */
  lower(text: string): string | null;
  /** Whether a whole text is of a pattern in the plain syntax that all engines share. */
  matches(text: string, pattern: string): string;
  /** A condition as 1 or 0. */
  toNumber(condition: string): string;
  /** Key columns of a table's primary key, in order, as a query. */
  keyQuery(schema: string, table: string, database: string): string;
}
