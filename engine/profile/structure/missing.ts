import type { CodedTable } from './coded.ts';

/** Columns that are nearly always empty in the same rows. */
export interface MissingTogether {
  readonly columns: readonly string[];
  /** Rows in which all of them are empty. */
  readonly rows: number;
}

const ROWS_MIN = 5;
/** Share of a column's empty rows that it must have in common with the others (Jaccard). */
const COMMON_MIN = 0.95;
const EMPTY_SHARE_MIN = 0.01;

/** Groups of columns whose nulls come together, the largest first; a column that is always empty belongs to none. */
export function findMissing({ columns, rowCount }: CodedTable): readonly MissingTogether[] {
  const gappy = columns.filter(({ nulls }) => nulls >= Math.max(ROWS_MIN, rowCount * EMPTY_SHARE_MIN) && nulls < rowCount);
  const left = new Set(gappy);
  const groups: MissingTogether[] = [];
  for (const first of gappy) {
    if (!left.has(first)) continue;
    const group = [...left].filter((other) => other === first || common(first.codes, other.codes) >= COMMON_MIN);
    if (group.length < 2) continue;
    for (const column of group) left.delete(column);
    let rows = 0;
    for (let row = 0; row < rowCount; row++) if (group.every(({ codes }) => codes[row] === 0)) rows++;
    groups.push({ columns: group.map(({ name }) => name), rows });
  }
  return groups.toSorted((a, b) => b.columns.length - a.columns.length || b.rows - a.rows);
}

function common(a: Int32Array, b: Int32Array): number {
  let [both, either] = [0, 0];
  for (let row = 0; row < a.length; row++) {
    const [x, y] = [a[row] === 0, b[row] === 0];
    if (x && y) both++;
    if (x || y) either++;
  }
  return either === 0 ? 0 : both / either;
}
