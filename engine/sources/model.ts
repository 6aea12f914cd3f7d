import { JiadiError } from '../../contract/errors.ts';
import type { Source, SourceDraft, SourceFrom, SourceProtocol, TlsMode } from '../../contract/methods/sources.ts';
import { dialects, tableName } from './dialect.ts';
import type { Login } from './line.ts';
import { oneSelect } from './select.ts';

/** Everything about a connection but its password. */
export type SourceAddress = Omit<SourceDraft, 'password'>;

const strength: Readonly<Record<TlsMode, number>> = { off: 0, prefer: 1, require: 2 };

/** The address in a draft, in its own order: it is stored as text. */
export function addressOf(draft: SourceDraft): SourceAddress {
  const { name, protocol, host, port, database, user, tls, ca, connectSeconds, statementSeconds } = draft;
  if (protocol === 'postgresql' && database === '') throw new JiadiError('invalid-input', { problem: 'database' });
  const authority = ca === null || ca.trim() === '' ? null : ca.trim();
  if (authority !== null && !/^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----$/.test(authority))
    throw new JiadiError('invalid-input', { problem: 'CA: -----BEGIN CERTIFICATE-----' });
  return { name, protocol, host, port, database, user, tls, ca: authority, connectSeconds, statementSeconds };
}

/** True when a password that was given for `known` may be sent to `next`: the same server and person, and no less protected on the way. */
export function passwordStays(known: SourceAddress, next: SourceAddress): boolean {
  const same = (['protocol', 'host', 'port', 'user', 'ca'] as const).every((key) => known[key] === next[key]);
  return same && strength[next.tls] >= strength[known.tls];
}

/** Address and password as they are used to connect. */
export function loginFor(address: SourceAddress, password: string): Login {
  const { protocol, host, port, database, user, tls, ca, connectSeconds, statementSeconds } = address;
  return {
    protocol,
    host,
    port,
    database,
    user,
    password,
    tls,
    ca,
    connectMs: connectSeconds * 1000,
    statementMs: statementSeconds * 1000,
  };
}

/** Where a connection leads, for people: `host:port/database`. */
export function placeOf({ host, port, database }: Pick<Source, 'host' | 'port' | 'database'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}${database === '' ? '' : `/${database}`}`;
}

/** The statement that reads a table, or the checked query. */
export function selectOf(login: Login, from: SourceFrom): string {
  if (from.kind === 'query') return oneSelect(from.sql, login.protocol);
  return `SELECT * FROM ${tableName(dialects[login.protocol], from.schema, from.table)}`;
}

const QUERY_SHOWN = 60;

/** A query without the values that are looked for: one may be somebody's number, and names of batches are read by more people than rows are. */
export function withoutValues(sql: string, protocol: SourceProtocol): string {
  // in MySQL's SQL both quotes hold texts, and a backslash escapes
  const texts = protocol === 'mysql' ? /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"/gs : /'(?:[^']|'')*'/g;
  return sql.replace(texts, '?').replace(/\d{5,}/g, '?');
}

/** What a batch from a database is called where others have the name of their file. */
export function batchName({ name, protocol }: Pick<SourceAddress, 'name' | 'protocol'>, from: SourceFrom): string {
  if (from.kind === 'table') return `${name} · ${from.schema === '' ? '' : `${from.schema}.`}${from.table}`;
  const text = withoutValues(from.sql, protocol).replace(/\s+/g, ' ').trim();
  return `${name} · ${text.length > QUERY_SHOWN ? `${text.slice(0, QUERY_SHOWN)}…` : text}`;
}
