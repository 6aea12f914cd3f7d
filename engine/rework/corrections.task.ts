import type { TaskContext } from '../../base/jobs/index.ts';
import type { ReworkCorrections } from '../../contract/methods/issues.ts';
import { readCells } from '../quality/index.ts';
import { type CellFix, fixState, fixText } from '../repair/index.ts';
import { maskValue } from '../semantics/index.ts';
import type { BatchFile } from '../table/index.ts';

/** Input of the task `rework.corrections`: corrections in the order of the rows, and the batch that would be corrected. */
export interface CorrectionsInput {
  readonly batch: BatchFile;
  readonly fixes: readonly CellFix[];
}

/** What the corrections of a sheet would do; the first lines masked. */
export type Corrections = Pick<ReworkCorrections, 'counts' | 'lines'>;

const LINES_SHOWN = 500;
const AT_ONCE = 1_000;

/** Worker task `rework.corrections`: sets the corrections beside the cells of the batch as they are now. */
export function compareCorrections({ batch, fixes }: CorrectionsInput, context: TaskContext): Corrections {
  const semantics = new Map(batch.columns.map(({ name, semantic }) => [name, semantic]));
  const mask = (column: string, value: string | null): string | null =>
    value === null ? null : maskValue(semantics.get(column) ?? null, value);
  const counts = { change: 0, same: 0, moved: 0 };
  const lines: ReworkCorrections['lines'] = [];
  const columns = [...new Set(fixes.map(({ column }) => column))].filter((name) => semantics.has(name));
  for (let done = 0; done < fixes.length; done += AT_ONCE) {
    context.throwIfCancelled();
    const window = fixes.slice(done, done + AT_ONCE);
    const rows = [...new Set(window.map(({ row }) => row))];
    const cells = new Map(readCells(batch, columns, rows).map((values, i) => [rows[i], values]));
    for (const fix of window) {
      const cell = cells.get(fix.row)?.[columns.indexOf(fix.column)] ?? null;
      const state = columns.includes(fix.column) ? fixState(cell, fix) : 'moved';
      counts[state] += 1;
      const { row, column, after } = fix;
      if (lines.length < LINES_SHOWN) lines.push({ row, column, before: mask(column, fixText(cell)), after: mask(column, after), state });
    }
  }
  return { counts, lines };
}
