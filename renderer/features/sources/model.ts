import type { Source, SourceDraft, SourceFrom, SourceProtocol, SourceTable } from '../../../contract/methods/sources.ts';

/** A connection as it is being entered; the password is empty while nobody typed one. */
export type SourceForm = Omit<SourceDraft, 'password' | 'ca'> & { readonly password: string; readonly ca: string };

export const usualPort: Readonly<Record<SourceProtocol, number>> = { postgresql: 5432, mysql: 3306 };

/** What a new connection begins with, or what is known of one. */
export function formOf(source: Source | null): SourceForm {
  if (source === null)
    return {
      name: '',
      protocol: 'postgresql',
      host: '',
      port: usualPort.postgresql,
      database: '',
      user: '',
      password: '',
      tls: 'prefer',
      ca: '',
      connectSeconds: 10,
      statementSeconds: 300,
    };
  const { name, protocol, host, port, database, user, tls, ca, connectSeconds, statementSeconds } = source;
  return { name, protocol, host, port, database, user, password: '', tls, ca: ca ?? '', connectSeconds, statementSeconds };
}

/** Another protocol brings its usual port, unless somebody chose one. */
export function withProtocol(form: SourceForm, protocol: SourceProtocol): SourceForm {
  return { ...form, protocol, port: form.port === usualPort[form.protocol] ? usualPort[protocol] : form.port };
}

/** The draft that the engine takes. A password that was not typed is left out where one is kept. */
export function draftOf(form: SourceForm, known: Source | null): SourceDraft {
  const { password, ca, ...rest } = form;
  const texts = { name: rest.name.trim(), host: rest.host.trim(), database: rest.database.trim(), user: rest.user.trim() };
  const kept = password === '' && known?.hasPassword === true;
  return { ...rest, ...texts, ca: ca.trim() === '' ? null : ca.trim(), ...(kept ? {} : { password }) };
}

const strength = { off: 0, prefer: 1, require: 2 } as const;

/** True when the password that is kept will not be sent to what is entered now: it has to be typed again. */
export function passwordMissing(form: SourceForm, known: Source | null): boolean {
  if (!known?.hasPassword || form.password !== '') return false;
  const next = draftOf(form, known);
  const same = (['protocol', 'host', 'port', 'user', 'ca'] as const).every((key) => next[key] === known[key]);
  return !same || strength[next.tls] < strength[known.tls];
}

/** True when everything that is needed is there. */
export function formFits(form: SourceForm, known: Source | null): boolean {
  const { name, host, database, user } = draftOf(form, known);
  const addressed = host !== '' && !/[\s/@]/.test(host) && user !== '' && (form.protocol === 'mysql' || database !== '');
  return name !== '' && addressed && !passwordMissing(form, known);
}

/** A table's full name, for people. */
export const tableLabel = ({ schema, name }: Pick<SourceTable, 'schema' | 'name'>): string => (schema === '' ? name : `${schema}.${name}`);

/** What is read, for people. */
export const fromLabel = (from: SourceFrom): string =>
  from.kind === 'table' ? tableLabel({ schema: from.schema, name: from.table }) : from.sql.replace(/\s+/g, ' ').trim();

/** The first guess for the name of a dataset: what a table is called by its comment or its name. */
export function datasetNameOf(from: SourceFrom, tables: readonly SourceTable[], source: string): string {
  if (from.kind === 'query') return source;
  const table = tables.find(({ schema, name }) => schema === from.schema && name === from.table);
  const comment = table?.comment?.trim() ?? '';
  return comment !== '' && comment.length <= 40 && !comment.includes('\n') ? comment : from.table;
}
