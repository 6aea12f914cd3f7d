import { basename } from 'node:path';
import { isoUtc } from '../../base/clock.ts';
import { remove, sizeOfInput } from '../../base/files.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Batch, UpdateCycle } from '../../contract/methods/datasets.ts';
import type { CommandContext, JobContext } from '../context.ts';
import { datasetByName, getBatch, getDataset, insertBatch, insertDataset, insertDecision } from '../datasets/index.ts';
import { recordEvent } from '../lifecycle/index.ts';
import { getDataFile, insertDataFile } from '../workspace/index.ts';
import type { ImportResult } from './import-work.ts';
import type { SourceShape } from './reader.ts';
import { placed } from './wrong-place.ts';

/** Where the rows go: a further batch of a dataset that exists, or a new dataset. */
export type ImportInto = { readonly dataset: string } | { readonly name: string; readonly unit: string; readonly updateCycle: UpdateCycle };

export interface NewImport {
  readonly id: string;
  /** What the rows come from, for people. */
  readonly name: string;
  readonly into: ImportInto;
  readonly shape: SourceShape;
  readonly result: ImportResult;
  readonly key: Uint8Array;
  /** Default a file. */
  readonly origin?: 'clipboard' | 'database';
  /** Milliseconds of the job's clock when it began. */
  readonly startedMs: number;
  /** What else belongs to the batch, written in the same transaction. */
  readonly also?: (command: CommandContext) => void;
}

/** Refuses, before anything is read, a dataset that is gone or a name that is taken. */
export function requireTarget(context: Pick<JobContext, 'reader'>, into: ImportInto): void {
  if ('dataset' in into) getDataset(context.reader, into.dataset);
  else if (datasetByName(context.reader, into.name)) throw new JiadiError('already-exists', { name: into.name });
}

/** Makes an import a batch of its dataset, in one short transaction; when that fails, its files are removed. */
export async function publishImport(context: JobContext, imported: NewImport): Promise<Batch> {
  const { parts } = imported.result.file;
  try {
    const hashes = await Promise.all(parts.map((part) => context.task<string>('intake.sha256', { path: part.path })));
    return context.commit((command) => enter(command, imported, hashes, (context.nowMs() - imported.startedMs) / 1000));
  } catch (error) {
    // only what no row names: an error after the commit must not take the batch's rows away
    for (const part of parts) if (!getDataFile(context.reader, basename(part.path, '.db'))) remove(part.path);
    throw error;
  }
}

/** From here on the batch is there. */
function enter(command: CommandContext, imported: NewImport, hashes: readonly string[], seconds: number): Batch {
  const { id, name, shape, result, key } = imported;
  const { writer } = command;
  const at = command.nowIso();
  const dataset = datasetFor(command, imported.into, at);
  const parts = result.file.parts.map((part, i) => {
    const file = basename(part.path, '.db');
    insertDataFile(writer, { id: file, kind: 'batch', key, bytes: sizeOfInput(part.path), sha256: hashes[i] ?? '', at });
    return { file, firstRow: part.firstRow, rowCount: part.rowCount };
  });
  const facts = { rows: result.file.rowCount, bytes: result.bytes };
  insertBatch(writer, {
    id,
    dataset,
    fileName: name,
    sourceSha256: result.sourceSha256,
    sourceSm3: result.sourceSm3,
    sourceModifiedAt: result.modifiedMs === null ? null : isoUtc(result.modifiedMs),
    ...facts,
    malformed: result.malformed.count,
    shape,
    columns: result.file.columns,
    at,
    byId: command.actor,
    seconds,
    parts,
    setApart: result.malformed.apart,
    origin: imported.origin ?? 'file',
    records: result.malformed.sample.map((record) => placed(record, shape)),
    profile: JSON.stringify({ ...result.profile, seconds: result.seconds }),
  });
  imported.also?.(command);
  // there is nothing a first batch could be compared with: it is the dataset
  if (getBatch(writer, id).number === 1)
    insertDecision(writer, { batch: id, state: 'accepted', mode: 'replace', note: '', at, byId: command.actor });
  const { unit } = getDataset(writer, dataset);
  recordEvent(command, { stage: 'acquire', kind: 'intake.import', dataset, unit, ...facts, subject: name });
  command.audit(name, { dataset, batch: id, rows: facts.rows, sha256: result.sourceSha256 });
  return getBatch(writer, id);
}

function datasetFor(command: CommandContext, into: ImportInto, at: string): string {
  if ('dataset' in into) return into.dataset;
  const id = command.newId();
  insertDataset(command.writer, { ...into, id, at });
  return id;
}
