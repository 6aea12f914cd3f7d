import type { Rule } from '../../contract/methods/rules.ts';
import type { SqlValue } from '../../base/sqlite/index.ts';
import { createRowMasker } from '../semantics/index.ts';
import type { BatchColumn } from '../table/index.ts';
import type { Duplicates } from './duplicates.task.ts';

/** What the window and `jiadi profile --duplicates` show of duplicates; `clear`: values as they are, otherwise masked row by row; `isWhole`: whole rows were compared. */
export function duplicatesDocument(
  { rowCount, empty, groups, rows, largest }: Duplicates,
  columns: readonly BatchColumn[],
  { clear, isWhole }: { readonly clear: boolean; readonly isWhole: boolean },
) {
  const text = (value: SqlValue | undefined): string | null =>
    value === null || value === undefined ? null : value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
  // a birth date beside a masked number would give the number away
  const masker = createRowMasker(columns.map(({ name, semantic }) => ({ name, semantic })));
  const shown = (values: readonly SqlValue[]): (string | null)[] => {
    const texts = columns.map((_, c) => text(values[c]));
    return clear ? texts : masker(texts);
  };
  const names = columns.map(({ name }) => name);
  return {
    columns: names,
    rows: rowCount,
    empty,
    groups,
    rowsInGroups: rows,
    largest: largest.map((group) => ({
      values: shown(group.values),
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
