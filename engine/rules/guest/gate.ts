import { createRequire } from 'node:module';
import type * as NodeSqlite from 'node:sqlite';
import { JiadiError } from '../../../contract/errors.ts';
import { DATASET, ROW_COLUMN } from './protocol.ts';

const functions = new Set(
  (
    'abs avg ceil ceiling char coalesce count cume_dist date datetime dense_rank exp first_value floor glob group_concat hex ifnull iif instr julianday lag last_value lead length like ln log log10 log2 lower ltrim max min mod ' +
    'nth_value ntile nullif percent_rank pi pow power quote rank round row_number rtrim sign sqrt strftime string_agg substr substring sum time timediff total trim trunc typeof unicode unixepoch upper'
  ).split(' '),
);

const QUERY_LENGTH_MAX = 100_000;

/** The SQL of a rule with the dataset's name filled in. */
export function fillDataset(query: string): string {
  return query.replaceAll('{dataset}', `"${DATASET}"`);
}

/**
 * First gate for SQL of strangers: it is compiled in an empty database that has only the dataset's table, and an authorizer refuses
 * everything but reading it and calling harmless functions. `sql-refused` says what was refused.
 */
export function assertHarmless(query: string, columns: readonly string[]): void {
  if (query.length > QUERY_LENGTH_MAX) throw new JiadiError('sql-refused', { problem: 'length' });
  if (query.includes('\0')) throw new JiadiError('sql-refused', { problem: 'NUL' });
  // EXPLAIN passes every gate but answers with something else than rows
  if (!/^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(?:select|with|values)\b/i.test(query))
    throw new JiadiError('sql-refused', { problem: 'not a query' });
  const sqlite = loadNodeSqlite();
  const { constants } = sqlite;
  const db = new sqlite.DatabaseSync(':memory:', { allowExtension: false });
  let refused: string | null = null;
  try {
    const names = [ROW_COLUMN, ...columns].map((c) => `"${c.replaceAll('"', '""')}"`);
    db.exec(`CREATE TABLE "${DATASET}"(${names.join(', ')})`);
    db.setAuthorizer((action, first, second) => {
      if (action === constants.SQLITE_SELECT || action === constants.SQLITE_RECURSIVE) return constants.SQLITE_OK;
      if (action === constants.SQLITE_READ && (first === DATASET || (second === '' && isCte(query, first ?? ''))))
        return constants.SQLITE_OK;
      if (action === constants.SQLITE_FUNCTION && functions.has((second ?? '').toLowerCase())) return constants.SQLITE_OK;
      refused ??=
        action === constants.SQLITE_FUNCTION
          ? `function ${second ?? ''}`
          : action === constants.SQLITE_READ
            ? `table ${first ?? ''}`
            : `action ${action}`;
      return constants.SQLITE_DENY;
    });
    db.prepare(query);
  } catch (cause) {
    throw new JiadiError('sql-refused', { problem: refused ?? (cause instanceof Error ? cause.message.slice(0, 300) : 'not SQL') }, cause);
  } finally {
    db.close();
  }
}

/** `SELECT count(*) FROM n` is reported as reading no column of `n`: harmless when `n` is one of the query's own names. */
function isCte(query: string, name: string): boolean {
  const plain = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return (
    name !== '' &&
    new RegExp(`(?:with|recursive|,)\\s+"?${plain}"?\\s*(?:\\([^)]*\\)\\s*)?as\\s*(?:(?:not\\s+)?materialized\\s*)?\\(`, 'iu').test(query)
  );
}

function loadNodeSqlite(): typeof NodeSqlite {
  try {
    const sqlite = createRequire(import.meta.url)('node:sqlite') as typeof NodeSqlite;
    if (typeof sqlite.DatabaseSync.prototype.setAuthorizer === 'function') return sqlite;
  } catch (cause) {
    throw new JiadiError('sql-refused', { problem: 'node:sqlite is missing' }, cause);
  }
  throw new JiadiError('sql-refused', { problem: 'node:sqlite has no authorizer' });
}
