/**
 * What a profile counted of a batch, kept so that batches can be put together without reading their rows again: the counts of each column, and every
 * different value as its hash, count and first row. It has the shape of counts that moved to the disk during an import, in a data file of the workspace.
 */
import { basename } from 'node:path';
import { writeWhole } from '../../base/files.ts';
import { packWords } from '../../base/packed-words.ts';
import type { TaskContext } from '../../base/jobs/index.ts';
import { type Database, id, join, openDatabase, sql } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { passes, type Semantics } from '../semantics/index.ts';
import { type BatchPart, storedName } from '../table/batch-file.ts';
import type { PartColumn, SemanticCheck } from './column-counter.ts';
import { ColumnSpill } from './column-spill.ts';
import { addRow, PartCounter, type PartCounts, ROW_WORDS } from './counters.ts';
import { eachValueOf } from './gather.ts';
import { eachHashOf } from './merge.ts';
import type { Cell } from './model.ts';
import { tellSoFar } from './so-far.ts';
import { type BlockSink, type KeptBlocks, removeSpill, spillPath, SpillWriter } from '../../base/spill.ts';

/** A column as the state of a batch counts it. */
export interface StateColumn {
  /** Its position in the batch; null where the batch does not have it, and all of its values are null. */
  readonly index: number | null;
  /** The semantic kind that values are held against. */
  readonly semantic: string | null;
}

/** Input of the task `profile.state`. */
export interface StateInput {
  readonly parts: readonly BatchPart[];
  readonly columns: readonly StateColumn[];
  readonly target: { readonly temporary: string; readonly final: string; readonly key: Uint8Array };
  readonly memoryBytes?: number;
}

const MEMORY_BYTES = 128 << 20;
const PARTITIONS = 16;
const CHUNK_ROWS = 1024;
/** Number of the file's format; blocks of the first one are not packed. */
const FORMAT = 2;

/** Reads a batch once and writes its state; the file appears whole or not at all. */
export function writeState(input: StateInput, context: TaskContext, semantics: Semantics): void {
  const { temporary, key } = input.target;
  try {
    writeWhole(input.target, () => {
      const counts = countRows(input, context, semantics);
      const db = openDatabase({ path: temporary, mode: 'data-write', key });
      try {
        db.script(
          `CREATE TABLE blocks(bytes BLOB); CREATE TABLE counts(part INTEGER PRIMARY KEY, content TEXT); PRAGMA user_version=${FORMAT}`,
        );
        db.transaction(() => storeCounts(db, counts, context));
      } finally {
        db.close();
      }
    });
  } finally {
    removeSpill(temporary);
  }
}

function countRows({ parts, columns, target, memoryBytes }: StateInput, context: TaskContext, semantics: Semantics): PartCounts {
  const checks = columns.map(({ semantic }): SemanticCheck | null => {
    if (semantic === null) return null;
    const judge = semantics.checker(semantic);
    return (value) => passes(judge(value));
  });
  const counter = new PartCounter({ checks, memoryBytes: memoryBytes ?? MEMORY_BYTES, spillPath: spillPath(target.temporary) });
  const tell = tellSoFar(context, () => counter.soFar());
  const width = columns.length;
  const cells: Cell[] = Array.from({ length: CHUNK_ROWS * width }, () => null);
  const total = parts.reduce((sum, { rowCount }) => sum + rowCount, 0);
  let [held, done] = [0, 0];
  const flush = (): void => {
    counter.rows({ width, rowCount: held, cells });
    done += held;
    held = 0;
    context.throwIfCancelled();
    tell();
    context.report({ phase: 'profile', done, total, unit: 'rows' });
  };
  const wanted = join(
    columns.map(({ index }) => (index === null ? sql`NULL` : id(storedName(index)))),
    ', ',
  );
  for (const part of parts) {
    const db = openDatabase({ path: part.path, mode: 'data-read', key: part.key });
    try {
      const query = sql`SELECT ${wanted} FROM rows ORDER BY rowid`;
      // whole numbers of any length keep all their digits
      const rows = db.statement(query.text).raw(true).safeIntegers(true);
      for (const row of rows.iterate(...query.values) as IterableIterator<Cell[]>) {
        for (let c = 0, at = held * width; c < width; c++, at++) cells[at] = row[c] as Cell;
        if (++held === CHUNK_ROWS) flush();
      }
    } finally {
      db.close();
    }
  }
  flush();
  tell(true);
  return counter.seal();
}

/** A column as it is kept: the blocks lie in the same file. */
type KeptColumn = Omit<PartColumn, 'table' | 'spilled'> & { readonly spilled: Omit<NonNullable<PartColumn['spilled']>, 'file'> };
type KeptRows = Pick<PartCounts, 'rowCount' | 'content'> & {
  readonly spilled: Omit<NonNullable<PartCounts['rowHashes']['spilled']>, 'file'>;
};

/** Number of the record of whole rows; columns have theirs. */
const ROWS = -1;

function storeCounts(db: Database, counts: PartCounts, context: TaskContext): void {
  const insert = db.statement('INSERT INTO blocks VALUES (?)');
  const sink: BlockSink = {
    file: { path: '', key: new Uint8Array(), kept: true, packed: true },
    partitions: PARTITIONS,
    write: (block, words, width) => Number(insert.run(packWords(block, words, width)).lastInsertRowid),
  };
  const put = (part: number, content: KeptColumn | KeptRows): void =>
    void db.run(sql`INSERT INTO counts VALUES (${part}, ${JSON.stringify(content)})`);
  counts.columns.forEach((column, index) => {
    context.throwIfCancelled();
    const { table: _table, spilled: _spilled, ...rest } = column;
    const spill = new ColumnSpill(sink);
    eachValueOf(column, (h1, h2, row, count, note, number) => spill.add(h1, h2, row, count, note, number));
    const { partitions, streams } = spill.finish();
    put(index, { ...rest, spilled: { partitions, streams } });
  });
  const rows = new SpillWriter(sink, ROW_WORDS);
  eachHashOf(counts, (a, b) => addRow(rows, a, b));
  const { rowCount, content } = counts;
  put(ROWS, { rowCount, content, spilled: { partitions: PARTITIONS, stream: rows.finish() } });
}

/** The state of a batch as counts that can be merged with others; `columns`: only those. Throws `file-damaged`. */
export function readState(path: string, key: Uint8Array, columns: readonly number[]): PartCounts {
  const db = openDatabase({ path, mode: 'data-read', key });
  try {
    const file: KeptBlocks = { path, key, kept: true, packed: db.value<number>(sql`PRAGMA user_version`) !== 1 };
    const read = <T>(part: number): T => {
      const content = db.value<string>(sql`SELECT content FROM counts WHERE part = ${part}`);
      if (content === undefined) throw new JiadiError('file-damaged', { file: basename(path) });
      return JSON.parse(content) as T;
    };
    const { spilled, ...rows } = read<KeptRows>(ROWS);
    return {
      ...rows,
      columns: columns.map((index) => {
        const column = read<KeptColumn>(index);
        return { ...column, table: emptyTable, spilled: { ...column.spilled, file } };
      }),
      rowHashes: { words: new Int32Array(0), size: 0, zeroSeen: false, spilled: { ...spilled, file } },
    };
  } finally {
    db.close();
  }
}

const emptyTable: PartColumn['table'] = { index: new Int32Array(1), segments: [], numbers: [], size: 0 };
