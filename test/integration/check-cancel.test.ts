/** A check that is called off at any point of its way ends as cancelled and leaves nothing behind. */
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inlineRunner, type TaskRunner } from '../../base/jobs/index.ts';
import { createTasks } from '../../engine/index.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';

const place = temporaryFolder('cancel');
const resources = join(import.meta.dirname, '../../resources');
let engine: TestEngine;
let wang: TypedClient;
let batch = '';
let dataset = '';
/** Told of every task before it begins. */
let onTask: (name: string) => void = () => undefined;

const yaml = `ruleSet: 法人
version: 1
rules:
  - { id: filled, kind: not-null, column: 名称 }
  - { id: number, kind: unique, column: 编号, groupBy: 区划 }
  - { id: grouped, kind: not-null, column: 金额, groupBy: 区划 }
  - { id: fences, kind: value-within-fences, column: 金额 }
  - { id: alike, kind: near-duplicates, columns: [名称], method: token }
  - { id: middle, kind: column-stat, column: 金额, stat: median, min: 0 }
  - { id: known, kind: exists-in, columns: [编号], dataset: 名册, otherColumns: [编号] }
`;

before(async () => {
  const inner = inlineRunner(createTasks({ resources, today: () => '2026-11-23' }));
  const runner: TaskRunner = {
    ...inner,
    run: (name, input, options) => {
      onTask(name);
      return inner.run(name, input, options);
    },
  };
  engine = testEngine({ runner });
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
  const rows = Array.from({ length: 300 }, (_, i) => `${i % 290},公司${i % 50},${i % 3 === 0 ? '' : i},区${i % 4}`);
  for (const [name, into] of [
    ['a.csv', '名册'],
    ['b.csv', '法人'],
  ] as const) {
    const path = join(place.path, name);
    writeFileSync(path, `编号,名称,金额,区划\n${rows.join('\n')}\n`);
    const taken = await wang.call('intake.import', { file: engine.engine.grants.add(path, 'read'), into: { name: into, unit: '局' } });
    batch = taken.id;
    dataset = taken.dataset;
  }
  await wang.call('ruleSets.create', { name: '法人', dataset, yaml });
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

const files = (): readonly string[] =>
  readdirSync(join(place.path, 'ws', 'data'), { recursive: true })
    .map(String)
    .sort();

test('a check can be called off before each of its tasks and at each progress that it tells', async () => {
  const [tasks, phases] = [new Set<string>(), new Set<string>()];
  onTask = (name) => tasks.add(name);
  const done = await wang.call('quality.run', { batch }, { onProgress: ({ phase }) => void phases.add(phase) });
  assert.equal(done.rows, 300);
  for (const name of ['keys', 'scan', 'learn', 'observe', 'group', 'shares', 'writeFindings'])
    assert.ok(tasks.has(`quality.${name}`), `${name} is a task of its own, off the engine's thread`);
  for (const phase of ['references', 'learn', 'check', 'findings']) assert.ok(phases.has(phase), `says that it is at ${phase}`);
  const before = files();
  for (const target of tasks) {
    const abort = new AbortController();
    onTask = (name) => {
      if (name === target) abort.abort();
    };
    await assert.rejects(wang.call('quality.run', { batch }, { signal: abort.signal }), { code: 'cancelled' }, target);
    assert.deepEqual(files(), before, `${target} leaves no file behind`);
  }
  onTask = () => undefined;
  for (const target of phases) {
    const abort = new AbortController();
    const onProgress = ({ phase }: { readonly phase: string }): void => {
      if (phase === target) abort.abort();
    };
    await assert.rejects(wang.call('quality.run', { batch }, { signal: abort.signal, onProgress }), { code: 'cancelled' }, target);
    assert.deepEqual(files(), before, `${target} leaves no file behind`);
  }
  assert.equal((await wang.call('quality.list', { batch })).length, 1);
  const jobs = (await wang.call('jobs.list', undefined)).filter(({ method }) => method === 'quality.run');
  assert.deepEqual(new Set(jobs.map(({ state }) => state)), new Set(['done', 'cancelled']));
});
