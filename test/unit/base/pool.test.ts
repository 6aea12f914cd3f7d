import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { workerPool } from '../../../base/jobs/index.ts';

test('what was called off while it waited does not keep the one behind it waiting', { timeout: 60_000 }, async () => {
  const pool = workerPool({ entry: join(import.meta.dirname, '../../support/task-worker.ts'), jobWorkers: 1, scanWorkers: 1 });
  try {
    const abort = new AbortController();
    const close = (signal?: AbortSignal) => pool.run('table.close', { file: null }, { lane: 'scan', ...(signal ? { signal } : {}) });
    const [first, off, behind] = [close(), close(abort.signal), close()];
    abort.abort();
    await first;
    await assert.rejects(off, { code: 'cancelled' });
    await behind;
  } finally {
    await pool.close();
  }
});
