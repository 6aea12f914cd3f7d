/** Rows of two runs: which fail now that did not before, and the other way round. */
import type { TaskContext } from '../../base/jobs/index.ts';
import type { RowHashes } from '../batches/index.ts';
import { openFailing } from './failing.ts';
import type { RowSet } from './row-set.ts';
import { KeyIndex } from './key-index.ts';

/** A run's findings, with the hash of each row's key; null where rows are told apart by their number. */
export interface ComparedRun {
  readonly path: string;
  readonly key: Uint8Array | null;
  readonly rowCount: number;
  readonly keys: Pick<RowHashes, 'key1' | 'key2'> | null;
}

export interface CompareRowsInput {
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  readonly rules: readonly string[];
}

/** Rows that fail a rule (or any rule), by what became of them. */
export interface RowChanges {
  readonly newlyFailing: number;
  readonly newlyPassing: number;
  readonly stillFailing: number;
  /** Failing rows that the other run's batch has not. */
  readonly onlyAfter: number;
  readonly onlyBefore: number;
}

export interface ComparedRows {
  readonly all: RowChanges;
  readonly rules: readonly ({ readonly rule: string } & RowChanges)[];
}

/** Worker task `quality.compareRows`. */
export function compareRows({ before, after, rules }: CompareRowsInput, context: TaskContext): ComparedRows {
  const old = openFailing(before.path, before.key, before.rowCount);
  const now = openFailing(after.path, after.key, after.rowCount);
  try {
    const pairs = pairRows(before, after, context);
    const indexOf = (side: typeof old, rule: string): number[] => side.rules.filter((r) => r.id === rule).map((r) => r.index);
    const compared = rules.map((rule, i) => {
      context.throwIfCancelled();
      context.report({ phase: 'compare', done: i, total: rules.length, unit: 'items' });
      return { rule, ...changes(old.rows(indexOf(old, rule)), now.rows(indexOf(now, rule)), pairs) };
    });
    const every = (side: typeof old): RowSet => side.rows(side.rules.map((r) => r.index));
    return { all: changes(every(old), every(now), pairs), rules: compared };
  } finally {
    old.close();
    now.close();
  }
}

/** Rows between two looks at the cancel. */
const LOOK_EVERY = 1 << 18;

/** For each row of the newer batch the row of the older one, 0 where it has none; null: the same numbers. */
interface Pairs {
  readonly before: Int32Array | null;
  /** Rows of the older batch that the newer one has too. */
  readonly kept: Uint8Array | null;
}

/** Rows of one key belong together in their order: the first with the first, the second with the second. */
function pairRows(before: ComparedRun, after: ComparedRun, context: TaskContext): Pairs {
  if (!before.keys || !after.keys) return { before: null, kept: null };
  const index = new KeyIndex();
  const old = numbered(index, before.keys, before.rowCount, context);
  const now = numbered(index, after.keys, after.rowCount, context);
  const head = new Int32Array(index.size);
  const next = new Int32Array(before.rowCount + 1);
  for (let row = before.rowCount; row > 0; row--) {
    const key = old[row - 1] as number;
    next[row] = head[key] as number;
    head[key] = row;
  }
  const pairs = new Int32Array(after.rowCount + 1);
  const kept = new Uint8Array(before.rowCount + 1);
  for (let row = 1; row <= after.rowCount; row++) {
    const key = now[row - 1] as number;
    const found = head[key] as number;
    if (found === 0) continue;
    pairs[row] = found;
    kept[found] = 1;
    head[key] = next[found] as number;
  }
  return { before: pairs, kept };
}

/** The number of the key of each row. */
function numbered(index: KeyIndex, { key1, key2 }: NonNullable<ComparedRun['keys']>, rowCount: number, context: TaskContext): Int32Array {
  const numbers = new Int32Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    if (i % LOOK_EVERY === 0) context.throwIfCancelled();
    numbers[i] = index.of(key1[i] as number, key2[i] as number);
  }
  return numbers;
}

function changes(old: RowSet, now: RowSet, { before, kept }: Pairs): RowChanges {
  const count = { newlyFailing: 0, newlyPassing: 0, stillFailing: 0, onlyAfter: 0, onlyBefore: 0 };
  if (!before || !kept) {
    const still = old.and(now).size;
    return { ...count, stillFailing: still, newlyFailing: now.size - still, newlyPassing: old.size - still };
  }
  let matched = 0;
  for (const row of now.list()) {
    const earlier = before[row] as number;
    if (earlier === 0) count.onlyAfter++;
    else if (old.has(earlier)) matched++;
    else count.newlyFailing++;
  }
  for (const row of old.list()) if (kept[row] === 0) count.onlyBefore++;
  return { ...count, stillFailing: matched, newlyPassing: old.size - matched - count.onlyBefore };
}
