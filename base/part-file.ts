import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { moveDurably, remove, withFileErrors } from './files.ts';

/** A file that is being written beside its place as `<path>.part`; it appears whole or not at all. */
export interface PartFile {
  readonly partPath: string;
  /** Appends bytes. Throws `disk-full` and other file errors. */
  write(bytes: Uint8Array): void;
  /** Flushes the bytes to the disk and puts the file in its place. */
  finish(): void;
  /** Takes away what was written; nothing happens when the file is finished. */
  abort(): void;
}

/** Begins a file that appears at `path` when it is finished. */
export function openPartFile(path: string, mode = 0o600): PartFile {
  const partPath = `${path}.part`;
  const fd = withFileErrors(path, () => openSync(partPath, 'w', mode));
  let open = true;
  const close = () => {
    if (!open) return;
    open = false;
    withFileErrors(path, () => closeSync(fd));
  };
  return {
    partPath,
    write: (bytes) =>
      withFileErrors(path, () => {
        for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
      }),
    finish: () => {
      withFileErrors(path, () => fsyncSync(fd));
      close();
      moveDurably(partPath, path);
    },
    abort: () => {
      if (!open) return;
      close();
      remove(partPath);
    },
  };
}
