import { isoUtc, shanghaiDay } from '../../base/clock.ts';
import type { Batch } from '../../contract/methods/datasets.ts';
import type { SourceFrom } from '../../contract/methods/sources.ts';
import type { JobContext } from '../context.ts';
import { growingOf, type ImportInto, intakeMemory, publishImport, requireTarget, withColumnsAs } from '../intake/index.ts';
import { pathsOf } from '../workspace/index.ts';
import { batchName, placeOf } from './model.ts';
import { readSource } from './read.ts';
import { storedLogin } from './secret.ts';
import { getSource, insertProvenance, listSources } from './store.ts';

export interface ImportSourceRequest {
  readonly source: string;
  readonly from: SourceFrom;
  readonly into: ImportInto;
}

/** Reads a table or a query into a new batch, which keeps where it came from. */
export async function importFromSource({ source, from, into }: ImportSourceRequest, context: JobContext): Promise<Batch> {
  const known = getSource(context.reader, source);
  const login = storedLogin(context, source);
  requireTarget(context, into);
  const name = batchName(known, from);
  context.track(name);
  const startedMs = context.nowMs();
  const readAt = isoUtc(context.host.clock.nowMs());
  const { id, key } = context.newDataFile();
  const { resources, clock, tasks } = context.host;
  const dir = pathsOf(context.workspace.folder).data;
  // what was corrected of the dataset's columns before holds for what is read again
  const corrected = 'dataset' in into ? intakeMemory(context.reader, into.dataset).columns : {};
  const { result, shape, server } = await readSource(
    { login, from, id, name, dir, key, resources, today: shanghaiDay(clock.nowMs()) },
    {
      tasks,
      signal: context.signal,
      onProgress: context.report,
      growing: growingOf(context, {}, corrected),
      monotonicMs: context.nowMs,
    },
  );
  const provenance = { name: known.name, protocol: known.protocol, address: placeOf(known), server, from, readAt };
  return await publishImport(context, {
    id,
    name,
    into,
    shape,
    origin: 'database',
    result: withColumnsAs(result, {}, corrected),
    key,
    startedMs,
    also: ({ reader, writer }) => {
      // the connection may have been removed meanwhile
      const still = listSources(reader).some((other) => other.id === source);
      insertProvenance(writer, { batch: id, source: still ? source : null, ...provenance });
    },
  });
}
