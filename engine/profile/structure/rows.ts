import type { TaskContext } from '../../../base/jobs/index.ts';
import { join, openDatabase, sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { exactCellOf, type TablePart } from '../../table/parts.ts';
import type { CodedSource } from './coded.ts';

const LOOK_EVERY = 4096;

/** Gives some columns of every row, or of about `rowsMax` evenly spaced ones of a larger table; which ones does not depend on how it is cut into parts. */
export function eachRow(
  parts: readonly TablePart[],
  columns: readonly CodedSource[],
  rowsMax: number,
  context: TaskContext,
  visit: (values: SqlValue[]) => void,
): void {
  const rowCount = parts.reduce((sum, part) => sum + part.rowCount, 0);
  const step = Math.max(1, Math.ceil(rowCount / rowsMax));
  const total = Math.floor(rowCount / step);
  let seen = 0;
  for (const part of parts) {
    const wanted = join(
      columns.map((column) => exactCellOf(part, column)),
      ', ',
    );
    const db = openDatabase({ path: part.path, mode: 'data-read', key: part.key });
    try {
      const all = sql`SELECT ${wanted} FROM rows`;
      const query = step === 1 ? all : sql`${all} WHERE (rowid + ${part.firstRow - 1}) % ${step} = 0`;
      for (const values of db
        .statement(query.text)
        .raw(true)
        .iterate(...query.values) as IterableIterator<SqlValue[]>) {
        visit(values);
        if (++seen % LOOK_EVERY !== 0) continue;
        context.throwIfCancelled();
        context.report({ phase: 'structure', done: seen, total, unit: 'rows' });
      }
    } finally {
      db.close();
    }
  }
}
