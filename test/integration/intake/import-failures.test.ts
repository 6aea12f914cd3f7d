import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, statSync, unlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { inlineRunner, type TaskRunner, workerPool } from '../../../base/jobs/index.ts';
import { openDatabase, sql } from '../../../base/sqlite/index.ts';
import { importTasks } from '../../../engine/intake/import.tasks.ts';
import type { SourceShape } from '../../../engine/intake/reader.ts';
import { importFile, resourcesFolder, scratch } from '../../support/batch.ts';
import { writePopulation } from '../../support/population.ts';
import { PROMPT_MS } from '../../support/prompt.ts';

const text = (columns: number): SourceShape => ({
  format: 'csv',
  encoding: { name: 'utf-8', confidence: 1, bom: false },
  dialect: { delimiter: ',', quote: '"', escape: '"', newline: '\n', header: true, skipRows: 0 },
  sheet: null,
  columns: Array.from({ length: columns }, (_, i) => ({ name: `c${i}`, type: 'text', semantic: null, nullable: true })),
  emptyAsText: false,
});

function place(t: TestContext) {
  const made = scratch();
  mkdirSync(join(made.folder, 'data'));
  t.after(() => made.done());
  return { ...made, data: join(made.folder, 'data'), leftInData: () => made.left().filter((name) => name.includes('.db')) };
}

function threads(t: TestContext): TaskRunner {
  const pool = workerPool({ entry: join(import.meta.dirname, '../../support/task-worker.ts'), jobWorkers: 2, scanWorkers: 1 });
  const alive = setInterval(() => undefined, 500);
  t.after(async () => {
    clearInterval(alive);
    await pool.close();
  });
  return pool;
}

/** A runner that does something of its own before a task. */
function before(name: string, act: () => void): TaskRunner {
  const inner = inlineRunner(importTasks);
  return {
    ...inner,
    run: (task, input, options) => {
      if (task === name) act();
      return inner.run(task, input, options);
    },
  };
}

test('a cancelled import ends within a second and leaves nothing behind', async (t) => {
  const where = place(t);
  const path = join(where.folder, 'big.csv');
  writePopulation(path, { rows: 120_000 });
  const tasks = threads(t);
  const stop = new AbortController();
  let abortedMs = 0;
  let reports = 0;
  await assert.rejects(
    importFile(
      path,
      where.data,
      { stretches: 2, key: new Uint8Array(32).fill(1) },
      {
        tasks,
        signal: stop.signal,
        onProgress: ({ done }) => {
          reports++;
          if (done === 0 || abortedMs > 0) return;
          abortedMs = performance.now();
          stop.abort();
        },
      },
    ),
    { code: 'cancelled' },
  );
  assert.ok(reports > 0 && abortedMs > 0);
  assert.ok(performance.now() - abortedMs < PROMPT_MS, `took ${performance.now() - abortedMs} ms`);
  assert.deepEqual(where.leftInData(), []);
});

test('a source that changes during the import is refused', async (t) => {
  const where = place(t);
  const path = where.file('source.csv', 'a,b\n1,2\n3,4\n');
  await assert.rejects(importFile(path, where.data, {}, { tasks: before('profile.merge', () => appendFileSync(path, '5,6\n')) }), {
    code: 'file-changed',
  });
  const touched = where.file('touched.csv', 'a,b\n1,2\n3,4\n');
  const later = new Date(statSync(touched).mtimeMs + 5_000);
  await assert.rejects(importFile(touched, where.data, {}, { tasks: before('profile.merge', () => utimesSync(touched, later, later)) }), {
    code: 'file-changed',
  });
  assert.deepEqual(where.leftInData(), []);
});

test('a source that vanishes, a folder, an empty file: one expected error, nothing left behind', async (t) => {
  const where = place(t);
  const path = where.file('source.csv', 'a,b\n1,2\n');
  await assert.rejects(importFile(path, where.data, {}, { tasks: before('intake.importPart', () => unlinkSync(path)) }), {
    code: 'file-not-found',
  });
  await assert.rejects(importFile(join(where.folder, 'none.csv'), where.data, { shape: text(2) }), { code: 'file-not-found' });
  await assert.rejects(importFile(where.folder, where.data, { shape: text(2) }), { code: 'file-is-directory' });
  await assert.rejects(importFile(where.file('empty.csv', ''), where.data, { shape: text(2) }), { code: 'file-empty' });
  assert.deepEqual(where.leftInData(), []);
});

test('a task that fails stops the others and leaves nothing behind', async (t) => {
  const where = place(t);
  const path = where.file('source.csv', 'a,b\n1,2\n3,4\n');
  for (const task of ['intake.hashFile', 'intake.sealPart', 'profile.merge']) {
    const failing = before(task, () => {
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    });
    await assert.rejects(importFile(path, where.data, { stretches: 2, shape: text(2) }, { tasks: failing }), /no space left/u);
    assert.deepEqual(where.leftInData(), [], task);
  }
});

test('a full disk is an expected error and leaves nothing behind', (t) => {
  const where = place(t);
  // a file system of one megabyte, in a name space of its own so that no rights are needed
  const probe = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', where.data]);
  if (probe.status !== 0) return t.skip('needs a kernel that lets users mount in a name space of their own');
  const path = join(where.folder, 'big.csv');
  writePopulation(path, { rows: 20_000 });
  const script = join(import.meta.dirname, '../../support/import-once.ts');
  const run = spawnSync(
    'unshare',
    [
      '-rm',
      'sh',
      '-c',
      'mount -t tmpfs -o size=1m tmpfs "$1" && exec "$2" "$3" "$4" "$1"',
      'sh',
      where.data,
      process.execPath,
      script,
      path,
    ],
    { encoding: 'utf8' },
  );
  assert.deepEqual(JSON.parse(run.stdout), { code: 'disk-full', left: [] }, run.stderr);
});

test('too many columns are refused before anything is written', async (t) => {
  const where = place(t);
  const path = where.file('wide.csv', `${'x,'.repeat(2_000)}x\n`);
  await assert.rejects(importFile(path, where.data, { shape: text(2_001) }), { code: 'too-many-columns' });
  assert.deepEqual(where.leftInData(), []);
});

test('two thousand columns go in', async (t) => {
  const where = place(t);
  const line = Array.from({ length: 2_000 }, (_, i) => `v${i}`).join(',');
  const result = await importFile(where.file('wide.csv', `${line}\n${line}\n${line}\n`), where.data, { shape: text(2_000) });
  assert.equal(result.file.rowCount, 2);
  assert.equal(result.profile.duplicateRows, 1);
  assert.deepEqual(result.profile.columns[1_999]?.top, [{ value: 'v1999', count: 2 }]);
});

test('a table without rows is a batch', async (t) => {
  const where = place(t);
  const result = await importFile(where.file('header.csv', 'a,b\n'), where.data, { shape: text(2) });
  assert.equal(result.file.rowCount, 0);
  assert.deepEqual(result.profile.keys, []);
  assert.equal(result.profile.duplicateRows, 0);
  assert.deepEqual(
    result.profile.columns.map(({ distinct, type, length }) => [distinct.count, type, length.mean]),
    [
      [0, 'text', 0],
      [0, 'text', 0],
    ],
  );
});

test('records in the file = rows + rejected records, and malformed records carry the numbers of the whole file', async (t) => {
  const where = place(t);
  const lines = Array.from({ length: 400 }, (_, i) => (i % 37 === 5 ? '只有一个' : i % 41 === 7 ? '一,二,三' : `${i},值`));
  const path = where.file('source.csv', `a,b\n${lines.join('\n')}\n`);
  const result = await importFile(path, where.data, { stretches: 4, shape: text(2), resources: resourcesFolder });
  assert.equal(result.file.rowCount + result.rejectedCount, lines.length);
  const bad = lines.flatMap((line, i) => (line.split(',').length === 2 ? [] : [i + 2]));
  assert.equal(result.malformed.count, bad.length);
  assert.deepEqual(
    result.malformed.sample.map(({ line }) => line),
    bad,
  );
  const stored = result.file.parts.flatMap((part) => {
    const db = openDatabase({ path: part.path, mode: 'data-read', key: part.key });
    const found = db.all<{ line: number }>(sql`SELECT line FROM malformed ORDER BY line`).map(({ line }) => line);
    db.close();
    return found;
  });
  assert.deepEqual(stored, bad);
});
