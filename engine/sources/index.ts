import type { TaskContext, TaskTable } from '../../base/jobs/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Source, SourceDraft, sourceMethods } from '../../contract/methods/sources.ts';
import { rightsOf } from '../../contract/rights.ts';
import type { CommandContext, ModuleHandlers, QueryContext, ScanContext } from '../context.ts';
import { datasetByColumns } from '../datasets/index.ts';
import { type Cell, columnNames } from '../intake/index.ts';
import type { Semantics } from '../semantics/index.ts';
import { listTables, readAll, rowsEstimate } from './browse.ts';
import { importFromSource } from './import.ts';
import { importSource, type ImportSourceInput } from './import.task.ts';
import type { Login } from './line.ts';
import { addressOf, loginFor, passwordStays, placeOf, selectOf, type SourceAddress, withoutValues } from './model.ts';
import { withLine } from './open.ts';
import { maskPreview, type MaskPreviewInput, type MaskPreviewOutput } from './preview.task.ts';
import { storedLogin, wrapPassword } from './secret.ts';
import { deleteSource, getProvenance, getSource, listSources, saveSource, sourceByName } from './store.ts';

export { dialects, type SqlDialect, tableName } from './dialect.ts';
export type { Line, Login, ResultColumn } from './line.ts';
export { readAll, rowsEstimate } from './browse.ts';
export { openLine, withLine } from './open.ts';
export { batchName, placeOf, selectOf, withoutValues } from './model.ts';
export { readSource } from './read.ts';
export { storedLogin } from './secret.ts';
export { getSource } from './store.ts';

/** The worker tasks of sources. */
export function sourceTasks(semantics: () => Semantics): TaskTable {
  return {
    'sources.importRows': (input: ImportSourceInput, context: TaskContext) => importSource(input, context),
    'sources.maskPreview': (input: MaskPreviewInput) => maskPreview(input, semantics()),
  };
}

const PREVIEW_ROWS = 50;

/** Saves a draft; the password is the one given, or the stored one where it may stay. */
function save(context: CommandContext, id: string, draft: SourceDraft, known: Source | null): Source {
  const address = addressOf(draft);
  const other = sourceByName(context.reader, address.name);
  if (other !== null && other !== id) throw new JiadiError('already-exists', { name: address.name });
  if (draft.password === undefined && known?.hasPassword) requireSamePlace(known, address);
  const secret = draft.password === undefined ? undefined : wrapPassword(context, id, draft.password);
  saveSource(context.writer, { id, address, secret, at: context.nowIso() });
  context.audit(address.name, {
    protocol: address.protocol,
    address: placeOf(address),
    user: address.user,
    tls: address.tls,
    password: draft.password !== undefined,
  });
  return getSource(context.reader, id);
}

function requireSamePlace(known: SourceAddress, next: SourceAddress): void {
  if (!passwordStays(known, next)) throw new JiadiError('source-password-needed', { name: next.name });
}

/** The login of a draft, with the stored password where none was entered and it may be sent there. */
function draftLogin(context: QueryContext, draft: SourceDraft, source: string | null): Login {
  const address = addressOf(draft);
  if (draft.password !== undefined || source === null) return loginFor(address, draft.password ?? '');
  const known = getSource(context.reader, source);
  if (known.hasPassword) requireSamePlace(known, address);
  return loginFor(address, storedLogin(context, source).password);
}

/** A long value is told by its beginning: a look must not carry megabytes to the window. */
const PREVIEW_CHARS = 300;

function asText(cell: Cell): string | null {
  if (cell === null) return null;
  const text = String(cell);
  return text.length > PREVIEW_CHARS ? `${text.slice(0, PREVIEW_CHARS)}…` : text;
}

const preview: ModuleHandlers<typeof sourceMethods>['sources.preview'] = async ({ source, from }, context: ScanContext) => {
  const login = storedLogin(context, source);
  const sql = selectOf(login, from);
  const { signal } = context;
  const startedMs = context.nowMs();
  const found = await withLine(login, signal, async (line) => ({
    ...(await readAll(line, sql, signal, PREVIEW_ROWS)),
    estimate: await rowsEstimate(line, login, from, sql, signal),
  }));
  const ms = Math.round(context.nowMs() - startedMs);
  const names = columnNames(
    found.columns.map(({ name }) => name),
    found.columns.length,
  );
  const input: MaskPreviewInput = { names, rows: found.rows.map((row) => row.map(asText)) };
  const { rows, semantics } = await context.task<MaskPreviewOutput>('sources.maskPreview', input);
  return {
    columns: found.columns.map(({ type, serverType, note }, i) => ({
      name: names[i] ?? '',
      type,
      serverType,
      note,
      ...(semantics[i] ?? { semantic: null, sensitive: false }),
    })),
    rows,
    // a short result is counted, not estimated
    rowsEstimate: found.rows.length < PREVIEW_ROWS ? found.rows.length : found.estimate,
    ms,
    suggestedDataset: datasetByColumns(context.reader, names),
  };
};

/** Databases to read from: connections, what is there, and batches that come from them. */
export const sources: ModuleHandlers<typeof sourceMethods> = {
  'sources.list': (_, { reader }) => listSources(reader),
  'sources.create': (draft, context) => save(context, context.newId(), draft, null),
  'sources.update': ({ source, ...draft }, context) => save(context, source, draft, getSource(context.reader, source)),
  'sources.remove': ({ source }, context) => {
    const { name } = getSource(context.reader, source);
    deleteSource(context.writer, source);
    context.audit(name);
    return {};
  },
  'sources.test': async ({ draft, source }, context) => {
    const login = draftLogin(context, draft, source);
    const startedMs = context.nowMs();
    return await withLine(login, context.signal, async (line) => ({
      server: line.server,
      ms: Math.round(context.nowMs() - startedMs),
      mayWrite: await line.mayWrite(context.signal),
    }));
  },
  'sources.tables': async ({ source }, context) => {
    const login = storedLogin(context, source);
    return await withLine(login, context.signal, (line) => listTables(line, login, context.signal));
  },
  'sources.preview': preview,
  'sources.import': (request, context) => importFromSource(request, context),
  'sources.provenance': ({ batch }, { reader, session }) => {
    const found = getProvenance(reader, batch);
    // who could not ask the database must not read in the query what was looked for
    const asks = session !== null && rightsOf[session.user.role].includes('data.import');
    if (found?.from.kind !== 'query' || asks) return found;
    return { ...found, from: { kind: 'query', sql: withoutValues(found.from.sql, found.protocol) } };
  },
};
