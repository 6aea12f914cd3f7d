/**
 * Where packed files are unpacked to. What a wrapper holds is written to a private folder, read from there by the reader of its own format, and
 * removed again; a folder that a crash left in a workspace's `tmp` is removed at the next start.
 */
import { createReadStream, createWriteStream, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { asFileError, ensureFolder, remove } from '../../../../base/files.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import type { ReadContext } from '../../reader.ts';
import { type ArchiveEntry, type ArchiveLimits, openArchive, throwIfBomb } from '../common/zip.ts';

/** Packed tables go to the disk, not into memory: they may be larger than a workbook's parts, but no more packed than those. */
export const packedLimits: ArchiveLimits = { entriesMax: 2000, entryBytesMax: 16 * 2 ** 30, totalBytesMax: 16 * 2 ** 30, ratioMax: 200 };

/** A folder with the unpacked files of one packed file. */
interface Store {
  users: number;
  folder: string | null;
  readonly files: Map<string, Promise<string>>;
}

const stores = new Map<string, Store>();

/** Keeps what is unpacked of `path` until the function that is returned is called as often as this one. */
export function holdUnpacked(path: string): () => void {
  const store = stores.get(path) ?? { users: 0, folder: null, files: new Map<string, Promise<string>>() };
  stores.set(path, store);
  store.users++;
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    if (--store.users > 0) return;
    stores.delete(path);
    if (store.folder !== null) remove(store.folder);
  };
}

/** True for a file in one of the folders where packed files are unpacked: it is ours, and nobody else writes to it. */
export function isUnpacked(path: string): boolean {
  const folder = dirname(dirname(path));
  return [...stores.values()].some((store) => store.folder !== null && realpathSync(store.folder) === folder);
}

/** Runs `work` with the path of an unpacked file that is called `name`; `unpack` writes it when it is not there yet. */
export async function withUnpacked<T>(
  path: string,
  name: string,
  context: ReadContext,
  unpack: (target: string) => Promise<void>,
  work: (file: string) => Promise<T>,
): Promise<T> {
  const release = holdUnpacked(path);
  try {
    const store = stores.get(path);
    if (!store) return await work(path);
    store.folder ??= newFolder(context.scratch);
    let file = store.files.get(name);
    if (!file) {
      // Its own name says what it is to the reader that is chosen for it; a folder of its own keeps equal names apart.
      const folder = join(store.folder, String(store.files.size));
      file = unpackInto(folder, basename(name) || 'data', unpack);
      store.files.set(name, file);
    }
    return await work(await file);
  } finally {
    release();
  }
}

async function unpackInto(folder: string, name: string, unpack: (target: string) => Promise<void>): Promise<string> {
  ensureFolder(folder);
  const target = join(folder, safeName(name));
  await unpack(target);
  return target;
}

/** A name from an archive as a file name of this system; its ending stays. */
function safeName(name: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  const plain = name.replace(/[\u0000-\u001f<>:"/\\|?*]/g, '_').replace(/^\.+/, '_');
  return plain.length > 80 ? plain.slice(-80) : plain || 'data';
}

function newFolder(scratch: string | undefined): string {
  const parent = scratch ?? tmpdir();
  ensureFolder(parent);
  try {
    return mkdtempSync(join(parent, 'jiadi-unpacked-'));
  } catch (error) {
    throw asFileError(error, parent);
  }
}

/** Writes what a gzip file holds, several members too. Throws `file-damaged`, `file-too-large`, `disk-full`, `cancelled`. */
export async function unpackGzip(path: string, target: string, context: ReadContext, limits: ArchiveLimits = packedLimits): Promise<void> {
  const file = basename(path);
  const source = createReadStream(path, { highWaterMark: 1 << 20 });
  const inflated = createGunzip({ chunkSize: 1 << 18 });
  source.on('error', (error) => inflated.destroy(error));
  source.pipe(inflated);
  const checked = counted(inflated, file, () => source.bytesRead, limits, context);
  await writeTo(target, checked, file, () => source.destroy());
}

/** The files of a zip archive, without the companions that a Mac adds. */
export async function zipEntries(path: string): Promise<readonly ArchiveEntry[]> {
  const archive = await openArchive(path, packedLimits);
  archive.close();
  return archive.entries.filter(({ name }) => !/(?:^|\/)(?:__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i.test(name));
}

/** Writes a file of a zip archive. Throws `file-password-needed`, `file-password-wrong`, `file-damaged`, `file-too-large`, `format-unsupported`, `disk-full`, `cancelled`. */
export async function unpackZipEntry(path: string, name: string, target: string, context: ReadContext): Promise<void> {
  const archive = await openArchive(path, packedLimits, context.password ?? null);
  try {
    await writeTo(target, watched(archive.bytes(name), context), basename(path), () => undefined);
  } finally {
    archive.close();
  }
}

async function* watched(chunks: AsyncIterable<Buffer>, context: ReadContext): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    context.throwIfCancelled();
    yield chunk;
  }
}

async function* counted(
  stream: Readable,
  file: string,
  packedBytes: () => number,
  limits: ArchiveLimits,
  context: ReadContext,
): AsyncGenerator<Buffer> {
  let count = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    context.throwIfCancelled();
    count += chunk.length;
    throwIfBomb(count, packedBytes(), limits, file);
    if (count > limits.totalBytesMax) throw new JiadiError('file-too-large', { file, limit: limits.totalBytesMax, unit: 'bytes' });
    yield chunk;
  }
}

const zlibCodes = /^(?:Z_|ERR_)/;

async function writeTo(target: string, chunks: AsyncIterable<Buffer>, file: string, close: () => void): Promise<void> {
  try {
    await pipeline(chunks, createWriteStream(target, { mode: 0o600 }));
  } catch (error) {
    rmSync(target, { force: true });
    if (error instanceof Error && 'code' in error && zlibCodes.test(String(error.code)))
      throw new JiadiError('file-damaged', { file }, error);
    throw asFileError(error, file);
  } finally {
    close();
  }
}
