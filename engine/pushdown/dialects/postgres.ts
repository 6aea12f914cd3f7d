import { dialects, type ResultColumn } from '../../sources/index.ts';
import type { ColumnForm, Dialect } from '../dialect.ts';
import { EXACT_MAX, numberPattern, PLAIN_CHARS, plainPattern } from './numbers.ts';

const { quote, literal } = dialects.postgresql;
const text = (value: string): string => `${literal(value)}::text`;
const matches = (value: string, pattern: string): string => `(${value} ~ ${text(`^(?:${pattern})$`)})`;
const plain = (value: string): string => `(length(${value}) <= ${PLAIN_CHARS} AND ${matches(value, plainPattern)})`;

function numberOf(value: string) {
  return {
    number: `(CASE WHEN ${plain(value)} THEN (${value})::float8 END)`,
    // what most values are found to be by their length needs no pattern
    hard: `((length(${value}) > ${PLAIN_CHARS} OR ${value} ~ '[eE]') AND ${matches(value, numberPattern)} AND NOT ${plain(value)})`,
  };
}

/** A decimal number as a double: the server rounds it as the text of it is rounded here, so far as its digits go. */
function decimal(serverType: string, c: string) {
  const digits = Number(/\((\d+),/.exec(serverType)?.[1] ?? Number.POSITIVE_INFINITY);
  const number = `(CASE WHEN ${digits === Number.POSITIVE_INFINITY ? `${c}::text NOT IN ('NaN', 'Infinity', '-Infinity')` : `${c} <> 'NaN'`} THEN ${c}::float8 END)`;
  return { number, hard: digits < PLAIN_CHARS ? null : `(length(${c}::text) > ${PLAIN_CHARS})` };
}

/** Years that dates of the rule language have. */
const inCalendar = (c: string): string => `${c} >= '0001-01-01' AND ${c} <= '9999-12-31'`;

/** Types whose equal values have one text each, so that they can be grouped as they are. */
const oneText = /^(?:smallint|integer|bigint|oid|real|double precision|boolean|date|bytea|numeric\(.*\)|time(?:stamp)?\b.*)$/;

function form({ serverType, note }: ResultColumn, c: string): ColumnForm {
  const cell = `(${c}::text COLLATE "C")`;
  const own = { raw: c, typed: false, grouped: oneText.test(serverType) ? c : cell, byBytes: false };
  if (/^(?:smallint|integer|oid)$/.test(serverType))
    return { storage: 'integer', cell: c, ...own, number: `${c}::float8`, hard: null, date: null };
  if (serverType === 'bigint')
    return {
      storage: 'integer',
      cell: c,
      ...own,
      number: `${c}::float8`,
      hard: `(${c} NOT BETWEEN -${EXACT_MAX} AND ${EXACT_MAX})`,
      date: null,
    };
  if (serverType === 'real' || serverType === 'double precision') {
    const number = `(CASE WHEN ${c}::text NOT IN ('NaN', 'Infinity', '-Infinity') THEN ${c}::text::float8 END)`;
    return { storage: 'real', cell: c, ...own, number, hard: null, date: null };
  }
  if (note === 'binary' || /^numeric\(\d+,0\)$/.test(serverType))
    return { storage: 'opaque', cell: c, ...own, number: null, hard: null, date: null };
  const seconds =
    serverType === 'date'
      ? `(CASE WHEN ${inCalendar(c)} THEN (${c} - DATE '1970-01-01') * 86400::float8 END)`
      : /^timestamp(?:\(\d\))? without time zone$/.test(serverType)
        ? `(CASE WHEN ${c} >= '0001-01-01' AND ${c} < '10000-01-01' THEN extract(epoch FROM ${c})::float8 END)`
        : null;
  if (/^numeric\b/.test(serverType)) return { storage: 'text', cell, ...own, typed: true, ...decimal(serverType, c), date: null };
  return { storage: 'text', cell, ...own, ...numberOf(cell), date: seconds };
}

/** PostgreSQL and what speaks its SQL. */
export const postgres: Dialect = {
  quote,
  text,
  real: (value) => (Number.isFinite(value) ? `'${value}'::float8` : `'${value > 0 ? '' : '-'}Infinity'::float8`),
  asReal: (sql) => `(${sql})::float8`,
  asText: (sql) => `(${sql})::text`,
  form,
  numberOf,
  bytes: (value) => `${value} COLLATE "C"`,
  unbytes: (sql) => sql,
  same: (a, b) => `(${a} IS NOT DISTINCT FROM ${b})`,
  concat: (a, b) => `(${a} || ${b})`,
  length: (value) => `length(${value})::float8`,
  octets: (value) => `octet_length(${value})::float8`,
  trim: (value, chars) => `btrim(${value}, ${chars})`,
  lower: (value) => `lower(${value} COLLATE "C")`,
  matches,
  toNumber: (condition) => `(${condition})::int::float8`,
  keyQuery: (schema, table) => `SELECT a.attname FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class c ON c.oid = i.indrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
    WHERE i.indisprimary AND c.relname = ${literal(table)} AND ${schema === '' ? 'pg_catalog.pg_table_is_visible(c.oid)' : `n.nspname = ${literal(schema)}`}
    ORDER BY array_position(i.indkey::int2[], a.attnum)`,
};
