import type { TaskContext } from '../../base/jobs/index.ts';
import { id, openDatabase, sql, type SqlValue } from '../../base/sqlite/index.ts';
import { type BatchFile, storedName } from '../table/index.ts';
import type { RowSet } from './row-set.ts';

const LOOK_EVERY = 16_384;
/** From this share of the rows on, reading all of them is quicker than looking them up one by one. */
const SCAN_FROM = 1 / 8;

/** A cell as a key: bytes and whole numbers beyond what a JavaScript number holds become text. */
export function asKey(cell: SqlValue): string | number | null {
  if (cell === null || typeof cell === 'string' || typeof cell === 'number') return cell;
  return typeof cell === 'bigint' ? String(cell) : `0x${Buffer.from(cell).toString('hex')}`;
}

/** The cells of a column in the rows of a set, in their order. */
export function eachCell(
  batch: BatchFile,
  column: number,
  rows: RowSet,
  context: TaskContext,
  take: (cell: string | number | null, row: number) => void,
): void {
  const cell = id(storedName(column));
  const list = rows.list();
  const scan = list.length > batch.rowCount * SCAN_FROM;
  let at = 0;
  for (const part of batch.parts) {
    const last = part.firstRow + part.rowCount - 1;
    const db = openDatabase({ path: part.path, mode: 'data-read', key: part.key });
    try {
      if (scan) {
        const every = db.statement(sql`SELECT rowid, ${cell} FROM rows ORDER BY rowid`.text).raw(true);
        for (const [rowid, value] of every.iterate() as IterableIterator<[number, SqlValue]>) {
          if (rowid % LOOK_EVERY === 0) context.throwIfCancelled();
          const row = rowid + part.firstRow - 1;
          if (rows.has(row)) take(asKey(value), row);
        }
        continue;
      }
      const one = db.statement(sql`SELECT ${cell} FROM rows WHERE rowid = ?`.text).pluck(true);
      for (; at < list.length && (list[at] as number) <= last; at++) {
        if (at % LOOK_EVERY === 0) context.throwIfCancelled();
        const row = list[at] as number;
        take(asKey((one.get(row - part.firstRow + 1) ?? null) as SqlValue), row);
      }
    } finally {
      db.close();
    }
  }
}
