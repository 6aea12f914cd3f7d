import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { sizeOfInput, withFileErrors } from '../../base/files.ts';
import { JiadiError } from '../../contract/errors.ts';

const HEAD_BYTES = 1 << 20;
const FURTHER_BYTES = 1 << 16;
const LF = 10;

/** Pieces of a file for detection: the head, and for a large file some from its middle and end, each beginning after a line feed byte. */
export interface FileSamples {
  readonly bytes: number;
  readonly pieces: readonly Uint8Array[];
  /** True when the head is the whole file. */
  readonly whole: boolean;
}

/** Reads the first bytes of a file; a missing file, a folder or an empty file is an expected error. */
export function readHead(path: string, bytes: number): Uint8Array {
  const size = sizeOfInput(path);
  return readPiece(path, 0, Math.min(bytes, size));
}

/** Reads samples of a file: a megabyte from the head and 64 KB each at a quarter, the middle, three quarters and the end. */
export function readSamples(path: string): FileSamples {
  const bytes = sizeOfInput(path);
  const stamp = `${path}\0${bytes}\0${withFileErrors(path, () => statSync(path).mtimeMs)}`;
  if (last?.stamp !== stamp) last = { stamp, samples: samplesOf(path, bytes) };
  return last.samples;
}

/** The samples that were read last: detection looks at a file several times, and again whenever a person changes something. */
let last: { readonly stamp: string; readonly samples: FileSamples } | null = null;

function samplesOf(path: string, bytes: number): FileSamples {
  const head = readPiece(path, 0, Math.min(bytes, HEAD_BYTES));
  if (bytes <= HEAD_BYTES) return { bytes, pieces: [head], whole: true };
  const cut = head.lastIndexOf(LF);
  const pieces = [cut > 0 ? head.subarray(0, cut + 1) : head];
  for (const share of [0.25, 0.5, 0.75, 1]) {
    const at = Math.max(HEAD_BYTES, Math.floor((bytes - FURTHER_BYTES) * share));
    const piece = readPiece(path, at, FURTHER_BYTES);
    const from = piece.indexOf(LF);
    const to = piece.lastIndexOf(LF);
    if (from >= 0 && to > from) pieces.push(piece.subarray(from + 1, to + 1));
  }
  return { bytes, pieces, whole: false };
}

/** Throws `file-not-text` when the bytes are not those of a text in any encoding. */
export function requireText(head: Uint8Array, path: string): void {
  if (!looksLikeText(head)) throw new JiadiError('file-not-text', { file: basename(path), format: 'binary' });
}

/** True when the bytes may be text: few control characters, and zero bytes only as in UTF-16. */
export function looksLikeText(head: Uint8Array): boolean {
  if (head[0] === 0xff && head[1] === 0xfe) return true;
  if (head[0] === 0xfe && head[1] === 0xff) return true;
  const length = Math.min(head.length, 1 << 16);
  let controls = 0;
  let evenZeros = 0;
  let oddZeros = 0;
  for (let i = 0; i < length; i++) {
    const byte = head[i] ?? 0;
    if (byte === 0 && i % 2 === 0) evenZeros++;
    else if (byte === 0) oddZeros++;
    else if (byte < 9 || (byte > 13 && byte < 27 && byte !== 26) || byte === 0x7f) controls += byte === 1 ? 0 : 1;
  }
  const zeros = evenZeros + oddZeros;
  const utf16 = zeros > length * 0.02 && (evenZeros > 10 * oddZeros || oddZeros > 10 * evenZeros);
  return controls <= Math.max(3, length * 0.05) && (zeros <= Math.max(3, length * 0.02) || utf16);
}

function readPiece(path: string, at: number, length: number): Uint8Array {
  return withFileErrors(path, () => {
    const fd = openSync(path, 'r');
    try {
      const buffer = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const count = readSync(fd, buffer, done, length - done, at + done);
        if (count === 0) break;
        done += count;
      }
      return buffer.subarray(0, done);
    } finally {
      closeSync(fd);
    }
  });
}
