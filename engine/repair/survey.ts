import type { Repaired } from './chain.ts';

/** Different values a step may be known to change; more are counted together. */
const PAIRS_MAX = 100_000;
/** Characters of all pairs of a survey together. */
const CHARS_MAX = 24_000_000;

export interface PairCount {
  readonly before: string;
  readonly after: string;
  rows: number;
}

/** The pairs of one step. */
class StepPairs {
  rows = 0;
  exact = true;
  /** By the value before: a repair gives one value one result. */
  readonly pairs = new Map<string, PairCount>();
}

/** Counts what steps do, in bounded memory. */
export class Survey {
  readonly #steps = new Map<number, StepPairs>();
  readonly #columns = new Map<number, { mended: number; broken: number }>();
  #chars = 0;
  rowsChanged = 0;
  cellsChanged = 0;

  /** Counts a value that was repaired in a column. */
  add(column: number, { changes, effect }: Repaired): void {
    this.cellsChanged++;
    for (const { step, before, after } of changes) this.#count(step, before, after);
    if (effect === 'same') return;
    const counts = this.#columns.get(column) ?? { mended: 0, broken: 0 };
    this.#columns.set(column, counts);
    counts[effect]++;
  }

  #count(step: number, before: string, after: string): void {
    let own = this.#steps.get(step);
    if (!own) this.#steps.set(step, (own = new StepPairs()));
    own.rows++;
    const known = own.pairs.get(before);
    if (known) {
      known.rows++;
      return;
    }
    const chars = before.length + after.length;
    if (own.pairs.size >= PAIRS_MAX || this.#chars + chars > CHARS_MAX) {
      own.exact = false;
      return;
    }
    this.#chars += chars;
    own.pairs.set(before, { before, after, rows: 1 });
  }

  /** What a step did, its most frequent pairs first. */
  step(
    step: number,
    top: number,
  ): { readonly rows: number; readonly count: number; readonly exact: boolean; readonly top: readonly PairCount[] } {
    const own = this.#steps.get(step);
    if (!own) return { rows: 0, count: 0, exact: true, top: [] };
    return { rows: own.rows, count: own.pairs.size, exact: own.exact, top: mostFrequent([...own.pairs.values()], top) };
  }

  /** Values of a column that pass its check now and did not before, and the other way round. */
  column(column: number): { readonly mended: number; readonly broken: number } {
    return this.#columns.get(column) ?? { mended: 0, broken: 0 };
  }
}

/** The pairs with most rows; among equals by the value. */
export function mostFrequent(pairs: readonly PairCount[], count: number, offset = 0): readonly PairCount[] {
  return [...pairs].sort((a, b) => b.rows - a.rows || (a.before < b.before ? -1 : 1)).slice(offset, offset + count);
}
