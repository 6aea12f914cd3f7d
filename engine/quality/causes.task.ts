/** Root causes of a run: one scan over the columns of few values counts, for every rule at once, where the failures stand. */
import type { TaskContext } from '../../base/jobs/index.ts';
import { id, join, openDatabase, sql, type SqlValue } from '../../base/sqlite/index.ts';
import { maskKindOf } from '../semantics/index.ts';
import { type BatchColumn, type BatchFile, storedName } from '../table/index.ts';
import { type Cause, causesOf, type ValueCount } from './causes.ts';
import { asKey } from './cells.ts';
import { type Failing, openFailing } from './failing.ts';

export interface CausesInput {
  readonly batch: BatchFile;
  readonly path: string;
  readonly key: Uint8Array | null;
  /** Rules with findings, and the columns they look at themselves, which explain nothing. */
  readonly rules: readonly { readonly rule: string; readonly columns: readonly string[] }[];
}

export interface Causes {
  /** Columns that were looked at. */
  readonly columns: readonly string[];
  /** Of every rule with findings, and (rule null) of all failing rows together. */
  readonly rules: readonly { readonly rule: string | null; readonly failures: number; readonly causes: readonly Cause[] }[];
}

/** Columns with more different values explain nothing to a person. */
const VALUES_MAX = 200;
const SAMPLE_ROWS = 20_000;
const BLOCK_ROWS = 8_192;

/** Worker task `quality.causes`. */
export function findCauses(input: CausesInput, context: TaskContext): Causes {
  const { batch } = input;
  const failing = openFailing(input.path, input.key, batch.rowCount);
  try {
    const candidates = fewValued(batch, context);
    const counter = new Counter(candidates, failing, input.rules.length);
    const indexes = input.rules.map(({ rule }) => failing.rules.find((one) => one.id === rule)?.index ?? -1);
    for (const block of blocksOf(batch, candidates)) {
      context.throwIfCancelled();
      counter.take(block, indexes);
      context.report({
        phase: 'causes',
        done: Math.min(batch.rowCount, block.first + block.count - 1),
        total: batch.rowCount,
        unit: 'rows',
      });
    }
    const names = counter.columns.map((c) => c.name);
    const all = input.rules.map(({ rule, columns }, i) => counter.causes(rule, i, columns, failing.rules[indexes[i] ?? -1]?.count ?? 0));
    const any = failing.rows(indexes.filter((index) => index >= 0)).size;
    return { columns: names, rules: [counter.causes(null, input.rules.length, [], any), ...all] };
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
  /** By code: all rows, and for each rule (the last: any rule) the failing ones. */
  readonly rows: number[];
  readonly failures: Uint32Array[];
  /** The codes of the rows of a block. */
  readonly block: Uint16Array;
  given: boolean;
}

/** Counts of all columns by value, for every rule. */
class Counter {
  readonly #failing: Failing;
  readonly #all: Counted[];
  readonly #any = new Uint8Array(BLOCK_ROWS);
  #rowCount = 0;

  constructor(columns: readonly BatchColumn[], failing: Failing, ruleCount: number) {
    this.#failing = failing;
    this.#all = columns.map(({ name }) => ({
      name,
      codes: new Map(),
      rows: [],
      failures: Array.from({ length: ruleCount + 1 }, () => new Uint32Array(VALUES_MAX)),
      block: new Uint16Array(BLOCK_ROWS),
      given: true,
    }));
  }

  /** The columns that had few values to the end. */
  get columns(): readonly Counted[] {
    return this.#all.filter((column) => column.given);
  }

  take(block: Block, rules: readonly number[]): void {
    this.#rowCount += block.count;
    this.#all.forEach((column, c) => encode(column, block, c));
    const columns = this.columns;
    const any = rules.length;
    this.#any.fill(0);
    const count = (row: number, slot: number): void => {
      for (const { failures, block: codes } of columns) {
        const of = failures[slot] as Uint32Array;
        const code = codes[row] as number;
        of[code] = (of[code] as number) + 1;
      }
    };
    rules.forEach((rule, slot) => {
      if (rule < 0) return;
      this.#failing.eachRun(rule, block.first, block.first + block.count - 1, (first, length) => {
        for (let row = first - block.first; row < first - block.first + length; row++) {
          count(row, slot);
          if (this.#any[row] === 1) continue;
          this.#any[row] = 1;
          count(row, any);
        }
      });
    });
  }

  causes(rule: string | null, slot: number, own: readonly string[], failures: number): Causes['rules'][number] {
    const columns = this.columns.filter((column) => !own.includes(column.name));
    const tests = columns.reduce((sum, column) => sum + column.codes.size, 0);
    const counted = columns.map((column) => ({ column: column.name, values: valuesOf(column, slot) }));
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

const valuesOf = ({ codes, rows, failures }: Counted, slot: number): ValueCount[] =>
  [...codes].map(([value, code]) => ({ value, rows: rows[code] ?? 0, failures: failures[slot]?.[code] ?? 0 }));
