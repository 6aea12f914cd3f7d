import { type Database, id, join, openDatabase, sql } from '../../../base/sqlite/index.ts';
import { JiadiError } from '../../../contract/errors.ts';
import { storedName } from '../../table/batch-file.ts';
import { assertHarmless, fillDataset } from './gate.ts';
import { DATASET, type GuestAnswer, type GuestRequest, ROW_COLUMN } from './protocol.ts';

/** Most findings one query may give. */
const ROWS_MAX = 5_000_000;
/** SQLite's limit of attached files in one connection is 10. */
const PARTS_MAX = 10;
/** The table of the rows beyond them. */
const BEYOND = 'beyond';

/** Answers a request inside the guest process; every failure becomes an answer. */
export function answer(request: GuestRequest): GuestAnswer {
  try {
    return run(request);
  } catch (error) {
    if (error instanceof JiadiError) return { ok: false, code: error.code, params: error.params };
    return { ok: false, code: 'sql-refused', params: { problem: error instanceof Error ? error.message.slice(0, 300) : 'unknown' } };
  }
}

function run(request: GuestRequest): GuestAnswer {
  const names = request.columns.map((c) => c.name);
  const allowed = (text: string): string => {
    const filled = fillDataset(text);
    assertHarmless(filled, names);
    return filled;
  };
  const query = allowed(request.query);
  const counted = request.rowsTested === null || /^\d+$/.test(request.rowsTested) ? null : allowed(request.rowsTested);
  const drill = request.drill === null ? null : allowed(request.drill);
  const db = openParts(request);
  try {
    if (request.value) {
      const found = drill === null ? { rows: [], failed: 0 } : collect(db, drill);
      return { ok: true, ...found, tested: 1, value: number(first(db, query)) };
    }
    const found = collect(db, query);
    const tested = counted !== null ? Number(first(db, counted)) : Number(request.rowsTested ?? request.rowCount);
    return { ok: true, ...found, tested, value: null };
  } finally {
    db.close();
  }
}

/** The number that a query returned, or null when it returned something else. */
function number(value: unknown): number | null {
  if (value === null || value === undefined || value instanceof Uint8Array || value === '') return null;
  const read = Number(value);
  return Number.isNaN(read) ? null : read;
}

/** The parts, read-only, as one view that user SQL sees as the dataset. */
function openParts(request: GuestRequest): Database {
  const [head, ...others] = request.parts;
  if (!head) throw new JiadiError('sql-refused', { problem: 'no rows' });
  const [rest, beyond] = [others.slice(0, PARTS_MAX), others.slice(PARTS_MAX)];
  const db = openDatabase({ path: head.path, mode: 'data-read', key: head.key });
  rest.forEach((part, i) => db.attach(`part${i + 1}`, part.path, part.key));
  const selects = [head, ...rest].map((part, i) => {
    const columns = [
      sql`rowid + ${0} AS ${id(ROW_COLUMN)}`,
      ...request.columns.map((c) => sql`${id(storedName(c.index))} AS ${id(c.name)}`),
    ];
    // a view takes no bound values: the offset is our own whole number
    const text = join(columns, ', ').text.replace('?', String(part.firstRow - 1));
    return `SELECT ${text} FROM ${i === 0 ? 'main' : `part${i}`}.rows`;
  });
  if (beyond.length > 0) {
    const names = [ROW_COLUMN, ...request.columns.map((c) => storedName(c.index))];
    db.provide(BEYOND, names, () => rowsOf(beyond, names.slice(1)));
    const columns = [ROW_COLUMN, ...request.columns.map((c) => `${id(storedName(c.index)).text} AS ${id(c.name).text}`)];
    selects.push(`SELECT ${columns.join(', ')} FROM ${BEYOND}`);
  }
  db.script('PRAGMA query_only=OFF');
  db.script(`CREATE TEMP VIEW "${DATASET}" AS ${selects.join(' UNION ALL ')}`);
  db.script('PRAGMA query_only=ON');
  return db;
}

/** The rows of parts that one connection has no room for, one part after the other. */
function* rowsOf(parts: GuestRequest['parts'], names: readonly string[]): IterableIterator<unknown[]> {
  for (const part of parts) {
    const db = openDatabase({ path: part.path, mode: 'data-scan', key: part.key });
    try {
      const cells = names.map((name) => id(name).text).join(', ');
      yield* db
        .statement(`SELECT rowid + ${part.firstRow - 1}, ${cells} FROM rows`)
        .raw(true)
        .iterate() as IterableIterator<unknown[]>;
    } finally {
      db.close();
    }
  }
}

/** Second gate: one statement that only reads. */
function prepared(db: Database, query: string): ReturnType<Database['statement']> {
  const statement = db.statement(query);
  if (!statement.reader || !statement.readonly) throw new JiadiError('sql-refused', { problem: 'not a query' });
  return statement;
}

function first(db: Database, query: string): unknown {
  const row = prepared(db, query).raw(true).get() as unknown[] | undefined;
  return row?.[0] ?? null;
}

function collect(db: Database, query: string): { readonly rows: readonly number[]; readonly failed: number } {
  const statement = prepared(db, query);
  const at = statement.columns().findIndex((c) => c.name === ROW_COLUMN);
  const rows: number[] = [];
  let failed = 0;
  for (const row of statement.raw(true).iterate() as IterableIterator<unknown[]>) {
    if (++failed > ROWS_MAX) throw new JiadiError('limit-reached', { limit: 'findings' });
    const number = at < 0 ? null : row[at];
    if (typeof number === 'number' && Number.isSafeInteger(number) && number > 0) rows.push(number);
  }
  return { rows, failed };
}
