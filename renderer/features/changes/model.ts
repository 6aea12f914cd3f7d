import type { ChangeKind, ChangePage, Comparison } from '../../../contract/methods/batches.ts';
import type { GridPage, GridRow } from '../../ui/grid/DataGrid.tsx';

type Change = ChangePage['rows'][number];

/** Two keys are the same when they name the same columns in the same order. */
export const sameKey = (a: readonly string[], b: readonly string[]): boolean => JSON.stringify(a) === JSON.stringify(b);

export const kinds = ['changed', 'added', 'gone', 'repeated'] as const satisfies readonly ChangeKind[];

/** How many rows are of a kind. */
export const countOf = (comparison: Comparison, kind: ChangeKind): number =>
  kind === 'repeated' ? comparison.repeated.after : (comparison[kind] ?? 0);

/** The first columns of the grid: rows before and now. */
export const leading = 2;

/**
 * Changes as rows of a grid: row before, row now and the cells as text; behind them, where a cell changed, what it was and is. So a page carries
 * everything that its cells are drawn from.
 */
export function asPage(page: ChangePage, placeOf: (batch: string, row: number) => string, nullWord: string): GridPage {
  const word = (value: string | null | undefined): string => value ?? nullWord;
  const text = ({ before, after, changed }: Change, c: number): string | null =>
    changed.includes(c) ? `${word(before?.cells[c])} → ${word(after?.cells[c])}` : ((after ?? before)?.cells[c] ?? null);
  const only = (change: Change, c: number, side: 'before' | 'after'): string | null =>
    change.changed.includes(c) ? word(change[side]?.cells[c]) : null;
  return {
    total: page.total,
    rowNumbers: page.rows.map((_, i) => page.offset + i + 1),
    columns: [
      page.rows.map(({ before }) => before && placeOf(before.batch, before.row)),
      page.rows.map(({ after }) => after?.row ?? null),
      ...page.columns.map((_, c) => page.rows.map((change) => text(change, c))),
      ...page.columns.map((_, c) => page.rows.map((change) => only(change, c, 'before'))),
      ...page.columns.map((_, c) => page.rows.map((change) => only(change, c, 'after'))),
    ],
  };
}

/** What a changed cell was and is; null for a cell that did not change. */
export function diffOf(row: GridRow, column: number, width: number): { readonly before: string; readonly after: string } | null {
  const before = row.values[leading + width + column];
  const after = row.values[leading + 2 * width + column];
  return typeof before === 'string' && typeof after === 'string' ? { before, after } : null;
}
