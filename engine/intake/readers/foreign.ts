import { closeSync, openSync, readSync } from 'node:fs';
import { withFileErrors } from '../../../base/files.ts';

const signatures: readonly (readonly [readonly number[], string])[] = [
  [[0x50, 0x41, 0x52, 0x31], 'parquet'],
  [[...Buffer.from('SQLite format 3\0', 'latin1')], 'sqlite'],
  [[0x1f, 0x8b], 'gzip'],
  [[0x42, 0x5a, 0x68], 'bzip2'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd'],
  [[0x37, 0x7a, 0xbc, 0xaf], '7z'],
  [[0x52, 0x61, 0x72, 0x21], 'rar'],
  [[0x25, 0x50, 0x44, 0x46, 0x2d], 'pdf'],
  [[0x89, 0x50, 0x4e, 0x47], 'binary:PNG'],
  [[0xff, 0xd8, 0xff], 'binary:JPEG'],
  [[0x47, 0x49, 0x46, 0x38], 'binary:GIF'],
  [[0x7f, 0x45, 0x4c, 0x46], 'binary:ELF'],
  [[0x4d, 0x5a, 0x90, 0x00], 'binary:EXE'],
];
const OLE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/** Name of a known format that has no reader, `encrypted` for a workbook under a password, `binary` (or `binary:PNG` …) for what is no data file, or null. */
export function foreignFormat(path: string, head: Uint8Array): string | null {
  if (startsWith(head, OLE)) return oleFormat(path, head);
  if (startsWith(head, [0x50, 0x4b, 3, 4]) || startsWith(head, [0x50, 0x4b, 5, 6])) return zipFormat(head);
  // Excel's own formats before 1997 have no container.
  if (head[0] === 9 && (head[1] === 0 || head[1] === 2 || head[1] === 4 || head[1] === 8) && (head[3] ?? 1) === 0 && (head[2] ?? 99) <= 16)
    return 'xls';
  return signatures.find(([bytes]) => startsWith(head, bytes))?.[1] ?? null;
}

/** True when the bytes begin with the given ones. */
export function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte);
}

function zipFormat(head: Uint8Array): string {
  const beginning = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 4096)).toString('latin1');
  if (beginning.includes('mimetypeapplication/vnd.oasis.opendocument.spreadsheet')) return 'ods';
  return 'zip';
}

/** Looks into the directory of an OLE container: encrypted OOXML, an old workbook, or something else of Office. */
function oleFormat(path: string, head: Uint8Array): string {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 512) return 'binary';
  const sectorBytes = 2 ** view.getUint16(30, true);
  const directory = (view.getUint32(48, true) + 1) * sectorBytes;
  const names = Buffer.from(readAt(path, directory, 4096)).toString('utf16le');
  if (names.includes('EncryptedPackage')) return 'encrypted';
  return names.includes('Workbook') || names.includes('Book') ? 'xls' : 'binary';
}

function readAt(path: string, at: number, bytes: number): Uint8Array {
  return withFileErrors(path, () => {
    const fd = openSync(path, 'r');
    try {
      const buffer = new Uint8Array(bytes);
      return buffer.subarray(0, readSync(fd, buffer, 0, bytes, at));
    } finally {
      closeSync(fd);
    }
  });
}
