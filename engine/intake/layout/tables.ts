import { cellKind } from '../cell-type.ts';
import type { Cell, TableArea } from '../reader.ts';
import { kindOfRow } from './row-kinds.ts';

/** A row of a sheet that holds something. */
export interface PlacedRow {
  /** 1-based. */
  readonly number: number;
  readonly cells: readonly Cell[];
  /** Further rows, which are not kept, follow without a gap up to this one. */
  readonly until?: number;
}

type Band = readonly PlacedRow[];

const endOf = ({ number, until }: PlacedRow): number => until ?? number;

const isBlank = (cell: Cell | undefined): boolean => cell === null || cell === undefined || cell === '';
const filledIn = ({ cells }: PlacedRow): number => cells.filter((cell) => !isBlank(cell)).length;
const TABLES_MAX = 200;

/**
 * The tables on a sheet, from top to bottom and left to right. Blank rows part two tables where a header of its own follows them; blank columns,
 * where both sides have rows of their own or the same header. Titles belong to the table below them, remarks to the one above.
 * `whole` says that there is nothing below the rows.
 */
export function tablesOn(rows: readonly PlacedRow[], whole: boolean): readonly TableArea[] {
  const stacked = stack(rows);
  const areas = stacked.flatMap((band, index) => sideBySide(band, whole || index < stacked.length - 1));
  return areas.slice(0, TABLES_MAX);
}

/** Stretches of rows, each with one table or several beside each other. */
function stack(rows: readonly PlacedRow[]): readonly Band[] {
  const tables: PlacedRow[][] = [];
  let waiting: PlacedRow[] = [];
  for (const band of bandsOf(rows)) {
    const current = tables.at(-1);
    if (band.every((row) => filledIn(row) < 2)) {
      // remarks close a table, a lone text opens the next one
      if (current && waiting.length === 0 && band.every(({ cells }) => kindOfRow(cells, 3) !== null)) current.push(...band);
      else waiting.push(...band);
      continue;
    }
    if (!current) tables.push([...waiting, ...band]);
    else if (!opensTable(current, band)) current.push(...waiting, ...band);
    // a single row that a table follows is its title, or the setting of a filter
    else if (fromHeader(current).length < 2) current.push(...waiting, ...band);
    else tables.push([...waiting, ...band]);
    waiting = [];
  }
  tables.at(-1)?.push(...waiting);
  return tables.length === 0 && waiting.length > 0 ? [waiting] : tables;
}

function bandsOf(rows: readonly PlacedRow[]): PlacedRow[][] {
  const bands: PlacedRow[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    if (row.number > last + 1) bands.push([]);
    bands.at(-1)?.push(row);
    last = endOf(row);
  }
  return bands;
}

/**
 * True when a stretch begins with a header that is not the one above: names over figures, in other columns or of other
 * names.
 */
export function opensTable(above: Band, band: Band): boolean {
  const [header, ...data] = fromHeader(band);
  const [before] = fromHeader(above);
  if (!header || !before || data.length === 0 || sameCells(header, before)) return false;
  const names = header.cells.filter((cell) => !isBlank(cell));
  if (!names.every((cell) => typeof cell === 'string' && isName(cell))) return false;
  const figures = header.cells.filter((cell, column) => !isBlank(cell) && isFigures(data, column)).length;
  if (figures > 0) return true;
  // without figures: other columns than above
  return span(header).join() !== span(before).join();
}

function fromHeader(band: Band): Band {
  const at = band.findIndex((row) => filledIn(row) > 1 && kindOfRow(row.cells, 3) !== 'note-row');
  return at < 0 ? [] : band.slice(at);
}

function span({ cells }: PlacedRow): readonly [number, number] {
  return [cells.findIndex((cell) => !isBlank(cell)), cells.findLastIndex((cell) => !isBlank(cell))];
}

function sameCells(a: PlacedRow, b: PlacedRow): boolean {
  const text = ({ cells }: PlacedRow) => cells.map((cell) => (isBlank(cell) ? '' : String(cell))).join('\u0000');
  return text(a) === text(b);
}

function isName(cell: string): boolean {
  return cell.length <= 40 && ['text', 'flag'].includes(cellKind(cell));
}

function isFigures(rows: Band, column: number): boolean {
  const values = rows.map(({ cells }) => cells[column]).filter((cell) => !isBlank(cell));
  const figures = values.filter((cell) => typeof cell !== 'string' || !['text', 'flag'].includes(cellKind(cell)));
  return figures.length > 0 && figures.length >= values.length * 0.8;
}

interface Run {
  readonly left: number;
  readonly right: number;
}

/** The tables of a stretch that stand beside each other, or the whole of it. */
function sideBySide(band: Band, closed: boolean): readonly TableArea[] {
  const top = band[0]?.number ?? 1;
  const bottom = closed ? bottomOf(band) : null;
  const runs = runsOf(band);
  const whole = { top, bottom, left: runs[0]?.left ?? 0, right: null };
  if (runs.length < 2) return [whole];
  const parts = runs.map((run) =>
    band.map((row) => ({ ...row, cells: row.cells.slice(run.left, run.right + 1) })).filter((row) => filledIn(row) > 0),
  );
  const bodies = parts.map((part) => part.filter((row) => filledIn(row) > 1));
  if (bodies.some((rows, index) => rows.length < 2 || (runs[index]?.right ?? 0) === (runs[index]?.left ?? 0))) return [whole];
  const [first] = bodies;
  const own = bodies.some((rows) => rows[0]?.number !== first?.[0]?.number || rows.at(-1)?.number !== first?.at(-1)?.number);
  const alike = bodies.some((rows, index) => index > 0 && rows[0] && first?.[0] && sameCells(rows[0], first[0]));
  if (!own && !alike) return [whole];
  return runs.map(({ left, right }, index) => ({
    top: parts[index]?.[0]?.number ?? top,
    bottom: closed ? (bottomOf(parts[index] ?? []) ?? bottom) : null,
    left,
    right: index === runs.length - 1 ? null : right,
  }));
}

function bottomOf(band: Band): number | null {
  const last = band.at(-1);
  return last ? endOf(last) : null;
}

/** Columns that hold something, in stretches parted by blank ones. */
function runsOf(band: Band): Run[] {
  const used: boolean[] = [];
  for (const { cells } of band) for (const [column, cell] of cells.entries()) if (!isBlank(cell)) used[column] = true;
  const runs: Run[] = [];
  let left = -1;
  for (let column = 0; column <= used.length; column++) {
    if (used[column] && left < 0) left = column;
    if (!used[column] && left >= 0) {
      runs.push({ left, right: column - 1 });
      left = -1;
    }
  }
  return runs;
}
