import { invariant } from '../../../../base/invariant.ts';
import type { TaskContext } from '../../../../base/jobs/task.ts';
import type { ByteRange, FixedLayout, ReadResult, RowSink, SourceShape } from '../../reader.ts';
import { pointSink } from '../../layout/decimal-comma.ts';
import { BY_PERSON, type RowJudge, rowJudge } from '../../layout/row-kinds.ts';
import { saidOf } from '../../layout/table-layout.ts';
import { type LineFile, openLines } from '../common/lines.ts';
import { type RowCollector, rowCollector } from '../common/rows.ts';
import { blockReader, type TextBlock } from '../common/text-blocks.ts';
import { bomLength, csvLimits } from '../csv/read.ts';
import { decodeAll } from '../common/decode.ts';
import { isRuler } from './layout.ts';
import { type LineCutter, lineCutter, measureOf } from './measure.ts';

const HEADER_BYTES = 1 << 20;

/**
 * Reads a fixed-width text, or the stretch of it that `range` names, in blocks of a megabyte. A line is a row; blank lines and rules are counted.
 * Text across a place that should be blank, lines that end early and bytes that cannot be decoded are reported with their line.
 */
export function readFixed(path: string, shape: SourceShape, range: ByteRange | null, sink: RowSink, context: TaskContext): ReadResult {
  const { encoding, dialect } = shape;
  const layout = dialect?.fixed;
  invariant(encoding && dialect && layout, 'a fixed-width text is read with an encoding and positions');
  const file = openLines(path, encoding.name, dialect.newline);
  try {
    const align = (at: number) => Math.min(file.size, at + (at % file.unit));
    const from = align(range?.from ?? 0);
    const to = align(range?.to ?? file.size);
    const start = dataStart(file, shape, encoding.name);
    const headLines = from === 0 ? start.lines : 0;
    const begin = from === 0 ? start.at : Math.max(start.at, file.lineStartFrom(from));
    const cutter = lineCutter(layout.starts, layout.spaced, measureOf(layout.unit, encoding.name));
    const width = shape.columns.length;
    const header = start.header.map((line) => cutFields(cutter, line));
    const judge = rowJudge({ width, apart: dialect.apart ?? [], header, lines: saidOf(dialect) });
    const plain = dialect.decimal === ',' ? pointSink(sink, shape.columns) : sink;
    const footer = dialect.footerRows ? file.lastLines(dialect.footerRows) : file.size;
    const rows = new FixedRows(shape, layout, { cutter, judge }, rowCollector(width, plain), headLines);
    const next = blockReader(file, begin, { ...csvLimits, encoding: encoding.name, newline: dialect.newline });
    let end = begin;
    while (end < to) {
      context.throwIfCancelled();
      // the footer is a stretch of its own, of which no line is a row
      rows.inFooter = end >= footer;
      const block = next(rows.inFooter ? to : Math.min(to, footer), rows.lines);
      if (!block) break;
      end = block.end;
      rows.block(block);
      context.report({ phase: 'read', done: end - begin, total: Math.max(to - begin, 1), unit: 'bytes', problems: rows.malformedCount });
    }
    return { ...rows.finish(), begin, end };
  } finally {
    file.close();
  }
}

/** Position of the first line after the header, the lines before it, and those of the header. */
function dataStart(file: LineFile, { dialect }: SourceShape, encoding: string): { at: number; lines: number; header: readonly string[] } {
  const skip = dialect?.skipRows ?? 0;
  const top = file.skipLines(bomLength(file), skip);
  if (!dialect?.header) return { at: top, lines: skip, header: [] };
  const buffer = new Uint8Array(Math.min(HEADER_BYTES, Math.max(0, file.size - top)));
  const lines = decodeAll(buffer.subarray(0, file.read(buffer, top)), encoding).split(/\r\n|\r|\n/);
  const header: string[] = [];
  let count = 0;
  for (; count < lines.length && header.length < (dialect.headerRows ?? 1); count++) {
    const line = lines[count] ?? '';
    if (line.trim() !== '' && !isRuler(line)) header.push(line);
  }
  return { at: file.skipLines(top, count), lines: skip + count, header };
}

function cutFields(cutter: LineCutter, line: string): (string | null)[] {
  const fields: (string | null)[] = [];
  cutter.cut(line, fields);
  return fields;
}

/** Turns lines into rows. */
class FixedRows {
  readonly #layout: FixedLayout;
  readonly #cutter: LineCutter;
  readonly #judge: RowJudge | null;
  readonly #rows: RowCollector;
  readonly #empty: '' | null;
  readonly #fields: (string | null)[] = [];
  lines: number;
  inFooter = false;
  #blank = 0;
  #rulers = 0;
  #apart = 0;

  constructor(
    shape: SourceShape,
    layout: FixedLayout,
    { cutter, judge }: { readonly cutter: LineCutter; readonly judge: RowJudge | null },
    rows: RowCollector,
    linesBefore: number,
  ) {
    this.#layout = layout;
    this.#cutter = cutter;
    this.#judge = judge;
    this.#rows = rows;
    this.#empty = shape.emptyAsText ? '' : null;
    this.lines = linesBefore;
  }

  get malformedCount(): number {
    return this.#rows.malformedCount;
  }

  block({ text, flagged, tooLong }: TextBlock): void {
    if (tooLong) {
      this.#rows.report(++this.lines, 'value-too-long', text, false);
      return;
    }
    const reasons = new Map(flagged.map(({ line, reason }) => [line, reason]));
    for (let at = 0; at < text.length;) {
      let end = at;
      while (text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++;
      this.#line(text.slice(at, end), reasons.get(++this.lines));
      at = text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? end + 2 : end + 1;
    }
  }

  #line(line: string, flag: string | undefined): void {
    if (line.trim() === '') {
      this.#blank++;
      return;
    }
    if (isRuler(line)) {
      this.#rulers++;
      return;
    }
    const fields = this.#fields;
    const across = this.#cutter.cut(line, fields);
    // a remark reaches over the columns
    const kind = this.inFooter ? BY_PERSON : (this.#judge?.kindOf(across ? [line.trim()] : fields, this.lines) ?? null);
    if (kind !== null) {
      this.#apart++;
      this.#rows.report(this.lines, kind, line, false);
      return;
    }
    const short = fields.length > 2 && fields.every((field, column) => column === 0 || field === null);
    if (this.#empty === '') for (let c = 0; c < fields.length; c++) fields[c] ??= '';
    this.#rows.add(fields);
    const reason = flag ?? (across ? 'text-across-columns' : short && this.#layout.starts.length > 2 ? 'too-few-fields' : null);
    if (reason !== null) this.#rows.report(this.lines, reason, line, true);
  }

  finish(): Omit<ReadResult, 'begin' | 'end'> {
    this.#rows.flush();
    const { rowCount, malformedCount } = this.#rows;
    const counts = { blankLineCount: this.#blank, commentLineCount: this.#rulers, apartCount: this.#apart };
    return { rowCount, malformedCount, ...counts, lineCount: this.lines };
  }
}
