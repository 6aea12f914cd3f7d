import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { exposedCollector, ResultCollector } from '../../../base/jobs/collect.ts';

test('a thread that looks for the collector while another takes the flag away goes without, and is not ended', async () => {
  const other = new Worker("const { setFlagsFromString } = require('node:v8'); for (;;) setFlagsFromString('--no-expose-gc');", {
    eval: true,
  });
  try {
    await sleep(200);
    const found = Array.from({ length: 300 }, () => exposedCollector());
    assert.ok(found.every((one) => one === null || typeof one === 'function'));
  } finally {
    await other.terminate();
  }
  const collect = exposedCollector();
  assert.equal(typeof collect, 'function');
  collect?.();
});

test('shared memory of a result is let go a little after the work, though the next work has begun', async () => {
  const results = new ResultCollector();
  let result: WeakRef<SharedArrayBuffer> | null = null;
  await results.after(async () => {
    await sleep(300);
    result = new WeakRef(new SharedArrayBuffer(64 << 20));
  });
  let gone = false;
  await results.after(async () => {
    for (let waited = 0; waited < 3000 && !gone; waited += 50) {
      await sleep(50);
      gone = result?.deref() === undefined;
    }
  });
  assert.ok(gone);
});
