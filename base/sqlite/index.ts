export { BulkRows } from './bulk.ts';
export { Database, type Reader, type Row, type Statement, type Writer } from './database.ts';
export { migrate, type Migration } from './migrate.ts';
export { openDatabase, openMemory, type DatabaseKey, type OpenMode, type OpenOptions } from './open.ts';
export { empty, id, join, sql, type Sql, type SqlValue } from './sql.ts';
export { forEachWindow, type RowWindow, type WindowOptions } from './windows.ts';
