import type { TaskContext } from '../../../base/jobs/index.ts';
import { id, join, openDatabase, sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { type BatchPart, storedName } from '../../table/batch-file.ts';
import type { CodedSource } from './coded.ts';

const LOOK_EVERY = 4096;

/** Gives some columns of every row, or of about `rowsMax` evenly spaced ones of a larger batch. */
export function eachRow(
  parts: readonly BatchPart[],
  columns: readonly CodedSource[],
  rowsMax: number,
  context: TaskContext,
  visit: (values: SqlValue[]) => void,
): void {
  const step = Math.max(1, Math.ceil(parts.reduce((sum, { rowCount }) => sum + rowCount, 0) / rowsMax));
  const wanted = join(
    columns.map(({ index }) => id(storedName(index))),
    ', ',
  );
  let seen = 0;
  for (const part of parts) {
    const db = openDatabase({ path: part.path, mode: 'data-read', key: part.key });
    try {
      const query = step === 1 ? sql`SELECT ${wanted} FROM rows` : sql`SELECT ${wanted} FROM rows WHERE rowid % ${step} = 0`;
      for (const values of db
        .statement(query.text)
        .raw(true)
        .iterate(...query.values) as IterableIterator<SqlValue[]>) {
        visit(values);
        if (++seen % LOOK_EVERY === 0) context.throwIfCancelled();
      }
    } finally {
      db.close();
    }
  }
}
