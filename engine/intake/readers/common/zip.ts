import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { type Entry, open, type ZipFile } from 'yauzl';
import { asFileError } from '../../../../base/files.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import { decryptedBytes } from './zip-encrypted.ts';

/** Limits of an archive that a stranger wrote: real bytes are counted while inflating, sizes in headers are not trusted. */
export interface ArchiveLimits {
  readonly entriesMax: number;
  readonly entryBytesMax: number;
  readonly totalBytesMax: number;
  /** Inflated against stored bytes, looked at once there are many of them: a small table of few values packs as well as any bomb. */
  readonly ratioMax: number;
}

export const archiveLimits: ArchiveLimits = { entriesMax: 2000, entryBytesMax: 16 * 2 ** 30, totalBytesMax: 16 * 2 ** 30, ratioMax: 200 };

/** A file in an archive. */
export interface ArchiveEntry {
  /** Path in the archive, with `/` between folders. */
  readonly name: string;
  /** Stored bytes; what it inflates to is only known afterwards. */
  readonly packedBytes: number;
  readonly encrypted: boolean;
}

/** An open archive whose entries are read one after the other. */
export interface Archive {
  /** Files in the order of the archive; folders are left out. */
  readonly entries: readonly ArchiveEntry[];
  has(name: string): boolean;
  /** Stored bytes of an entry; undefined where there is none. */
  packedBytes(name: string): number | undefined;
  /** The entry's bytes in pieces; a damaged, oversized or encrypted entry ends with an expected error. */
  bytes(name: string): AsyncGenerator<Buffer>;
  /** The entry's text in pieces. */
  text(name: string): AsyncGenerator<string>;
  close(): void;
}

const STORED = 0;
const DEFLATED = 8;

const RATIO_FROM_BYTES = 32 << 20;

/** Throws `file-inflates` when so many bytes came out of so few that they were made to fill a disk. */
export function throwIfBomb(inflated: number, packed: number, { ratioMax }: ArchiveLimits, file: string): void {
  if (inflated > RATIO_FROM_BYTES && inflated > packed * ratioMax) throw new JiadiError('file-inflates', { file, ratio: ratioMax });
}

/**
 * Opens a zip archive. Encrypted files in it are read with `password`; null asks for one (`file-password-needed`), undefined refuses them. Throws `file-damaged` where it is none, `file-too-large` where it has too many entries.
 */
export async function openArchive(path: string, limits: ArchiveLimits = archiveLimits, password?: string | null): Promise<Archive> {
  const file = basename(path);
  const zip = await openZip(path);
  const entries = new Map<string, { readonly entry: Entry; readonly name: string }>();
  try {
    await listEntries(zip, entries, limits, file);
  } catch (error) {
    zip.close();
    throw asDamaged(error, file);
  }
  let total = 0;
  async function* bytes(name: string): AsyncGenerator<Buffer> {
    const found = entries.get(name.toLowerCase());
    if (!found) throw new JiadiError('file-damaged', { file, limit: name });
    const { entry } = found;
    const inside = `${file}/${found.name}`;
    const stream = entry.isEncrypted()
      ? decryptedBytes(path, entry.relativeOffsetOfLocalHeader, passwordOf(file, password))
      : await plainBytes(zip, entry, file);
    // what is encrypted is checked by whoever decrypts it
    const declared = entry.isEncrypted() ? Infinity : entry.uncompressedSize;
    let count = 0;
    try {
      for await (const chunk of stream) {
        count += chunk.length;
        total += chunk.length;
        if (count > declared) throw new JiadiError('file-damaged', { file, limit: name });
        if (count > limits.entryBytesMax)
          throw new JiadiError('file-too-large', { file: inside, limit: limits.entryBytesMax, unit: 'bytes' });
        if (total > limits.totalBytesMax) throw new JiadiError('file-too-large', { file, limit: limits.totalBytesMax, unit: 'bytes' });
        throwIfBomb(count, entry.compressedSize, limits, inside);
        yield chunk;
      }
      if (Number.isFinite(declared) && count < declared) throw new JiadiError('file-damaged', { file, limit: name });
    } catch (error) {
      throw asDamaged(error, file);
    }
  }
  async function* text(name: string): AsyncGenerator<string> {
    let decoder: InstanceType<typeof TextDecoder> | null = null;
    for await (const chunk of bytes(name)) {
      decoder ??= new TextDecoder(encodingOf(chunk));
      yield decoder.decode(chunk, { stream: true });
    }
  }
  const files = [...entries.values()].map(({ entry, name }) => ({
    name,
    packedBytes: entry.compressedSize,
    encrypted: entry.isEncrypted(),
  }));
  return {
    entries: files,
    has: (name) => entries.has(name.toLowerCase()),
    packedBytes: (name) => entries.get(name.toLowerCase())?.entry.compressedSize,
    bytes,
    text,
    close: () => zip.close(),
  };
}

function passwordOf(file: string, password: string | null | undefined): string {
  if (password === undefined) throw new JiadiError('file-encrypted', { file });
  if (password === null) throw new JiadiError('file-password-needed', { file });
  return password;
}

/** Left before its end, a stream is destroyed by the loop that reads it. */
async function plainBytes(zip: ZipFile, entry: Entry, file: string): Promise<AsyncIterable<Buffer>> {
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED)
    throw new JiadiError('format-unsupported', { file, format: `zip/${entry.compressionMethod}` });
  return await openEntry(zip, entry).catch((error: unknown) => Promise.reject(asDamaged(error, file)));
}

/** Name of the file with which an archive begins, from the head of the archive. */
export function firstEntryName(head: Uint8Array): string {
  if (head.length < 30) return '';
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return nameOf(Buffer.from(head.subarray(30, 30 + view.getUint16(26, true))), (view.getUint16(6, true) & UTF8_NAME) !== 0);
}

const UTF8_NAME = 0x800;

/** File names without the mark for UTF-8 come from programs that wrote them in the system's own encoding: on a Chinese Windows that is GB18030. */
function nameOf(raw: Buffer, utf8: boolean): string {
  let name: string;
  try {
    name = new TextDecoder('utf-8', { fatal: !utf8 }).decode(raw);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    name = new TextDecoder('gb18030').decode(raw);
  }
  return name.replaceAll('\\', '/');
}

function openZip(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(path, { lazyEntries: true, autoClose: false, decodeStrings: false }, (error, zip) => {
      if (zip) resolve(zip);
      else reject(asDamaged(error, basename(path)));
    });
  });
}

function listEntries(
  zip: ZipFile,
  entries: Map<string, { readonly entry: Entry; readonly name: string }>,
  limits: ArchiveLimits,
  file: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      if (entries.size >= limits.entriesMax) {
        reject(new JiadiError('file-too-large', { file, limit: limits.entriesMax, unit: 'entries' }));
        return;
      }
      const name = nameOf(entry.fileNameRaw, (entry.generalPurposeBitFlag & UTF8_NAME) !== 0);
      if (!name.endsWith('/')) entries.set(name.toLowerCase(), { entry, name });
      zip.readEntry();
    });
    zip.on('end', () => resolve());
    zip.on('error', reject);
    zip.readEntry();
  });
}

function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    // inflated in large pieces here: small ones cost twice the time
    const isDeflated = entry.compressionMethod === DEFLATED;
    zip.openReadStream(entry, isDeflated ? { decompress: false } : {}, (error, stream) => {
      if (!stream) reject(error);
      else resolve(isDeflated ? inflated(stream) : stream);
    });
  });
}

const PIECE_BYTES = 1 << 18;

function inflated(source: Readable): Readable {
  const out = createInflateRaw({ chunkSize: PIECE_BYTES });
  source.on('error', (error) => out.destroy(error));
  out.on('close', () => source.destroy());
  return source.pipe(out);
}

function encodingOf(head: Uint8Array): string {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0x3c && head[1] === 0)) return 'utf-16le';
  if ((head[0] === 0xfe && head[1] === 0xff) || (head[0] === 0 && head[1] === 0x3c)) return 'utf-16be';
  return 'utf-8';
}

/** Failures of the archive itself are damage; those of the disk keep their code. */
function asDamaged(error: unknown, file: string): unknown {
  const known = asFileError(error, file);
  if (known instanceof JiadiError) return known;
  return error instanceof Error ? new JiadiError('file-damaged', { file }, error) : error;
}
