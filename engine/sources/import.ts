import { isoUtc, shanghaiDay } from '../../base/clock.ts';
import type { Batch } from '../../contract/methods/datasets.ts';
import type { SourceFrom } from '../../contract/methods/sources.ts';
import type { JobContext } from '../context.ts';
import { columnNames, type ImportInto, importRows, intakeMemory, publishImport, requireTarget, withColumnsAs } from '../intake/index.ts';
import { pathsOf } from '../workspace/index.ts';
import { readAll, rowsEstimate } from './browse.ts';
import type { ImportSourceInput } from './import.task.ts';
import type { ResultColumn } from './line.ts';
import { batchName, placeOf, selectOf } from './model.ts';
import { withLine } from './open.ts';
import { storedLogin } from './secret.ts';
import { getSource, insertProvenance, listSources } from './store.ts';

export interface ImportSourceRequest {
  readonly source: string;
  readonly from: SourceFrom;
  readonly into: ImportInto;
}

/** Reads a table or a query into a new batch; the worker connects anew, so that a long import shares nothing with the window. */
export async function importFromSource({ source, from, into }: ImportSourceRequest, context: JobContext): Promise<Batch> {
  const known = getSource(context.reader, source);
  const login = storedLogin(context, source);
  requireTarget(context, into);
  const sql = selectOf(login, from);
  const name = batchName(known.name, from);
  context.track(name);
  const startedMs = context.nowMs();
  const readAt = isoUtc(context.host.clock.nowMs());
  context.report({ phase: 'connect', done: 0, total: null, unit: 'rows' });
  const { signal } = context;
  const about = await withLine(login, signal, async (line) => ({
    server: line.server,
    columns: (await readAll(line, sql, signal, 0)).columns,
    estimate: await rowsEstimate(line, login, from, sql, signal),
  }));
  const shape = shapeOf(login.protocol, from, about.columns);
  const { id, key } = context.newDataFile();
  const { resources, clock, tasks } = context.host;
  const input: Omit<ImportSourceInput, 'store'> = { login, sql, columns: about.columns };
  const result = await importRows(
    {
      id,
      name,
      shape,
      dir: pathsOf(context.workspace.folder).data,
      key,
      resources,
      today: shanghaiDay(clock.nowMs()),
      task: 'sources.importRows',
      input,
      rowsEstimate: about.estimate,
    },
    { tasks, signal, onProgress: context.report, monotonicMs: context.nowMs },
  );
  const provenance = { name: known.name, protocol: known.protocol, address: placeOf(known), server: about.server, from, readAt };
  return await publishImport(context, {
    id,
    name,
    into,
    shape,
    origin: 'database',
    // what was corrected of the dataset's columns before holds for what is read again
    result: 'dataset' in into ? withColumnsAs(result, {}, intakeMemory(context.reader, into.dataset).columns) : result,
    key,
    startedMs,
    also: ({ reader, writer }) => {
      // the connection may have been removed meanwhile
      const still = listSources(reader).some((other) => other.id === source);
      insertProvenance(writer, { batch: id, source: still ? source : null, ...provenance });
    },
  });
}

function shapeOf(format: string, from: SourceFrom, columns: readonly ResultColumn[]) {
  const names = columnNames(
    columns.map((column) => column.name),
    columns.length,
  );
  const sheet = from.kind === 'table' ? [from.schema, from.table].filter((part) => part !== '').join('.') : null;
  return {
    format,
    encoding: null,
    dialect: null,
    sheet,
    columns: columns.map(({ type }, i) => ({ name: names[i] ?? '', type, semantic: null, nullable: true })),
    emptyAsText: true,
  };
}
