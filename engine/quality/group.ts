import type { TaskContext } from '../../base/jobs/index.ts';
import { openDatabase, sql, id, join, type SqlValue } from '../../base/sqlite/index.ts';
import { addHashed, createKeySet, type GroupJudge, hasHashed, hashed, type KeySet } from '../rules/index.ts';
import type { BatchFile } from '../table/batch-file.ts';
import { gapsAndRepeats, outOfOrder, overlaps } from './group-order.ts';
import { type RunChunk, RunWriter } from './runs.ts';

/** Input of the task `quality.group`: the key hashes of every data row, two words each, both zero where a row has no key. */
export interface GroupInput {
  readonly judge: GroupJudge;
  readonly slot: Uint32Array;
  readonly rowCount: number;
  /** Hashes of what should be the same for all rows of a key. */
  readonly dependent?: Uint32Array;
  /** Numbers of each row, NaN where it has none. */
  readonly numbers?: readonly Float64Array[];
  readonly references?: readonly KeySet[];
}

export interface GroupResult {
  readonly keyed: number;
  readonly distinct: number;
  readonly single: number;
  /** The findings, in row order. */
  readonly members: readonly RunChunk[];
  /** For a comparison of two sides: keys that only one of them has, and those whose content differs. */
  readonly sides?: { readonly onlyHere: number; readonly onlyThere: number; readonly differing: number };
}

export const LOOK_EVERY = 1 << 18;

/** Finds the rows of each key that are at fault, in a few passes over hashes and numbers; runs in a worker. */
export function groupKeys(input: GroupInput, context: TaskContext): GroupResult {
  const { judge, slot, rowCount } = input;
  const numbers = input.numbers ?? [];
  switch (judge.how) {
    case 'repeated':
      return repeats(input, context);
    case 'minority':
    case 'mixed':
      return minorities(slot, input.dependent ?? new Uint32Array(rowCount * 2), rowCount, judge.how === 'mixed', context);
    case 'reconcile':
      return reconcile(input, context);
    default: {
      const keys = numbered(slot, rowCount, context);
      const failing = new Uint8Array(rowCount);
      if (judge.how === 'sequence') gapsAndRepeats(keys.ids, numbers, judge, failing);
      else if (judge.how === 'no-overlap') overlaps(keys.ids, numbers, judge.gap, failing);
      else outOfOrder(keys.ids, numbers, judge, failing);
      const members = new RunWriter();
      for (let row = 0; row < rowCount; row++) if (failing[row] === 1) members.push(row + 1);
      const keyed = keys.ids.reduce((n, key) => n + (key >= 0 ? 1 : 0), 0);
      return { keyed, distinct: keys.count, single: 0, members: members.chunks() };
    }
  }
}

/** Numbers the different hashes of a slot array, from 0 in the order of their first row; -1 where a row has none. */
export function numbered(slot: Uint32Array, rowCount: number, context: TaskContext): { readonly ids: Int32Array; readonly count: number } {
  let size = 16;
  while (size < rowCount * 2) size *= 2;
  const mask = size - 1;
  const firstOf = new Int32Array(size); // row index + 1, 0 = free
  const ids = new Int32Array(rowCount).fill(-1);
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    if (row % LOOK_EVERY === 0) context.throwIfCancelled();
    const high = slot[row * 2] as number;
    const low = slot[row * 2 + 1] as number;
    if (low === 0) continue;
    for (let i = (high ^ low) & mask; ; i = (i + 1) & mask) {
      const known = firstOf[i] as number;
      if (known === 0) {
        firstOf[i] = row + 1;
        ids[row] = count++;
        break;
      }
      if (slot[(known - 1) * 2 + 1] === low && slot[(known - 1) * 2] === high) {
        ids[row] = ids[known - 1] as number;
        break;
      }
    }
  }
  return { ids, count };
}

/**
 * Rows that differ from the commonest dependent value of their key; where several are commonest, all rows of the key. With `all`, every row of a key that
 * has more than one dependent value.
 */
function minorities(slot: Uint32Array, dependent: Uint32Array, rowCount: number, all: boolean, context: TaskContext): GroupResult {
  const both = new Uint32Array(rowCount * 2);
  const keys = numbered(slot, rowCount, context);
  for (let row = 0; row < rowCount; row++) {
    const low = dependent[row * 2 + 1] as number;
    const key = keys.ids[row] as number;
    if (low === 0 || key < 0) continue;
    both[row * 2] = (dependent[row * 2] as number) ^ Math.imul(key + 1, 0x9e3779b1);
    both[row * 2 + 1] = (low ^ Math.imul(key + 1, 0x85ebca6b)) >>> 0 || 1;
  }
  const pairs = numbered(both, rowCount, context);
  const rowsOf = new Int32Array(pairs.count);
  for (const pair of pairs.ids) if (pair >= 0) rowsOf[pair] = (rowsOf[pair] as number) + 1;
  const most = new Int32Array(keys.count);
  const tied = new Uint8Array(keys.count);
  const several = new Uint8Array(keys.count);
  const bestPair = new Int32Array(keys.count).fill(-1);
  const sizes = new Int32Array(keys.count);
  let keyed = 0;
  for (let row = 0; row < rowCount; row++) {
    const pair = pairs.ids[row] as number;
    if (pair < 0) continue;
    keyed++;
    const key = keys.ids[row] as number;
    const rows = rowsOf[pair] as number;
    sizes[key] = (sizes[key] as number) + 1;
    if (sizes[key] !== 1 && bestPair[key] !== pair) several[key] = 1;
    if (rows > (most[key] as number)) {
      most[key] = rows;
      bestPair[key] = pair;
      tied[key] = 0;
    } else if (rows === most[key] && bestPair[key] !== pair) tied[key] = 1;
  }
  const members = new RunWriter();
  for (let row = 0; row < rowCount; row++) {
    const pair = pairs.ids[row] as number;
    if (pair < 0) continue;
    const key = keys.ids[row] as number;
    if (all ? several[key] === 1 : tied[key] === 1 || bestPair[key] !== pair) members.push(row + 1);
  }
  const single = sizes.reduce((n, size) => n + (size === 1 ? 1 : 0), 0);
  return { keyed, distinct: sizes.reduce((n, size) => n + (size > 0 ? 1 : 0), 0), single, members: members.chunks() };
}

function repeats({ slot, rowCount }: GroupInput, context: TaskContext): GroupResult {
  let size = 16;
  while (size < rowCount * 2) size *= 2;
  const mask = size - 1;
  const firstOf = new Int32Array(size); // row index + 1, 0 = free
  const repeated = new Uint8Array(rowCount);
  let keyed = 0;
  let distinct = 0;
  for (let row = 0; row < rowCount; row++) {
    if (row % LOOK_EVERY === 0) context.throwIfCancelled();
    const high = slot[row * 2] as number;
    const low = slot[row * 2 + 1] as number;
    if (low === 0) continue;
    keyed++;
    for (let i = (high ^ low) & mask; ; i = (i + 1) & mask) {
      const known = firstOf[i] as number;
      if (known === 0) {
        firstOf[i] = row + 1;
        distinct++;
        break;
      }
      const other = (known - 1) * 2;
      if (slot[other + 1] === low && slot[other] === high) {
        repeated[known - 1] = 1;
        repeated[row] = 1;
        break;
      }
    }
  }
  const members = new RunWriter();
  for (let row = 0; row < rowCount; row++) if (repeated[row] === 1) members.push(row + 1);
  return { keyed, distinct, single: keyed - members.count, members: members.chunks() };
}

/** Rows whose key the reference has not, or has with other content; and how many of its keys are not here. */
function reconcile(input: GroupInput, context: TaskContext): GroupResult {
  const { slot, rowCount } = input;
  const dependent = input.dependent ?? new Uint32Array(rowCount * 2);
  const [keys, rows] = input.references ?? [];
  const own = createKeySet(rowCount);
  const members = new RunWriter();
  let keyed = 0;
  let distinct = 0;
  let onlyHere = 0;
  for (let row = 0; row < rowCount; row++) {
    if (row % LOOK_EVERY === 0) context.throwIfCancelled();
    const low = slot[row * 2 + 1] as number;
    if (low === 0) continue;
    keyed++;
    hashed.high = slot[row * 2] as number;
    hashed.low = low;
    if (addHashed(own)) distinct++;
    const known = keys !== undefined && hasHashed(keys);
    if (!known) onlyHere++;
    hashed.high = dependent[row * 2] as number;
    hashed.low = dependent[row * 2 + 1] as number;
    if (!known || !rows || !hasHashed(rows)) members.push(row + 1);
  }
  let onlyThere = 0;
  for (let i = 0; keys && i < keys.slots.length; i += 2) {
    if (keys.slots[i + 1] === 0) continue;
    hashed.high = keys.slots[i] as number;
    hashed.low = keys.slots[i + 1] as number;
    if (!hasHashed(own)) onlyThere++;
  }
  return { keyed, distinct, single: 0, members: members.chunks(), sides: { onlyHere, onlyThere, differing: members.count - onlyHere } };
}

/** Values of some columns in given data rows, in the order of the rows; for samples, findings and exports. */
export function readCells(batch: BatchFile, columns: readonly string[], rows: readonly number[]): readonly (readonly SqlValue[])[] {
  const names = columns.map((name) => batch.columns.find((c) => c.name === name)).map((c) => (c ? id(`c${c.index + 1}`) : sql`NULL`));
  const out = new Map<number, readonly SqlValue[]>();
  for (const part of batch.parts) {
    const wanted = rows.filter((row) => row >= part.firstRow && row < part.firstRow + part.rowCount);
    if (wanted.length === 0) continue;
    const db = openDatabase({ path: part.path, mode: 'data-read', key: part.key });
    try {
      const select = join([sql`rowid`, ...names], ', ').text;
      const statement = db.statement(`SELECT ${select} FROM rows WHERE rowid = ?`).raw(true);
      for (const row of wanted) {
        const found = statement.get(row - part.firstRow + 1) as SqlValue[] | undefined;
        if (found) out.set(row, found.slice(1));
      }
    } finally {
      db.close();
    }
  }
  return rows.map((row) => out.get(row) ?? columns.map(() => null));
}
