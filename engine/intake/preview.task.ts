import { basename } from 'node:path';
import type { TaskContext } from '../../base/jobs/index.ts';
import type { EncodingTrial, Preview, WantedShape } from '../../contract/methods/datasets.ts';
import { createRowMasker, createSemanticDetector, maskDigits, maskKindOf, type Semantics } from '../semantics/index.ts';
import { encodingGuesses } from './detect-encoding.ts';
import { detectSource, type SemanticOf, type SourceDetection } from './detect.ts';
import type { Cell, Dialect, ReadContext, SourceShape, WantedSource } from './reader.ts';
import { decodeAll } from './readers/common/decode.ts';
import { measureOf } from './readers/fixed/measure.ts';
import { readHead, readSamples } from './sample.ts';
import { placed } from './wrong-place.ts';

export interface PreviewInput {
  readonly path: string;
  /** Of an archive under one; kept in memory only. */
  readonly password?: string;
  readonly wanted: WantedShape;
}

/** A preview without what only the workspace knows. */
export type FilePreview = Omit<Preview, 'sameAs' | 'suggestedDataset'>;

const LINES_SHOWN = 12;
const LINE_CHARS = 500;
const HEAD_BYTES = 1 << 16;
/** Encodings that are tried by eye beside those that were recognised. */
const usualEncodings = ['utf-8', 'gb18030', 'big5'];
/** What could not be decoded, or only to a character that nobody has agreed on. */
const UNDECODABLE = /[\uFFFD\uE000-\uF8FF]/g;
const TRIALS_MAX = 5;
const TRIAL_ROWS = 6;

/** Names a column's semantic by its name and sampled values. */
export function semanticOf(semantics: Semantics): SemanticOf {
  return (name, values) => {
    const detector = createSemanticDetector(semantics, name);
    for (const value of values) detector.add(value === null ? null : String(value));
    return detector.result().semantic;
  };
}

/** Shape of a file with a person's decisions on top of what is detected. */
export function shapeWanted(path: string, wanted: WantedShape, context: ReadContext, named: SemanticOf): Promise<SourceDetection> {
  return detectSource(path, wantedSource(wanted), context, named);
}

/** The context of a reading that knows the file's password, if it has one. */
export function unlocked({ password }: Pick<PreviewInput, 'password'>, context: TaskContext): ReadContext {
  return password === undefined ? context : { ...context, password };
}

function wantedSource(wanted: WantedShape): WantedSource {
  const { encoding, sheet, emptyAsText, nested, format, positions, unit, decimal, ...own } = wanted;
  const fixed = positions || unit ? { fixed: { ...(unit ? { unit } : {}), ...(positions ? { starts: startsOf(positions) } : {}) } } : {};
  // what a person did not say is left out, so that it is found
  const dialect = { ...own, ...(decimal === ',' ? { decimal } : {}), ...fixed } as Partial<Dialect>;
  return {
    ...(encoding === undefined ? {} : { encoding: { name: encoding, confidence: 1, bom: false } }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(emptyAsText === undefined ? {} : { emptyAsText }),
    ...(nested === undefined ? {} : { nested }),
    ...(format === undefined ? {} : { format }),
    dialect,
  };
}

/** Positions in order, each once, the first column at the beginning. */
function startsOf(positions: readonly number[]): number[] {
  return [...new Set([0, ...positions])].toSorted((a, b) => a - b);
}

/** Worker task `intake.preview`: what a file is, its first rows masked where a column looks sensitive. */
export async function previewFile(input: PreviewInput, context: TaskContext, semantics: Semantics): Promise<FilePreview> {
  const found = await shapeWanted(input.path, input.wanted, unlocked(input, context), semanticOf(semantics));
  const { shape } = found;
  return {
    fileName: basename(input.path),
    bytes: found.bytes,
    shape,
    rows: maskedRows(found, found.previewRows),
    records: found.previewRecords.map((record) => {
      const { row, line, reason, raw, kept, column, position } = placed(record, shape);
      return { row, line, reason, raw: maskDigits(raw), kept, column, position };
    }),
    lines: shape.format === 'fixed' ? fixedLines(input.path, shape) : [],
    encodings: [
      ...(shape.encoding ? [shape.encoding] : []),
      ...found.alternatives.map((a) => ({ name: a.name, confidence: a.confidence, bom: false })),
    ],
    sheets: [...found.sheets],
    warnings: [...found.warnings],
  };
}

function maskedRows({ shape }: SourceDetection, rows: readonly (readonly Cell[])[]): (string | null)[][] {
  const masker = createRowMasker(shape.columns.map(({ name, semantic }) => ({ name, semantic })));
  const text = (cell: Cell | undefined): string | null => (cell === null || cell === undefined ? null : String(cell));
  return rows.map((row) => masker(shape.columns.map((_, i) => text(row[i]))));
}

/** The first lines of a fixed-width text; what stands in sensitive columns is starred, each character as wide as it is. */
function fixedLines(path: string, shape: SourceShape): FilePreview['lines'] {
  const { fixed } = shape.dialect ?? {};
  const encoding = shape.encoding?.name ?? 'utf-8';
  if (!fixed) return [];
  const measure = measureOf(fixed.unit, encoding);
  const isMasked = shape.columns.map(({ semantic }) => maskKindOf(semantic) !== 'none');
  const placedLine = (line: string, isData: boolean): FilePreview['lines'][number] => {
    const characters: string[] = [];
    const at: number[] = [];
    let position = 0;
    for (const character of line.replace(/\d{11,}/g, (digits) => '*'.repeat(digits.length))) {
      const width = measure(character.codePointAt(0) ?? 0);
      const column = fixed.starts.findLastIndex((start) => start <= position);
      const starred = isData && character.trim() !== '' && isMasked[column];
      characters.push(!starred ? character : width > 1 ? '＊' : '*');
      at.push(position);
      position += width;
    }
    return { characters, at };
  };
  const first = (shape.dialect?.skipRows ?? 0) + (shape.dialect?.header ? (shape.dialect.headerRows ?? 1) : 0);
  const text = decodeAll(readHead(path, HEAD_BYTES), encoding).replace(/^\uFEFF/, '');
  return text
    .split(/\r\n|\r|\n/)
    .slice(0, LINES_SHOWN)
    .map((line, index) => placedLine(line.slice(0, LINE_CHARS), index >= first));
}

/** Worker task `intake.encodings`: the same rows under each likely encoding, those with more than ASCII first. */
export async function tryEncodings(input: PreviewInput, context: TaskContext, semantics: Semantics): Promise<EncodingTrial[]> {
  const { pieces } = readSamples(input.path);
  const guesses = encodingGuesses(pieces);
  const { encoding: chosen, ...wanted } = input.wanted;
  const names = [...new Set([...(chosen ? [chosen] : []), ...guesses.map(({ name }) => name), ...usualEncodings])].slice(0, TRIALS_MAX);
  const trials: EncodingTrial[] = [];
  let shown: readonly number[] | null = null;
  for (const name of names) {
    context.throwIfCancelled();
    const found = await shapeWanted(input.path, { ...wanted, encoding: name }, unlocked(input, context), semanticOf(semantics));
    shown ??= telling(found.previewRows);
    trials.push({
      name,
      confidence: guesses.find((guess) => guess.name === name)?.confidence ?? 0,
      undecodable: pieces.reduce((sum, piece) => sum + (decodeAll(piece, name).match(UNDECODABLE)?.length ?? 0), 0),
      columns: found.shape.columns.map((column) => column.name),
      rows: maskedRows(
        found,
        shown.map((row) => found.previewRows[row]).filter((row) => row !== undefined),
      ),
    });
  }
  return trials;
}

/** Rows that tell encodings apart. */
function telling(rows: readonly (readonly Cell[])[]): number[] {
  // eslint-disable-next-line no-control-regex -- the range of ASCII is what is meant
  const beyond = rows.map((row) => row.some((cell) => typeof cell === 'string' && /[^\u0000-\u007f]/.test(cell)));
  const all = rows.map((_, index) => index);
  return [...all.filter((index) => beyond[index]), ...all.filter((index) => !beyond[index])].slice(0, TRIAL_ROWS).toSorted((a, b) => a - b);
}
