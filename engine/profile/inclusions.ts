/** Foreign-key candidates: columns of a table whose values stand in a column of another dataset that tells its rows apart. */
import type { TaskContext } from '../../base/jobs/index.ts';
import { join, openDatabase, sql, type SqlValue } from '../../base/sqlite/index.ts';
import { cellOf, CellReader, type TablePart } from '../table/parts.ts';
import { hashCells } from './hash.ts';
import type { ColumnProfile } from './model.ts';
import { findPlace, forEachValue, ValueTable } from './value-table.ts';

/** A column whose values are looked up elsewhere, and where. */
export interface InclusionSource {
  readonly column: number;
  readonly name: string;
  /** Positions in `others` with the columns there that may hold its values. */
  readonly targets: readonly { readonly other: number; readonly column: number; readonly name: string }[];
}

export interface InclusionInput {
  readonly parts: readonly TablePart[];
  readonly sources: readonly InclusionSource[];
  readonly others: readonly { readonly dataset: string; readonly parts: readonly TablePart[] }[];
}

/** How far the values of a column stand in another one. */
export interface Inclusion {
  readonly column: string;
  readonly dataset: string;
  readonly otherColumn: string;
  /** Different values, those of them that are not there, and the rows that have one of these. */
  readonly values: number;
  readonly missing: number;
  readonly rows: number;
  readonly examples: readonly string[];
}

/** From this share of the different values on, a column is worth naming. */
const SHARE_MIN = 0.6;
const VALUES_MIN = 5;
/** Different values of one column that are kept; a column of more is left out. */
const VALUES_MAX = 3_000_000;
/** A column that is referred to tells its rows apart but for so many. */
const UNIQUE_MIN = 0.98;
const EXAMPLES = 3;
const BLOCK = 1024;

type Facts = Pick<ColumnProfile, 'name' | 'type' | 'semantic' | 'nulls' | 'distinct' | 'length' | 'unique'>;

/** True when a column may refer to another dataset: codes and names, no measures, dates or yes/no. */
function mayRefer({ type, semantic, distinct, length }: Facts): boolean {
  if (distinct.count < VALUES_MIN || distinct.count > VALUES_MAX || semantic === 'date') return false;
  return type === 'text' || (type === 'integer' && length.min === length.max && length.max > 1);
}

/** True when the values of `own` may stand in `other`, judged by their profiles alone. */
export function mayInclude(own: Facts, other: Facts, otherRows: number): boolean {
  if (!mayRefer(own) || other.distinct.count < own.distinct.count * SHARE_MIN) return false;
  const values = otherRows - other.nulls;
  if (!other.unique && other.distinct.count < values * UNIQUE_MIN) return false;
  if (own.semantic !== null && other.semantic !== null && own.semantic !== other.semantic) return false;
  return own.length.max >= other.length.min && own.length.min <= other.length.max && (other.type === own.type || other.type === 'text');
}

/** False when `own` cannot stand in a column that is these one after the other, whatever they have in common. */
export function mayIncludeTogether(own: Facts, others: readonly Facts[]): boolean {
  if (!mayRefer(own)) return false;
  const distinct = others.reduce((most, other) => most + other.distinct.count, 0);
  return distinct >= own.distinct.count * SHARE_MIN && others.some((other) => other.type === own.type || other.type === 'text');
}

/** Reads the table once and every other dataset once; memory is that of the different values. Runs in a worker. */
export function findInclusions({ parts, sources, others }: InclusionInput, context: TaskContext): readonly Inclusion[] {
  const tables = sources.map(() => new ValueTable());
  const total = sum(parts) + others.reduce((rows, other) => rows + sum(other.parts), 0);
  let done = 0;
  const report = (rows: number): void => {
    context.throwIfCancelled();
    done += rows;
    context.report({ phase: 'structure', done, total, unit: 'rows' });
  };
  let before = 0;
  for (const part of parts) {
    readColumns(
      part,
      sources.map(({ column }) => column),
      (hash1, hash2, i, count, row) => {
        const table = tables[i] as ValueTable;
        table.reserve(count);
        for (let r = 0; r < count; r++) if (!isNull(hash1, hash2, r)) table.add(hash1[r] as number, hash2[r] as number, before + row + r);
      },
      report,
    );
    before += part.rowCount;
  }
  const found: Inclusion[] = [];
  for (const [o, other] of others.entries()) {
    const pairs = sources.flatMap(({ targets, name }, s) =>
      targets
        .filter((target) => target.other === o)
        .map((target) => ({ s, name, target, seen: new Uint8Array((tables[s] as ValueTable).size) })),
    );
    if (pairs.length === 0) continue;
    const columns = [...new Set(pairs.map(({ target }) => target.column))];
    for (const part of other.parts)
      readColumns(
        part,
        columns,
        (hash1, hash2, i, count) => {
          for (const { s, target, seen } of pairs) {
            if (target.column !== columns[i]) continue;
            const { index, segments } = tables[s] as ValueTable;
            for (let r = 0; r < count; r++) {
              const place = findPlace(index, segments, hash1[r] as number, hash2[r] as number);
              if (place >= 0) seen[place] = 1;
            }
          }
        },
        report,
      );
    for (const { s, name, target, seen } of pairs) {
      const inclusion = judge(tables[s] as ValueTable, seen, parts, sources[s]?.column ?? 0);
      if (inclusion) found.push({ column: name, dataset: other.dataset, otherColumn: target.name, ...inclusion });
    }
  }
  return found.toSorted((a, b) => a.missing / a.values - b.missing / b.values || b.values - a.values);
}

function judge(table: ValueTable, seen: Uint8Array, parts: readonly TablePart[], column: number) {
  let [missing, rows] = [0, 0];
  const worst: { readonly row: number; readonly count: number }[] = [];
  forEachValue(table, (segment, at, place) => {
    if (seen[place] === 1) return;
    const count = segment[at + 2] as number;
    missing++;
    rows += count;
    worst.push({ row: segment[at + 4] as number, count });
    if (worst.length > 64) worst.sort((a, b) => b.count - a.count || a.row - b.row).length = EXAMPLES;
  });
  const values = table.size;
  if (values - missing < VALUES_MIN || (values - missing) / values < SHARE_MIN) return null;
  const named = worst.sort((a, b) => b.count - a.count || a.row - b.row).slice(0, EXAMPLES);
  return { values, missing, rows, examples: textsAt(parts, column, named) };
}

function textsAt(parts: readonly TablePart[], column: number, rows: readonly { readonly row: number }[]): readonly string[] {
  const cells = new CellReader(parts);
  try {
    return rows.map(({ row }) => String(cells.row([column], row)[0] ?? ''));
  } finally {
    cells.close();
  }
}

const sum = (parts: readonly TablePart[]): number => parts.reduce((rows, { rowCount }) => rows + rowCount, 0);

const NULL = hashOf(null);
const isNull = (hash1: Int32Array, hash2: Int32Array, r: number): boolean => hash1[r] === NULL[0] && hash2[r] === NULL[1];

function hashOf(value: string | null): readonly [number, number] {
  const [a, b] = [new Int32Array(1), new Int32Array(1)];
  hashCells([value], 0, 1, 1, a, b);
  return [a[0] as number, b[0] as number];
}

type Visit = (hash1: Int32Array, hash2: Int32Array, column: number, count: number, firstRow: number) => void;

/** Gives the hashes of some columns of a part, block by block. */
function readColumns(part: TablePart, columns: readonly number[], visit: Visit, report: (rows: number) => void): void {
  if (columns.length === 0) return;
  const db = openDatabase({ path: part.path, mode: 'data-read', key: part.key });
  try {
    const wanted = join(
      columns.map((column) => cellOf(part, column)),
      ', ',
    );
    const [hash1, hash2] = [new Int32Array(BLOCK), new Int32Array(BLOCK)];
    const cells: (string | number | bigint | null)[] = [];
    let row = 1;
    const flush = (): void => {
      const count = cells.length / columns.length;
      for (let c = 0; c < columns.length; c++) {
        hashCells(cells, c, columns.length, count, hash1, hash2);
        visit(hash1, hash2, c, count, row);
      }
      row += count;
      cells.length = 0;
      report(count);
    };
    for (const values of db
      .statement(sql`SELECT ${wanted} FROM rows ORDER BY rowid`.text)
      .raw(true)
      .iterate() as IterableIterator<SqlValue[]>) {
      for (const value of values) cells.push(value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value);
      if (cells.length === BLOCK * columns.length) flush();
    }
    if (cells.length > 0) flush();
  } finally {
    db.close();
  }
}
