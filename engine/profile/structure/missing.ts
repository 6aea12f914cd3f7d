import type { CodedTable } from './coded.ts';

/** Columns that are nearly always empty in the same rows. */
export interface MissingTogether {
  readonly columns: readonly string[];
  /** Rows in which all of them are empty, and rows in which only some are. */
  readonly rows: number;
  readonly broken: number;
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
    let [rows, broken] = [0, 0];
    for (let row = 0; row < rowCount; row++) {
      const empty = group.reduce((sum, { codes }) => sum + (codes[row] === 0 ? 1 : 0), 0);
      if (empty === group.length) rows++;
      else if (empty > 0) broken++;
    }
    groups.push({ columns: group.map(({ name }) => name), rows, broken });
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

/** Shares of empty cells along the file, for the columns that have any. */
export interface MissingBands {
  /** Rows of a band; the last one may have fewer. */
  readonly rowsPerBand: number;
  readonly columns: readonly { readonly name: string; readonly nulls: number; readonly shares: readonly number[] }[];
}

const BANDS = 40;
const BAND_COLUMNS = 60;

/** Where in the file columns are empty, the emptiest columns first chosen, then in the order of the file. */
export function missingBands({ columns, rowCount, rowsInAll }: CodedTable): MissingBands {
  const bands = Math.max(1, Math.min(BANDS, rowCount));
  const size = Math.max(1, Math.ceil(rowCount / bands));
  const emptiest = new Set(
    columns
      .filter(({ nulls }) => nulls > 0)
      .toSorted((a, b) => b.nulls - a.nulls)
      .slice(0, BAND_COLUMNS),
  );
  return {
    rowsPerBand: Math.max(1, Math.round((size * rowsInAll) / Math.max(1, rowCount))),
    columns: columns
      .filter((column) => emptiest.has(column))
      .map(({ name, nulls, codes }) => {
        const counts = new Array<number>(Math.ceil(rowCount / size)).fill(0);
        for (let row = 0; row < rowCount; row++) {
          const band = Math.floor(row / size);
          if (codes[row] === 0) counts[band] = (counts[band] ?? 0) + 1;
        }
        return { name, nulls, shares: counts.map((count, band) => round(count / Math.min(size, rowCount - band * size))) };
      }),
  };
}

const round = (share: number): number => Math.round(share * 1000) / 1000;
