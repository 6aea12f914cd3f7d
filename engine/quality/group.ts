import type { TaskContext } from '../../base/jobs/index.ts';
import { openDatabase, sql, id, join, type SqlValue } from '../../base/sqlite/index.ts';
import { eachKey, type GroupJudge, hasHashed, hashed, type KeySet } from '../rules/index.ts';
import type { BatchFile } from '../table/batch-file.ts';
import { gapsAndRepeats, outOfOrder, overlaps } from './group-order.ts';
import { KeyIndex, KeyNotes } from './key-index.ts';
import { DEPENDENT_AT, eachPartition, type KeyReader, type KeyStream, type KeyVisit } from './key-records.ts';
import { RowSet } from './row-set.ts';
import type { RunChunk } from './runs.ts';

/** Input of the task `quality.group`: the keys of the rows that have one, with what the judge asks for besides. */
export interface GroupInput {
  readonly judge: GroupJudge;
  readonly keys: KeyStream;
  readonly rowCount: number;
  readonly references?: readonly KeySet[];
  /** Rows that the rule has found at fault by themselves. */
  readonly hits: readonly RunChunk[];
}

export interface GroupResult {
  readonly keyed: number;
  readonly distinct: number;
  readonly single: number;
  /** The findings with those that the rule had before, in row order. */
  readonly members: readonly RunChunk[];
  /** For a comparison of two sides: keys that only one of them has, and those whose content differs. */
  readonly sides?: { readonly onlyHere: number; readonly onlyThere: number; readonly differing: number };
}

/** What is found partition by partition. */
interface Found {
  keyed: number;
  distinct: number;
  single: number;
  readonly members: RowSet;
}

/** The records of a partition, from the first on each time. */
type Each = (visit: KeyVisit) => void;

/** Finds the rows of each key that are at fault; runs in a worker, in memory for the keys of one partition. */
export function groupKeys(input: GroupInput, context: TaskContext): GroupResult {
  const { judge, keys, rowCount, hits } = input;
  const found: Found = { keyed: 0, distinct: 0, single: 0, members: new RowSet(rowCount) };
  if (judge.how === 'reconcile') return reconcile(input, found, context);
  const index = new KeyIndex();
  const first = new KeyNotes();
  const pairs: PairNotes = { index: new KeyIndex(), key: new KeyNotes(), rows: new KeyNotes() };
  eachPartition(keys, context, (each, partition, reader) => {
    index.clear();
    if (judge.how === 'repeated') repeats(each, index, first, found);
    else if (judge.how === 'minority' || judge.how === 'mixed') minorities(each, index, pairs, judge.how === 'mixed', found);
    else inOrder(judge, recordsOf(each, reader.most(partition), reader.numbers, index), index, found);
  });
  return resultOf(found, hits);
}

const resultOf = ({ keyed, distinct, single, members }: Found, hits: readonly RunChunk[]): GroupResult => ({
  keyed,
  distinct,
  single,
  members: members.addAll(hits).findings(),
});

/** Rows of a key that another row has, too. */
function repeats(each: Each, index: KeyIndex, first: KeyNotes, found: Found): void {
  let repeated = 0;
  each((block, at, row) => {
    found.keyed++;
    const known = index.size;
    const key = index.of(block[at] as number, block[at + 1] as number);
    if (key === known) return first.set(key, row);
    const before = first.at(key);
    // a key that is known to be repeated has 0
    if (before > 0) {
      repeated++;
      found.members.add(before);
      first.set(key, 0);
    }
    found.members.add(row);
  });
  found.distinct += index.size;
  found.single += index.size - repeated;
}

/** What is noted of the pairs of a key and what depends on it. */
interface PairNotes {
  readonly index: KeyIndex;
  readonly key: KeyNotes;
  readonly rows: KeyNotes;
}

/**
 * Rows that differ from the commonest dependent value of their key; where several are commonest, all rows of the key. With `all`, every row of a key that
 * has more than one dependent value.
 */
function minorities(each: Each, index: KeyIndex, pairs: PairNotes, all: boolean, found: Found): void {
  pairs.index.clear();
  pairs.rows.clear();
  const pairOf = (block: Int32Array, at: number, key: number): number =>
    pairs.index.of(
      (block[at + DEPENDENT_AT] as number) ^ Math.imul(key + 1, 0x9e3779b1),
      (block[at + DEPENDENT_AT + 1] as number) ^ Math.imul(key + 1, 0x85ebca6b),
    );
  each((block, at) => {
    found.keyed++;
    const key = index.of(block[at] as number, block[at + 1] as number);
    const pair = pairOf(block, at, key);
    pairs.key.set(pair, key);
    pairs.rows.add(pair, 1);
  });
  const common = commonest(index.size, pairs);
  each((block, at, row) => {
    const key = index.of(block[at] as number, block[at + 1] as number);
    const fails = all ? common.several[key] === 1 : common.tied[key] === 1 || common.pair[key] !== pairOf(block, at, key);
    if (fails) found.members.add(row);
  });
  found.distinct += index.size;
  for (let key = 0; key < index.size; key++) if (common.rows[key] === 1) found.single++;
}

/** Of each key: the pair that most rows have, whether others have as many, whether there are others, and its rows. */
function commonest(
  keys: number,
  pairs: PairNotes,
): { readonly pair: Int32Array; readonly tied: Uint8Array; readonly several: Uint8Array; readonly rows: Int32Array } {
  const pair = new Int32Array(keys).fill(-1);
  const [tied, several, rows] = [new Uint8Array(keys), new Uint8Array(keys), new Int32Array(keys)];
  for (let i = 0; i < pairs.index.size; i++) {
    const key = pairs.key.at(i);
    const own = pairs.rows.at(i);
    const best = pair[key] as number;
    const most = best < 0 ? 0 : pairs.rows.at(best);
    rows[key] = (rows[key] as number) + own;
    if (best >= 0) several[key] = 1;
    if (own > most) {
      pair[key] = i;
      tied[key] = 0;
    } else if (own === most) tied[key] = 1;
  }
  return { pair, tied, several, rows };
}

/** The records of a partition side by side: the number of the key, the row, and its numbers (NaN where it has none). */
interface Records {
  readonly ids: Int32Array;
  readonly rows: Uint32Array;
  readonly numbers: readonly Float64Array[];
}

function recordsOf(each: Each, most: number, numbers: number, index: KeyIndex): Records {
  const [ids, rows] = [new Int32Array(most), new Uint32Array(most)];
  const own = Array.from({ length: numbers }, () => new Float64Array(most));
  const words = new Int32Array(2);
  const double = new Float64Array(words.buffer);
  let count = 0;
  each((block, at, row) => {
    ids[count] = index.of(block[at] as number, block[at + 1] as number);
    rows[count] = row;
    own.forEach((list, i) => {
      words[0] = block[at + DEPENDENT_AT + i * 2] as number;
      words[1] = block[at + DEPENDENT_AT + i * 2 + 1] as number;
      list[count] = double[0] as number;
    });
    count++;
  });
  return { ids: ids.subarray(0, count), rows: rows.subarray(0, count), numbers: own.map((list) => list.subarray(0, count)) };
}

type OrderJudge = Extract<GroupJudge, { how: 'sequence' | 'no-overlap' | 'ordered' }>;

/** Rows that are at fault in the order of their key. */
function inOrder(judge: OrderJudge, { ids, rows, numbers }: Records, index: KeyIndex, found: Found): void {
  const failing = new Uint8Array(rows.length);
  if (judge.how === 'sequence') gapsAndRepeats(ids, numbers, judge, failing);
  else if (judge.how === 'no-overlap') overlaps(ids, numbers, judge.gap, failing);
  else outOfOrder(ids, numbers, judge, failing);
  rows.forEach((row, i) => {
    if (failing[i] === 1) found.members.add(row);
  });
  found.keyed += rows.length;
  found.distinct += index.size;
}

/** Rows whose key the reference has not, or has with other content; and how many of its keys are not here. */
function reconcile({ keys, references = [], hits }: GroupInput, found: Found, context: TaskContext): GroupResult {
  const [known, content] = references;
  const own = new KeyIndex();
  let [onlyHere, onlyThere] = [0, 0];
  eachPartition(keys, context, (each, partition, { partitions }: KeyReader) => {
    own.clear();
    each((block, at, row) => {
      found.keyed++;
      hashed.high = (block[at] as number) >>> 0;
      hashed.low = (block[at + 1] as number) >>> 0;
      own.of(hashed.high, hashed.low);
      const isKnown = known !== undefined && hasHashed(known);
      if (!isKnown) onlyHere++;
      hashed.high = (block[at + DEPENDENT_AT] as number) >>> 0;
      hashed.low = (block[at + DEPENDENT_AT + 1] as number) >>> 0;
      if (!isKnown || !content || !hasHashed(content)) found.members.add(row);
    });
    found.distinct += own.size;
    if (known) eachKey(known, partition, partitions, (high, low) => void (own.has(high, low) || onlyThere++));
  });
  const differing = found.members.size - onlyHere;
  return { ...resultOf(found, hits), sides: { onlyHere, onlyThere, differing } };
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
