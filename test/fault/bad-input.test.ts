/** Files that are not what they seem, or do not stay what they were: each is refused with its own code and leaves nothing behind. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, closeSync, mkdirSync, openSync, readFileSync, truncateSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inlineRunner, type TaskRunner, workerPool } from '../../base/jobs/index.ts';
import { createTasks } from '../../engine/index.ts';
import { xlsxWriter } from '../../engine/table/write/index.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';
import { encryptedWorkbook } from '../support/encrypted-workbook.ts';
import { writePopulation } from '../support/population.ts';
import { cheapPasswords, codeOf, dataFiles, inWorkspace } from './support.ts';

const resources = join(import.meta.dirname, '../../resources');
const place = temporaryFolder('bad-input');
const folder = join(place.path, 'ws');
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(place.path, name);
  writeFileSync(path, content);
  return path;
};

/** What happens just before a task begins. */
let meanwhile: (task: string) => void = () => undefined;
const inner = inlineRunner(createTasks({ resources, today: () => '2026-11-23' }));
const runner: TaskRunner = {
  ...inner,
  run: (name, input, options) => {
    meanwhile(name);
    return inner.run(name, input, options);
  },
};

let engine: TestEngine;
let wang: TypedClient;
let good = '';

before(async () => {
  engine = testEngine({ runner });
  await createTestWorkspace(engine, folder);
  await cheapPasswords(folder);
  wang = await signedIn(engine, 'wang');
  good = file('good.csv', '');
  writePopulation(good, { rows: 3_000 });
});

after(async () => {
  await engine.engine.close();
  place.remove();
});

const grant = (path: string): string => engine.engine.grants.add(path, 'read');
let imports = 0;
const importOf = (path: string) => wang.call('intake.import', { file: grant(path), into: { name: `数据 ${imports++}`, unit: '公安局' } });

/** Refused by the preview and by the import, with one code, and nothing stays. */
async function refused(path: string, code: string | readonly string[]): Promise<void> {
  const codes = typeof code === 'string' ? [code] : code;
  const met = [await codeOf(wang.call('intake.detect', { file: grant(path) })), await codeOf(importOf(path))];
  for (const each of met) assert.ok(codes.includes(each), `expected ${codes.join(' or ')}, met ${met.join(', ')}`);
  await nothingStays();
}

async function nothingStays(): Promise<void> {
  assert.deepEqual(dataFiles(folder), []);
  assert.deepEqual(await wang.call('datasets.list', {}), []);
  assert.deepEqual(
    (await wang.call('jobs.list', {})).filter((j) => j.state !== 'failed' && j.state !== 'cancelled'),
    [],
  );
  assert.deepEqual((await wang.call('workspace.verify', {})).problems, []);
}

test('a folder', () => refused(place.path, 'file-is-directory'));
test('a file that is not there', () => refused(join(place.path, 'none.csv'), 'file-not-found'));
test('a file of 0 bytes', () => refused(file('empty.csv', ''), 'file-empty'));

test('a picture that is called .csv', () => {
  const pixels = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  return refused(file('picture.csv', Buffer.concat([pixels, Buffer.alloc(4_000, 0x9c)])), ['file-not-text', 'format-unsupported']);
});

test('an encrypted workbook', () => refused(file('secret.xlsx', encryptedWorkbook()), 'file-encrypted'));

test('a workbook that was cut off', async () => {
  const path = join(place.path, 'whole.xlsx');
  const writer = xlsxWriter(path, [
    { name: '编号', type: 'integer' },
    { name: '姓名', type: 'text' },
  ]);
  for (let row = 0; row < 3_000; row++) writer.rows([row, `居民${row}`], 1);
  await writer.finish();
  const bytes = readFileSync(path);
  for (const share of [0.2, 0.6, 0.98])
    await refused(file(`cut-${share}.xlsx`, bytes.subarray(0, Math.floor(bytes.length * share))), 'file-damaged');
});

test('a file that nobody may read', async (t) => {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return t.skip('needs to give up rights and take them back');
  const path = file('closed.csv', 'a,b\n1,2\n');
  spawnSync('chmod', ['000', path]);
  spawnSync('chmod', ['755', place.path]);
  process.seteuid?.(65_534);
  const code = await codeOf(wang.call('intake.detect', { file: grant(path) })).finally(() => process.seteuid?.(0));
  assert.equal(code, 'no-permission');
  await nothingStays();
});

for (const task of ['intake.importPart', 'intake.hashFile', 'intake.sealPart', 'profile.merge']) {
  test(`a file that is deleted when ${task} begins`, async (t) => {
    const path = file('vanishes.csv', readFileSync(good));
    meanwhile = (name) => {
      if (name === task) unlinkSync(path);
    };
    t.after(() => (meanwhile = () => undefined));
    const code = await codeOf(importOf(path));
    assert.ok(['file-not-found', 'file-changed'].includes(code), code);
    await nothingStays();
  });
}

for (const [what, change] of [
  ['longer', (path: string) => appendFileSync(path, '多一行\n')],
  ['shorter', (path: string) => truncateSync(path, 1_000)],
  [
    'another',
    (path: string) =>
      writeFileSync(
        path,
        readFileSync(path).map((b) => (b === 0x31 ? 0x32 : b)),
      ),
  ],
] as const) {
  test(`a file that becomes ${what} while it is read`, async (t) => {
    const path = file(`${what}.csv`, readFileSync(good));
    meanwhile = (name) => {
      if (name === 'profile.merge') change(path);
    };
    t.after(() => (meanwhile = () => undefined));
    assert.equal(await codeOf(importOf(path)), 'file-changed');
    await nothingStays();
  });
}

test(
  'one cell of 300 MB: its record is told with line and reason, the others go in, in the memory of a small import',
  { timeout: 120_000 },
  async (t) => {
    const path = join(place.path, 'cell.csv');
    const fd = openSync(path, 'w');
    const block = Buffer.alloc(1 << 20, 'x');
    writeSync(fd, '编号,内容\n1,"');
    for (let n = 0; n < 300; n++) writeSync(fd, block);
    writeSync(fd, '"\n2,好\n');
    closeSync(fd);
    const other = join(place.path, 'ws-cell');
    mkdirSync(other);
    const made = testEngine();
    await createTestWorkspace(made, other);
    await cheapPasswords(other);
    await made.engine.close();
    const run = spawnSync(process.execPath, [join(import.meta.dirname, 'import.child.ts'), other, path], { encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
    const met = JSON.parse(run.stdout) as {
      readonly rows: number;
      readonly malformed: readonly { readonly rawLength: number }[];
      readonly megabytes: number;
    };
    assert.equal(met.rows, 1);
    assert.deepEqual(met.malformed, [{ line: 2, reason: 'value-too-long', kept: false, rawLength: met.malformed[0]?.rawLength }]);
    assert.ok((met.malformed[0]?.rawLength ?? Infinity) <= 1_000, 'only its beginning is kept');
    assert.ok(met.megabytes < 400, `${met.megabytes} MB`);
    t.diagnostic(`${met.megabytes} MB at most`);
    await inWorkspace(other, async (client) => assert.equal((await client.call('workspace.verify', {})).clean, true));
    unlinkSync(path);
  },
);

test('a large import that is cancelled ends at once and leaves nothing', { timeout: 120_000 }, async (t) => {
  const path = join(place.path, 'large.csv');
  writePopulation(path, { rows: 120_000 });
  const pool = workerPool({
    entry: join(import.meta.dirname, '../../main/worker-entry.ts'),
    jobWorkers: 2,
    scanWorkers: 1,
    data: { resources },
  });
  const other = testEngine({ runner: pool });
  t.after(() => other.engine.close());
  const where = join(place.path, 'ws-cancel');
  await createTestWorkspace(other, where);
  const client = await signedIn(other, 'wang');
  const stop = new AbortController();
  let begunMs = 0;
  let stoppedMs = 0;
  const load = (name: string, cancel: boolean) =>
    client.call(
      'intake.import',
      { file: other.engine.grants.add(path, 'read'), into: { name, unit: '公安局' } },
      {
        signal: stop.signal,
        onProgress: ({ phase, done }) => {
          if (phase !== 'import' || done === 0) return;
          if (begunMs === 0) begunMs = performance.now();
          if (!cancel || stoppedMs > 0) return;
          stoppedMs = performance.now();
          stop.abort();
        },
      },
    );
  await load('大', false);
  const wholeMs = performance.now() - begunMs;
  const kept = dataFiles(where);
  assert.equal(await codeOf(load('另一', true)), 'cancelled');
  const endedMs = performance.now() - stoppedMs;
  // against the same import that goes through: both are slowed by whatever else the machine does
  assert.ok(endedMs < wholeMs / 2, `cancelled in ${endedMs} ms, whole in ${wholeMs} ms`);
  assert.deepEqual(dataFiles(where), kept);
  assert.deepEqual((await client.call('jobs.list', {})).map((j) => j.state).toSorted(), ['cancelled', 'done']);
});
