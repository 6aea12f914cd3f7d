import type { TaskContext } from '../../base/jobs/index.ts';
import type { SqlValue } from '../../base/sqlite/index.ts';
import { type BatchFile, openBatch, PAGE_ROWS_MAX } from '../table/index.ts';

/** Goes through the rows of a batch in their order, some columns of each; the memory stays flat. The page is by column. */
export function eachPage(
  file: BatchFile,
  columns: readonly number[],
  context: TaskContext,
  phase: string,
  work: (page: readonly (readonly SqlValue[])[], rowCount: number, firstRow: number) => void,
): void {
  const reader = openBatch(file);
  try {
    for (let offset = 0; offset < file.rowCount; offset += PAGE_ROWS_MAX) {
      context.throwIfCancelled();
      const page = reader.page({ offset, limit: PAGE_ROWS_MAX, columns });
      work(page.columns, page.rows.length, offset + 1);
      context.report({ phase, done: Math.min(offset + PAGE_ROWS_MAX, file.rowCount), total: file.rowCount, unit: 'rows' });
    }
  } finally {
    reader.close();
  }
}
