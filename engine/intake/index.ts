import { basename } from 'node:path';
import { shanghaiDay } from '../../base/clock.ts';
import { remove, sizeOfInput } from '../../base/files.ts';
import type { TaskContext, TaskTable } from '../../base/jobs/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Batch, datasetMethods } from '../../contract/methods/datasets.ts';
import type { IntakeMemory } from '../../contract/methods/mapping.ts';
import type { CommandContext, JobContext, ModuleHandlers } from '../context.ts';
import { batchOfSource, getBatch } from '../datasets/index.ts';
import type { Semantics } from '../semantics/index.ts';
import { pathsOf, sha256OfFile } from '../workspace/index.ts';
import type { SourceDetection } from './detect.ts';
import { importBatch, type ImportResult } from './import.ts';
import { type StateInput, type StructureInput, tableStructure, writeState } from '../profile/index.ts';
import { clipboardHandlers, discardPasted, isPasted } from './clipboard.ts';
import { growingOf } from './growing.ts';
import { importTasks } from './import.tasks.ts';
import {
  intakeMemory,
  type MapInput,
  mapColumns,
  namesWanted,
  planUnseen,
  rememberIntake,
  type SaidOfFile,
  withColumnsAs,
} from './mapping/index.ts';
import { passwordOf, previewHandlers } from './preview.ts';
import { tryPassword } from './unlock.task.ts';
import { previewFile, type PreviewInput, semanticOf, shapeWanted, tryEncodings, unlocked } from './preview.task.ts';
import { type ImportInto, publishImport, requireTarget } from './publish.ts';

export { convertFile, convertFiles } from './convert.ts';
export { detectDocument, detectSource, type SourceDetection } from './detect.ts';
export { growingOf } from './growing.ts';
export { importBatch, type ImportResult, type ImportRun } from './import.ts';
export type { ImportTarget } from './import-work.ts';
export type { SourceDigest } from './import-hash.ts';
export { type StoreRowsInput, type StoreSink, storeRows } from './import-part.ts';
export { importRows, type ImportRowsOutput } from './import-rows.ts';
export { type ImportInto, publishImport, requireTarget } from './publish.ts';
export { semanticOf, shapeWanted } from './preview.task.ts';
export type { Cell, SourceShape } from './reader.ts';
export { columnNames } from './detect-header.ts';
export { textOrHex } from './readers/common/binary-text.ts';
export { everyWorkbookRow } from './readers/sheets/every-row.ts';
export { rowCollector } from './readers/common/rows.ts';
export { readSmallTable, type SmallTable } from './read-table.ts';
export { RowDigest } from './row-digest.ts';
export { intakeMemory, mapping, withColumnsAs } from './mapping/index.ts';
export { splitSourceName } from './source-name.ts';

/** The worker tasks of intake. */
export function intakeTasks(semantics: () => Semantics): TaskTable {
  return {
    ...importTasks,
    'profile.state': (input: StateInput, context: TaskContext) => writeState(input, context, semantics()),
    'profile.structure': (input: StructureInput, context: TaskContext) => tableStructure(input, context, semantics()),
    'intake.preview': (input: PreviewInput, context: TaskContext) => previewFile(input, context, semantics()),
    'intake.encodings': (input: PreviewInput, context: TaskContext) => tryEncodings(input, context, semantics()),
    'intake.shape': (input: PreviewInput, context: TaskContext) =>
      shapeWanted(input.path, input.wanted, unlocked(input, context), semanticOf(semantics())),
    'intake.mapColumns': (input: MapInput, context: TaskContext) => mapColumns(input, context, semantics()),
    'intake.unlock': (input: { readonly path: string; readonly password: string }, context: TaskContext) => tryPassword(input, context),
    'intake.sha256': (input: { readonly path: string }) => sha256OfFile(input.path),
  };
}

interface ImportRequest extends SaidOfFile {
  readonly file: string;
  readonly into: ImportInto;
  readonly malformedLimit: number;
  readonly onlyNew: boolean;
}

/** Written in the same transaction as the batch. */
type Also = (command: CommandContext, batch: string) => void;

async function importFile(request: ImportRequest, context: JobContext, also?: Also): Promise<Batch> {
  const path = context.grants.path(request.file, 'read');
  const name = basename(path);
  const password = passwordOf(context.grants, request.file);
  sizeOfInput(path);
  requireTarget(context, request.into);
  context.track(name);
  const startedMs = context.nowMs();
  context.report({ phase: 'detect', done: 0, total: null, unit: 'bytes' });
  const { shape } = await context.task<SourceDetection>('intake.shape', {
    path,
    wanted: request.wanted,
    ...password,
  } satisfies PreviewInput);
  const names = namesWanted(request, shape.columns);
  const { id, key } = context.newDataFile();
  const { resources, clock, tasks } = context.host;
  const dir = pathsOf(context.workspace.folder).data;
  const corrected = correctionsOf(request, context);
  const result = await importBatch(
    { id, path, ...password, shape, dir, key, resources, today: shanghaiDay(clock.nowMs()), sm3: true },
    {
      tasks,
      signal: context.signal,
      onProgress: context.report,
      growing: growingOf(context, names, corrected),
      monotonicMs: context.nowMs,
    },
  );
  const refusal = refusalOf(context.reader, request, name, shape.sheet, result);
  if (refusal) {
    for (const part of result.file.parts) remove(part.path);
    throw refusal;
  }
  const batch = await publishImport(context, {
    id,
    name,
    ...(isPasted(path, context.workspace) ? { origin: 'clipboard' } : {}),
    into: request.into,
    shape,
    result: withColumnsAs(result, names, corrected),
    key,
    startedMs,
    also: (command) => {
      rememberIntake(command.writer, getBatch(command.writer, id).dataset, request);
      also?.(command, id);
    },
  });
  // what was pasted is in the batch now
  discardPasted(path, context.workspace);
  return batch;
}

/** Most of its records malformed stops what nobody looks at, as it stops what somebody does. */
const MALFORMED_LIMIT = 0.01;

/**
 * Takes in a file that nobody looked at, the way its dataset remembers. Throws `columns-unsure` where a column could only be guessed,
 * `already-imported` for what is a batch already, and all that an import throws.
 */
export async function importWatched(
  { path, dataset }: { readonly path: string; readonly dataset: string },
  context: JobContext,
  also: Also,
): Promise<Batch> {
  const { wanted, rename } = await planUnseen(path, dataset, context);
  const file = context.grants.add(path, 'read');
  const said = { wanted, rename, types: {}, semantics: {} };
  return await importFile({ ...said, file, into: { dataset }, malformedLimit: MALFORMED_LIMIT, onlyNew: true }, context, also);
}

/** What was corrected of the columns, now and for the dataset before. */
function correctionsOf(
  { into, types, semantics }: Pick<ImportRequest, 'into' | 'types' | 'semantics'>,
  { reader }: JobContext,
): IntakeMemory['columns'] {
  const columns = 'dataset' in into ? { ...intakeMemory(reader, into.dataset).columns } : {};
  for (const [name, type] of Object.entries(types)) columns[name] = { ...columns[name], type };
  for (const [name, semantic] of Object.entries(semantics)) columns[name] = { ...columns[name], semantic };
  return columns;
}

/** Why what was read must not become a batch, or null. */
function refusalOf(
  reader: JobContext['reader'],
  { malformedLimit, onlyNew }: Pick<ImportRequest, 'malformedLimit' | 'onlyNew'>,
  file: string,
  sheet: string | null,
  { file: { rowCount }, rejectedCount, malformed, sourceSha256 }: ImportResult,
): JiadiError | null {
  const known = onlyNew ? batchOfSource(reader, sourceSha256, sheet) : null;
  if (known) return new JiadiError('already-imported', { file, name: known.datasetName, number: known.number });
  // totals and remarks are nothing wrong
  const tooMany = malformed.count > 10 && malformed.count > (rowCount + rejectedCount) * malformedLimit;
  return tooMany ? new JiadiError('too-many-malformed', { file, count: malformed.count }) : null;
}

/** From a file to a batch. */
export const intake: ModuleHandlers<Pick<typeof datasetMethods, Extract<keyof typeof datasetMethods, `intake.${string}`>>> = {
  ...previewHandlers,
  ...clipboardHandlers,
  'intake.import': (request, context) => importFile(request, context),
};
