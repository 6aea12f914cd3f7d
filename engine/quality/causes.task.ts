/** Root causes of a run: one scan over the columns of few values counts, for every rule at once, where the failures stand. */
import type { TaskContext } from '../../base/jobs/index.ts';
import { id, join, openDatabase, sql, type SqlValue } from '../../base/sqlite/index.ts';
import { maskKindOf } from '../semantics/index.ts';
import { type BatchColumn, type BatchFile, storedName } from '../table/index.ts';
import { type Cause, causesOf, SHARE_MIN, type ValueCount } from './causes.ts';
import { asKey } from './cells.ts';
import { type Failing, openFailing } from './failing.ts';

export interface CausesInput {
  readonly batch: BatchFile;
  readonly path: string;
  readonly key: Uint8Array | null;
  /** Rules with findings, and the columns they look at themselves, which explain nothing. */
  readonly rules: readonly { readonly rule: string; readonly columns: readonly string[] }[];
  /** Counts that are kept at a time; more rules than they are for are looked at in several readings (left out: 32 million). */
  readonly countsMax?: number;
}

export interface Causes {
  /** Columns that were looked at. */
  readonly columns: readonly string[];
  /** Of every rule with findings, and (rule null) of all failing rows together. */
  readonly rules: readonly { readonly rule: string | null; readonly failures: number; readonly causes: readonly Cause[] }[];
}

/** Columns with more different values explain nothing to a person. */
const VALUES_MAX = 200;
const COUNTS_MAX = 32_000_000;
const SAMPLE_ROWS = 20_000;
const BLOCK_ROWS = 8_192;

interface LookedAt {
  readonly rule: string;
  readonly columns: readonly string[];
  /** Its place among the findings; -1 where it has none. */
  readonly index: number;
}

/** Worker task `quality.causes`. */
export function findCauses(input: CausesInput, context: TaskContext): Causes {
  const { batch } = input;
  const failing = openFailing(input.path, input.key, batch.rowCount);
  try {
    const candidates = fewValued(batch, context);
    const byId = new Map(failing.rules.map((one) => [one.id, one]));
    const rules = input.rules.map(({ rule, columns }): LookedAt => ({ rule, columns, index: byId.get(rule)?.index ?? -1 }));
    const size = Math.max(1, Math.floor((input.countsMax ?? COUNTS_MAX) / (VALUES_MAX * Math.max(1, candidates.length))));
    const lots = Array.from({ length: Math.max(1, Math.ceil(rules.length / size)) }, (_, i) => rules.slice(i * size, (i + 1) * size));
    const total = batch.rowCount * lots.length;
    const found: Causes['rules'][number][] = [];
    let names: readonly string[] = [];
    for (const [i, lot] of lots.entries()) {
      // all failing rows together are counted in the first reading
      const counter = new Counter(candidates, failing, lot, i === 0 ? rules : []);
      for (const block of blocksOf(batch, candidates)) {
        context.throwIfCancelled();
        counter.take(block);
        const done = Math.min(batch.rowCount, block.first + block.count - 1);
        context.report({ phase: 'causes', done: batch.rowCount * i + done, total, unit: 'rows' });
      }
      names = counter.columns.map((c) => c.name);
      const all = failing.rows(rules.map(({ index }) => index).filter((index) => index >= 0)).size;
      if (i === 0) found.push(counter.causes(null, lot.length, [], all));
      lot.forEach(({ rule, columns, index }, slot) => found.push(counter.causes(rule, slot, columns, failing.rules[index]?.count ?? 0)));
    }
    return { columns: names, rules: found };
  } finally {
    failing.close();
  }
}

/** Columns that may be shown and had few values in the first rows. */
function fewValued(batch: BatchFile, context: TaskContext): BatchColumn[] {
  const open = batch.columns.filter((c) => maskKindOf(c.semantic) === 'none' && c.type !== 'empty');
  const seen = open.map(() => new Set<string | number | null>());
  for (const block of blocksOf(batch, open)) {
    if (block.first > SAMPLE_ROWS) break;
    context.throwIfCancelled();
    block.cells.forEach((row) => row.forEach((cell, c) => (seen[c]?.size ?? 0) <= VALUES_MAX && seen[c]?.add(asKey(cell))));
  }
  return open.filter((_, c) => (seen[c]?.size ?? 0) > 1 && (seen[c]?.size ?? 0) <= VALUES_MAX);
}

interface Block {
  /** Row number of the first of its rows. */
  readonly first: number;
  readonly count: number;
  readonly cells: readonly (readonly SqlValue[])[];
}

function* blocksOf(batch: BatchFile, columns: readonly BatchColumn[]): Generator<Block> {
  if (columns.length === 0) return;
  const names = join(
    columns.map((c) => id(storedName(c.index))),
    ', ',
  );
  for (const part of batch.parts) {
    const db = openDatabase({ path: part.path, mode: 'data-read', key: part.key });
    try {
      const some = db.statement(sql`SELECT ${names} FROM rows WHERE rowid BETWEEN ? AND ? ORDER BY rowid`.text).raw(true);
      for (let from = 1; from <= part.rowCount; from += BLOCK_ROWS) {
        const cells = some.all(from, Math.min(part.rowCount, from + BLOCK_ROWS - 1)) as SqlValue[][];
        yield { first: part.firstRow + from - 1, count: cells.length, cells };
      }
    } finally {
      db.close();
    }
  }
}

interface Counted {
  readonly name: string;
  readonly codes: Map<string | number | null, number>;
  /** By code: all rows, and the failing ones of a rule after those of another, last of any rule. */
  readonly rows: number[];
  readonly failures: Uint32Array;
  /** The codes of the rows of a block. */
  readonly block: Uint16Array;
  given: boolean;
}

/** Counts of all columns by value, for every rule. */
class Counter {
  readonly #failing: Failing;
  readonly #all: Counted[];
  readonly #any = new Uint8Array(BLOCK_ROWS);
  readonly #rules: readonly LookedAt[];
  readonly #together: readonly LookedAt[];
  #rowCount = 0;

  /** `rules`: each of them; `together`: rows that fail any of these. */
  constructor(columns: readonly BatchColumn[], failing: Failing, rules: readonly LookedAt[], together: readonly LookedAt[]) {
    this.#failing = failing;
    this.#rules = rules;
    this.#together = together;
    this.#all = columns.map(({ name }) => ({
      name,
      codes: new Map(),
      rows: [],
      failures: new Uint32Array((rules.length + 1) * VALUES_MAX),
      block: new Uint16Array(BLOCK_ROWS),
      given: true,
    }));
  }

  /** The columns that had few values to the end. */
  get columns(): readonly Counted[] {
    return this.#all.filter((column) => column.given);
  }

  take(block: Block): void {
    this.#rowCount += block.count;
    this.#all.forEach((column, c) => encode(column, block, c));
    const columns = this.columns;
    const count = (row: number, slot: number): void => {
      for (const { failures, block: codes } of columns) {
        const at = slot * VALUES_MAX + (codes[row] as number);
        failures[at] = (failures[at] as number) + 1;
      }
    };
    const each = (index: number, visit: (row: number) => void): void => {
      if (index < 0) return;
      this.#failing.eachRun(index, block.first, block.first + block.count - 1, (first, length) => {
        for (let row = first - block.first; row < first - block.first + length; row++) visit(row);
      });
    };
    this.#rules.forEach(({ index }, slot) => each(index, (row) => count(row, slot)));
    this.#any.fill(0);
    for (const { index } of this.#together) each(index, (row) => (this.#any[row] = 1));
    if (this.#together.length > 0) this.#any.forEach((fails, row) => fails === 1 && count(row, this.#rules.length));
  }

  causes(rule: string | null, slot: number, own: readonly string[], failures: number): Causes['rules'][number] {
    const columns = this.columns.filter((column) => !own.includes(column.name));
    const tests = columns.reduce((sum, column) => sum + column.codes.size, 0);
    const counted = columns.map((column) => ({ column: column.name, values: valuesOf(column, slot, failures * SHARE_MIN) }));
    return { rule, failures, causes: causesOf(counted, this.#rowCount, failures, tests) };
  }
}

function encode(column: Counted, block: Block, at: number): void {
  if (!column.given) return;
  for (let r = 0; r < block.count; r++) {
    const key = asKey(block.cells[r]?.[at] ?? null);
    let code = column.codes.get(key);
    if (code === undefined) {
      code = column.codes.size;
      if (code >= VALUES_MAX) {
        column.given = false;
        return;
      }
      column.codes.set(key, code);
      column.rows.push(0);
    }
    column.block[r] = code;
    column.rows[code] = (column.rows[code] as number) + 1;
  }
}

/** The values that at least so many failing rows have; the others are no cause. */
function valuesOf({ codes, rows, failures }: Counted, slot: number, least: number): ValueCount[] {
  const values: ValueCount[] = [];
  for (const [value, code] of codes) {
    const failing = failures[slot * VALUES_MAX + code] ?? 0;
    if (failing > 0 && failing >= least) values.push({ value, rows: rows[code] ?? 0, failures: failing });
  }
  return values;
}
