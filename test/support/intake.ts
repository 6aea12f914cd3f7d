import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TaskContext } from '../../base/jobs/task.ts';
import type { Cell, MalformedRecord, ReadResult, RowSink, SourceShape, WantedSource } from '../../engine/intake/reader.ts';
import { pickReader, readerOf } from '../../engine/intake/readers/index.ts';

/** A context of a task that nobody watches. */
export const quietContext: TaskContext = {
  report: () => undefined,
  cancelled: () => false,
  throwIfCancelled: () => undefined,
  nowMs: () => performance.now(),
};

/** The folder with test data from outside the project, or null where it is absent: such tests skip. */
export function sharedData(part: string): string | null {
  const root = process.env.JIADI_SHARED_DATA ?? resolve(import.meta.dirname, '../../../shared/data');
  const path = resolve(root, part);
  return existsSync(path) ? path : null;
}

/** Why a test that needs the outside data is skipped, or false. */
export function needs(part: string): string | false {
  return sharedData(part) === null ? `test data ${part} is not here (set JIADI_SHARED_DATA)` : false;
}

export interface ReadTable {
  readonly shape: SourceShape;
  readonly rows: Cell[][];
  readonly malformed: MalformedRecord[];
  readonly result: ReadResult;
}

/** A sink that keeps everything. */
export function keepingSink(): RowSink & { readonly kept: Cell[][]; readonly problems: MalformedRecord[] } {
  const kept: Cell[][] = [];
  const problems: MalformedRecord[] = [];
  return {
    kept,
    problems,
    rows: ({ width, rowCount, cells }) => {
      for (let r = 0; r < rowCount; r++) kept.push(cells.slice(r * width, (r + 1) * width));
    },
    malformed: (record) => problems.push(record),
  };
}

/** Detects and reads a whole file, told nothing but what `wanted` holds. */
export async function readTable(path: string, wanted: WantedSource = {}): Promise<ReadTable> {
  const shape = await pickReader(path).detect(path, wanted, quietContext);
  const sink = keepingSink();
  const result = await readerOf(shape.format).read(path, shape, null, sink, quietContext);
  return { shape, rows: sink.kept, malformed: sink.problems, result };
}
