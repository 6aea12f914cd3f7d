import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { withFileErrors } from '../../../../base/files.ts';
import { unitOf } from './decode.ts';

const LF = 10;
const CR = 13;

/** A file read by byte positions; lines are found in bytes, so that positions stay exact in every encoding. */
export interface LineFile {
  /** Name of the file, for errors. */
  readonly name: string;
  readonly size: number;
  readonly unit: 1 | 2;
  /** Reads into the buffer from a position of the file; gives the number of bytes read. */
  read(buffer: Uint8Array, at: number): number;
  /** Position of the first line that begins at or after `at` (the size when there is none). */
  lineStartFrom(at: number): number;
  /** Position after `count` more line ends, counted from the line start `at`. */
  skipLines(at: number, count: number): number;
  /** Position of the line with which the last `count` lines that hold something begin. */
  lastLines(count: number): number;
  close(): void;
}

/** Opens a text file for reading by lines. `newline` is the line end that cuts blocks: `\r` only where the file has no line feeds. */
export function openLines(path: string, encoding: string, newline: string): LineFile {
  const fd = withFileErrors(path, () => openSync(path, 'r'));
  const size = withFileErrors(path, () => fstatSync(fd).size);
  const unit = unitOf(encoding);
  const big = encoding === 'utf-16be';
  const read = (buffer: Uint8Array, at: number) => withFileErrors(path, () => readFully(fd, buffer, at));
  const small = new Uint8Array(1 << 16);
  const cut = newline === '\r' ? CR : LF;

  const lineStartFrom = (at: number): number => {
    if (at <= 0) return 0;
    let position = at - unit;
    while (position < size) {
      const length = read(small, position);
      if (length === 0) break;
      const end = firstLineEnd(small, 0, length, cut, unit, big);
      // A CR-only cut keeps a line feed that belongs to it; it may be the first unit of the next piece.
      if (end > 0) return cut === CR && lineFeedAt(read, position + end, unit, big) ? position + end + unit : position + end;
      position += length;
    }
    return size;
  };

  const skipLines = (at: number, count: number): number => {
    let position = at;
    let left = count;
    let pendingCr = false;
    while (position < size && (left > 0 || pendingCr)) {
      const length = read(small, position);
      if (length === 0) break;
      for (let i = 0; i + unit <= length; i += unit) {
        const code = unitAt(small, i, unit, big);
        if (pendingCr) {
          pendingCr = false;
          if (code === LF) {
            if (left === 0) return position + i + unit;
            continue;
          }
          if (left === 0) return position + i;
        }
        if (code === LF) {
          if (--left === 0) return position + i + unit;
        } else if (code === CR) {
          left--;
          pendingCr = true;
        }
      }
      position += length;
    }
    return Math.min(position, size);
  };
  const lastLines = (count: number): number => lastLinesIn(size, count, (from) => lineStarts(read, from, size - from, unit, big));
  return {
    name: basename(path),
    size,
    unit,
    read,
    lineStartFrom,
    skipLines,
    lastLines,
    close: () => withFileErrors(path, () => closeSync(fd)),
  };
}

/** Start of the last `count` lines that hold something; pieces from the end on, ever larger ones, until they hold them all. */
function lastLinesIn(size: number, count: number, startsFrom: (from: number) => readonly number[]): number {
  for (let length = 1 << 12; ; length *= 4) {
    const from = Math.max(0, size - length);
    const starts = startsFrom(from);
    // the first line of a piece may be half a line
    if (from === 0 || starts.length > count) return starts[Math.max(0, starts.length - count)] ?? 0;
  }
}

/** Starts of the lines that hold something, in a piece of the file. */
function lineStarts(read: LineFile['read'], from: number, length: number, unit: 1 | 2, big: boolean): number[] {
  const buffer = new Uint8Array(length);
  const count = read(buffer, from);
  const starts: number[] = [];
  let start = 0;
  let filled = false;
  for (let i = 0; i + unit <= count; i += unit) {
    const code = unitAt(buffer, i, unit, big);
    if (code !== LF && code !== CR) {
      filled ||= code !== 32 && code !== 9;
      continue;
    }
    if (filled) starts.push(from + start);
    start = i + unit;
    filled = false;
  }
  if (filled) starts.push(from + start);
  return starts;
}

/** End (exclusive) of the last line in `buffer[0, length)`, or 0. */
export function lastLineEnd(buffer: Uint8Array, length: number, cut: number, unit: 1 | 2, big: boolean): number {
  if (length === 0) return 0;
  if (unit === 1) return buffer.lastIndexOf(cut, length - 1) + 1;
  for (let i = length - (length % 2) - 2; i >= 0; i -= 2) if (unitAt(buffer, i, 2, big) === cut) return i + 2;
  return 0;
}

/** End (exclusive) of the first line that ends at or after `from`, or 0. */
export function firstLineEnd(buffer: Uint8Array, from: number, length: number, cut: number, unit: 1 | 2, big: boolean): number {
  if (unit === 1) {
    const at = buffer.indexOf(cut, from);
    return at >= 0 && at < length ? at + 1 : 0;
  }
  for (let i = from; i + 1 < length; i += 2) if (unitAt(buffer, i, 2, big) === cut) return i + 2;
  return 0;
}

function unitAt(buffer: Uint8Array, at: number, unit: 1 | 2, big: boolean): number {
  const first = buffer[at] ?? 0;
  if (unit === 1) return first;
  const second = buffer[at + 1] ?? 0;
  return big ? (first << 8) | second : (second << 8) | first;
}

function lineFeedAt(read: (buffer: Uint8Array, at: number) => number, at: number, unit: 1 | 2, big: boolean): boolean {
  const probe = new Uint8Array(unit);
  return read(probe, at) === unit && unitAt(probe, 0, unit, big) === LF;
}

function readFully(fd: number, buffer: Uint8Array, at: number): number {
  let done = 0;
  while (done < buffer.length) {
    const count = readSync(fd, buffer, done, buffer.length - done, at + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}
