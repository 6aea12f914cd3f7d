import type { TaskContext } from '../../../base/jobs/index.ts';
import { partitionOf } from '../../../base/spill.ts';
import { CellReader, type TablePart } from '../../table/parts.ts';
import { type HashedRows, hashOfNulls, hashRows } from '../row-hashes.ts';
import { findPlace, firstRowAt, ValueTable } from '../value-table.ts';
import type { CodedSource, CodedTable } from './coded.ts';

/** Rows that are the same but for a number that only tells rows apart, or but for how they are written. */
export interface NearDuplicates {
  /** Columns that were not compared: numbers and codes that are different in every row and mean nothing. */
  readonly without: readonly string[];
  /** Of the compared columns those that a rule about writing can look at: texts, all of them there. */
  readonly texts: readonly string[];
  readonly compared: readonly string[];
  readonly groups: number;
  /** Rows in the groups, and the first of them. */
  readonly rows: number;
  readonly listed: readonly number[];
}

const LISTED_MAX = 1000;
/** Larger tables are not looked at: every row must be read, a second for 5 million cells, and 16 bytes of each are held. */
const CELLS_MAX = 40_000_000;
const TABLE_ROWS = 2_000_000;
/** Fewer columns say too little of what a row is about. */
const COLUMNS_MIN = 3;
/** Where more rows than this have a double, the columns just do not tell rows apart. */
const SHARE_MAX = 0.2;
/** First rows whose values are looked at to know a code from a name. */
const LOOKED = 50;
const CODE = /^[\x21-\x7e]{1,64}$/;
const PLAIN = /^[a-z0-9\u4e00-\u9fa5]*$/;

/** A text as it stays when case, width, blanks, punctuation and what cannot be seen do not count; what tells numbers apart stays. */
export function foldedText(text: string): string {
  if (PLAIN.test(text)) return text;
  const folded = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{Cc}\p{Cf}\s]/gu, '');
  return folded.replace(/\p{P}+/gu, (signs, at: number) => (betweenDigits(folded, at, signs.length) ? signs : ''));
}

/** 1.5 and 15, 2024-1-11 and 2024-11-1 are not the same; nor is -5 and 5. */
function betweenDigits(text: string, at: number, length: number): boolean {
  return /\d/.test(text.charAt(at + length)) && (at === 0 || /\d/.test(text.charAt(at - 1)));
}

/** Looks for them over all rows; null where there are none worth a word, or too many rows to look at. */
export function findNearDuplicates(
  parts: readonly TablePart[],
  columns: readonly CodedSource[],
  { rowCount, rowsInAll, columns: coded }: CodedTable,
  context: TaskContext,
): NearDuplicates | null {
  if (rowsInAll < 2 || rowsInAll * columns.length > CELLS_MAX) return null;
  const unique = coded.filter(({ distinct, nulls }) => nulls === 0 && distinct === rowCount).map(({ name }) => name);
  const without = codesAmong(
    parts,
    columns.filter(({ name, semantic }) => semantic === null && unique.includes(name)),
  );
  const compared = columns.filter((column) => !without.includes(column));
  if (compared.length < COLUMNS_MIN) return null;
  const texts = new Set(compared.flatMap(({ type }, i) => (type === 'text' ? [i] : [])));
  // rows that have a number of their own are never alike in all columns
  const sets = [compared, ...(without.length > 0 ? [] : [columns])].map((set) => set.map(({ index }) => index));
  const fold = (set: number, column: number, text: string): string => (set === 0 && texts.has(column) ? foldedText(text) : text);
  const table = { rowCount: rowsInAll, parts, columns };
  const [folded, raw] = hashRows(table, sets, { phase: 'structure', fold }, context) as [HashedRows, HashedRows?];
  const found = groupsOf(folded, raw, compared.length, context);
  if (found.rows === 0 || found.rows > rowsInAll * SHARE_MAX) return null;
  const filled = new Set(coded.filter(({ nulls }) => nulls === 0).map(({ name }) => name));
  return {
    without: without.map(({ name }) => name),
    compared: compared.map(({ name }) => name),
    texts: compared.filter(({ name, type }) => type === 'text' && filled.has(name)).map(({ name }) => name),
    ...found,
  };
}

/** Columns whose first values are short and without a word of Chinese: numbers, codes, identifiers. */
function codesAmong(parts: readonly TablePart[], candidates: readonly CodedSource[]): readonly CodedSource[] {
  if (candidates.length === 0) return [];
  const reader = new CellReader(parts);
  const indexes = candidates.map(({ index }) => index);
  const isCode = candidates.map(() => true);
  const last = parts.at(-1);
  const rows = Math.min(LOOKED, last ? last.firstRow + last.rowCount - 1 : 0);
  try {
    for (let row = 1; row <= rows; row++)
      reader.row(indexes, row).forEach((value, i) => {
        if (!CODE.test(String(value))) isCode[i] = false;
      });
  } finally {
    reader.close();
  }
  return candidates.filter((_, i) => isCode[i]);
}

/** Groups of rows that are the same once folded, of which at least two are not the same as they stand (`raw` left out: none are). Rows without any value are in none. */
function groupsOf({ h1, h2 }: HashedRows, raw: HashedRows | undefined, width: number, context: TaskContext) {
  const [n1, n2] = hashOfNulls(width);
  let partitions = 1;
  while (h1.length / partitions > TABLE_ROWS) partitions *= 2;
  const total = { groups: 0, rows: 0 };
  const listed: number[] = [];
  for (let partition = 0; partition < partitions; partition++) {
    context.throwIfCancelled();
    const table = new ValueTable();
    const isHere = (row: number): boolean =>
      partitionOf(h1[row] as number, partitions) === partition && !(h1[row] === n1 && h2[row] === n2);
    for (let row = 0; row < h1.length; row++) {
      if (!isHere(row)) continue;
      table.reserve(1);
      table.add(h1[row] as number, h2[row] as number, row + 1);
    }
    const differs = new Uint8Array(table.size);
    const placeOf = (row: number): number => findPlace(table.index, table.segments, h1[row] as number, h2[row] as number);
    for (let row = 0; row < h1.length; row++) {
      if (!isHere(row)) continue;
      const place = placeOf(row);
      const first = firstRowAt(table, place) - 1;
      if (first !== row && (!raw || raw.h1[first] !== raw.h1[row] || raw.h2[first] !== raw.h2[row])) differs[place] = 1;
    }
    total.groups += differs.reduce((sum, one) => sum + one, 0);
    for (let row = 0; row < h1.length; row++) {
      if (!isHere(row) || differs[placeOf(row)] === 0) continue;
      total.rows++;
      listed.push(row + 1);
    }
    listed.sort((a, b) => a - b);
    listed.length = Math.min(listed.length, LISTED_MAX);
    table.recycle();
  }
  return { ...total, listed };
}
