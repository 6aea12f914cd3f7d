/**
 * What a check found in a batch, kept so that batches can be put together without reading their rows again: the counts, findings and states of every rule,
 * and the records of keys. A data file of the workspace, encrypted as the others.
 */
import { basename } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { asFileError, writeWhole } from '../../base/files.ts';
import type { TaskContext } from '../../base/jobs/index.ts';
import { mapBlocks, SpillReader } from '../../base/spill.ts';
import { type Database, openDatabase, sql } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { StateTarget } from './carried-batch.ts';
import type { KeyRecords } from './key-records.ts';
import type { Scanned } from './pass.ts';

/** Input of the task `quality.writeState`. */
export interface WriteStateInput {
  readonly target: StateTarget;
  readonly scans: readonly Scanned[];
  readonly records: readonly KeyRecords[];
}

/** How the state of a check is kept; a state of another form is made anew. */
export const STATE_FORMAT = 2;
const PIECE_BYTES = 8 << 20;

/** Writes the state of a batch; the file appears whole or not at all. */
export function writeCheckState({ target, scans, records }: WriteStateInput, context: TaskContext): void {
  const { temporary, key } = target;
  writeWhole(target, () => {
    const db = openDatabase({ path: temporary, mode: 'data-write', key });
    try {
      db.script(`CREATE TABLE piece(name TEXT NOT NULL, bytes BLOB NOT NULL) STRICT; CREATE TABLE blocks(bytes BLOB NOT NULL) STRICT;
        PRAGMA user_version=${STATE_FORMAT}`);
      db.transaction(() => {
        putPieces(db, 'scans', serialize(unshared(scans)), context);
        putPieces(db, 'records', serialize(records.map((one) => copyRecords(db, one, context))), context);
      });
    } finally {
      db.close();
    }
  });
}

/** The records of a stretch as they are kept: their blocks lie in the same file. */
type KeptRecords = Omit<KeyRecords, 'source'>;

function copyRecords(db: Database, { source, partitions, streams }: KeyRecords, context: TaskContext): KeptRecords {
  const insert = db.statement('INSERT INTO blocks VALUES (?)');
  const reader = new SpillReader();
  const put = (bytes: Uint8Array): number => {
    context.throwIfCancelled();
    return Number(insert.run(bytes).lastInsertRowid);
  };
  try {
    return { partitions, streams: streams.map((stream) => mapBlocks(stream, (number, words) => put(reader.bytes(source, number, words)))) };
  } finally {
    reader.close();
  }
}

/** The same data with arrays in shared memory copied: those cannot be written. */
function unshared(value: unknown): unknown {
  if (value instanceof Float64Array || value instanceof Uint8Array)
    return value.buffer instanceof SharedArrayBuffer ? value.slice() : value;
  if (Array.isArray(value)) return value.map(unshared);
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, unshared(one)]));
}

function putPieces(db: Database, name: string, bytes: Uint8Array, context: TaskContext): void {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    context.throwIfCancelled();
    // a copy: shared memory is not handed to SQLite
    db.run(sql`INSERT INTO piece VALUES (${name}, ${new Uint8Array(bytes.subarray(at, at + PIECE_BYTES))})`);
  }
}

/** What is kept of a check: what was found, and the records of keys of each stretch, whose blocks stay in the file. */
export interface CheckState {
  readonly scans: readonly Scanned[];
  readonly records: readonly KeyRecords[];
}

/** Reads the state of a batch. Throws `file-damaged`. */
export function readCheckState({ path, key }: { readonly path: string; readonly key: Uint8Array }): CheckState {
  try {
    const db = openDatabase({ path, mode: 'data-read', key });
    try {
      if (db.arrays(sql`PRAGMA user_version`)[0]?.[0] !== STATE_FORMAT) throw new JiadiError('file-damaged', { file: basename(path) });
      const records = deserialize(piecesOf(db, 'records')) as readonly KeptRecords[];
      return {
        scans: deserialize(piecesOf(db, 'scans')) as readonly Scanned[],
        records: records.map((one) => ({ ...one, source: { path, key, kept: true } })),
      };
    } finally {
      db.close();
    }
  } catch (error) {
    throw asFileError(error, basename(path));
  }
}

function piecesOf(db: Database, name: string): Buffer {
  const pieces = db.arrays(sql`SELECT bytes FROM piece WHERE name = ${name} ORDER BY rowid`).map(([bytes]) => bytes as Uint8Array);
  return Buffer.concat(pieces);
}
