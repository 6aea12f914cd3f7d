/** `jiadi codes`: bundled lists without a workspace, comparison with a file, and import into a workspace. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { jiadi } from '../../support/cli.ts';
import { createTestWorkspace, temporaryFolder, testEngine, testPassword } from '../../support/engine.ts';

const place = temporaryFolder('cli-codes');
after(() => place.remove());
const path = (name: string): string => join(place.path, name);
const run = (...args: string[]) => jiadi(['codes', ...args], { tmp: place.path, env: { JIADI_PASSWORD: testPassword } });

test('bundled lists are listed, shown and compared with a file', async () => {
  const listed = await run('list', '--json');
  assert.equal(listed.code, 0, listed.err);
  const { lists } = JSON.parse(listed.out) as { lists: { list: string; newest: { codes: number } }[] };
  assert.ok(lists.some((l) => l.list === 'division' && l.newest.codes > 40_000));
  const shown = await run('show', 'GB/T 2261.1', '--search', '男');
  assert.match(shown.out, /^1\s+男性/m);
  writeFileSync(path('sex.csv'), '代码,名称\n0,未知的性别\n1,男\n2,女性\n5,其他\n');
  const diff = await run('diff', 'gender', path('sex.csv'), '--json');
  assert.equal(diff.code, 1, diff.err);
  const { added, gone, changed, same } = JSON.parse(diff.out) as Record<string, number>;
  assert.deepEqual([added, gone, changed, same], [1, 1, 1, 2]);
  assert.equal((await run('show', 'nothing')).code, 2);
  assert.equal((await run('import', 'gender', path('sex.csv'))).code, 2);
});

test('a file becomes a list of a workspace; one with mistakes is refused with each of them', async () => {
  const engine = testEngine();
  await createTestWorkspace(engine, path('ws'));
  await engine.engine.close();
  writeFileSync(path('streets.csv'), 'code,name\n01,甲街道\n02,乙街道\n');
  const said = ['--workspace', path('ws'), '--source', '民政局', '--licence', '内部'];
  const made = await run('import', '街道', path('streets.csv'), ...said);
  assert.equal(made.code, 0, made.err);
  const shown = await run('show', '街道@1', '--workspace', path('ws'), '--json');
  assert.deepEqual(
    (JSON.parse(shown.out) as { entries: { code: string }[] }).entries.map((e) => e.code),
    ['01', '02'],
  );
  writeFileSync(path('bad.csv'), 'code,name\n01,甲\n01,乙\n,丙\n');
  const bad = await run('import', '街道', path('bad.csv'), ...said);
  assert.equal(bad.code, 2);
  assert.match(bad.err, /Row 2|第 2 行/);
  assert.match(bad.err, /Row 3|第 3 行/);
});
