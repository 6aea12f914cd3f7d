import { basename } from 'node:path';
import { JiadiError } from '../../../../contract/errors.ts';
import { detectNewline, type SampleRecord } from '../../detect-dialect.ts';
import { detectEncoding } from '../../detect-encoding.ts';
import { layoutOf, tableLayout } from '../../layout/table-layout.ts';
import type { Dialect, Encoding, Notice, ReaderKind, SourceShape, WantedSource } from '../../reader.ts';
import { looksLikeText, readSamples, requireText } from '../../sample.ts';
import { decodeAll, unitOf } from '../common/decode.ts';
import { COLUMNS_MAX, extensionOf } from '../csv/csv.ts';
import { findLayout, isRuler } from './layout.ts';
import { lineCutter, measureOf } from './measure.ts';
import { readFixed } from './read.ts';

const HEAD_CHARS = 512 * 1024;
const RECORDS_MAX = 2000;
const SURE = 0.7;
const UNKNOWN_LINE = -1;

/** Text in columns of fixed width, as printed by databases and mainframes. */
export const fixedReader: ReaderKind = {
  id: 'fixed',
  splittable: true,
  extensions: ['prn', 'fwf', 'fix'],
  claims: (head, fileName) => {
    if (!looksLikeText(head)) return 0;
    if (fixedReader.extensions.includes(extensionOf(fileName))) return 0.93;
    return looksFixed(head) ? 0.92 : 0;
  },
  detect: async (path, wanted, context) => detectFixed(path, wanted, context.notice),
  read: async (path, shape, range, sink, context) => readFixed(path, shape, range, sink, context),
};

/** True when the beginning of a text shows columns by blanks and no delimiter. */
function looksFixed(head: Uint8Array): boolean {
  const rough = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  const lines = linesOf(rough, head.length === 1 << 16).filter((line) => line.trim() !== '');
  if (lines.length < 3 || lines.filter((line) => /\S {2,}\S/.test(line) || isRuler(line)).length < lines.length * 0.5) return false;
  if ([',', '\t', ';', '|', '^', '~'].some((mark) => isDelimiter(lines, mark))) return false;
  const { encoding } = detectEncoding([head]);
  const layout = findLayout(linesOf(decodeAll(head, encoding.name), true), encoding.name);
  return layout !== null && layout.confidence >= SURE;
}

/** A mark that stands in most lines, as often in one as in the other. */
function isDelimiter(lines: readonly string[], mark: string): boolean {
  const counts = lines.map((line) => line.split(mark).length - 1);
  if (mark === '\t') return counts.filter((count) => count > 0).length > lines.length * 0.2;
  const usual = counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 0;
  return usual > 0 && counts.filter((count) => count === usual).length >= lines.length * 0.7;
}

function linesOf(text: string, cut: boolean): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  // The last line of a piece may be half a line.
  if (cut && lines.length > 1) lines.pop();
  return lines;
}

/** Encoding, columns, header and types of a fixed-width text, from samples. Throws `file-empty`, `file-not-text`, `too-many-columns` and file errors. */
function detectFixed(path: string, wanted: WantedSource, notice?: (notice: Notice) => void): SourceShape {
  const samples = readSamples(path);
  const head = samples.pieces[0] ?? new Uint8Array(0);
  if (!wanted.encoding) requireText(head, path);
  const encoding = wanted.encoding ?? detectEncoding(samples.pieces).encoding;
  const text = decodeAll(head, encoding.name).replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new JiadiError('file-empty', { file: basename(path) });
  const lines = linesOf(text.slice(0, HEAD_CHARS), text.length > HEAD_CHARS || !samples.whole);
  const further = furtherLines(samples.pieces.slice(1), encoding);
  const found = findLayout([...lines, ...further], encoding.name, wanted.dialect?.fixed ?? {});
  const { unit, starts, spaced } = found ?? { unit: 'chars' as const, starts: [0], spaced: [false] };
  if (starts.length > COLUMNS_MAX)
    throw new JiadiError('too-many-columns', { file: basename(path), count: starts.length, limit: COLUMNS_MAX });
  const cutter = lineCutter(starts, spaced, measureOf(unit, encoding.name));
  const cut = (line: string, number: number): SampleRecord => {
    const fields: (string | null)[] = [];
    const across = cutter.cut(line, fields);
    // A title reaches over the columns: to the search for the header it is one cell.
    return { fields: across && number >= 0 ? asTitle(line, fields.length) : fields, line: number };
  };
  const own = wanted.dialect ?? {};
  const records = lines
    .map(cut)
    .filter(({ line }) => isData(lines[line] ?? ''))
    .slice(0, RECORDS_MAX);
  const behind = further.filter(isData).map((line) => cut(line, UNKNOWN_LINE));
  const table = tableLayout(records, behind, own, notice, (names) => names && headerNames(lines, records, names));
  const dialect: Dialect = {
    delimiter: '',
    quote: '',
    escape: '',
    newline: own.newline || detectNewline(text),
    ...layoutOf(table, own),
    skipRows: own.skipRows ?? table.firstLine,
    fixed: { unit, starts, spaced },
  };
  const columns = wanted.columns ?? table.columns;
  return { format: 'fixed', encoding, dialect, sheet: null, columns, emptyAsText: wanted.emptyAsText ?? false };
}

function asTitle(line: string, width: number): (string | null)[] {
  return Array.from({ length: width }, (_, index) => (index === 0 ? line.trim() : null));
}

function isData(line: string): boolean {
  return line.trim() !== '' && !isRuler(line);
}

/** Names over right-aligned numbers may begin left of their column: as many words as columns are the names. */
function headerNames(
  lines: readonly string[],
  records: readonly SampleRecord[],
  names: readonly (string | null)[],
): readonly (string | null)[] {
  const at = records.find(({ fields }) => fields.length > 0 && fields.filter(Boolean).join() === names.filter(Boolean).join())?.line;
  const words = (lines[at ?? -1] ?? '').trim().split(/[ \u3000]+/);
  return words.length === names.length ? words : names;
}

function furtherLines(pieces: readonly Uint8Array[], encoding: Encoding): string[] {
  if (unitOf(encoding.name) === 2) return [];
  return pieces.flatMap((piece) => linesOf(decodeAll(piece, encoding.name), true).slice(0, RECORDS_MAX / 4));
}
