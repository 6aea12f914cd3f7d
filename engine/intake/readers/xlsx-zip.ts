import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { type Entry, open, type ZipFile } from 'yauzl';
import { asFileError } from '../../../base/files.ts';
import { JiadiError } from '../../../contract/errors.ts';

/** Limits of an archive that a stranger wrote: real bytes are counted while inflating, sizes in headers are not trusted. */
export interface ArchiveLimits {
  readonly entriesMax: number;
  readonly entryBytesMax: number;
  readonly totalBytesMax: number;
  /** Inflated against stored bytes, looked at from the first megabyte on. */
  readonly ratioMax: number;
}

export const archiveLimits: ArchiveLimits = { entriesMax: 2000, entryBytesMax: 512 << 20, totalBytesMax: 2 ** 31, ratioMax: 200 };

/** An open archive whose entries are read as text. */
export interface Archive {
  has(name: string): boolean;
  /** The entry's text in pieces; a damaged or oversized entry ends with an expected error. */
  text(name: string): AsyncGenerator<string>;
  close(): void;
}

const RATIO_FROM_BYTES = 1 << 20;

/** Opens a zip archive. Throws `file-damaged` where it is none, `file-too-large` where it has too many entries. */
export async function openArchive(path: string, limits: ArchiveLimits = archiveLimits): Promise<Archive> {
  const file = basename(path);
  const zip = await openZip(path);
  const entries = new Map<string, Entry>();
  try {
    await listEntries(zip, entries, limits, file);
  } catch (error) {
    zip.close();
    throw asDamaged(error, file);
  }
  let total = 0;
  async function* text(name: string): AsyncGenerator<string> {
    const entry = entries.get(name.toLowerCase());
    if (!entry) throw new JiadiError('file-damaged', { file, limit: name });
    if (entry.isEncrypted()) throw new JiadiError('file-encrypted', { file });
    const stream = await openEntry(zip, entry).catch((error: unknown) => Promise.reject(asDamaged(error, file)));
    let bytes = 0;
    let decoder: InstanceType<typeof TextDecoder> | null = null;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        total += chunk.length;
        const bomb = bytes > RATIO_FROM_BYTES && bytes > entry.compressedSize * limits.ratioMax;
        if (bytes > limits.entryBytesMax || total > limits.totalBytesMax || bomb)
          throw new JiadiError('file-too-large', { file, limit: name });
        decoder ??= new TextDecoder(encodingOf(chunk));
        yield decoder.decode(chunk, { stream: true });
      }
    } catch (error) {
      throw asDamaged(error, file);
    } finally {
      stream.destroy();
    }
  }
  return { has: (name) => entries.has(name.toLowerCase()), text, close: () => zip.close() };
}

function openZip(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(path, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (zip) resolve(zip);
      else reject(asDamaged(error, basename(path)));
    });
  });
}

function listEntries(zip: ZipFile, entries: Map<string, Entry>, limits: ArchiveLimits, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      if (entries.size >= limits.entriesMax) {
        reject(new JiadiError('file-too-large', { file, limit: limits.entriesMax }));
        return;
      }
      entries.set(entry.fileName.toLowerCase(), entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve());
    zip.on('error', reject);
    zip.readEntry();
  });
}

function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (stream ? resolve(stream) : reject(error)));
  });
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
