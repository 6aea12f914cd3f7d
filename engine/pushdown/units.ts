/** Whose failing rows are: a column of the table names the unit of each row. The server counts them by it where it can. */
import { BLANKS } from '../rules/index.ts';
import { mostFirst, shareOf } from '../quality/index.ts';
import type { Cell } from '../intake/index.ts';
import { readAll } from '../sources/index.ts';
import type { Checking, UnitCounts } from './model.ts';
import type { SourceItem } from './plan.ts';
import { namesRows } from './results.ts';
import { failedCount, failingRows, isOfStatement } from './server.ts';
import type { ServerColumn, ServerTable } from './table.ts';
import { valuesRows } from './values.ts';

/** The failing rows of one unit; the empty share has those that name none of the others. */
export interface OfUnit {
  readonly column: string;
  readonly share: string;
  readonly others: readonly string[];
}

/** Whether a cell names the unit. */
export function unitTest({ share, others }: OfUnit): (cell: string | null) => boolean {
  if (share !== '') return (cell) => shareOf(cell) === share;
  const known = new Set(others);
  return (cell) => !known.has(shareOf(cell));
}

/** The cell of a unit column as text; null where units are no texts or whole numbers. */
function unitText({ dialect }: ServerTable, { form }: ServerColumn): string | null {
  if (form.storage === 'text') return form.cell;
  return form.storage === 'integer' ? dialect.asText(form.cell) : null;
}

/** The unit of a row as SQL; null where the table has no such column. */
export function unitCell(table: ServerTable, name: string): string | null {
  const column = table.columns.find((one) => one.name === name);
  return column ? unitText(table, column) : null;
}

/** The condition of the rows of a unit, over what stands for its cell. */
export function ofUnitSql({ dialect }: ServerTable, { share, others }: Omit<OfUnit, 'column'>, cell: string): string {
  const bare = dialect.bytes(dialect.trim(cell, dialect.text(BLANKS)));
  const literal = (unit: string): string => dialect.bytes(dialect.text(unit));
  if (share !== '') return `${bare} = ${literal(share)}`;
  const known = others.filter((unit) => unit !== '');
  return known.length === 0 ? '1 = 1' : `(${cell} IS NULL OR ${bare} NOT IN (${known.map(literal).join(', ')}))`;
}

/** A column with more different values names no units. */
const VALUES_MAX = 10_000;

/** The unit column of a check, if it names units. */
export async function unitColumnIn({ line, table, input, options }: Checking): Promise<ServerColumn | null> {
  const column = table.columns.find(({ name }) => name === input.unitColumn);
  if (!column || unitText(table, column) === null) return null;
  const some = `SELECT DISTINCT ${column.form.grouped} AS u FROM ${table.relation} LIMIT ${VALUES_MAX + 1}`;
  try {
    const { rows } = await readAll(line, `SELECT count(*) FROM (${some}) d`, options.signal, 1, true);
    return Number(rows[0]?.[0] ?? 0) > VALUES_MAX ? null : column;
  } catch (error) {
    if (!isOfStatement(error)) throw error;
    return null;
  }
}

/** Counts of failing rows by unit; rules whose counting the server does not answer in time have none. */
export async function countUnits(checking: Checking, column: ServerColumn, items: readonly SourceItem[]): Promise<void> {
  const { table, failing, units } = checking;
  const counted = items.flatMap((item) => {
    const failed = item.way === 'server' && item.bound.grain !== 'group' && item.pushed ? failedCount(item.pushed) : null;
    return failed === null ? [] : [{ item, failed }];
  });
  await attempt(async () => {
    if (counted.length === 0) return;
    const asked = counted.map(({ failed }, i) => `${failed} AS f${i}`).join(', ');
    const rows = await grouped(
      checking,
      column,
      `SELECT ${column.form.grouped} AS u, ${asked} FROM ${table.relation} GROUP BY u`,
      counted.length,
    );
    counted.forEach(({ item }, i) => units.set(item, named(rows.map(([unit, ...counts]) => [unit, Number(counts[i] ?? 0)]))));
  });
  for (const item of items) {
    const known = failing.get(item);
    const alone =
      item.way === 'server'
        ? failingRows(table, item, [column.form.grouped])
        : known && valuesRows(table, item.columns, [column.form.grouped], known);
    if (!alone || counted.some((one) => one.item === item)) continue;
    await attempt(async () => {
      const rows = await grouped(checking, column, `SELECT x0 AS u, count(*) AS f0 FROM (${alone}) r GROUP BY x0`, 1);
      units.set(item, named(rows.map(([unit, count]) => [unit, Number(count)])));
    });
  }
}

async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isOfStatement(error)) throw error;
  }
}

async function grouped({ line, table, options }: Checking, { form }: ServerColumn, select: string, counts: number) {
  const unit = form.byBytes ? table.dialect.unbytes('u') : 'u';
  const names = Array.from({ length: counts }, (_, i) => `f${i}`).join(', ');
  const { rows } = await readAll(line, `SELECT ${unit}, ${names} FROM (${select}) g`, options.signal, VALUES_MAX + 1);
  return rows;
}

/** Units by name, blanks around them left out. */
function named(counts: readonly (readonly [unit: Cell | undefined, failed: number])[]): UnitCounts {
  const units = new Map<string, number>();
  for (const [cell, failed] of counts) {
    const unit = shareOf(cell === null || cell === undefined ? null : String(cell));
    if (failed > 0) units.set(unit, (units.get(unit) ?? 0) + failed);
  }
  return mostFirst(units);
}

/** Rules whose failing rows the server can be asked for. */
export const asked = ({ items }: Pick<Checking, 'items'>): readonly SourceItem[] =>
  items.filter((item) => (item.way === 'server' || item.way === 'values') && item.result !== null && !item.result.error && namesRows(item));
