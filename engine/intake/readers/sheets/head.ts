import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { sizeOfInput, withFileErrors } from '../../../../base/files.ts';
import { tablesOn } from '../../layout/tables.ts';
import type { ReadContext, TableArea } from '../../reader.ts';
import { StopReading } from '../common/xml.ts';
import type { MergedCell, OnHidden, SheetName, SheetRow, Workbook, WorkbookFormat } from './workbook.ts';

/** The beginning of a sheet. */
export interface SheetSample {
  readonly rows: readonly SheetRow[];
  readonly tables: readonly TableArea[];
  /** Rows from which stretches further below begin. */
  readonly further: readonly SheetRow[];
  /** False: the sheet is so large that it was not looked through for more tables. */
  readonly lookedThrough: boolean;
  readonly hiddenRows: readonly number[];
  readonly hiddenColumns: readonly number[];
}

/** The sheets of a workbook and their beginnings. */
export interface WorkbookHead {
  readonly file: string;
  readonly sheets: readonly SheetName[];
  /** The first rows of a sheet, 1,000 unless more are asked for; `through`: looked through for tables whatever it costs. */
  sample(index: number, context: ReadContext, rows?: number, through?: boolean): Promise<SheetSample>;
  /** Its cells that are merged over several rows; null where finding them takes long, unless `anyway`. */
  merged(index: number, anyway: boolean): Promise<readonly MergedCell[] | null>;
}

const SAMPLE_ROWS = 1000;
/** Cells that are kept of a sheet: a wide one is known by fewer rows. */
const CELLS_MAX = 500_000;
const HIDDEN_MAX = 10_000;
const KEPT_MAX = 2;
/** Cells of a workbook that are looked through for more tables: some seconds of reading. What lies beyond is noticed by the import. */
const LOOK_CELLS = 1_200_000;
/** Rows that are kept of each stretch further below, and of all of them. */
const STRETCH_ROWS = 200;
const FURTHER_MAX = 20_000;

interface Kept {
  readonly stamp: string;
  readonly sheets: readonly SheetName[];
  readonly samples: Map<number, { readonly asked: number; readonly sample: SheetSample }>;
  readonly merged: Map<number, readonly MergedCell[] | null>;
  /** Cells that may still be looked through. */
  look: number;
}

/** What was last read of workbooks: a person who tries out how one is read must not wait for it to be opened each time. */
const kept = new Map<string, Kept>();

/** Runs `work` on the beginning of a workbook; it is opened only for what is not known of it. */
export async function withHead<T>(format: WorkbookFormat, path: string, work: (head: WorkbookHead) => Promise<T>): Promise<T> {
  const size = sizeOfInput(path);
  const stamp = `${format.id} ${size} ${withFileErrors(path, () => statSync(path).mtimeMs)}`;
  let book: Workbook | null = null;
  const open = async (): Promise<Workbook> => (book ??= await format.open(path));
  try {
    const known = kept.get(path);
    const entry: Kept =
      known?.stamp === stamp
        ? known
        : { stamp, sheets: await sheetsOf(await open()), samples: new Map(), merged: new Map(), look: LOOK_CELLS };
    keep(path, entry);
    return await work({
      file: basename(path),
      sheets: entry.sheets,
      sample: async (index, context, rows = SAMPLE_ROWS, through = false) => {
        const found = entry.samples.get(index);
        const isKnown = found && (found.sample.lookedThrough || !through);
        if (isKnown && found.asked >= rows) return found.sample;
        const look = isKnown ? found.sample : new Stretches(through ? Number.POSITIVE_INFINITY : entry.look);
        const sample = await sampleOf(await open(), index, rows, look, context);
        if (look instanceof Stretches && !through) entry.look = look.left;
        entry.samples.set(index, { asked: rows, sample });
        return sample;
      },
      merged: async (index, anyway) => {
        const found = entry.merged.get(index);
        if (found || (found === null && !anyway)) return found;
        const own = await open();
        const isQuick = own.mergedAtHand?.(index) ?? true;
        const merged = isQuick || anyway ? ((await own.merged?.(index)) ?? []) : null;
        entry.merged.set(index, merged);
        return merged;
      },
    });
  } finally {
    close(book);
  }
}

function close(book: Workbook | null): void {
  book?.close();
}

async function sheetsOf(book: Workbook): Promise<SheetName[]> {
  return book.sheets.map(({ name, hidden }) => ({ name, hidden }));
}

function keep(path: string, entry: Kept): void {
  kept.delete(path);
  kept.set(path, entry);
  const oldest = kept.size > KEPT_MAX ? kept.keys().next().value : undefined;
  if (oldest !== undefined) kept.delete(oldest);
}

/** Looks through the rows below the sample: of each stretch without a gap its first rows are kept, and how far it goes. */
class Stretches {
  readonly rows: (SheetRow & { until?: number })[] = [];
  /** Cells that may still be looked through. */
  left: number;
  #before: { number: number; until?: number } | null = null;
  #kept = STRETCH_ROWS;
  #last = 0;

  constructor(cells: number) {
    this.left = cells;
  }

  get isOver(): boolean {
    return this.left <= 0 || this.rows.length >= FURTHER_MAX;
  }

  /** Tells the last row of the sample, whose stretch may go on. */
  begin(row: { number: number; until?: number }): void {
    this.#before = row;
    this.#last = row.number;
  }

  add(row: SheetRow): void {
    this.left -= row.cells.length;
    if (row.number > this.#last + 1) this.#kept = 0;
    if (this.#kept++ < STRETCH_ROWS) {
      const own = { ...row, cells: [...row.cells] };
      this.rows.push(own);
      this.#before = own;
    } else if (this.#before) this.#before.until = row.number;
    this.#last = row.number;
  }
}

async function sampleOf(
  book: Workbook,
  index: number,
  rowsMax: number,
  look: Stretches | SheetSample,
  context: ReadContext,
): Promise<SheetSample> {
  const rows: (SheetRow & { until?: number })[] = [];
  const hiddenRows: number[] = [];
  const hiddenColumns: number[] = [];
  const stretches = look instanceof Stretches ? look : null;
  let cells = 0;
  let seen = 0;
  const isFull = (): boolean => rows.length >= rowsMax || cells >= CELLS_MAX;
  const onRow = (row: SheetRow): void => {
    if (++seen % 100 === 0) context.throwIfCancelled();
    if (!isFull()) {
      // a program may hand on the same array for repeated rows
      const own = { ...row, cells: [...row.cells] };
      rows.push(own);
      cells += row.cells.length;
      if (rows.length === SAMPLE_ROWS || (isFull() && rows.length < SAMPLE_ROWS)) stretches?.begin(own);
    }
    if (stretches && (seen > SAMPLE_ROWS || seen > rows.length)) stretches.add(row);
    if (isFull() && (stretches?.isOver ?? true)) throw new StopReading();
  };
  const onHidden: OnHidden = (what, from, to) => {
    const list = what === 'row' ? hiddenRows : hiddenColumns;
    for (let at = from; at <= to && list.length < HIDDEN_MAX; at++) list.push(at);
  };
  let whole = true;
  try {
    await book.rows(index, onRow, onHidden);
  } catch (error) {
    if (!(error instanceof StopReading)) throw error;
    whole = false;
  }
  const { tables, further, lookedThrough } = stretches
    ? { tables: tablesOn([...rows.slice(0, SAMPLE_ROWS), ...stretches.rows], whole), further: stretches.rows, lookedThrough: whole }
    : (look as SheetSample);
  const last = rows.at(-1)?.number ?? 0;
  return { rows, tables, further: further.filter(({ number }) => number > last), lookedThrough, hiddenRows, hiddenColumns };
}
