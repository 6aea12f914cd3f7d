import { readFileSync } from 'node:fs';
import { withFileErrors } from '../../base/files.ts';
import { JiadiError } from '../../contract/errors.ts';
import { type SourceFrom, type SourceProtocol, tlsMode } from '../../contract/methods/sources.ts';
import type { Login } from '../../engine/sources/index.ts';

/** A database as it is named in place of a file. */
export interface DatabaseName {
  readonly login: Login;
  readonly from: SourceFrom;
}

const PART_OF = '::';
const protocols: Readonly<Record<string, SourceProtocol>> = {
  'postgres:': 'postgresql',
  'postgresql:': 'postgresql',
  'mysql:': 'mysql',
  'mariadb:': 'mysql',
};
const usualPort: Readonly<Record<SourceProtocol, number>> = { postgresql: 5432, mysql: 3306 };
const CONNECT_MS = 15_000;
const STATEMENT_MS = 300_000;

/**
 * Takes `postgres://user@host:5432/database?tls=require&ca=ca.pem::schema.table` apart, or null for what is no such address. What begins with SELECT
 * or WITH behind `::` is a query. The password comes from JIADI_SOURCE_PASSWORD: an argument could be read by every process.
 */
export function databaseNamed(given: string, password = process.env.JIADI_SOURCE_PASSWORD ?? ''): DatabaseName | null {
  const scheme = /^([a-z]+:)\/\/[^/]*/i.exec(given);
  const protocol = scheme?.[1] === undefined ? undefined : protocols[scheme[1].toLowerCase()];
  if (!scheme || protocol === undefined) return null;
  // an address of IPv6 has such a sign, too, and a query may have others
  const at = given.indexOf(PART_OF, scheme[0].length);
  if (at < 0 || given.slice(at + PART_OF.length).trim() === '') throw new JiadiError('usage', { problem: `${scheme[0]}/…::TABLE` });
  const url = parsed(given.slice(0, at));
  if (url.password !== '') throw new JiadiError('usage', { problem: 'JIADI_SOURCE_PASSWORD' });
  const tls = tlsMode.safeParse(url.searchParams.get('tls') ?? 'prefer');
  if (!tls.success) throw new JiadiError('usage', { problem: 'tls=require|prefer|off' });
  const ca = url.searchParams.get('ca');
  const database = decodeURIComponent(url.pathname.replace(/^\//, ''));
  if (url.hostname === '' || url.username === '' || (protocol === 'postgresql' && database === ''))
    throw new JiadiError('usage', { problem: `${scheme[1]}//USER@HOST/DATABASE::TABLE` });
  const login: Login = {
    protocol,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? usualPort[protocol] : Number(url.port),
    database,
    user: decodeURIComponent(url.username),
    password,
    tls: tls.data,
    ca: ca === null ? null : withFileErrors(ca, () => readFileSync(ca, 'utf8')),
    connectMs: CONNECT_MS,
    statementMs: STATEMENT_MS,
  };
  return { login, from: fromOf(given.slice(at + PART_OF.length).trim()) };
}

function parsed(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new JiadiError('usage', { problem: text }, cause);
  }
}

function fromOf(part: string): SourceFrom {
  if (/^(?:select|with)\s/i.test(part) || part.startsWith('(')) return { kind: 'query', sql: part };
  const dot = part.indexOf('.');
  return dot < 0 ? { kind: 'table', schema: '', table: part } : { kind: 'table', schema: part.slice(0, dot), table: part.slice(dot + 1) };
}
