import { cellKind } from '../cell-type.ts';
import type { Cell } from '../reader.ts';
import { kindOfRow } from './row-kinds.ts';

/** Most rows a header may have. */
export const HEADER_ROWS_MAX = 5;
/** Between the levels of a name that is joined of several header rows, as in `人口/男`. */
export const LEVEL = '/';

type Row = readonly (string | null)[];

const NAME_CHARS_MAX = 40;
const blank = (cell: string | null | undefined): boolean => cell === null || cell === undefined || cell.trim() === '';

/**
 * How many rows the header at the top of `rows` has. A second row belongs to it where the cells of the first are merged over it: a name to the left
 * reaches over columns that only the second row names, and where the second row is blank the first is not. `sure` is false where the figures
 * below do not bear it out.
 */
export function countHeaderRows(rows: readonly Row[], width: number): { readonly count: number; readonly sure: boolean } {
  let count = 1;
  let sure = true;
  if (isTitle(rows[0] ?? [])) return { count, sure };
  while (count < HEADER_ROWS_MAX && count < rows.length - 1) {
    const verdict = isFurtherRow(rows.slice(0, count), rows[count] ?? [], rows.slice(count + 1, count + 51), width);
    if (verdict === 'no') break;
    if (verdict === 'unsure') sure = false;
    count++;
  }
  return { count, sure };
}

/** One cell at the left, or a remark such as `单位：万元` beside it, stands over a table and is no part of it. */
function isTitle(row: Row): boolean {
  const filled = row.filter((cell) => !blank(cell));
  return (filled.length === 1 && !blank(row[0])) || filled.some((cell) => /[:：]/.test(cell ?? ''));
}

function isFurtherRow(above: readonly Row[], row: Row, below: readonly Row[], width: number): 'yes' | 'unsure' | 'no' {
  // units under the names are no names
  if (kindOfRow(row, width) !== null) return 'no';
  const figures = columnsOfFigures(below, width);
  if (isTranslation(above.at(-1) ?? [], row, width) && figures.filter((c) => !blank(row[c])).length >= 2) return 'yes';
  let groups = 0;
  let singles = 0;
  for (let c = 0; c < width; c++) {
    const own = row[c];
    const upper = above.at(-1)?.[c];
    if (blank(own)) {
      // a column without a name on any level, or one whose name stands higher up
      if (above.some((each) => !blank(each[c]))) singles++;
      continue;
    }
    if (!isName(own ?? '')) return 'no';
    if (blank(upper)) {
      const groupAt = lastFilled(above.at(-1) ?? [], c);
      if (groupAt < 0 || blank(row[groupAt])) return 'no';
      groups++;
    }
  }
  if (groups === 0) return 'no';
  const named = figures.filter((c) => !blank(row[c])).length;
  if (named > 0) return 'yes';
  return singles > 0 && below.length > 0 ? 'unsure' : 'no';
}

const HAN = /\p{Script=Han}/u;
const WORD = /\p{Script=Latin}{2}/u;
const TRANSLATION_CHARS_MAX = 120;
/** Names that may lack their translation, or be one word in both languages. */
const TRANSLATED_MIN = 0.6;

/** The names of the row above once more in the other language: Chinese over Latin letters, or the other way round. */
function isTranslation(upper: Row, row: Row, width: number): boolean {
  const places = Array.from({ length: width }, (_, c) => c).filter((c) => !blank(upper[c]));
  const own = places.filter((c) => !blank(row[c]));
  if (own.length < 3 || own.length < places.length * TRANSLATED_MIN || row.some((cell, c) => !blank(cell) && blank(upper[c]))) return false;
  const isText = own.every((c) => cellKind(row[c] ?? '') === 'text' && (row[c] ?? '').length <= TRANSLATION_CHARS_MAX);
  const count = (cells: Row, wanted: (text: string) => boolean): number => own.filter((c) => wanted(cells[c] ?? '')).length;
  const isHan = (text: string): boolean => HAN.test(text);
  const isLatin = (text: string): boolean => WORD.test(text) && !HAN.test(text);
  const most = own.length * 0.8;
  return (
    isText && ((count(upper, isHan) >= most && count(row, isLatin) >= most) || (count(upper, isLatin) >= most && count(row, isHan) >= most))
  );
}

/** A name of a column: a short text, or a year. */
function isName(cell: string): boolean {
  const text = cell.trim();
  return text.length <= NAME_CHARS_MAX && (cellKind(text) === 'text' || /^(?:19|20)\d{2}$/.test(text));
}

function lastFilled(row: Row, before: number): number {
  for (let c = before - 1; c >= 0; c--) if (!blank(row[c])) return c;
  return -1;
}

/** Columns that hold numbers or dates in most of the rows in which they hold anything. */
function columnsOfFigures(rows: readonly Row[], width: number): number[] {
  return Array.from({ length: width }, (_, c) => c).filter((c) => {
    const filled = rows.map((row) => row[c]).filter((cell): cell is string => !blank(cell));
    return filled.length > 0 && filled.filter((cell) => !['text', 'flag'].includes(cellKind(cell))).length >= filled.length * 0.6;
  });
}

/**
 * The names of the columns under a header of several rows: `上级/下级`, a merged name repeated over the columns it reaches over. Of names in two
 * languages the upper ones are taken.
 */
export function joinedNames(rows: readonly (readonly Cell[])[], width: number): readonly (string | null)[] {
  const texts = rows.map((row) => row.map((cell) => (cell === null ? null : String(cell))));
  const header = rows.filter((_, i) => i === 0 || !isTranslation(texts[i - 1] ?? [], texts[i] ?? [], width));
  const last = header.length - 1;
  const text = (level: number, c: number): string => String(header[level]?.[c] ?? '').trim();
  const names: (string | null)[] = [];
  /** The merged name that reaches over this column, on each level. */
  const over: string[] = header.map(() => '');
  for (let c = 0; c < width; c++) {
    const parts: string[] = [];
    for (let level = 0; level <= last; level++) {
      const own = text(level, c);
      if (own !== '') {
        over[level] = own;
        for (let lower = level + 1; lower <= last; lower++) over[lower] = '';
      }
      const below = level < last && header.slice(level + 1).some((_, i) => text(level + 1 + i, c) !== '');
      const part = own !== '' ? own : below ? (over[level] ?? '') : '';
      if (part !== '' && part !== parts.at(-1)) parts.push(part);
    }
    names.push(parts.length === 0 ? null : parts.join(LEVEL));
  }
  return names;
}
