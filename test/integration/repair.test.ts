/** Repairs through the engine: proposed, previewed, applied to a derived batch, looked into, undone, used again on the next batch. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { JiadiError } from '../../contract/errors.ts';
import type { RepairStep } from '../../contract/methods/repair.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';

const place = temporaryFolder('repair');
let engine: TestEngine;
let wang: TypedClient;
let li: TypedClient;

const grant = (path: string, mode: 'read' | 'write' = 'read'): string => engine.engine.grants.add(path, mode);
const write = (name: string, text: string): string => {
  const path = join(place.path, name);
  writeFileSync(path, text);
  return path;
};
const dataFiles = (): string[] =>
  readdirSync(join(place.path, 'ws', 'data'), { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.db'));
const refusal = (code: string) => (error: unknown) => error instanceof JiadiError && error.code === code;

before(async () => {
  engine = testEngine();
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
  li = await signedIn(engine, 'li');
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

const rowsOf = (odd: readonly string[]): string => {
  const good = Array.from({ length: 40 }, (_, i) => {
    const day = String(1 + (i % 28)).padStart(2, '0');
    return `${upgraded(`11010549${String(1 + (i % 12)).padStart(2, '0')}${day}${String(100 + i)}`)},张${'甲乙丙丁'[i % 4]}三,${1 + (i % 2)},2024-0${1 + (i % 9)}-${day},1380013${8000 + i}`;
  });
  return `身份证号,姓名,性别,登记日期,手机号码\n${[...good, ...odd].join('\n')}\n`;
};

/** Check character of GB 11643, computed here once more. */
function upgraded(old: string): string {
  const body = `${old.slice(0, 6)}19${old.slice(6)}`;
  const sum = [...body].reduce((n, digit, i) => n + Number(digit) * (2 ** (17 - i) % 11), 0);
  return body + '10X98765432'.charAt(sum % 11);
}

const odd = [
  '110105491231002,李 四,男,2024/1/5,+86 138-0013-7001',
  '11010519491231002x,\u3000王五,女,2024年1月6日,13800137002',
  '110105491231996,赵六,1,01/02/2024,13800137003',
];

const find = (steps: readonly { readonly step: RepairStep; readonly rows: number }[], kind: string, column: string) =>
  steps.find(({ step }) => step.kind === kind && step.column === column);

test('proposals, preview, a derived batch with its log, acceptance in the place of its parent, and undo', async () => {
  const one = await wang.call('intake.import', {
    file: grant(write('p1.csv', rowsOf(odd))),
    into: { name: '人口', unit: '公安局', updateCycle: 'M' },
  });
  const { dataset } = one;
  assert.equal(await wang.call('repair.proposals', { batch: one.id }), null);
  const found = await wang.call('repair.propose', { batch: one.id });
  assert.deepEqual(await wang.call('repair.proposals', { batch: one.id }), found);
  const counts = Object.fromEntries(found.steps.map(({ step, rows }) => [`${step.kind} ${step.column}`, rows]));
  assert.deepEqual(counts, {
    'trim 姓名': 1,
    'inner-spaces 姓名': 1,
    'inner-spaces 手机号码': 1,
    'resident-id-x 身份证号': 1,
    'phone-form 手机号码': 1,
    'resident-id-15 身份证号': 1,
    'date-form 登记日期': 2,
    'code-list-word 性别': 2,
  });
  // names and numbers of people are hidden, what changed about them is not
  assert.deepEqual(
    [find(found.steps, 'trim', '姓名'), find(found.steps, 'resident-id-15', '身份证号')].map((one) => {
      const pair = (one as (typeof found.steps)[number]).top[0];
      return [pair?.before, pair?.after];
    }),
    [
      ['\u3000王*', '王*'],
      ['110********1002', '110***********002X'],
    ],
  );
  assert.equal(found.rowsChanged, 2);
  const steps = found.steps.map(({ step }) => step);
  // a pair is taken out by its key
  const gender = find(found.steps, 'code-list-word', '性别') as (typeof found.steps)[number];
  const woman = gender.top.find(({ before }) => before === '女');
  const chosen = steps.map((step) => (step === gender.step ? { ...step, except: [woman?.key ?? ''] } : step));
  const preview = await wang.call('repair.preview', { batch: one.id, steps: chosen });
  assert.equal(find(preview.steps, 'code-list-word', '性别')?.rows, 1);
  const at = chosen.findIndex(({ kind }) => kind === 'code-list-word');
  const pairs = await wang.call('repair.pairs', { batch: one.id, steps: chosen, step: at });
  assert.deepEqual(pairs.pairs.map(({ before, after }) => [before, after]).sort(), [
    ['女', '2'],
    ['男', '1'],
  ]);
  assert.deepEqual((await wang.call('repair.pairs', { batch: one.id, steps: chosen, step: at, search: '男' })).total, 1);

  const before = await wang.call('rows.page', { batch: one.id, offset: 0, limit: 100 });
  const { batch, derivation } = await wang.call('repair.apply', { batch: one.id, steps: chosen });
  assert.deepEqual(batch.derived, { from: one.id, number: 1, cells: derivation.cellsChanged });
  assert.deepEqual([batch.number, batch.rows, batch.origin, batch.decision], [2, 43, 'repair', null]);
  assert.deepEqual([derivation.rowsChanged, derivation.recipeVersion, derivation.held], [2, 1, null]);
  assert.deepEqual(
    derivation.steps.map(({ rows }) => rows),
    preview.steps.map(({ rows }) => rows),
  );
  assert.deepEqual(await wang.call('rows.page', { batch: one.id, offset: 0, limit: 100 }), before, 'the original is untouched');
  const now = await wang.call('rows.page', { batch: batch.id, offset: 40, limit: 3 });
  assert.deepEqual(now.columns[2], ['1', '女', '1']);
  assert.deepEqual(now.columns[3], ['2024-01-05', '2024-01-06', '01/02/2024']);
  const { total, changes } = await wang.call('repair.changes', { batch: batch.id, row: 42 });
  assert.equal(total, 3);
  assert.deepEqual(
    changes.find(({ column }) => column === '登记日期'),
    {
      row: 42,
      column: '登记日期',
      step: chosen.findIndex(({ kind }) => kind === 'date-form'),
      before: '2024年1月6日',
      after: '2024-01-06',
    },
  );

  // it waits; the present is still what was delivered, and nothing new has arrived
  const timely = async () => (await wang.call('lifecycle.timeliness', undefined)).find((t) => t.dataset === dataset);
  const due = await timely();
  const waiting = await wang.call('datasets.get', { dataset });
  assert.deepEqual([waiting.content, waiting.latest?.id, waiting.waiting], [[one.id], one.id, [batch.id]]);
  await wang.call('datasets.setKey', { dataset, key: ['手机号码'], mode: 'replace' });
  const compared = await wang.call('batches.compare', { batch: batch.id });
  assert.deepEqual([compared.base, compared.changed + compared.added], [[one.id], 2]);
  await wang.call('batches.decide', { batch: batch.id, accept: true, mode: 'replace' });
  const present = await wang.call('datasets.get', { dataset });
  assert.deepEqual([present.content, present.latest?.id], [[batch.id], batch.id]);
  assert.deepEqual(await timely(), due);

  const undone = await wang.call('repair.undo', { batch: batch.id });
  assert.ok(undone.removedAt);
  const back = await wang.call('datasets.get', { dataset });
  assert.deepEqual([back.content, back.latest?.id, back.batches], [[one.id], one.id, 1]);
  assert.deepEqual(
    (await wang.call('batches.list', { dataset })).map(({ id }) => id),
    [one.id],
  );
  await assert.rejects(wang.call('rows.page', { batch: batch.id, offset: 0, limit: 1 }), refusal('not-found'));
  await assert.rejects(wang.call('repair.undo', { batch: batch.id }), refusal('state-changed'));
  // the decision stays, too: nothing is left that could wait for another
  await assert.rejects(wang.call('batches.undecide', { batch: batch.id, note: '误点' }), refusal('not-found'));
  // redo: the recipe is still there
  const state = await wang.call('repair.state', { dataset });
  assert.deepEqual([state.recipe?.version, state.offered, state.derived.length], [1, one.id, 1]);
  const again = await wang.call('repair.apply', { batch: one.id, steps: state.recipe?.steps ?? [] });
  assert.equal(again.derivation.recipeVersion, 1);
  assert.equal(again.batch.sourceSha256, batch.sourceSha256, 'the same rows again');
  assert.equal((await wang.call('workspace.verify', undefined)).problems.length, 0);
});

test('the recipe is offered for the next batch; an older delivery that is repaired later is not newer', async () => {
  const one = await wang.call('intake.import', { file: grant(write('n1.csv', rowsOf(odd))), into: { name: '下一批', unit: '公安局' } });
  const { dataset } = one;
  const steps: RepairStep[] = [{ kind: 'date-form', column: '登记日期', form: 'yyyy-MM-dd' }];
  const { version } = await wang.call('repair.save', { dataset, steps, basedOn: 0 });
  await assert.rejects(wang.call('repair.save', { dataset, steps, basedOn: 0 }), refusal('conflict'));
  assert.equal((await wang.call('repair.state', { dataset })).offered, one.id);
  const two = await wang.call('intake.import', { file: grant(write('n2.csv', rowsOf([...odd, ...odd]))), into: { dataset } });
  await wang.call('batches.decide', { batch: two.id, accept: true, mode: 'append' });
  assert.equal((await wang.call('repair.state', { dataset })).offered, two.id);
  const repairedTwo = await wang.call('repair.apply', { batch: two.id, steps });
  assert.deepEqual([repairedTwo.derivation.recipeVersion, repairedTwo.derivation.cellsChanged], [version, 4]);
  assert.equal((await wang.call('repair.state', { dataset })).offered, null);
  const repairedOne = await wang.call('repair.apply', { batch: one.id, steps });
  await wang.call('batches.decide', { batch: repairedTwo.batch.id, accept: true, mode: 'replace' });
  await wang.call('batches.decide', { batch: repairedOne.batch.id, accept: true, mode: 'append' });
  const { content, latest } = await wang.call('datasets.get', { dataset });
  assert.deepEqual([content, latest?.id], [[repairedOne.batch.id, repairedTwo.batch.id], repairedTwo.batch.id]);
  assert.equal(
    (await wang.call('batches.get', { batch: repairedTwo.batch.id })).batch.decision?.mode,
    'append',
    'it means what its parent meant',
  );
  await wang.call('repair.setMode', { dataset, mode: 'off' });
  assert.equal((await wang.call('repair.state', { dataset })).mode, 'off');
});

test('where somebody asked for it, the recipe is used on a new batch by itself, in the name of its author; a clean one gives none', async () => {
  const one = await wang.call('intake.import', { file: grant(write('a1.csv', rowsOf(odd))), into: { name: '自动', unit: '公安局' } });
  const { dataset } = one;
  await wang.call('repair.save', { dataset, steps: [{ kind: 'date-form', column: '登记日期', form: 'yyyy-MM-dd' }], basedOn: 0 });
  await wang.call('repair.setMode', { dataset, mode: 'apply' });
  const derived = async () => (await wang.call('repair.state', { dataset })).derived;
  await setTimeout(300);
  assert.deepEqual(await derived(), [], 'what was there before is left alone');
  const two = await wang.call('intake.import', { file: grant(write('a2.csv', rowsOf([...odd, ...odd]))), into: { dataset } });
  for (let i = 0; i < 300 && (await derived()).length === 0; i++) await setTimeout(100);
  const [made, ...more] = await derived();
  assert.deepEqual([made?.parent, made?.cellsChanged, made?.by, more.length], [two.id, 4, '王工', 0]);
  assert.equal((await wang.call('batches.get', { batch: made?.batch ?? '' })).batch.decision, null, 'it waits for somebody');
  await wang.call('intake.import', { file: grant(write('a3.csv', rowsOf([]))), into: { dataset } });
  const finished = async () =>
    (await wang.call('jobs.list', undefined)).filter(({ method, state }) => method === 'repair.apply' && state === 'failed');
  for (let i = 0; i < 300 && (await finished()).length === 0; i++) await setTimeout(100);
  assert.equal((await derived()).length, 1);
});

test('a derived batch on which a review stands stays, and so does one that another was derived from', async () => {
  const one = await wang.call('intake.import', { file: grant(write('s1.csv', rowsOf(odd))), into: { name: '签批', unit: '公安局' } });
  const { dataset } = one;
  const first = await wang.call('repair.apply', { batch: one.id, steps: [{ kind: 'date-form', column: '登记日期', form: 'yyyy-MM-dd' }] });
  const second = await wang.call('repair.apply', { batch: first.batch.id, steps: [{ kind: 'trim', column: '姓名' }] });
  await assert.rejects(wang.call('repair.undo', { batch: first.batch.id }), refusal('repair-derived'));
  const set = await wang.call('ruleSets.create', { name: '签批规则', dataset, yaml: 'rules:\n  - { kind: not-null, column: 姓名 }\n' });
  const run = await wang.call('quality.run', { batch: second.batch.id, ruleSet: set.id });
  await wang.call('batches.decide', { batch: second.batch.id, accept: true, mode: 'replace' });
  const review = await wang.call('review.submit', { subject: 'qualityRun', subjectId: run.id });
  await assert.rejects(wang.call('repair.undo', { batch: second.batch.id }), refusal('repair-submitted'));
  const undecide = () => wang.call('batches.undecide', { batch: second.batch.id, note: '误点' });
  await assert.rejects(undecide(), refusal('decision-reviewed'));
  await li.call('review.approve', { review: review.id, contentSha256: review.contentSha256 });
  await assert.rejects(wang.call('repair.undo', { batch: second.batch.id }), refusal('repair-signed'));
  await assert.rejects(undecide(), refusal('decision-reviewed'));
  assert.equal((await wang.call('rows.page', { batch: second.batch.id, offset: 0, limit: 1 })).total, 43);
});

test('steps that cannot work are named and the others work; where nothing changes, nothing is made', async () => {
  const one = await wang.call('intake.import', { file: grant(write('b1.csv', rowsOf(odd))), into: { name: '坏步骤', unit: '公安局' } });
  const files = dataFiles().length;
  const steps: RepairStep[] = [
    { kind: 'date-from', column: '登记日期' },
    { kind: 'trim', column: '没有的列' },
    { kind: 'date-form', column: '登记日期', form: 'dd.MM.yyyy' },
    { kind: 'trim', column: '姓名' },
  ];
  const preview = await wang.call('repair.preview', { batch: one.id, steps });
  assert.deepEqual(
    preview.problems.map(({ step, code }) => [step, code]),
    [
      [0, 'unknown-kind'],
      [1, 'column-not-found'],
      [2, 'invalid-input'],
    ],
  );
  assert.equal(preview.problems[0]?.params['nearest'], 'date-serial');
  assert.equal(preview.steps[3]?.rows, 1);
  await assert.rejects(wang.call('repair.apply', { batch: one.id, steps: steps.slice(0, 3) }), refusal('repair-nothing'));
  assert.equal(dataFiles().length, files);
  assert.equal((await wang.call('repair.state', { dataset: one.dataset })).recipe, null);
});

test('a recipe as a file: unknown kinds survive, values of sensitive columns are not written, other files are refused', async () => {
  const one = await wang.call('intake.import', { file: grant(write('f1.csv', rowsOf(odd))), into: { name: '方案文件', unit: '公安局' } });
  const steps: RepairStep[] = [
    { kind: 'trim', column: '姓名', except: ['#0123456789abcdef'] },
    { kind: 'code-list-word', column: '性别', list: 'gender', to: 'code', except: ['#fedcba9876543210', '女'] },
    { kind: 'of-the-future', column: '性别', strength: [1, 2] },
  ];
  await wang.call('repair.save', { dataset: one.dataset, steps, basedOn: 0 });
  for (const format of ['yaml', 'json'] as const) {
    const path = join(place.path, `recipe.${format}`);
    const written = await wang.call('repair.exportRecipe', { dataset: one.dataset, to: grant(path, 'write'), format });
    assert.equal(written.left, 1);
    assert.ok(!readFileSync(path, 'utf8').includes('0123456789abcdef'));
    const read = await wang.call('repair.readRecipe', { batch: one.id, file: grant(path) });
    assert.deepEqual(read.steps, [{ kind: 'trim', column: '姓名' }, steps[1], steps[2]]);
    assert.deepEqual(
      read.problems.map(({ step, code }) => [step, code]),
      [[2, 'unknown-kind']],
    );
  }
  for (const text of ['steps: 3', 'steps:\n  - kind: trim\n', '{', 'rules: []\n']) {
    const path = write('wrong.yml', text);
    await assert.rejects(wang.call('repair.readRecipe', { batch: one.id, file: grant(path) }), refusal('repair-file-invalid'), text);
  }
});

test('a manager may neither look nor apply', async () => {
  const zhang = await signedIn(engine, 'zhang');
  await assert.rejects(zhang.call('repair.kinds', undefined), refusal('denied'));
  await assert.rejects(li.call('repair.save', { dataset: 'x', steps: [], basedOn: 0 }), refusal('denied'));
});
