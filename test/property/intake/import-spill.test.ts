/** Tables that outgrow the memory move to the disk; the profile is the same to the last figure. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { partitionsFor, Spill, SpillReader, SpillWriter } from '../../../base/spill.ts';
import { importFile, scratch } from '../../support/batch.ts';
import { writePopulation } from '../../support/population.ts';
import { propertyRuns } from '../../support/property.ts';

test('with little memory every figure is what it is with much, and nothing stays on the disk', async (t) => {
  const place = scratch();
  t.after(() => place.done());
  const path = `${place.folder}/population.csv`;
  writePopulation(path, { rows: 40_000, seed: 3 });
  const roomy = await importFile(path, place.folder, { id: 'roomy' });
  for (const [id, counterBytes, stretches] of [
    ['tight', 3 << 20, 2],
    ['tighter', 1 << 20, 3],
    ['none', 0, 1],
  ] as const) {
    const tight = await importFile(path, place.folder, { id, counterBytes, stretches });
    assert.equal(tight.contentHash, roomy.contentHash);
    assert.deepEqual(tight.profile, roomy.profile, id);
  }
  assert.deepEqual(
    place.left().filter((name) => name.includes('spill')),
    [],
  );
});

test('a cancelled import leaves no spilled records', async (t) => {
  const place = scratch();
  t.after(() => place.done());
  const path = `${place.folder}/population.csv`;
  writePopulation(path, { rows: 20_000, seed: 4 });
  const stop = new AbortController();
  await assert.rejects(
    importFile(
      path,
      place.folder,
      { counterBytes: 0, stretches: 2 },
      { signal: stop.signal, onProgress: ({ phase }) => phase === 'profile' && stop.abort() },
    ),
    { code: 'cancelled' },
  );
  assert.deepEqual(place.left(), ['population.csv']);
});

test('records come back as they were written, each in the partition of its hash, and stand encrypted on the disk', () => {
  const record = fc.tuple(fc.integer(), fc.integer(), fc.integer());
  fc.assert(
    fc.property(fc.array(record, { maxLength: 400 }), fc.integer({ min: 1, max: 2000 }), (records, streams) => {
      const place = scratch();
      try {
        const path = `${place.folder}/records`;
        const spill = new Spill(path, partitionsFor(streams));
        const writer = new SpillWriter(spill, 3);
        // often enough for several blocks of a partition
        const written = records.length === 0 ? [] : Array.from({ length: 6_000 }, (_, i) => records[i % records.length] ?? [0, 0, 0]);
        for (const words of written) {
          const at = writer.place(words[0] ?? 0);
          writer.buffer.set(words, at);
        }
        const stream = writer.finish();
        spill.close();
        const reader = new SpillReader();
        const back: string[] = [];
        for (let partition = 0; partition < spill.partitions; partition++)
          reader.each(spill.file, stream, partition, (block, at) => {
            assert.equal(spill.partitions === 1 ? 0 : Math.floor(((block[at] as number) >>> 0) / (2 ** 32 / spill.partitions)), partition);
            back.push(block.subarray(at, at + 3).join());
          });
        reader.close();
        assert.deepEqual(back.sort(), written.map((words) => words.join()).sort());
        if (written.length > 0) {
          const [first] = written;
          const plain = Buffer.from(Int32Array.from(first ?? []).buffer);
          assert.equal(readFileSync(path).includes(plain), false);
        }
      } finally {
        place.done();
      }
    }),
    propertyRuns(30),
  );
});
