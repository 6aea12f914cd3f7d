import { writeWhole } from '../../base/files.ts';
import type { TaskContext } from '../../base/jobs/index.ts';
import { BulkRows, type Database, openDatabase, type SqlValue } from '../../base/sqlite/index.ts';
import type { BatchMode } from '../../contract/methods/datasets.ts';
import { type BatchFile, openBatch } from '../table/index.ts';
import type { RowHashes } from './row-hashes.task.ts';
import { markReplaced, matchRows, type RowMatch } from './row-match.ts';

/** One side's batch with the positions of the compared columns in it. */
export interface ComparedBatch {
  readonly file: BatchFile;
  readonly hashes: RowHashes;
  /** Positions of the compared columns, the key first, in one order for all batches. */
  readonly columns: readonly number[];
}

export interface CompareInput {
  /** What the dataset held, oldest batch first. */
  readonly base: readonly ComparedBatch[];
  readonly after: ComparedBatch;
  readonly mode: BatchMode;
  readonly target: { readonly temporary: string; readonly final: string; readonly key: Uint8Array };
}

export interface CompareOutput {
  readonly same: number;
  readonly changed: number;
  readonly added: number;
  readonly gone: number;
  readonly before: number;
  readonly repeated: { readonly before: number; readonly after: number };
  /** Changed cells by position among the compared columns. */
  readonly changedColumns: readonly number[];
  readonly changedOver: number;
}

/** Changed rows whose cells are looked at one by one for the count by column. */
const CHANGED_LOOKED_AT = 50_000;

/**
 * Worker task `batches.compareRows`: matches the rows and writes which ones changed into a data file, `rows(kind, batch, before, after)`: kind 1 changed,
 * 2 added, 3 gone, 4 of a repeated key, in this order; `batch` is the position of the older batch, rows are 1-based. The file appears whole or not at all.
 */
export function compareRows(input: CompareInput, context: TaskContext): CompareOutput {
  return writeWhole(input.target, () => {
    const older = oneTable(input.base);
    context.throwIfCancelled();
    const match = matchRows(older.hashes, input.after.hashes, older.replaced);
    context.throwIfCancelled();
    writeMatch(input, match, older);
    const { counts, over } = changedCells(input, match, older, context);
    return {
      same: match.same,
      changed: match.changedAfter.length,
      added: match.added.length,
      gone: match.gone.length,
      before: older.rowCount,
      repeated: { before: match.repeatedBefore, after: match.repeatedAfter.length },
      changedColumns: counts,
      changedOver: over,
    };
  });
}

/** The batches of a dataset as one table. */
interface OlderTable {
  readonly hashes: RowHashes;
  /** 1 for a row whose key a later batch brought again; null for a single batch. */
  readonly replaced: Uint8Array | null;
  /** Rows that count. */
  readonly rowCount: number;
  /** Which batch a row stands in, and its 1-based number there. */
  place(row: number): { readonly batch: number; readonly row: number };
}

function oneTable(base: readonly ComparedBatch[]): OlderTable {
  const [only] = base;
  if (base.length === 1 && only)
    return { hashes: only.hashes, replaced: null, rowCount: only.hashes.rowCount, place: (row) => ({ batch: 0, row: row + 1 }) };
  const starts: number[] = [];
  let total = 0;
  for (const { hashes } of base) {
    starts.push(total);
    total += hashes.rowCount;
  }
  const joined = (of: (hashes: RowHashes) => Int32Array): Int32Array => {
    const all = new Int32Array(total);
    base.forEach(({ hashes }, i) => all.set(of(hashes), starts[i]));
    return all;
  };
  const replaced = new Uint8Array(total);
  base.forEach(({ hashes }, i) => {
    const newer = base.slice(i + 1).map((later) => later.hashes);
    markReplaced(hashes, newer, replaced.subarray(starts[i] ?? 0, (starts[i] ?? 0) + hashes.rowCount));
  });
  return {
    hashes: {
      rowCount: total,
      key1: joined((h) => h.key1),
      key2: joined((h) => h.key2),
      rest1: joined((h) => h.rest1),
      rest2: joined((h) => h.rest2),
    },
    replaced,
    rowCount: replaced.reduce((count, one) => count + (one === 0 ? 1 : 0), 0),
    place: (row) => {
      const batch = starts.findLastIndex((start) => start <= row);
      return { batch, row: row - (starts[batch] ?? 0) + 1 };
    },
  };
}

function writeMatch({ target, mode }: CompareInput, match: RowMatch, older: OlderTable): void {
  const rows = new BulkRows(target.temporary, target.key, ['kind', 'batch', 'before', 'after'], 'PRAGMA user_version=1');
  const add = (kind: bigint, before: number, after: number): void => {
    const place = before < 0 ? null : older.place(before);
    rows.add([kind, place && BigInt(place.batch), place && BigInt(place.row), after < 0 ? null : BigInt(after + 1)], 0);
  };
  match.changedAfter.forEach((after, i) => add(1n, match.changedBefore[i] ?? -1, after));
  match.added.forEach((after) => add(2n, -1, after));
  if (mode === 'replace') match.gone.forEach((before) => add(3n, before, -1));
  match.repeatedAfter.forEach((after) => add(4n, -1, after));
  rows.finish(() => undefined);
}

/** How often each column differs, over the first changed rows. */
function changedCells({ base, after }: CompareInput, match: RowMatch, older: OlderTable, context: TaskContext) {
  const counts = after.columns.map(() => 0);
  const over = Math.min(match.changedAfter.length, CHANGED_LOOKED_AT);
  if (over === 0) return { counts, over };
  const newer = rowReader(after);
  const olders = base.map(rowReader);
  try {
    for (let i = 0; i < over; i++) {
      const place = older.place(match.changedBefore[i] ?? 0);
      const cells = newer.read((match.changedAfter[i] ?? 0) + 1);
      const was = olders[place.batch]?.read(place.row) ?? [];
      for (let c = 0; c < counts.length; c++) if (!sameCell(cells[c], was[c])) counts[c] = (counts[c] ?? 0) + 1;
      if (i % 1000 === 0) {
        context.throwIfCancelled();
        context.report({ phase: 'compare', done: i, total: over, unit: 'rows' });
      }
    }
  } finally {
    newer.close();
    for (const each of olders) each.close();
  }
  return { counts, over };
}

function rowReader({ file, columns }: ComparedBatch): { read(row: number): readonly SqlValue[]; close(): void } {
  const reader = openBatch(file);
  return {
    read: (row) => reader.rowsByNumber(columns, [row])[0] ?? [],
    close: () => reader.close(),
  };
}

/** Cells are the same when they read the same: a number of a workbook and its digits in a text file do. */
export function sameCell(a: SqlValue | undefined, b: SqlValue | undefined): boolean {
  if (a === b) return true;
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) === (b ?? null);
  return textOf(a) === textOf(b);
}

const textOf = (value: SqlValue): string => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value));

/** The changes that a comparison wrote, as positions and row numbers. */
export interface Change {
  readonly batch: number | null;
  readonly before: number | null;
  readonly after: number | null;
}

/** A stretch of the changes of a data file, by 1-based position. */
export function readChanges(path: string, key: Uint8Array, from: number, count: number): readonly Change[] {
  const db: Database = openDatabase({ path, mode: 'data-read', key });
  try {
    return db
      .statement('SELECT batch, before, after FROM rows WHERE rowid BETWEEN ? AND ? ORDER BY rowid')
      .all(from, from + count - 1) as unknown as Change[];
  } finally {
    db.close();
  }
}
