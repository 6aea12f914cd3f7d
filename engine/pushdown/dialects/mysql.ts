import { dialects, type ResultColumn } from '../../sources/index.ts';
import type { ColumnForm, Dialect } from '../dialect.ts';
import { NotPushed } from '../fragment.ts';
import { EXACT_MAX, numberPattern, PLAIN_CHARS, plainPattern } from './numbers.ts';

const { quote, literal } = dialects.mysql;
/** Collations of MySQL leave case, width or blanks at the end out of account; bytes do not. */
const bytes = (value: string): string => `CAST(${value} AS BINARY)`;
const matches = (value: string, pattern: string): string => `(${value} COLLATE utf8mb4_bin REGEXP ${literal(`(?s)\\A(?:${pattern})\\z`)})`;
const plain = (value: string): string => `(CHAR_LENGTH(${value}) <= ${PLAIN_CHARS} AND ${matches(value, plainPattern)})`;

function numberOf(value: string) {
  return {
    number: `(CASE WHEN ${plain(value)} THEN ${value} + 0e0 END)`,
    hard: `((CHAR_LENGTH(${value}) > ${PLAIN_CHARS} OR ${value} REGEXP '[eE]') AND ${matches(value, numberPattern)} AND NOT ${plain(value)})`,
  };
}

const whole = /^(?:tinyint|smallint|int|mediumint|bigint|year)$/;
/** Types whose equal values have one text each, so that they can be grouped as they are. */
const oneText = /^(?:tinyint|smallint|int|mediumint|bigint|year|bit|float|double|decimal.*|date|datetime|timestamp|time|binary|blob)$/;

function form({ serverType, note }: ResultColumn, c: string): ColumnForm {
  const text = `CONVERT(${c} USING utf8mb4)`;
  const byBytes = !oneText.test(serverType);
  const own = { raw: c, typed: false, grouped: byBytes ? bytes(text) : c, byBytes };
  if (whole.test(serverType)) {
    const hard = serverType === 'bigint' ? `(${c} NOT BETWEEN -${EXACT_MAX} AND ${EXACT_MAX})` : null;
    return { storage: 'integer', cell: c, ...own, number: `(${c} + 0e0)`, hard, date: null };
  }
  if (serverType === 'double') return { storage: 'real', cell: c, ...own, number: c, hard: null, date: null };
  if (note === 'binary' || /^(?:float|bit|null|decimal\(\d+,0\))$/.test(serverType))
    return { storage: 'opaque', cell: c, ...own, number: null, hard: null, date: null };
  const cell = /^(?:decimal|date|time)/.test(serverType) ? `CONVERT(CAST(${c} AS CHAR) USING utf8mb4)` : text;
  if (serverType.startsWith('decimal')) {
    const digits = Number(/\((\d+),/.exec(serverType)?.[1] ?? Number.POSITIVE_INFINITY);
    const hard = digits < PLAIN_CHARS ? null : `(CHAR_LENGTH(${cell}) > ${PLAIN_CHARS})`;
    return { storage: 'text', cell, ...own, typed: true, number: `(${c} + 0e0)`, hard, date: null };
  }
  // dates that no calendar has (0000-00-00, 2020-02-00) are none
  const real = `YEAR(${c}) > 0 AND MONTH(${c}) > 0 AND DAYOFMONTH(${c}) > 0`;
  const seconds =
    serverType === 'date'
      ? `(CASE WHEN ${real} THEN DATEDIFF(${c}, '1970-01-01') * 86400e0 END)`
      : serverType === 'datetime' || serverType === 'timestamp'
        ? `(CASE WHEN ${real} THEN TIMESTAMPDIFF(SECOND, '1970-01-01', DATE(${c})) + TIME_TO_SEC(TIME(${c})) DIV 1 + MICROSECOND(${c}) / 1e6 END)`
        : null;
  return { storage: 'text', cell, ...own, ...numberOf(cell), date: seconds };
}

/** MySQL and what speaks its SQL. */
export const mysql: Dialect = {
  quote,
  text: literal,
  real: (value) => {
    if (!Number.isFinite(value)) throw new NotPushed('construct', 'infinity');
    return /e/.test(String(value)) ? String(value) : `${value}e0`;
  },
  asReal: (sql) => `(${sql} + 0e0)`,
  asText: (sql) => `CONVERT(CAST(${sql} AS CHAR) USING utf8mb4)`,
  form,
  numberOf,
  bytes,
  unbytes: (sql) => `CONVERT(${sql} USING utf8mb4)`,
  same: (a, b) => `(${a} <=> ${b})`,
  concat: (a, b) => `CONCAT(${a}, ${b})`,
  length: (value) => `(CHAR_LENGTH(${value}) + 0e0)`,
  octets: (value) => `(OCTET_LENGTH(${value}) + 0e0)`,
  // `trim` of this SQL takes a word, not a set of characters
  trim: (value, chars) => {
    const set = /^'((?:[^'\\]|\\\\|'')*)'$/.exec(chars)?.[1];
    if (set === undefined || /[\\\]^-]/.test(set)) throw new NotPushed('construct', 'trim');
    return `REGEXP_REPLACE(${value}, '\\\\A[${set}]+|[${set}]+\\\\z', '')`;
  },
  // the server's own lower case is that of all alphabets
  lower: () => null,
  matches,
  toNumber: (condition) => `((${condition}) + 0e0)`,
  keyQuery: (schema, table, database) => `SELECT column_name FROM information_schema.key_column_usage
    WHERE constraint_name = 'PRIMARY' AND table_schema = ${schema === '' && database === '' ? 'DATABASE()' : literal(schema || database)} AND table_name = ${literal(table)}
    ORDER BY ordinal_position`,
};
