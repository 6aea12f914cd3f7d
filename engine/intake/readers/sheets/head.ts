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
  /** Found in the first 1,000 rows, however many are asked for. */
  readonly tables: readonly TableArea[];
  readonly hiddenRows: readonly number[];
  readonly hiddenColumns: readonly number[];
}

/** The sheets of a workbook and their beginnings. */
export interface WorkbookHead {
  readonly file: string;
  readonly sheets: readonly SheetName[];
  /** The first rows of a sheet, 1,000 unless more are asked for. */
  sample(index: number, context: ReadContext, rows?: number): Promise<SheetSample>;
  /** Its cells that are merged over several rows; null where finding them takes long, unless `anyway`. */
  merged(index: number, anyway: boolean): Promise<readonly MergedCell[] | null>;
}

const SAMPLE_ROWS = 1000;
/** Cells that are kept of a sheet: a wide one is known by fewer rows. */
const CELLS_MAX = 500_000;
const HIDDEN_MAX = 10_000;
const KEPT_MAX = 2;

interface Kept {
  readonly stamp: string;
  readonly sheets: readonly SheetName[];
  readonly samples: Map<number, { readonly asked: number; readonly sample: SheetSample }>;
  readonly merged: Map<number, readonly MergedCell[] | null>;
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
      known?.stamp === stamp ? known : { stamp, sheets: await sheetsOf(await open()), samples: new Map(), merged: new Map() };
    keep(path, entry);
    return await work({
      file: basename(path),
      sheets: entry.sheets,
      sample: async (index, context, rows = SAMPLE_ROWS) => {
        const found = entry.samples.get(index);
        if (found && found.asked >= rows) return found.sample;
        const sample = await sampleOf(await open(), index, rows, context);
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

async function sampleOf(book: Workbook, index: number, rowsMax: number, context: ReadContext): Promise<SheetSample> {
  const rows: SheetRow[] = [];
  const hiddenRows: number[] = [];
  const hiddenColumns: number[] = [];
  let cells = 0;
  const onRow = (row: SheetRow): void => {
    // a program may hand on the same array for repeated rows
    rows.push({ ...row, cells: [...row.cells] });
    cells += row.cells.length;
    if (rows.length % 100 === 0) context.throwIfCancelled();
    if (rows.length >= rowsMax || cells >= CELLS_MAX) throw new StopReading();
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
  const first = rows.slice(0, SAMPLE_ROWS);
  return { rows, tables: tablesOn(first, whole && first.length === rows.length), hiddenRows, hiddenColumns };
}
