import { isUtf8 } from 'node:buffer';
import { JiadiError } from '../../../../contract/errors.ts';
import { decoderFor } from './decode.ts';
import type { TextPiece } from '../csv/parser.ts';
import { type LineFile, lastLineEnd } from './lines.ts';

/** A piece of a text file that ends at a line end. */
export interface TextBlock extends TextPiece {
  /** Position of the file after it. */
  readonly end: number;
  /** Set when a line was too long to be read: it is left out of `text`, which holds its beginning. */
  readonly tooLong: boolean;
}

export interface BlockOptions {
  readonly encoding: string;
  /** The line end that cuts blocks. */
  readonly newline: string;
  readonly blockBytes: number;
  /** Longest physical line in bytes. */
  readonly lineBytesMax: number;
  /** True: blocks of valid UTF-8 without NUL are given as bytes, which last until the next one. */
  readonly asUtf8?: boolean;
}

const LF = 10;
const CR = 13;
const RAW_BYTES = 4000;

/**
 * Gives the blocks of a file from a line start on. A block that would go past `to` ends at the first line start at or after it, so that
 * stretches meet exactly. Lines with bytes that cannot be decoded, and with NUL characters, are flagged.
 */
export function blockReader(file: LineFile, from: number, options: BlockOptions): (to: number, linesBefore: number) => TextBlock | null {
  const decoder = decoderFor(options.encoding);
  const { unit } = file;
  const big = options.encoding === 'utf-16be';
  const cut = options.newline === '\r' ? CR : LF;
  let buffer = new Uint8Array(options.blockBytes);
  let position = from;

  let boundary = -1;

  const measure = (to: number): { length: number; tooLong: boolean } => {
    if (position >= to || to >= file.size) boundary = file.size;
    else if (boundary < 0) boundary = file.lineStartFrom(to);
    for (;;) {
      const wanted = Math.min(buffer.length, boundary - position);
      const length = file.read(buffer.subarray(0, wanted), position);
      // Shorter than when it was opened: somebody is writing it. What is missing must not look like the end.
      if (length < wanted) throw new JiadiError('file-changed', { file: file.name });
      if (position + length >= boundary) return { length, tooLong: false };
      let end = lastLineEnd(buffer, length, cut, unit, big);
      // A CR at the very end may belong to a line feed that is not here yet.
      if (cut === CR && end === length) end = lastLineEnd(buffer, length - unit, cut, unit, big);
      if (end > 0) return { length: end, tooLong: false };
      if (buffer.length >= options.lineBytesMax) return { length, tooLong: true };
      buffer = new Uint8Array(Math.min(buffer.length * 4, options.lineBytesMax));
    }
  };

  return (to, linesBefore) => {
    if (position >= file.size) return null;
    const { length, tooLong } = measure(to);
    if (length === 0) return null;
    if (tooLong) {
      position = file.lineStartFrom(position + length + unit);
      const text = decoder.decode(buffer.subarray(0, RAW_BYTES));
      return { text, lineEnds: 1, flagged: [], end: position, last: position >= file.size, tooLong: true, utf8: null };
    }
    const bytes = buffer.subarray(0, length);
    position += length;
    const last = position >= file.size;
    if (options.asUtf8 && options.encoding === 'utf-8' && isUtf8(bytes) && !bytes.includes(0))
      return { text: '', utf8: bytes, lineEnds: 0, flagged: [], end: position, last, tooLong: false };
    let text = decoder.decode(bytes);
    const final = text.charCodeAt(text.length - 1);
    if (final !== LF && final !== CR) text += '\n';
    const flagged = flaggedLines(text, bytes, linesBefore, (piece) => decoder.isValid(piece), unit === 1);
    return { text, lineEnds: countLineEnds(text), flagged, end: position, last, tooLong: false, utf8: null };
  };
}

/** Number of line ends in a text: CRLF is one. */
export function countLineEnds(text: string): number {
  let count = 0;
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) count++;
  for (let i = text.indexOf('\r'); i >= 0; i = text.indexOf('\r', i + 1)) if (text.charCodeAt(i + 1) !== LF) count++;
  return count;
}

/** Lines with a U+FFFD that the file does not hold as such, or with a NUL. */
function flaggedLines(
  text: string,
  bytes: Uint8Array,
  linesBefore: number,
  isValid: (piece: Uint8Array) => boolean,
  byLine: boolean,
): TextPiece['flagged'] {
  const bad = text.includes('\uFFFD') && !isValid(bytes);
  const nul = text.includes('\0');
  if (!bad && !nul) return [];
  const encoder = byLine && bad ? byteLines(bytes) : [];
  const flagged: TextPiece['flagged'][number][] = [];
  let line = linesBefore;
  for (let start = 0, index = 0; start < text.length; index++) {
    let end = start;
    while (end < text.length && text.charCodeAt(end) !== LF && text.charCodeAt(end) !== CR) end++;
    const body = text.slice(start, end);
    line++;
    const piece = encoder[index];
    if (bad && body.includes('\uFFFD') && (piece === undefined || !isValid(piece))) flagged.push({ line, reason: 'bad-bytes' });
    else if (nul && body.includes('\0')) flagged.push({ line, reason: 'nul-character' });
    start = text.charCodeAt(end) === CR && text.charCodeAt(end + 1) === LF ? end + 2 : end + 1;
  }
  return flagged;
}

/** The lines of a block as bytes; CR, LF and CRLF end a line, in step with the text. */
function byteLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < bytes.length;) {
    let end = start;
    while (end < bytes.length && bytes[end] !== LF && bytes[end] !== CR) end++;
    lines.push(bytes.subarray(start, end));
    start = bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : end + 1;
  }
  return lines;
}
