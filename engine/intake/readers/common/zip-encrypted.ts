/**
 * Files of a zip archive under a password: the old cipher of PKZIP and AES as WinZip, 7-Zip and WPS write them. Only these are left to this library;
 * names and everything that is not encrypted are read by `zip.ts`.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { configure, type FileEntry, Reader, ZipReader } from '@zip.js/zip.js';
import { asFileError } from '../../../../base/files.ts';
import { JiadiError } from '../../../../contract/errors.ts';

configure({ useWebWorkers: false });

/** Reads an archive by places, so that none of it is held. */
class FileReader extends Reader<FileHandle> {
  readonly #file: FileHandle;

  constructor(file: FileHandle, size: number) {
    super(file);
    this.#file = file;
    this.size = size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await this.#file.read(bytes, 0, length, index);
    return bytes.subarray(0, bytesRead);
  }
}

/** What the library says where the password is wrong: one in 256 wrong ones of the old cipher is only noticed by what comes out. */
const wrong = /invalid password|invalid (?:pass|crc|signature|authentication|compressed|uncompressed)/i;

/** The bytes of the encrypted file whose local header stands at `offset`. Throws `file-password-wrong`, `file-encrypted` for ciphers of other kinds. */
export async function* decryptedBytes(path: string, offset: number, password: string): AsyncGenerator<Buffer> {
  const file = basename(path);
  const handle = await open(path, 'r').catch((error: unknown) => Promise.reject(asFileError(error, file)));
  try {
    const { size } = await handle.stat();
    const reader = new ZipReader(new FileReader(handle, size));
    const entries = await reader.getEntries();
    const entry = entries.find((each): each is FileEntry => each.offset === offset && !each.directory);
    if (!entry) throw new JiadiError('file-damaged', { file });
    yield* streamed(entry, password);
  } catch (error) {
    throw asPasswordError(error, file);
  } finally {
    await handle.close();
  }
}

async function* streamed(entry: FileEntry, password: string): AsyncGenerator<Buffer> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  let failure: Error | null = null;
  const writing = entry.getData(writable, { password, checkSignature: true }).catch(async (error: unknown) => {
    failure = error instanceof Error ? error : new Error(String(error));
    await writable.abort(error).catch(() => undefined);
  });
  try {
    for await (const chunk of readable) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  } catch (error) {
    throw failure ?? error;
  }
  await writing;
  rethrow(failure);
}

function asPasswordError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || error instanceof JiadiError) return error;
  if (wrong.test(error.message)) return new JiadiError('file-password-wrong', { file }, error);
  if (/encryption/i.test(error.message)) return new JiadiError('file-encrypted', { file }, error);
  return 'code' in error ? asFileError(error, file) : new JiadiError('file-damaged', { file }, error);
}

function rethrow(failure: Error | null): void {
  if (failure) throw failure;
}
