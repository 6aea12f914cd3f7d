import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { exposedCollector } from '../../../base/jobs/collect.ts';

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
