import { type Database, id, join, type Sql, sql } from '../../../../base/sqlite/index.ts';

/** A column as the file describes it. */
export interface SqliteColumn {
  readonly name: string;
  readonly notNull: boolean;
  /** Computed when it is read, by an expression of the file. */
  readonly virtual: boolean;
}

/** A table that can be read. */
export interface SqliteTable {
  readonly name: string;
  readonly columns: readonly SqliteColumn[];
}

/** Names of the tables with rows of their own, in the order they were made: no views, no virtual tables and nothing that serves one. */
export function tableNames(db: Database): readonly string[] {
  const all = db.all<{ name: unknown; root: unknown }>(
    sql`SELECT name, rootpage AS root FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid`,
  );
  const named = all.filter((each): each is { name: string; root: unknown } => typeof each.name === 'string' && !each.name.includes('\0'));
  const virtual = named.filter(({ root }) => !(Number(root) > 0)).map(({ name }) => `${name}_`);
  return named.filter(({ name, root }) => Number(root) > 0 && !virtual.some((prefix) => name.startsWith(prefix))).map(({ name }) => name);
}

/** True when the table has at least one row. */
export function hasRows(db: Database, name: string): boolean {
  return db.value(sql`SELECT 1 FROM ${id(name)} NOT INDEXED LIMIT 1`) !== undefined;
}

/** The columns of a table; a computed column whose expression asks for what this program does not have is left out. */
export function describeTable(db: Database, name: string): SqliteTable {
  const columns = db
    .all<{ name: string; notnull: number; hidden: number }>(
      // hidden: 2 is computed when read, 3 is computed and stored
      sql`SELECT name, "notnull", hidden FROM pragma_table_xinfo(${name}) WHERE hidden <> 1 ORDER BY cid`,
    )
    .filter((column) => typeof column.name === 'string' && !column.name.includes('\0'))
    .map((column): SqliteColumn => ({ name: column.name, notNull: column.notnull === 1, virtual: column.hidden === 2 }))
    .filter((column) => !column.virtual || compiles(db, sql`SELECT ${id(column.name)} FROM ${id(name)}`));
  return { name, columns };
}

/** Columns of a statement that reads a table: the row's own number first, where it has one. */
export interface TableQuery {
  readonly query: Sql;
  readonly numbered: boolean;
}

/** What stands for a value that is too long to be read. */
export const TOO_LONG: Uint8Array = Buffer.from('jiadi:value-too-long:7c1f0b2e', 'latin1');

/**
 * The statement that reads the given columns of a table, row after row. Indexes are left aside: in a stranger's file they need not agree with the table.
 * Values of more than `bytesMax` bytes come as `TOO_LONG`; null leaves out the check, which costs a third of the time.
 */
export function tableQuery(db: Database, table: SqliteTable, columns: readonly string[], bytesMax: number | null): TableQuery {
  const number = ['rowid', '_rowid_', 'oid'].find((alias) => !table.columns.some(({ name }) => name.toLowerCase() === alias));
  // a table made WITHOUT ROWID has no number
  const numbered = number !== undefined && compiles(db, sql`SELECT ${id(number)} FROM ${id(table.name)}`);
  const values = columns.map((name) =>
    bytesMax === null ? id(name) : sql`CASE WHEN octet_length(${id(name)}) > ${bytesMax} THEN ${TOO_LONG} ELSE ${id(name)} END`,
  );
  const all = numbered ? [id(number), ...values] : values;
  return { query: sql`SELECT ${join(all, ', ')} FROM ${id(table.name)} NOT INDEXED`, numbered };
}

/** Rows of a table as far as its numbers tell: an upper bound, or null where they do not. */
export function rowsAtMost(db: Database, name: string, numbered: boolean): number | null {
  if (!numbered) return null;
  const ends = db.get<{ first: number | null; last: number | null }>(
    sql`SELECT (SELECT min(rowid) FROM ${id(name)}) AS first, (SELECT max(rowid) FROM ${id(name)}) AS last`,
  );
  return typeof ends?.first === 'number' && typeof ends.last === 'number' ? ends.last - ends.first + 1 : null;
}

function compiles(db: Database, query: Sql): boolean {
  try {
    db.statement(query.text);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_ERROR') return false;
    throw error;
  }
}
