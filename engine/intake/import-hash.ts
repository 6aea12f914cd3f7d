import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { withFileErrors } from '../../base/files.ts';
import type { TaskContext } from '../../base/jobs/index.ts';

const BLOCK_BYTES = 1 << 20;

/** SHA-256 of a file in hexadecimal, with the number of bytes read. */
export function hashFile(input: { readonly path: string }, context: TaskContext): { readonly sha256: string; readonly bytes: number } {
  return withFileErrors(input.path, () => {
    const hash = createHash('sha256');
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    const fd = openSync(input.path, 'r');
    try {
      let bytes = 0;
      for (;;) {
        context.throwIfCancelled();
        const got = readSync(fd, block, 0, BLOCK_BYTES, bytes);
        if (got === 0) return { sha256: hash.digest('hex'), bytes };
        hash.update(block.subarray(0, got));
        bytes += got;
      }
    } finally {
      closeSync(fd);
    }
  });
}
