/**
 * What a check found in a batch, kept so that batches can be put together without reading their rows again: the counts, findings and states of every rule,
 * and the shared arrays of keys and numbers. A data file of the workspace, encrypted as the others.
 */
import { basename } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { asFileError, writeWhole } from '../../base/files.ts';
import type { TaskContext } from '../../base/jobs/index.ts';
import { type Database, openDatabase, sql } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { StateTarget } from './carried-batch.ts';
import type { Scanned } from './pass.ts';
import type { Slots } from './steps.ts';

/** Input of the task `quality.writeState`. */
export interface WriteStateInput {
  readonly target: StateTarget;
  readonly scans: readonly Scanned[];
  readonly slots: Slots;
}

const FORMAT = 1;
const PIECE_BYTES = 8 << 20;

/** Writes the state of a batch; the file appears whole or not at all. */
export function writeCheckState({ target, scans, slots }: WriteStateInput, context: TaskContext): void {
  const { temporary, key } = target;
  writeWhole(target, () => {
    const db = openDatabase({ path: temporary, mode: 'data-write', key });
    try {
      db.script(`CREATE TABLE piece(name TEXT NOT NULL, bytes BLOB NOT NULL) STRICT; PRAGMA user_version=${FORMAT}`);
      db.transaction(() => {
        putPieces(db, 'scans', serialize(scans), context);
        slots.keys.forEach((slot, i) => putPieces(db, `k${i}`, bytesOf(slot), context));
        slots.numbers.forEach((slot, i) => putPieces(db, `n${i}`, bytesOf(slot), context));
      });
    } finally {
      db.close();
    }
  });
}

const bytesOf = (slot: Uint32Array | Float64Array): Uint8Array => new Uint8Array(slot.buffer, slot.byteOffset, slot.byteLength);

function putPieces(db: Database, name: string, bytes: Uint8Array, context: TaskContext): void {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    context.throwIfCancelled();
    // a copy: shared memory is not handed to SQLite
    db.run(sql`INSERT INTO piece VALUES (${name}, ${new Uint8Array(bytes.subarray(at, at + PIECE_BYTES))})`);
  }
}

/** Input of the task `quality.readState`: into which arrays of all batches the batch's own go, and after how many rows. */
export interface ReadStateInput {
  readonly path: string;
  readonly key: Uint8Array;
  readonly slots: Slots;
  readonly rowsBefore: number;
  readonly rowCount: number;
}

/** Reads the state of a batch. Throws `file-damaged`. */
export function readCheckState({ path, key, slots, rowsBefore, rowCount }: ReadStateInput, context: TaskContext): readonly Scanned[] {
  const damaged = (): JiadiError => new JiadiError('file-damaged', { file: basename(path) });
  try {
    const db = openDatabase({ path, mode: 'data-read', key });
    try {
      if (db.arrays(sql`PRAGMA user_version`)[0]?.[0] !== FORMAT) throw damaged();
      const scans = deserialize(piecesOf(db, 'scans')) as readonly Scanned[];
      const fill = (name: string, slot: Uint32Array | Float64Array): void => {
        context.throwIfCancelled();
        const bytes = piecesOf(db, name);
        if (bytes.length !== rowCount * 8) throw damaged();
        bytesOf(slot).set(bytes, rowsBefore * 8);
      };
      slots.keys.forEach((slot, i) => fill(`k${i}`, slot));
      slots.numbers.forEach((slot, i) => fill(`n${i}`, slot));
      return scans;
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
