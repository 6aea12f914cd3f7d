/** States of batches that were kept before their blocks were packed are read as ever. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { unpackWords } from '../../../base/packed-words.ts';
import { openDatabase, sql } from '../../../base/sqlite/index.ts';
import { mergeWhole, readState, writeState } from '../../../engine/profile/index.ts';
import { createSemantics, loadTables } from '../../../engine/semantics/index.ts';
import { importFile, resourcesFolder, scratch } from '../../support/batch.ts';
import { quietContext } from '../../support/intake.ts';
import { writePopulation } from '../../support/population.ts';

const semantics = createSemantics({ today: '2026-01-01', tables: loadTables(resourcesFolder) });
const key = new Uint8Array(32).fill(7);

test('a state of the first format tells the same as one of now', async (t) => {
  const place = scratch();
  t.after(() => place.done());
  const csv = join(place.folder, 'population.csv');
  writePopulation(csv, { rows: 3000, seed: 2 });
  const { file, profile } = await importFile(csv, place.folder, { key, resources: resourcesFolder });
  const state = { path: join(place.folder, 'state.db'), key };
  const columns = profile.columns.map(({ semantic }, index) => ({ index, semantic }));
  const target = { temporary: join(place.folder, 'tmp-state'), final: state.path, key };
  writeState({ parts: file.parts, columns, target }, quietContext, semantics);
  const facts = profile.columns.map(({ name, type, semantic }, index) => ({
    index,
    facts: { name, declared: type, candidate: semantic, candidateShare: 0 },
  }));
  const whole = () => mergeWhole({ states: [state], parts: file.parts, columns: facts, rows: true }, quietContext);
  const now = whole();
  assert.deepEqual(
    now.columns.map((one) => one.profile),
    profile.columns,
  );

  const { columns: kept, rowHashes } = readState(
    state.path,
    key,
    columns.map(({ index }) => index),
  );
  const streams = [...kept.flatMap(({ spilled }) => spilled?.streams ?? []), ...(rowHashes.spilled ? [rowHashes.spilled.stream] : [])];
  const db = openDatabase({ path: state.path, mode: 'data-write', key });
  const block = new Int32Array(4096);
  for (const { words: width, blocks } of streams)
    for (const number of blocks.flat()) {
      const packed = db.value<Uint8Array>(sql`SELECT bytes FROM blocks WHERE rowid = ${number}`) ?? new Uint8Array();
      const words = unpackWords(packed, width, block);
      db.run(sql`UPDATE blocks SET bytes = ${new Uint8Array(block.buffer, 0, words * 4)} WHERE rowid = ${number}`);
    }
  db.script('PRAGMA user_version=1');
  db.close();
  assert.deepEqual(whole(), now);
});
