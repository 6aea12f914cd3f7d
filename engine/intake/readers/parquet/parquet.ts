import { invariant } from '../../../../base/invariant.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import { columnNames } from '../../detect-header.ts';
import { columnVerdict } from '../../detect-types.ts';
import type {
  Cell,
  ReadContext,
  ReaderKind,
  ReadResult,
  RowChunk,
  RowSink,
  SourceColumn,
  SourceShape,
  WantedSource,
} from '../../reader.ts';
import { looksLikeText } from '../../sample.ts';
import { extensionOf } from '../csv/csv.ts';
import { foreignFormat, startsWith } from '../common/foreign.ts';
import { type ColumnStream, columnStream } from './columns.ts';
import { openParquet, type ParquetFile } from './footer.ts';
import { PageBudget } from './pages.ts';

const MAGIC = [0x50, 0x41, 0x52, 0x31];
const MAGIC_ENCRYPTED = [0x50, 0x41, 0x52, 0x45];
const SAMPLE_ROWS = 1000;
const CHUNK_ROWS = 1024;
const RAW_CHARS = 1000;

/** Apache Parquet. Columns are read page by page, so memory does not grow with the file or its row groups; types stay what the schema says. */
export const parquetReader: ReaderKind = {
  id: 'parquet',
  extensions: ['parquet', 'pq', 'parq'],
  splittable: false,
  claims: (head, fileName) => {
    if (startsWith(head, MAGIC) || startsWith(head, MAGIC_ENCRYPTED)) return 1;
    // its beginning is lost: the reader says so better than anybody else
    const named = parquetReader.extensions.includes(extensionOf(fileName));
    return named && foreignFormat(head) === null && !looksLikeText(head) ? 0.96 : 0;
  },
  detect: async (path, wanted, context) => withParquet(path, (source) => detectParquet(source, wanted, context)),
  read: async (path, shape, _range, sink, context) => withParquet(path, (source) => readParquet(source, shape, sink, context)),
};

function withParquet<T>(path: string, work: (source: ParquetFile) => T): T {
  const source = openParquet(path);
  try {
    return work(source);
  } finally {
    source.close();
  }
}

/** The names of the columns; those that are missing or there twice are made up, the same each time. */
function namesOf({ columns }: ParquetFile): readonly string[] {
  return columnNames(
    columns.map(({ element }) => element.name),
    columns.length,
  );
}

function detectParquet(source: ParquetFile, wanted: WantedSource, context: ReadContext): SourceShape {
  const budget = new PageBudget(source.file);
  const streams = source.columns.map((_, index) => columnStream(source, index, budget));
  const texts = streams.flatMap(({ type }, index) => (type === 'text' ? [index] : []));
  const sample: Cell[][] = [];
  eachBlock(
    source,
    texts.map((index) => streams[index] ?? never()),
    texts.length > 0 ? SAMPLE_ROWS : 0,
    context,
    ({ cells, rowCount, width }) => {
      for (let r = 0; r < rowCount; r++) sample.push(cells.slice(r * width, (r + 1) * width));
    },
  );
  const columns = namesOf(source).map((name, index): SourceColumn => {
    const { type, nullable } = streams[index] ?? never();
    const at = texts.indexOf(index);
    if (at < 0) return { name, type, semantic: null, nullable };
    // dates kept as text are dates; numbers kept as text are codes, or they would be numbers
    const found = columnVerdict(
      name,
      sample.map((row) => row[at] ?? null),
    ).type;
    return { name, type: found === 'date' || found === 'datetime' || found === 'time' ? found : 'text', semantic: null, nullable };
  });
  return { format: 'parquet', encoding: null, dialect: null, sheet: null, columns: wanted.columns ?? columns, emptyAsText: true };
}

function readParquet(source: ParquetFile, shape: SourceShape, sink: RowSink, context: ReadContext): ReadResult {
  const names = namesOf(source);
  const budget = new PageBudget(source.file);
  // only the columns of the shape are read, in its order
  const streams = shape.columns.map(({ name }) => {
    const index = names.indexOf(name);
    if (index < 0) throw new JiadiError('column-not-found', { column: name });
    return columnStream(source, index, budget);
  });
  let rowCount = 0;
  let malformedCount = 0;
  eachBlock(source, streams, source.rowCount, context, (chunk) => {
    sink.rows(chunk);
    for (const [column, { lossy }] of streams.entries()) {
      if (lossy.size === 0) continue;
      for (let r = 0; r < chunk.rowCount; r++) {
        const cell = chunk.cells[r * chunk.width + column];
        if (typeof cell !== 'string' || !lossy.has(cell)) continue;
        malformedCount++;
        const row = rowCount + r + 1;
        sink.malformed({ row, line: row, reason: 'bad-bytes', raw: cell.slice(0, RAW_CHARS), kept: true });
      }
    }
    rowCount += chunk.rowCount;
    context.report({ phase: 'read', done: rowCount, total: source.rowCount, unit: 'rows', problems: malformedCount });
  });
  invariant(rowCount === source.rowCount, 'every row of every row group was read');
  return { rowCount, malformedCount, lineCount: rowCount, begin: 0, end: source.size };
}

/** Reads the first `rowsMax` rows of the given columns, a block after the other. */
function eachBlock(
  source: ParquetFile,
  streams: readonly ColumnStream[],
  rowsMax: number,
  context: ReadContext,
  onBlock: (chunk: RowChunk) => void,
): void {
  const width = streams.length;
  const cells: Cell[] = Array.from({ length: CHUNK_ROWS * width }, () => null);
  const chunk: RowChunk = { width, rowCount: 0, cells };
  const flush = (): void => {
    context.throwIfCancelled();
    if (chunk.rowCount > 0) onBlock(chunk);
    chunk.rowCount = 0;
  };
  let left = rowsMax;
  for (const group of source.metadata.row_groups) {
    let inGroup = Math.min(left, Number(group.num_rows));
    left -= inGroup;
    if (inGroup === 0) continue;
    for (const stream of streams) stream.open(group);
    while (inGroup > 0) {
      let count = Math.min(inGroup, CHUNK_ROWS - chunk.rowCount);
      for (const stream of streams) count = Math.min(count, stream.ready());
      for (const [index, stream] of streams.entries()) stream.fill(cells, chunk.rowCount * width + index, width, count);
      chunk.rowCount += count;
      inGroup -= count;
      if (chunk.rowCount === CHUNK_ROWS) flush();
    }
  }
  flush();
}

function never(): never {
  throw new RangeError('every column has a stream');
}
