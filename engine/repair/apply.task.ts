import { dirname } from 'node:path';
import { asFileError, ensureFolder, fsyncFile, remove } from '../../base/files.ts';
import type { TaskContext } from '../../base/jobs/index.ts';
import { BulkRows, type SqlValue } from '../../base/sqlite/index.ts';
import type { RepairStep } from '../../contract/methods/repair.ts';
import { type Cell, type ImportRowsOutput, RowDigest, type StoreRowsInput, storeRows } from '../intake/index.ts';
import type { BatchFile } from '../table/index.ts';
import { chainsOf, type ColumnChain } from './chain.ts';
import { type CellFix, fixState, storedFix } from './fixes.ts';
import type { RepairEnv } from './kind.ts';
import { readSteps } from './recipe.ts';
import { eachPage } from './rows.ts';

/** What was really changed. */
export interface AppliedCounts {
  readonly rowsChanged: number;
  readonly cellsChanged: number;
  /** Values changed by each step of the recipe. */
  readonly steps: readonly number[];
}

export interface ApplyInput {
  readonly file: BatchFile;
  readonly steps: readonly RepairStep[];
  /** Cells that a person corrected, in the order of the rows; they come before the steps. */
  readonly fixes: readonly CellFix[];
  /** Where the log of changed cells is written; null: none is kept. */
  readonly changes: { readonly temporary: string; readonly key: Uint8Array } | null;
}

export type ApplyOutput = ImportRowsOutput & { readonly applied: AppliedCounts };

/** Columns of the log: `rows(row, col, step, before, after)`, a line a step that changed a cell, in the order of the rows. */
export const CHANGE_COLUMNS = ['row', 'col', 'step', 'before', 'after'] as const;

/** Worker task `repair.apply`: copies the rows of a batch into a new part file, repaired, with a log of every changed cell. */
export async function applySteps(
  input: ApplyInput & { readonly store: StoreRowsInput },
  context: TaskContext,
  env: RepairEnv,
): Promise<ApplyOutput> {
  const { file, store, changes } = input;
  if (changes) ensureFolder(dirname(changes.temporary));
  const log = changes && new BulkRows(changes.temporary, changes.key, CHANGE_COLUMNS, 'PRAGMA user_version=1');
  try {
    const digest = await RowDigest.create();
    const work = new Applying(input, log, env);
    const stored = await storeRows(store, context, (sink) => {
      const width = file.columns.length;
      eachPage(
        file,
        file.columns.map(({ index }) => index),
        context,
        'repair-apply',
        (page, rowCount, firstRow) => {
          const cells = work.page(page, rowCount, firstRow);
          for (let r = 0; r < rowCount; r++) digest.add(cells.slice(r * width, (r + 1) * width));
          sink.rows({ width, rowCount, cells });
        },
      );
      const count = file.rowCount;
      return Promise.resolve({ rowCount: count, malformedCount: 0, lineCount: count, begin: 0, end: count });
    });
    log?.finish((db) => db.script('CREATE INDEX change_row ON rows(row)'));
    if (changes) fsyncFile(changes.temporary);
    return { ...stored, digest: digest.end(), applied: work.counts() };
  } catch (error) {
    if (changes) for (const path of [changes.temporary, `${changes.temporary}-journal`]) remove(path);
    throw asFileError(error, store.name);
  }
}

/** Repairs pages and counts. */
class Applying {
  readonly #chains: readonly ColumnChain[];
  readonly #log: BulkRows | null;
  readonly #steps: number[];
  readonly #fixes: ReadonlyMap<number, readonly CellFix[]>;
  readonly #columns: ReadonlyMap<string, BatchFile['columns'][number]>;
  #rowsChanged = 0;
  #cellsChanged = 0;

  constructor({ file, steps, fixes }: ApplyInput, log: BulkRows | null, env: RepairEnv) {
    this.#chains = chainsOf(file.columns, readSteps(steps, file.columns).usable, env);
    this.#log = log;
    this.#steps = steps.map(() => 0);
    this.#fixes = Map.groupBy(fixes, ({ row }) => row);
    this.#columns = new Map(file.columns.map((column) => [column.name, column]));
  }

  /** The cells of a page row by row, repaired. */
  page(page: readonly (readonly SqlValue[])[], rowCount: number, firstRow: number): Cell[] {
    const width = page.length;
    const cells = new Array<Cell>(width * rowCount);
    page.forEach((column, c) => {
      for (let r = 0; r < rowCount; r++) cells[r * width + c] = asCell(column[r] ?? null);
    });
    for (let r = 0; r < rowCount; r++) this.#row(cells, r * width, firstRow + r);
    return cells;
  }

  #row(cells: Cell[], from: number, row: number): void {
    let changed = this.#fix(cells, from, row);
    for (const chain of this.#chains) {
      const found = chain.run(cells[from + chain.column] ?? null);
      if (found === null) continue;
      changed = true;
      this.#cellsChanged++;
      cells[from + chain.column] = found.after;
      for (const { step, before, after } of found.changes) {
        this.#steps[step] = (this.#steps[step] ?? 0) + 1;
        this.#log?.add([BigInt(row), BigInt(chain.column), BigInt(step), before, after], 0);
      }
    }
    if (changed) this.#rowsChanged++;
  }

  /** Puts corrected values where still stands what was corrected. */
  #fix(cells: Cell[], from: number, row: number): boolean {
    let changed = false;
    for (const fix of this.#fixes.get(row) ?? []) {
      const column = this.#columns.get(fix.column);
      if (!column) continue;
      const cell = cells[from + column.index] ?? null;
      if (fixState(cell, fix) !== 'change') continue;
      changed = true;
      this.#cellsChanged++;
      cells[from + column.index] = storedFix(fix.after, column.type);
      this.#log?.add([BigInt(row), BigInt(column.index), 0n, fix.before, fix.after], 0);
    }
    return changed;
  }

  counts(): AppliedCounts {
    return { rowsChanged: this.#rowsChanged, cellsChanged: this.#cellsChanged, steps: this.#steps };
  }
}

const asCell = (value: SqlValue): Cell => (value instanceof Uint8Array ? `0x${Buffer.from(value).toString('hex')}` : value);
