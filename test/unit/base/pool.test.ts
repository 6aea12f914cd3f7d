import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
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

test(
  'a task that writes nothing and does not look up is ended when it is called off; the next one gets a new thread',
  { timeout: 60_000 },
  async () => {
    const pool = workerPool({ entry: join(import.meta.dirname, '../../support/stuck-worker.ts'), jobWorkers: 1, scanWorkers: 1 });
    try {
      const abort = new AbortController();
      const stuck = pool.run('stuck', null, { signal: abort.signal, pure: true, onProgress: () => abort.abort() });
      const behind = pool.run('answer', null);
      await assert.rejects(stuck, { code: 'cancelled' });
      assert.equal(await behind, 42);
    } finally {
      await pool.close();
    }
  },
);

test('after long work both sides collect their garbage once nothing follows', { timeout: 60_000 }, async () => {
  const pool = workerPool({ entry: join(import.meta.dirname, '../../support/garbage-worker.ts'), jobWorkers: 1, scanWorkers: 1 });
  let collected = 0;
  const registry = new FinalizationRegistry(() => void collected++);
  const work = async (ms: number): Promise<void> => registry.register(await pool.run<object>('garbage', ms), null);
  try {
    await work(300);
    await setTimeout(2500);
    assert.ok(collected > 0);
    assert.ok((await pool.run<number>('collected', null)) > 0);
  } finally {
    await pool.close();
  }
});
