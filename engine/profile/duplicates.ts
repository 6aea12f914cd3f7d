import type { Rule } from '../../contract/methods/rules.ts';
import type { SqlValue } from '../../base/sqlite/index.ts';
import type { BatchColumn } from '../table/index.ts';
import type { Duplicates } from './duplicates.task.ts';

/** What the window and `jiadi profile --duplicates` show of duplicates; `mask` hides a value of a column or gives it back; `isWhole`: whole rows were compared. */
export function duplicatesDocument(
  { rowCount, empty, groups, rows, largest }: Duplicates,
  columns: readonly BatchColumn[],
  mask: (column: BatchColumn, value: string) => string,
  isWhole: boolean,
) {
  const text = (column: BatchColumn, value: SqlValue | undefined): string | null =>
    value === null || value === undefined
      ? null
      : mask(column, value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value));
  const names = columns.map(({ name }) => name);
  return {
    columns: names,
    rows: rowCount,
    empty,
    groups,
    rowsInGroups: rows,
    largest: largest.map((group) => ({
      values: columns.map((column, c) => text(column, group.values[c])),
      count: group.count,
      rows: [...group.rows],
    })),
    rule: ruleOf(names, isWhole),
  };
}

/** The rule that finds the same rows. */
function ruleOf(names: readonly string[], isWhole: boolean): Rule {
  if (isWhole) return { kind: 'duplicate-rows' };
  const [only] = names;
  return names.length === 1 && only !== undefined ? { kind: 'unique', column: only } : { kind: 'compound-unique', columns: [...names] };
}
