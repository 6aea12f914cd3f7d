import type { Cell, RowChunk, RowSink } from '../../reader.ts';

/** Gathers single rows into the row-major blocks that a sink takes. */
export interface RowCollector {
  readonly rowCount: number;
  readonly malformedCount: number;
  /** Adds a row; missing cells are null, surplus ones are left out. */
  add(cells: readonly Cell[]): void;
  /** Tells about the row just added (`kept`), or about one that is not among the rows. */
  report(line: number, reason: string, raw: string, kept: boolean): void;
  flush(): void;
}

const CHUNK_ROWS = 1024;
const RAW_CHARS = 1000;

/** Makes a collector for rows of `width` cells. */
export function rowCollector(width: number, sink: RowSink): RowCollector {
  const cells: Cell[] = Array.from({ length: CHUNK_ROWS * width }, () => null);
  const chunk: RowChunk = { width, rowCount: 0, cells };
  let held = 0;
  let rowCount = 0;
  let malformedCount = 0;
  const flush = (): void => {
    if (held === 0) return;
    chunk.rowCount = held;
    held = 0;
    sink.rows(chunk);
  };
  return {
    get rowCount() {
      return rowCount;
    },
    get malformedCount() {
      return malformedCount;
    },
    add: (row) => {
      if (held === CHUNK_ROWS) flush();
      const base = held * width;
      for (let c = 0; c < width; c++) cells[base + c] = row[c] ?? null;
      held++;
      rowCount++;
    },
    report: (line, reason, raw, kept) => {
      malformedCount++;
      sink.malformed({ row: kept ? rowCount : rowCount + 1, line, reason, raw: raw.slice(0, RAW_CHARS), kept });
    },
    flush,
  };
}
