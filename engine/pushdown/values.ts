import type { Cell } from '../intake/index.ts';
import type { ServerColumn, ServerTable } from './table.ts';

/** The different rows of some columns, each followed by how often it stands in the table. */
export function valuesQuery({ dialect, relation }: ServerTable, columns: readonly ServerColumn[]): string {
  const grouped = columns.map(({ form }, i) => `${form.grouped} AS k${i}`);
  const names = columns.map((_, i) => `k${i}`);
  if (columns.length === 0) return `SELECT count(*) FROM ${relation}`;
  const fetched = columns.map(({ form }, i) => (form.byBytes ? dialect.unbytes(`k${i}`) : `k${i}`));
  return `SELECT ${fetched.join(', ')}, n FROM (SELECT ${grouped.join(', ')}, count(*) AS n FROM ${relation} GROUP BY ${names.join(', ')}) g`;
}

/** The rows that hold one of some lists of values, or null where their types cannot be looked for by their text. */
export function whereValues(
  { dialect }: ServerTable,
  columns: readonly ServerColumn[],
  lists: readonly (readonly Cell[])[],
): string | null {
  if (columns.length === 0 || columns.some(({ form }) => form.storage === 'opaque')) return null;
  // what is a number neither here nor there (NaN) has no literal
  const strange = (cells: readonly Cell[]): boolean =>
    columns.some(({ form }, i) => form.storage === 'real' && cells[i] !== null && !Number.isFinite(Number(cells[i] ?? Number.NaN)));
  if (lists.some(strange)) return null;
  const one = (column: ServerColumn, cell: Cell): string => {
    const { form } = column;
    if (cell === null) return `${form.raw} IS NULL`;
    if (form.storage === 'real') return `${form.number} = ${dialect.real(Number(cell))}`;
    if (form.storage === 'integer') return `${form.cell} = ${String(cell).replace(/[^0-9-]/g, '')}`;
    return `${dialect.bytes(form.cell)} = ${dialect.bytes(dialect.text(String(cell)))}`;
  };
  return lists.map((cells) => `(${columns.map((column, i) => one(column, cells[i] ?? null)).join(' AND ')})`).join(' OR ');
}

/** The rows that hold one of some lists of values, as a relation with the wanted columns `x0`, `x1` …. */
export function valuesRows(
  table: ServerTable,
  columns: readonly ServerColumn[],
  wanted: readonly string[],
  lists: readonly (readonly Cell[])[],
): string {
  const shown = wanted.map((expression, i) => `${expression} AS x${i}`).join(', ');
  return `SELECT ${shown} FROM ${table.relation} WHERE ${whereValues(table, columns, lists) ?? '1 = 0'}`;
}
