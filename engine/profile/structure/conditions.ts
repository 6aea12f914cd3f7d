import type { CodedColumn, CodedTable } from './coded.ts';

/** A column that is filled when another one has certain values, and mostly empty otherwise. */
export interface Condition {
  readonly column: string;
  readonly when: string;
  readonly values: readonly string[];
  /** Rows with these values, and those of them in which the column is empty. */
  readonly rows: number;
  readonly violations: number;
}

/** Columns with more different values decide nothing, or everything. */
const DECIDING_MAX = 12;
const GAPS_MIN = 0.05;
const GAPS_MAX = 0.98;
const ROWS_MIN = 20;
/** With a deciding value, nearly all rows are filled; without one, most are empty. */
const FILLED_MIN = 0.98;
const EMPTY_MIN = 0.8;

/** Conditions under which columns are filled, at most one deciding column for each: the one with the fewest exceptions. */
export function findConditions({ columns, rowCount }: CodedTable): readonly Condition[] {
  const deciding = columns.filter(({ distinct, texts }) => distinct >= 2 && distinct <= DECIDING_MAX && texts !== null);
  return columns.flatMap((column) => {
    const share = column.nulls / Math.max(1, rowCount);
    if (share < GAPS_MIN || share > GAPS_MAX) return [];
    const found = deciding.flatMap((when) => (when === column ? [] : conditionOf(column, when, rowCount)));
    return found
      .toSorted((a, b) => b.score - a.score)
      .slice(0, 1)
      .map(({ condition }) => condition);
  });
}

function conditionOf(
  column: CodedColumn,
  when: CodedColumn,
  rowCount: number,
): readonly { readonly condition: Condition; readonly score: number }[] {
  const rows = new Int32Array(when.distinct + 1);
  const empty = new Int32Array(when.distinct + 1);
  for (let row = 0; row < rowCount; row++) {
    const code = when.codes[row] as number;
    rows[code] = (rows[code] as number) + 1;
    if (column.codes[row] === 0) empty[code] = (empty[code] as number) + 1;
  }
  // null is no value that could decide
  const filling = Array.from({ length: when.distinct }, (_, i) => i + 1).filter(
    (code) => (rows[code] as number) >= ROWS_MIN && 1 - (empty[code] as number) / (rows[code] as number) >= FILLED_MIN,
  );
  if (filling.length === 0) return [];
  const inside = filling.reduce((sum, code) => sum + (rows[code] as number), 0);
  const violations = filling.reduce((sum, code) => sum + (empty[code] as number), 0);
  const outside = rowCount - inside;
  const emptyOutside = column.nulls - violations;
  if (outside < ROWS_MIN || emptyOutside / outside < EMPTY_MIN) return [];
  const values = filling.map((code) => when.texts?.[code] ?? '');
  return [
    {
      condition: { column: column.name, when: when.name, values, rows: inside, violations },
      score: emptyOutside / outside - violations / inside,
    },
  ];
}
