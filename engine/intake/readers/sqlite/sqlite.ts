import { basename } from 'node:path';
import type { Database, SqlValue } from '../../../../base/sqlite/index.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import { columnNames } from '../../detect-header.ts';
import { columnVerdict } from '../../detect-types.ts';
import type { Cell, ReadContext, ReaderKind, ReadResult, RowSink, SourceColumn, SourceShape, WantedSource } from '../../reader.ts';
import { looksLikeText } from '../../sample.ts';
import { textOrHex } from '../common/binary-text.ts';
import { COLUMNS_MAX, extensionOf } from '../csv/csv.ts';
import { foreignFormat, startsWith } from '../common/foreign.ts';
import { typeOfValues } from '../json/record.ts';
import { holdUnpacked } from '../packed/store.ts';
import { rowCollector } from '../common/rows.ts';
import { SQLITE_MAGIC, withSqlite } from './file.ts';
import { describeTable, hasRows, rowsAtMost, type SqliteTable, tableNames, tableQuery, TOO_LONG } from './table.ts';

const SAMPLE_ROWS = 1000;
const TICK_ROWS = 2000;
/** Longest value that is read. Smaller files cannot hold a longer one, so there nothing has to be asked of every value. */
const VALUE_BYTES_MAX = 200 << 20;
const TABLES_MAX = 10_000;

const silent: ReadContext = { report: () => undefined, cancelled: () => false, throwIfCancelled: () => undefined, nowMs: () => 0 };

/** SQLite databases: tables are the sheets, the first one with rows is read unless another is asked for. Values keep their types. */
export const sqliteReader: ReaderKind = {
  id: 'sqlite',
  extensions: ['db', 'sqlite', 'sqlite3', 'db3'],
  splittable: false,
  claims: (head, fileName) => {
    if (startsWith(head, SQLITE_MAGIC)) return 1;
    // encrypted or without its beginning: the reader says so better than anybody else
    const named = sqliteReader.extensions.includes(extensionOf(fileName));
    return named && foreignFormat(head) === null && !looksLikeText(head) ? 0.96 : 0;
  },
  hold: (path) => holdUnpacked(path),
  sheets: (path) => withSqlite(path, silent, (db) => tablesOf(db, basename(path))),
  detect: (path, wanted, context) => withSqlite(path, context, (db, size) => detectTable(db, basename(path), size, wanted, context)),
  read: (path, shape, _range, sink, context) =>
    withSqlite(path, context, (db, size) => readTable(db, basename(path), size, shape, sink, context)),
};

function tablesOf(db: Database, file: string): readonly string[] {
  const tables = tableNames(db);
  if (tables.length === 0) throw new JiadiError('file-empty', { file });
  if (tables.length > TABLES_MAX) throw new JiadiError('file-too-large', { file, limit: TABLES_MAX, unit: 'tables' });
  return tables;
}

function chooseTable(db: Database, file: string, sheet: string | null): SqliteTable {
  const tables = tablesOf(db, file);
  const name = sheet === null ? (tables.find((each) => hasRows(db, each)) ?? tables[0]) : tables.find((each) => each === sheet);
  if (name === undefined) throw new JiadiError('sheet-not-found', { file, sheet: sheet ?? '', sheets: tables.join(', ') });
  const table = describeTable(db, name);
  if (table.columns.length === 0) throw new JiadiError('file-empty', { file, sheet: name });
  if (table.columns.length > COLUMNS_MAX)
    throw new JiadiError('too-many-columns', { file, count: table.columns.length, limit: COLUMNS_MAX });
  return table;
}

/** Names for the columns; those that are blank are made up, the same each time. */
function namesOf({ columns }: SqliteTable): readonly string[] {
  return columnNames(
    columns.map(({ name }) => name),
    columns.length,
  );
}

function detectTable(db: Database, file: string, size: number, wanted: WantedSource, context: ReadContext): SourceShape {
  const table = chooseTable(db, file, wanted.sheet ?? null);
  const own = table.columns.map(({ name }) => name);
  const sample: Cell[][] = [];
  eachRow({ db, file, size, table, columns: own, context }, ({ cells, from }) => {
    sample.push(own.map((_, c) => cellOf(cells[from + c] ?? null)));
    return sample.length < SAMPLE_ROWS;
  });
  const names = namesOf(table);
  const columns = table.columns.map(({ notNull }, index): SourceColumn => {
    const name = names[index] ?? '';
    const values = sample.map((row) => row[index] ?? null);
    const { type, nullable } = columnVerdict(name, values);
    const present = values.filter((value) => value !== null);
    // SQLite tells numbers from text itself: digits that are text are codes
    return { name, type: typeOfValues(present, type), semantic: null, nullable: nullable && !notNull };
  });
  return { format: 'sqlite', encoding: null, dialect: null, sheet: table.name, columns: wanted.columns ?? columns, emptyAsText: true };
}

function readTable(db: Database, file: string, size: number, shape: SourceShape, sink: RowSink, context: ReadContext): ReadResult {
  const table = chooseTable(db, file, shape.sheet);
  const names = namesOf(table);
  const wanted = shape.columns.map(({ name }) => {
    const own = table.columns[names.indexOf(name)];
    if (!own) throw new JiadiError('column-not-found', { column: name });
    return own.name;
  });
  const collector = rowCollector(wanted.length, sink);
  const row: Cell[] = wanted.map(() => null);
  eachRow({ db, file, size, table, columns: wanted, context }, ({ cells, from, number, total }) => {
    let problem: string | null = null;
    for (let c = 0; c < row.length; c++) {
      const value = cells[from + c] ?? null;
      const cell = cellOf(value);
      row[c] = cell;
      if (typeof cell === 'string' && cell.includes('\uFFFD')) problem ??= 'bad-bytes';
      else if (cell === null && value !== null) problem = 'value-too-long';
    }
    collector.add(row);
    if (problem !== null) collector.report(number, problem, rawOf(row), true);
    if (number % TICK_ROWS === 0) context.report({ phase: 'read', done: number, total, unit: 'rows', problems: collector.malformedCount });
    return true;
  });
  collector.flush();
  const { rowCount, malformedCount } = collector;
  return { rowCount, malformedCount, lineCount: rowCount, begin: 0, end: size };
}

interface Reading {
  readonly db: Database;
  readonly file: string;
  readonly size: number;
  readonly table: SqliteTable;
  readonly columns: readonly string[];
  readonly context: ReadContext;
}

interface StoredRow {
  /** 1-based. */
  readonly number: number;
  readonly total: number | null;
  /** The values of the columns, from `from` on. */
  readonly cells: readonly SqlValue[];
  readonly from: number;
}

/**
 * Gives the rows of a table one by one until `onRow` says false. Rows that come twice, or more of them than the file has bytes, are `file-damaged`:
 * pages that point at each other never end.
 */
function eachRow({ db, file, size, table, columns, context }: Reading, onRow: (row: StoredRow) => boolean): void {
  const { query, numbered } = tableQuery(db, table, columns, size > VALUE_BYTES_MAX ? VALUE_BYTES_MAX : null);
  const most = rowsAtMost(db, table.name, numbered);
  const total = most !== null && most <= size ? most : null;
  const statement = db.statement(query.text).raw(true).safeIntegers(true);
  const from = numbered ? 1 : 0;
  let number = 0;
  let last: SqlValue = null;
  for (const cells of statement.iterate(...query.values) as IterableIterator<SqlValue[]>) {
    number++;
    if (number % TICK_ROWS === 0) context.throwIfCancelled();
    const own = cells[0] ?? null;
    if (number > size || (numbered && last !== null && own !== null && own <= last)) throw new JiadiError('file-damaged', { file });
    last = own;
    if (!onRow({ number, total, cells, from })) return;
  }
}

/** Whole numbers are bigint, text is text, binaries follow the rule of `textOrHex`; what is no number stays as its name, what is too long is missing. */
function cellOf(value: SqlValue): Cell {
  if (value instanceof Uint8Array) return isTooLong(value) ? null : textOrHex(value);
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function isTooLong(value: Uint8Array): boolean {
  return value.length === TOO_LONG.length && Buffer.compare(value, TOO_LONG) === 0;
}

function rawOf(cells: readonly Cell[]): string {
  return cells.map((cell) => String(cell ?? '').slice(0, 1000)).join('\t');
}
