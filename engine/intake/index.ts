import { basename } from 'node:path';
import { isoUtc, shanghaiDay } from '../../base/clock.ts';
import { remove, sizeOfInput } from '../../base/files.ts';
import type { TaskContext, TaskTable } from '../../base/jobs/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Batch, datasetMethods, UpdateCycle, WantedShape } from '../../contract/methods/datasets.ts';
import type { JobContext, ModuleHandlers } from '../context.ts';
import {
  batchOfSource,
  datasetByColumns,
  datasetByName,
  getBatch,
  getDataset,
  insertBatch,
  insertDataset,
  insertDecision,
} from '../datasets/index.ts';
import { recordEvent } from '../lifecycle/index.ts';
import type { Semantics } from '../semantics/index.ts';
import type { BatchColumn } from '../table/index.ts';
import { getDataFile, insertDataFile, pathsOf, sha256OfFile } from '../workspace/index.ts';
import type { SourceDetection } from './detect.ts';
import { importBatch, type ImportResult } from './import.ts';
import { importTasks } from './import.tasks.ts';
import { type FilePreview, previewFile, type PreviewInput, semanticOf, shapeWanted } from './preview.task.ts';

export { convertFile, convertFiles } from './convert.ts';
export { detectDocument, detectSource, type SourceDetection } from './detect.ts';
export { importBatch, type ImportResult } from './import.ts';
export { semanticOf, shapeWanted } from './preview.task.ts';
export { splitSourceName } from './source-name.ts';

/** The worker tasks of intake. */
export function intakeTasks(semantics: () => Semantics): TaskTable {
  return {
    ...importTasks,
    'intake.preview': (input: PreviewInput, context: TaskContext) => previewFile(input, context, semantics()),
    'intake.shape': (input: PreviewInput, context: TaskContext) => shapeWanted(input.path, input.wanted, context, semanticOf(semantics())),
    'intake.sha256': (input: { readonly path: string }) => sha256OfFile(input.path),
  };
}

interface ImportRequest {
  readonly file: string;
  readonly wanted: WantedShape;
  readonly into: { readonly dataset: string } | { readonly name: string; readonly unit: string; readonly updateCycle: UpdateCycle };
  readonly semantics: Readonly<Record<string, string | null>>;
  readonly malformedLimit: number;
}

async function importFile(request: ImportRequest, context: JobContext): Promise<Batch> {
  const path = context.grants.path(request.file, 'read');
  const name = basename(path);
  sizeOfInput(path);
  if ('dataset' in request.into) getDataset(context.reader, request.into.dataset);
  else if (datasetByName(context.reader, request.into.name)) throw new JiadiError('already-exists', { name: request.into.name });
  context.track(name);
  const startedMs = context.nowMs();
  context.report({ phase: 'detect', done: 0, total: null, unit: 'bytes' });
  const { shape } = await context.task<SourceDetection>('intake.shape', { path, wanted: request.wanted } satisfies PreviewInput);
  const file = context.newDataFile();
  const folder = pathsOf(context.workspace.folder).data;
  const result = await importBatch(
    {
      id: file.id,
      path,
      shape,
      dir: folder,
      key: file.key,
      resources: context.host.resources,
      today: shanghaiDay(context.host.clock.nowMs()),
      sm3: true,
    },
    { tasks: context.host.tasks, signal: context.signal, onProgress: context.report, monotonicMs: context.nowMs },
  );
  try {
    refuseMalformed(name, result, request.malformedLimit);
    const hashes = await Promise.all(result.file.parts.map((part) => context.task<string>('intake.sha256', { path: part.path })));
    return publish(request, context, {
      id: file.id,
      name,
      shape,
      result,
      key: file.key,
      hashes,
      seconds: (context.nowMs() - startedMs) / 1000,
    });
  } catch (error) {
    // only what no row names: an error after the commit must not take the batch's rows away
    for (const part of result.file.parts) if (!getDataFile(context.reader, basename(part.path, '.db'))) remove(part.path);
    throw error;
  }
}

function refuseMalformed(file: string, result: ImportResult, limit: number): void {
  const records = result.file.rowCount + result.rejectedCount;
  if (result.malformed.count > 10 && result.malformed.count > records * limit)
    throw new JiadiError('too-many-malformed', { file, count: result.malformed.count });
}

interface Imported {
  readonly id: string;
  readonly name: string;
  readonly shape: SourceDetection['shape'];
  readonly result: ImportResult;
  readonly key: Uint8Array;
  readonly hashes: readonly string[];
  readonly seconds: number;
}

/** One short transaction: from here on the batch is there. */
function publish(request: ImportRequest, context: JobContext, imported: Imported): Batch {
  const { id, name, shape, result, key, hashes, seconds } = imported;
  return context.commit((command) => {
    const { writer } = command;
    const at = command.nowIso();
    const dataset = datasetFor(request, command.newId, (d) => insertDataset(writer, { ...d, at }));
    const parts = result.file.parts.map((part, i) => {
      const file = basename(part.path, '.db');
      insertDataFile(writer, { id: file, kind: 'batch', key, bytes: sizeOfInput(part.path), sha256: hashes[i] ?? '', at });
      return { file, firstRow: part.firstRow, rowCount: part.rowCount };
    });
    const columns: BatchColumn[] = result.file.columns.map((c) =>
      Object.hasOwn(request.semantics, c.name) ? { ...c, semantic: request.semantics[c.name] ?? null } : c,
    );
    const facts = { rows: result.file.rowCount, bytes: result.bytes };
    insertBatch(writer, {
      id,
      dataset,
      fileName: name,
      sourceSha256: result.sourceSha256,
      sourceSm3: result.sourceSm3,
      sourceModifiedAt: isoUtc(result.modifiedMs),
      ...facts,
      malformed: result.malformed.count,
      shape,
      columns,
      at,
      byId: command.actor,
      seconds,
      parts,
      records: result.malformed.sample,
      profile: JSON.stringify({ ...result.profile, seconds: result.seconds }),
    });
    // there is nothing a first batch could be compared with: it is the dataset
    if (getBatch(writer, id).number === 1)
      insertDecision(writer, { batch: id, state: 'accepted', mode: 'replace', note: '', at, byId: command.actor });
    recordEvent(command, {
      stage: 'acquire',
      kind: 'intake.import',
      dataset,
      unit: getDataset(writer, dataset).unit,
      ...facts,
      subject: name,
    });
    command.audit(name, { dataset, batch: id, rows: facts.rows, sha256: result.sourceSha256 });
    return getBatch(writer, id);
  });
}

function datasetFor(
  { into }: ImportRequest,
  newId: () => string,
  insert: (d: { id: string; name: string; unit: string; updateCycle: UpdateCycle }) => void,
): string {
  if ('dataset' in into) return into.dataset;
  const id = newId();
  insert({ id, ...into });
  return id;
}

/** From a file to a batch. */
export const intake: ModuleHandlers<Pick<typeof datasetMethods, 'intake.detect' | 'intake.import'>> = {
  'intake.detect': async ({ file, wanted }, context) => {
    const { sha256, ...preview } = await context.task<FilePreview>('intake.preview', {
      path: context.grants.path(file, 'read'),
      wanted,
    } satisfies PreviewInput);
    return {
      ...preview,
      sameAs: sha256 === null ? null : batchOfSource(context.reader, sha256),
      suggestedDataset: datasetByColumns(
        context.reader,
        preview.shape.columns.map((c) => c.name),
      ),
    };
  },
  'intake.import': (request, context) => importFile(request, context),
};
