import { statSync } from 'node:fs';
import type { TaskContext } from '../../base/jobs/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { reasonIn } from '../../contract/text/index.ts';
import { cellText } from '../issues/index.ts';
import { readCells } from '../quality/index.ts';
import { createRowMasker } from '../semantics/index.ts';
import type { BatchFile } from '../table/index.ts';
import { formWriter } from '../table/write/index.ts';
import { markOf, outcomeWords, plainCell, type SheetColumn, sheetColumns, type SheetColumns, type SheetIdentity } from './model.ts';
import { type IssueRows, issueRows } from './rows.ts';

/** Rows of one sheet: more than anybody fills in by hand. */
export const SHEET_ROWS_MAX = 100_000;
const ROWS_AT_ONCE = 1_000;

/** Input of the task `rework.write`. */
export interface WriteInput {
  readonly from: IssueRows;
  readonly sheet: SheetIdentity;
  readonly columns: SheetColumns;
  /** False: sensitive values are masked. */
  readonly clear: boolean;
  readonly to: string;
  readonly cover: { readonly name: string; readonly title: string; readonly lines: readonly (readonly [string, string])[] };
  readonly tableName: string;
}

/** Texts of the locked cells of some rows, as they stand in the sheet. */
export function lockedCells(
  batch: BatchFile,
  columns: readonly SheetColumn[],
  clear: boolean,
  reason: string,
  rows: readonly number[],
): readonly { readonly row: number; readonly shown: readonly (string | null)[]; readonly plain: readonly (string | null)[] }[] {
  const masker = createRowMasker(batch.columns.map(({ name, semantic }) => ({ name, semantic })));
  const names = batch.columns.map(({ name }) => name);
  const at = columns.map(({ of }) => (of === null ? -1 : names.indexOf(of)));
  return readCells(batch, names, rows).map((cells, i) => {
    const plain = cells.map((value) => cellText(value));
    const seen = clear ? plain : masker(plain);
    const row = rows[i] ?? 0;
    const shown = columns.map(({ what }, c) => {
      if (what === 'row') return String(row);
      if (what === 'reason') return reason;
      return what === 'shown' || what === 'value' ? plainCell(seen[at[c] ?? -1]) : null;
    });
    return { row, shown, plain };
  });
}

/** Worker task `rework.write`: the failing rows of an issue as a sheet to fill in; whole or not at all. */
export async function writeSheet(input: WriteInput, context: TaskContext): Promise<{ readonly rows: number; readonly bytes: number }> {
  const { from, sheet, to } = input;
  const { reason, rows } = issueRows(from);
  if (rows.length === 0) throw new JiadiError('not-found', { what: 'finding', name: from.rule });
  if (rows.length > SHEET_ROWS_MAX) throw new JiadiError('rework-too-many', { count: rows.length, limit: SHEET_ROWS_MAX });
  const columns = sheetColumns(input.columns);
  const sentence = plainCell(reasonIn('zh-CN', { code: reason.kind, params: reason.params }));
  const open = ['correction', 'outcome', 'note'];
  const writer = formWriter(to, {
    cover: input.cover,
    table: {
      name: input.tableName,
      columns: columns.map(({ name, what }) => ({
        name,
        open: open.includes(what),
        hidden: what === 'mark',
        ...(what === 'outcome' ? { choices: Object.values(outcomeWords) } : {}),
        ...(what === 'row' ? {} : { width: what === 'reason' || what === 'note' ? 32 : 22 }),
      })),
    },
  });
  try {
    for (let done = 0; done < rows.length; done += ROWS_AT_ONCE) {
      context.throwIfCancelled();
      const window = rows.slice(done, done + ROWS_AT_ONCE);
      for (const { row, shown } of lockedCells(from.batch, columns, input.clear, sentence, window))
        writer.row(columns.map(({ what }, c) => (what === 'mark' ? markOf(sheet, row) : (shown[c] ?? null))));
      context.report({ phase: 'export', done: Math.min(rows.length, done + ROWS_AT_ONCE), total: rows.length, unit: 'rows' });
    }
    await writer.finish();
    return { rows: rows.length, bytes: statSync(to).size };
  } catch (error) {
    writer.abort();
    throw error;
  }
}
