import { basename } from 'node:path';
import type { TaskContext } from '../../../../base/jobs/task.ts';
import { invariant } from '../../../../base/invariant.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import { detectEncoding } from '../../detect-encoding.ts';
import type { ByteRange, Cell, ReadContext, ReaderKind, ReadResult, RowSink, SourceShape, WantedSource } from '../../reader.ts';
import { looksLikeText, readSamples, requireText } from '../../sample.ts';
import { blockReader, type TextBlock } from '../common/text-blocks.ts';
import { bomLength, csvLimits } from '../csv/read.ts';
import { COLUMNS_MAX, extensionOf } from '../csv/csv.ts';
import { decodeAll } from '../common/decode.ts';
import { ColumnScout, fillRow, isRecord, parseJsonValue, rowsOfRecords } from './record.ts';
import { openLines } from '../common/lines.ts';
import { rowCollector } from '../common/rows.ts';

/** JSON lines: one record a line. A column whose key appears in no sampled line is reported where it comes up. */
export const jsonlReader: ReaderKind = {
  id: 'jsonl',
  extensions: ['jsonl', 'ndjson', 'jsonlines'],
  splittable: true,
  claims: (head, fileName) => {
    if (!looksLikeText(head)) return 0;
    const named = jsonlReader.extensions.includes(extensionOf(fileName));
    const first = new TextDecoder().decode(head).trimStart().split(/\r?\n/, 1)[0] ?? '';
    const whole = first.startsWith('{') && isRecord(parseJsonValue(first)?.value);
    const cut = first.startsWith('{') && head.length >= 1 << 16 && !head.includes(10);
    // Pretty-printed values in a .jsonl are left to the JSON reader, which takes values one after another.
    if (named) return whole || cut ? 0.99 : 0.5;
    return whole && extensionOf(fileName) !== 'csv' ? 0.85 : 0;
  },
  detect: async (path, wanted, context) => detectJsonl(path, wanted, context),
  read: readJsonl,
};

function detectJsonl(path: string, wanted: WantedSource, context: ReadContext): SourceShape {
  const samples = readSamples(path);
  const head = samples.pieces[0] ?? new Uint8Array(0);
  requireText(head, path);
  const encoding = wanted.encoding ?? detectEncoding(samples.pieces).encoding;
  const rowOf = rowsOfRecords(wanted);
  const scout = new ColumnScout();
  for (const piece of samples.pieces) {
    for (const line of decodeAll(piece, encoding.name)
      .replace(/^\uFEFF/, '')
      .split(/\r\n|\n|\r/)) {
      const value = line.trim() === '' ? undefined : parseJsonValue(line)?.value;
      if (isRecord(value)) scout.add(rowOf(value));
    }
  }
  if (scout.records === 0) throw new JiadiError('json-no-records', { file: basename(path) });
  if (wanted.nested !== 'columns') scout.noticeObjects(context.notice);
  const columns = wanted.columns ?? scout.columns();
  if (columns.length > COLUMNS_MAX)
    throw new JiadiError('too-many-columns', { file: basename(path), count: columns.length, limit: COLUMNS_MAX });
  return {
    format: 'jsonl',
    encoding,
    dialect: null,
    sheet: null,
    columns,
    emptyAsText: true,
    ...(wanted.nested === 'columns' ? { nested: 'columns' as const } : {}),
  };
}

async function readJsonl(
  path: string,
  shape: SourceShape,
  range: ByteRange | null,
  sink: RowSink,
  context: TaskContext,
): Promise<ReadResult> {
  const encoding = shape.encoding?.name;
  invariant(encoding, 'JSON lines are read with an encoding');
  const file = openLines(path, encoding, '\n');
  try {
    const align = (at: number) => Math.min(file.size, at + (at % file.unit));
    const from = align(range?.from ?? 0);
    const to = align(range?.to ?? file.size);
    const begin = from === 0 ? bomLength(file) : file.lineStartFrom(from);
    const reading = lineReading(shape, sink);
    let end = begin;
    if (begin < to) {
      const next = blockReader(file, begin, { ...csvLimits, encoding, newline: '\n' });
      for (let block = next(to, reading.lines); block; block = end >= to ? null : next(to, reading.lines)) {
        context.throwIfCancelled();
        end = block.end;
        reading.take(block);
        context.report({
          phase: 'read',
          done: end - begin,
          total: Math.max(1, to - begin),
          unit: 'bytes',
          problems: reading.collector.malformedCount,
        });
      }
    }
    reading.collector.flush();
    const { rowCount, malformedCount } = reading.collector;
    return { rowCount, malformedCount, blankLineCount: reading.blanks, lineCount: reading.lines, begin, end };
  } finally {
    file.close();
  }
}

function lineReading(shape: SourceShape, sink: RowSink) {
  const collector = rowCollector(shape.columns.length, sink);
  const columns = new Map(shape.columns.map(({ name }, index) => [name, index]));
  const rowOf = rowsOfRecords(shape);
  const row: Cell[] = shape.columns.map(() => null);
  const state = { collector, lines: 0, blanks: 0, take };
  function take(block: TextBlock): void {
    if (block.tooLong) {
      state.lines++;
      collector.report(state.lines, 'value-too-long', block.text, false);
      return;
    }
    const flagged = new Map(block.flagged.map(({ line, reason }) => [line, reason]));
    for (let start = 0; start < block.text.length;) {
      const feed = block.text.indexOf('\n', start);
      const end = feed < 0 ? block.text.length : feed;
      state.lines++;
      const text = block.text.slice(start, end).trim();
      if (text === '') state.blanks++;
      else takeLine(text, flagged.get(state.lines));
      start = end + 1;
    }
  }
  function takeLine(text: string, flag: string | undefined): void {
    const parsed = parseJsonValue(text);
    if (!parsed) collector.report(state.lines, 'invalid-json', text, false);
    else if (!isRecord(parsed.value)) collector.report(state.lines, 'not-a-record', text, false);
    else {
      const surplus = fillRow(rowOf(parsed.value), columns, row);
      collector.add(row);
      const reason = surplus ? 'too-many-fields' : flag;
      if (reason !== undefined) collector.report(state.lines, reason, text, true);
    }
  }
  return state;
}
