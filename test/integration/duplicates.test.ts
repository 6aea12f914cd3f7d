/** Rows that repeat in any columns: masked, with the way to their rows, as a rule that finds the same; on the command line too. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { jiadi } from '../support/cli.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';
import { citizenCheck } from '../support/population.ts';

const place = temporaryFolder('duplicates');
const path = join(place.path, '人口.csv');
let engine: TestEngine;
let wang: TypedClient;

const numberOf = (n: number): string => {
  const first = `44052418800101${100 + n}`;
  return first + citizenCheck(first);
};

before(async () => {
  // 60 people; numbers 0 to 4 stand in two rows with other streets, and one row is there twice
  const rows = Array.from({ length: 65 }, (_, i) => `${numberOf(i % 60)},${i < 60 ? '福田街道' : '南园街道'},${i % 7}`);
  writeFileSync(path, `证件号码,街道,人数\n${[...rows, rows[10] ?? ''].join('\n')}\n`);
  engine = testEngine();
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

test('groups are masked and lead to their rows; whole rows without columns', async () => {
  const batch = await wang.call('intake.import', { file: engine.engine.grants.add(path, 'read'), into: { name: '人口', unit: '公安局' } });
  const found = await wang.call('profile.duplicates', { batch: batch.id, columns: ['证件号码'] });
  assert.deepEqual([found.rows, found.groups, found.rowsInGroups, found.empty], [66, 6, 12, 0]);
  assert.deepEqual(
    found.largest.map(({ count, rows }) => [count, ...rows]),
    [...[0, 1, 2, 3, 4].map((i) => [2, i + 1, i + 61]), [2, 11, 66]],
  );
  for (const { values } of found.largest) assert.match(values[0] ?? '', /^440\*+\w{4}$/);
  assert.deepEqual(found.rule, { kind: 'unique', column: '证件号码' });
  const page = await wang.call('rows.page', {
    batch: batch.id,
    filters: [{ op: 'sameAs', columns: found.columns, row: found.largest[1]?.rows[0] ?? 0 }],
    offset: 0,
    limit: 10,
  });
  assert.deepEqual([page.total, page.rowNumbers], [2, [2, 62]]);

  const both = await wang.call('profile.duplicates', { batch: batch.id, columns: ['街道', '人数'] });
  assert.deepEqual(both.rule, { kind: 'compound-unique', columns: ['街道', '人数'] });
  const whole = await wang.call('profile.duplicates', { batch: batch.id });
  assert.deepEqual([whole.groups, whole.rowsInGroups, whole.rule], [1, 2, { kind: 'duplicate-rows' }]);
  await assert.rejects(async () => wang.call('profile.duplicates', { batch: batch.id, columns: ['没有'] }), { code: 'column-not-found' });
  await assert.rejects(
    async () => wang.call('rows.page', { batch: batch.id, filters: [{ op: 'sameAs', columns: ['街道'], row: 67 }], offset: 0, limit: 10 }),
    { code: 'not-found' },
  );
});

test('a birth date beside a masked number is masked too, here and on the command line', async () => {
  const list = join(place.path, '生日.csv');
  const line = `${numberOf(1)},1880-01-01`;
  writeFileSync(list, `证件号码,出生日期\n${[line, line, `${numberOf(2)},1880-01-01`].join('\n')}\n`);
  const batch = await wang.call('intake.import', { file: engine.engine.grants.add(list, 'read'), into: { name: '生日', unit: '公安局' } });
  const { largest } = await wang.call('profile.duplicates', { batch: batch.id });
  assert.deepEqual(
    largest.map(({ values }) => values[1]),
    ['1880-**-**'],
  );
  const { out } = await jiadi(['profile', list, '--json', '--duplicates', '*'], { tmp: place.path });
  const { duplicates } = JSON.parse(out) as { duplicates: { largest: { values: string[] }[] } };
  assert.equal(duplicates.largest[0]?.values[1], '1880-**-**');
});

test('on the command line', async () => {
  const { code, out } = await jiadi(['profile', path, '--json', '--duplicates', '证件号码'], { tmp: place.path });
  assert.equal(code, 0);
  const { duplicates } = JSON.parse(out) as { duplicates: { groups: number; rowsInGroups: number; largest: { values: string[] }[] } };
  assert.deepEqual([duplicates.groups, duplicates.rowsInGroups], [6, 12]);
  assert.match(duplicates.largest[0]?.values[0] ?? '', /\*/);
  const text = await jiadi(['profile', path, '--duplicates', '*'], { tmp: place.path });
  assert.match(text.out, /1 groups with 2 of 66 rows/);
  const wrong = await jiadi(['profile', path, '--duplicates', '姓名'], { tmp: place.path });
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /姓名/);
});
