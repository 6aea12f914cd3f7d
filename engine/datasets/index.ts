import { basename, join } from 'node:path';
import { remove } from '../../base/files.ts';
import type { SqlValue } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Column, Dataset, datasetMethods, Filter as WantedFilter, Page as WantedPage } from '../../contract/methods/datasets.ts';
import type { ModuleHandlers, QueryContext, ScanContext } from '../context.ts';
import { recordEvent, timelinessOf } from '../lifecycle/index.ts';
import { maskDigits, maskKindOf } from '../semantics/index.ts';
import type { BatchColumn, BatchFile, Facet, Filter, Page } from '../table/index.ts';
import { deleteDataFile, pathsOf } from '../workspace/index.ts';
import type { ExportInput, ExportOutput } from './export.task.ts';
import type { FindingFilter, MaskedFacetInput, MaskedPageInput, Revealed } from './page.task.ts';
import { contentOf } from './decisions.ts';
import { batchFileOf } from './files.ts';
import { createReveals, revealedBy, revealMs } from './reveal.ts';
import {
  datasetByName,
  getBatch,
  getBatchParts,
  getDataset,
  getFindingsFile,
  latestBatches,
  listBatches,
  listDatasets,
  listMalformed,
  removeDataset,
  rowsBefore,
  updateDataset,
} from './store.ts';

export { datasetTasks } from './tasks.ts';
export { contentOf, deleteDecision, insertDecision, setKey, withdrawBatch } from './decisions.ts';
export { batchFileOf } from './files.ts';
export { presentOf, type PresentTable } from './present.ts';
export { type FindingFilter, maskPage, type Revealed } from './page.task.ts';
export {
  batchOfSource,
  datasetByColumns,
  datasetByName,
  getBatch,
  getBatchParts,
  getDataset,
  getProfile,
  getStructure,
  insertBatch,
  insertDataset,
  latestBatch,
  listBatches,
  listDatasets,
  listMalformed,
  putStructure,
  removeBatchData,
  updateDataset,
} from './store.ts';

const reveals = createReveals();

export { createReveals } from './reveal.ts';

type Handlers = Omit<ModuleHandlers<typeof datasetMethods>, `intake.${string}`>;

/** Where the findings of a run lie; `not-found` when it has none. */
export function findingsFile(
  { workspace, reader }: Pick<QueryContext, 'workspace' | 'reader'>,
  run: string,
): { readonly path: string; readonly key: Uint8Array } {
  const { file, key } = getFindingsFile(reader, run);
  return { path: join(pathsOf(workspace.folder).data, `${file}.db`), key };
}

/** A column as people see it. */
export function asColumn(column: BatchColumn): Column {
  return {
    index: column.index,
    name: column.name,
    type: column.type,
    semantic: column.semantic,
    sensitive: maskKindOf(column.semantic) !== 'none',
  };
}

function describe(context: QueryContext, rows: ReturnType<typeof listDatasets>, latest: ReturnType<typeof latestBatches>): Dataset[] {
  const times = new Map(timelinessOf(context.reader, context.host.clock.nowMs()).map((t) => [t.id, t]));
  return rows.map((row) => {
    const t = times.get(row.id);
    return {
      ...row,
      latest: latest.get(row.id) ?? null,
      timeliness: { dueAt: t?.dueAt ?? null, latePeriods: t?.latePeriods ?? 0, level: t?.level ?? 'none' },
    };
  });
}

function describeOne(context: QueryContext, id: string): Dataset {
  const found = describe(context, [getDataset(context.reader, id)], latestBatches(context.reader, id))[0];
  if (!found) throw new JiadiError('not-found', { what: 'dataset', name: id });
  return found;
}

/** Position of a column by its name; `column-not-found` otherwise. */
export function columnIndex(file: Pick<BatchFile, 'columns'>): (name: string) => number {
  return (name) => {
    const index = file.columns.findIndex((c) => c.name === name);
    if (index < 0) throw new JiadiError('column-not-found', { column: name });
    return index;
  };
}

/** What a reveal token shows in the clear of a batch; nothing without one. */
export function revealedIn(context: QueryContext, batch: string, file: BatchFile, token: string | null): Revealed {
  return revealedBy(reveals.of(token, context.actor, batch, context.nowMs()), columnIndex(file));
}

/** A batch in a table of several: its rows there. */
export interface BatchStretch {
  readonly batch: string;
  readonly first: number;
  readonly last: number;
}

/** What a reveal token for one of several batches shows in the clear of the table that they are together. */
export function revealedAmong(context: QueryContext, batches: readonly BatchStretch[], file: BatchFile, token: string | null): Revealed {
  const [first = { batch: '', first: 1, last: file.rowCount }] = batches;
  const meant = batches.find(({ batch }) => batch === reveals.batchOf(token)) ?? first;
  const { columns, cells } = revealedIn(context, meant.batch, file, token);
  const before = meant.first - 1;
  return { columns, cells: cells.map((cell) => ({ ...cell, row: cell.row + before })), within: meant };
}

interface Request {
  readonly batch: string;
  readonly filters: readonly WantedFilter[];
  readonly sort: { readonly column: string; readonly descending: boolean } | null;
  readonly reveal: string | null;
}

/** A request for rows in the terms of the table: positions instead of names, files instead of runs. */
export function resolveRows(request: Request, context: QueryContext) {
  const file = batchFileOf(context.workspace, context.reader, request.batch);
  const at = columnIndex(file);
  const findings: FindingFilter[] = [];
  const filter: Filter[] = [];
  for (const wanted of request.filters) {
    if (wanted.op === 'finding') {
      const before = rowsBefore(context.reader, wanted.run, request.batch);
      findings.push({ ...findingsFile(context, wanted.run), rule: wanted.rule ?? null, before });
    } else if (wanted.op === 'sameAs') filter.push(sameAs(wanted, file, request.batch, context));
    else if (wanted.op === 'rows') filter.push({ op: 'rows', rows: wanted.rows });
    else filter.push(asFilter(wanted, file, at(wanted.column)));
  }
  const sort =
    request.sort === null
      ? null
      : { column: at(request.sort.column), direction: request.sort.descending ? ('desc' as const) : ('asc' as const) };
  return { file, filter, findings, sort, revealed: revealedIn(context, request.batch, file, request.reveal) };
}

/** Rows as another one; that of another batch is one of the same dataset. */
function sameAs(
  { columns, row, batch }: Extract<WantedFilter, { op: 'sameAs' }>,
  file: BatchFile,
  own: string,
  { reader, workspace }: QueryContext,
): Filter {
  if (batch === undefined) return { op: 'same-as', columns: columns.map(columnIndex(file)), row };
  if (getBatch(reader, batch).dataset !== getBatch(reader, own).dataset) throw new JiadiError('not-found', { what: 'batch', name: batch });
  const there = batchFileOf(workspace, reader, batch);
  const positions = (one: BatchFile) => columns.map((name) => one.columns.find((column) => column.name === name)?.index ?? null);
  return { op: 'same-as-in', batch: there, theirs: positions(there), columns: positions(file), row };
}

function asFilter(wanted: Exclude<WantedFilter, { op: 'finding' | 'sameAs' | 'rows' }>, file: BatchFile, column: number): Filter {
  switch (wanted.op) {
    case 'equals':
      return { op: 'equals', column, value: wanted.value };
    case 'contains':
      return { op: 'contains', column, text: wanted.value };
    case 'startsWith':
      return { op: 'starts-with', column, text: wanted.value };
    case 'in':
      return { op: 'in', column, values: wanted.values };
    case 'isNull':
      return { op: 'is-null', column };
    case 'isNotNull':
      return { op: 'not-null', column };
    case 'trait': {
      const { type, semantic } = file.columns[column] ?? {};
      const of = wanted.trait === 'notOfType' ? type : wanted.trait === 'notOfMeaning' ? semantic : wanted.of;
      return { op: 'trait', column, trait: wanted.trait, of: of ?? '' };
    }
    case 'between': {
      const { min, max } = wanted;
      const type = file.columns[column]?.type;
      if (type === 'date' || type === 'datetime')
        return { op: 'date-range', column, from: min === undefined ? null : String(min), to: max === undefined ? null : String(max) };
      return { op: 'number-range', column, min: min === undefined ? null : Number(min), max: max === undefined ? null : Number(max) };
    }
  }
}

async function page(request: Request & { readonly offset: number; readonly limit: number }, context: ScanContext): Promise<WantedPage> {
  const { file, filter, findings, sort, revealed } = resolveRows(request, context);
  const input: MaskedPageInput = { file, findings, revealed, query: { offset: request.offset, limit: request.limit, sort, filter } };
  const found = await context.task<Page>('datasets.page', input);
  return { total: found.total, offset: request.offset, rowNumbers: [...found.rows], columns: found.columns.map((c) => c.map(asCell)) };
}

/** How many rows of a batch meet some filters; a column that it does not have counts as empty there. */
async function countIn(batch: string, given: readonly WantedFilter[], before: number, context: ScanContext) {
  const { number, rows } = getBatch(context.reader, batch);
  const names = new Set(getBatchParts(context.reader, batch).columns.map(({ name }) => name));
  // rows of the dataset are numbered through its batches
  const wanted = given.map((one): WantedFilter =>
    one.op === 'rows' ? { op: 'rows', rows: one.rows.map((row) => row - before).filter((row) => row > 0 && row <= rows) } : one,
  );
  const has = (one: WantedFilter): boolean => !('column' in one) || names.has(one.column);
  const filters = wanted.filter(has);
  const none = wanted.some((one) => (!has(one) && one.op !== 'isNull') || (one.op === 'rows' && one.rows.length === 0));
  const request = { batch, filters, sort: null, reveal: null, offset: 0, limit: 0 };
  return { batch, number, rows, count: none ? 0 : (await page(request, context)).total, filters };
}

/** Whole numbers beyond what JSON carries travel as text. */
function asCell(value: SqlValue): string | number | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  return typeof value === 'bigint' ? String(value) : `0x${Buffer.from(value).toString('hex')}`;
}

/** Datasets, their batches, and their rows. */
export const datasets: Handlers = {
  'datasets.list': (_, context) => describe(context, listDatasets(context.reader), latestBatches(context.reader)),
  'datasets.get': ({ dataset }, context) => describeOne(context, dataset),
  'datasets.update': ({ dataset, ...change }, context) => {
    const other = change.name === undefined ? null : datasetByName(context.reader, change.name);
    if (other !== null && other !== dataset) throw new JiadiError('already-exists', { name: change.name ?? '' });
    updateDataset(context.writer, dataset, change);
    context.audit(getDataset(context.reader, dataset).name);
    return describeOne(context, dataset);
  },
  'datasets.remove': ({ dataset }, context) => {
    const { name, unit } = getDataset(context.reader, dataset);
    const rows = listBatches(context.reader, dataset).reduce((sum, b) => sum + b.rows, 0);
    const files = removeDataset(context.writer, dataset, context.nowIso());
    for (const file of files) deleteDataFile(context.writer, file);
    recordEvent(context, { stage: 'dispose', kind: 'datasets.remove', dataset, unit, rows, subject: name });
    context.audit(name, { rows });
    // the keys are gone with the commit; a file that stays behind is removed at the next start
    setImmediate(() => files.forEach((file) => remove(join(pathsOf(context.workspace.folder).data, `${file}.db`))));
    return {};
  },
  'batches.list': ({ dataset }, { reader }) => listBatches(reader, dataset),
  'batches.get': ({ batch }, { reader }) => {
    const { columns, shape, datasetName } = getBatchParts(reader, batch);
    return { batch: getBatch(reader, batch), datasetName, columns: columns.map(asColumn), shape };
  },
  'batches.malformed': ({ batch }, { reader }) => {
    const { malformed, setApart } = getBatch(reader, batch);
    return {
      total: malformed + setApart,
      records: listMalformed(reader, batch).map((record) => ({ ...record, raw: maskDigits(record.raw) })),
    };
  },
  'rows.page': page,
  'rows.perBatch': async ({ dataset, filters }, context) => {
    getDataset(context.reader, dataset);
    const found: Awaited<ReturnType<typeof countIn>>[] = [];
    for (const batch of contentOf(context.reader, dataset)) {
      const before = found.reduce((sum, one) => sum + one.rows, 0);
      found.push(await countIn(batch, filters, before, context));
    }
    return found;
  },
  'rows.facet': async ({ column, limit, search, ...request }, context) => {
    const { file, filter, findings, revealed } = resolveRows(request, context);
    const index = columnIndex(file)(column);
    const input: MaskedFacetInput = { file, column: index, limit, filter, findings, search, revealed: revealed.columns.includes(index) };
    const facet = await context.task<Facet>('datasets.facet', input);
    return {
      distinct: facet.distinct,
      nulls: facet.nulls,
      values: facet.values.map(({ value, count }) => ({ value: asCell(value), count })),
    };
  },
  'rows.reveal': ({ batch, scope, reason }, context) => {
    const { datasetName } = getBatchParts(context.reader, batch);
    const token = Buffer.from(context.host.random.bytes(18)).toString('base64url');
    const ms = revealMs(scope);
    reveals.add(token, { userId: context.actor, batch, scope, untilMs: context.nowMs() + ms });
    context.audit(datasetName, { batch, ...('row' in scope ? { row: scope.row } : {}), column: scope.column ?? '*', reason });
    return { token, until: new Date(context.host.clock.nowMs() + ms).toISOString() };
  },
  'rows.export': async ({ to, format, encoding, ...request }, context) => {
    const path = context.grants.path(to, 'write');
    const { file, filter, findings, sort, revealed } = resolveRows(request, context);
    context.track(basename(path));
    const input: ExportInput = { file, findings, revealed, query: { sort, filter }, to: path, format, encoding };
    const { rows, bytes } = await context.task<ExportOutput>('datasets.export', input);
    return context.commit((command) => {
      const { dataset } = getBatch(command.reader, request.batch);
      recordEvent(command, { stage: 'apply', kind: 'rows.export', dataset, rows, bytes, subject: basename(path) });
      command.audit(basename(path), { batch: request.batch, rows, format, revealed: request.reveal !== null });
      return { fileName: basename(path), bytes, rows };
    });
  },
};
