/** The sample: its files are made anew byte for byte, its people are made up and right by construction, and its workspace is there whole or not at all. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import iconv from 'iconv-lite';
import { JiadiError } from '../../contract/errors.ts';
import { samplePassword } from '../../contract/sample.ts';
import { temporaryFolder, testEngine } from '../support/engine.ts';
import { citizenCheck, creditCheck } from '../support/population.ts';

const root = join(import.meta.dirname, '../..');
const sample = join(root, 'resources/sample');
const listed = JSON.parse(readFileSync(join(sample, 'defects.json'), 'utf8')) as {
  readonly files: readonly { readonly file: string; readonly rows: number }[];
  readonly defects: readonly { readonly file: string; readonly row: number }[];
};

test('the generator makes the committed files again, byte for byte, in any time zone', async (t) => {
  const folder = temporaryFolder('sample-files');
  t.after(() => folder.remove());
  await promisify(execFile)(process.execPath, [join(root, 'scripts/build-sample.ts'), '--out', folder.path], {
    env: { ...process.env, TZ: 'Asia/Shanghai' },
  });
  const names = [...listed.files.map((f) => f.file), 'defects.json'];
  assert.deepEqual(readdirSync(folder.path).sort(), [...names].sort());
  for (const name of names) assert.ok(readFileSync(join(folder.path, name)).equals(readFileSync(join(sample, name))), name);
  assert.ok(names.reduce((bytes, name) => bytes + statSync(join(sample, name)).size, 0) < 1_500_000);
});

test('rows that carry no defect have right check characters, and everybody is marked as made up', () => {
  const rows = (file: string): readonly (readonly string[])[] =>
    iconv
      .decode(readFileSync(join(sample, file)), 'gb18030')
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
  const clean = (file: string) => {
    const bad = new Set(listed.defects.filter((d) => d.file === file).map((d) => d.row));
    const [head = [], ...body] = rows(file);
    return {
      column: (name: string): readonly string[] => body.filter((_, i) => !bad.has(i + 1)).map((cells) => cells[head.indexOf(name)] ?? ''),
    };
  };
  const ids = clean('公安局-户籍人口.csv').column('公民身份号码');
  assert.equal(ids.length, 3000 - 75);
  for (const id of ids) assert.ok(/^\d{6}(19|20)\d{6}99\d[\dX]$/.test(id) && citizenCheck(id.slice(0, 17)) === id.at(17), id);
  const codes = clean('市场监督管理局-法人名单.csv').column('统一社会信用代码');
  assert.ok(codes.length > 700);
  for (const code of codes) assert.ok(/^\d{8}MA9\d{5}/.test(code) && creditCheck(code.slice(0, 17)) === code.at(17), code);
});

test('the sample workspace is made by one call and opens with its people', async (t) => {
  const folder = temporaryFolder('sample');
  t.after(() => folder.remove());
  const engine = testEngine();
  t.after(() => engine.engine.close());
  const place = join(folder.path, 'sample');
  const client = engine.client();
  const phases: number[] = [];
  const status = await client.call(
    'workspace.createSample',
    { folder: engine.engine.grants.add(place, 'folder') },
    { onProgress: (p) => p.phase === 'sample' && phases.push(p.done / (p.total ?? 1)) },
  );
  assert.deepEqual([status.state, status.sample, status.session], ['locked', true, null]);
  assert.deepEqual(
    status.accounts.map((a) => a.account),
    ['wang', 'li', 'zhang', 'admin', 'audit'],
  );
  assert.ok(phases.length > 10 && phases.every((share, i) => share < 1 && (i === 0 || share > (phases[i - 1] ?? 0))), phases.join());
  assert.deepEqual(readdirSync(folder.path), ['sample']);
  await client.call('workspace.signIn', { account: 'wang', password: samplePassword });
  const home = await client.call('home.get', {});
  assert.deepEqual([home.counts.datasets, home.counts.rows, home.counts.published], [5, listed.files.reduce((n, f) => n + f.rows, 0), 1]);
  assert.equal((await client.call('review.list', { state: 'pending' })).length, 1);
  assert.equal((await client.call('workspace.verify', {})).clean, true);
  await assert.rejects(
    client.call('workspace.createSample', { folder: engine.engine.grants.add(place, 'folder') }),
    (e) => e instanceof JiadiError && e.code === 'workspace-exists',
  );
  // the refusal left the open workspace alone
  assert.equal((await client.call('workspace.status', {})).state, 'open');
});

test('a sample that is cancelled half-way leaves nothing, and can be made again', async (t) => {
  const folder = temporaryFolder('sample');
  t.after(() => folder.remove());
  const engine = testEngine();
  t.after(() => engine.engine.close());
  const place = join(folder.path, 'sample');
  const abort = new AbortController();
  const making = engine
    .client()
    .call(
      'workspace.createSample',
      { folder: engine.engine.grants.add(place, 'folder') },
      { signal: abort.signal, onProgress: (p) => p.phase === 'sample' && p.done === 4 && abort.abort() },
    );
  await assert.rejects(making, (e) => e instanceof JiadiError && e.code === 'cancelled');
  assert.deepEqual(readdirSync(folder.path), []);
  assert.equal((await engine.client().call('workspace.status', {})).state, 'none');
});

test('what a killed build left is taken away by the next one', async (t) => {
  const folder = temporaryFolder('sample');
  t.after(() => folder.remove());
  const engine = testEngine();
  t.after(() => engine.engine.close());
  const left = join(folder.path, '.sample-building-1');
  mkdirSync(join(left, 'data', 'tmp'), { recursive: true });
  writeFileSync(join(left, 'workspace.db'), 'half');
  await engine.client().call('workspace.createSample', { folder: engine.engine.grants.add(join(folder.path, 'sample'), 'folder') });
  assert.deepEqual(readdirSync(folder.path), ['sample']);
});

test('a folder that holds something else is refused, and what it holds stays', async (t) => {
  const folder = temporaryFolder('sample');
  t.after(() => folder.remove());
  const engine = testEngine();
  t.after(() => engine.engine.close());
  for (const name of ['letter.txt', '.hidden']) {
    const place = join(folder.path, name.replace('.', ''));
    mkdirSync(place);
    writeFileSync(join(place, name), 'x');
    await assert.rejects(
      engine.client().call('workspace.createSample', { folder: engine.engine.grants.add(place, 'folder') }),
      (e) => e instanceof JiadiError && e.code === 'workspace-unsafe-place',
    );
    assert.ok(existsSync(join(place, name)));
  }
});
