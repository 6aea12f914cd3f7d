/** The profile of a dataset of several batches: put together from what was counted of each, without reading older rows again. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';
import { citizenCheck } from '../support/population.ts';

const place = temporaryFolder('whole-profile');
const workspace = join(place.path, 'ws');
const data = join(workspace, 'data');
let engine: TestEngine;
let wang: TypedClient;

const grant = (name: string, text: string): string => {
  const path = join(place.path, name);
  writeFileSync(path, text);
  return engine.engine.grants.add(path, 'read');
};
const numberOf = (n: number): string => {
  const first = `44052418800101${n}`;
  return first + citizenCheck(first);
};
const people = (from: number, to: number, street: string): string =>
  ['证件号码,街道,金额', ...Array.from({ length: to - from }, (_, i) => `${numberOf(100 + from + i)},${street},${from + i}`), ''].join(
    '\n',
  );
const files = (): string[] => readdirSync(data).filter((name) => name.endsWith('.db'));

before(async () => {
  engine = testEngine();
  await createTestWorkspace(engine, workspace);
  wang = await signedIn(engine, 'wang');
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

test('an appended batch is added to the profile of the whole; older rows are not read again', async () => {
  const one = await wang.call('intake.import', {
    file: grant('1.csv', people(0, 100, '福田街道')),
    into: { name: '人口', unit: '公安局' },
  });
  const { dataset } = one;
  assert.equal(await wang.call('profile.whole', { dataset }), null);
  await assert.rejects(async () => wang.call('profile.makeWhole', { dataset }), { code: 'not-found' });
  const append = async (name: string, text: string) => {
    const batch = await wang.call('intake.import', { file: grant(name, text), into: { dataset } });
    return await wang.call('batches.decide', { batch: batch.id, accept: true, mode: 'append', note: '' });
  };
  const two = await append('2.csv', people(90, 150, '南园街道'));
  assert.equal(await wang.call('profile.whole', { dataset }), null);
  const whole = await wang.call('profile.makeWhole', { dataset });
  assert.deepEqual([whole.rows, whole.batches], [160, [one.id, two.id]]);
  const figures = (profile: typeof whole) =>
    profile.columns.map(({ name, distinct, nulls, mean, top }) => [name, distinct.count, nulls, mean, top[0]?.count]);
  assert.deepEqual(figures(whole), [
    ['证件号码', 150, 0, null, 2],
    ['街道', 2, 0, null, 100],
    ['金额', 150, 0, (99 * 50 + 119.5 * 60) / 160, 2],
  ]);
  assert.match(String(whole.columns[0]?.top[0]?.value), /\*/);
  assert.deepEqual(await wang.call('profile.whole', { dataset }), whole);

  // from a figure to the rows of each batch, and into a file
  const filters = [{ op: 'equals' as const, column: '街道', value: '南园街道' }];
  const inBatches = async (wanted: typeof filters) =>
    (await wang.call('rows.perBatch', { dataset, filters: wanted })).map(({ batch, rows, count }) => [batch, rows, count]);
  assert.deepEqual(await inBatches(filters), [
    [one.id, 100, 0],
    [two.id, 60, 60],
  ]);
  // rows of the whole are numbered through, those of a batch by themselves
  const numbered = await wang.call('rows.perBatch', { dataset, filters: [{ op: 'rows', rows: [1, 100, 101, 160, 161] }] });
  assert.deepEqual(
    numbered.map(({ count, filters: own }) => [count, own]),
    [
      [2, [{ op: 'rows', rows: [1, 100] }]],
      [2, [{ op: 'rows', rows: [1, 60] }]],
    ],
  );
  const path = join(place.path, 'whole.json');
  const to = engine.engine.grants.add(path, 'write');
  await wang.call('report.profile', { batch: two.id, whole: true, format: 'json', language: 'zh-CN', to });
  const written = JSON.parse(readFileSync(path, 'utf8')) as { rows: number; batches: number[]; columns: { top: { value: unknown }[] }[] };
  assert.deepEqual([written.rows, written.batches], [160, [1, 2]]);
  assert.match(String(written.columns[0]?.top[0]?.value), /\*/);
  const html = join(place.path, 'whole.html');
  await wang.call('report.profile', {
    batch: two.id,
    whole: true,
    format: 'html',
    language: 'en',
    to: engine.engine.grants.add(html, 'write'),
  });
  assert.match(readFileSync(html, 'utf8'), /人口 #1 #2/);

  // what it is about changed: the new batch is counted and nothing else
  const three = await append('3.csv', people(150, 200, '园岭街道'));
  assert.equal(await wang.call('profile.whole', { dataset }), null);
  const late = engine.engine.grants.add(join(place.path, 'late.json'), 'write');
  await assert.rejects(wang.call('report.profile', { batch: three.id, whole: true, format: 'json', language: 'en', to: late }), {
    code: 'not-found',
  });
  const known = files();
  const wider = await wang.call('profile.makeWhole', { dataset });
  assert.deepEqual([wider.rows, wider.columns[0]?.distinct.count, wider.batches.at(-1)], [210, 200, three.id]);
  assert.deepEqual([known.filter((name) => !files().includes(name)), files().filter((name) => !known.includes(name)).length], [[], 1]);

  const { problems } = await wang.call('workspace.verify', undefined);
  assert.deepEqual(problems, []);
  await wang.call('datasets.remove', { dataset });
  await new Promise((done) => setTimeout(done, 50));
  assert.deepEqual(
    readdirSync(data).filter((name) => name.endsWith('.db')),
    [],
  );
});

test('relations, duplicates and references of all batches are those of one file with all rows, however each batch stores them', async () => {
  const rows = (from: number, to: number) =>
    people(from, to, '福田街道')
      .split('\n')
      .slice(1, -1)
      .map((line, i) => line.replace('福田', ['福田', '南园', '园岭'][i % 3] ?? ''));
  const load = (name: string, text: string, into: object) =>
    wang.call('intake.import', { file: grant(name, text), into: { unit: '公安局', ...into } as { name: string; unit: string } });
  const head = '证件号码,街道,金额';
  const [early, late] = [rows(0, 130), rows(129, 210)];
  const first = await load('early.csv', [head, ...early, ''].join('\n'), { name: '分批' });
  const asJson = (line: string): string => {
    const [number, street, amount] = line.split(',');
    return JSON.stringify({ 金额: Number(amount), 证件号码: number, 街道: street });
  };
  const { dataset } = first;
  const second = await wang.call('intake.import', { file: grant('late.jsonl', late.map(asJson).join('\n')), into: { dataset } });
  await wang.call('batches.decide', { batch: second.id, accept: true, mode: 'append', note: '' });
  // the columns of the whole are those of the newest batch
  const turned = [...early, ...late].map((line) => line.split(',')).map(([number, street, amount]) => [amount, number, street].join());
  const all = await load('all.csv', ['金额,证件号码,街道', ...turned, ''].join('\n'), { name: '合并' });
  const book = await load('book.csv', [head, ...rows(0, 209), ''].join('\n'), { name: '名册' });

  assert.equal(await wang.call('profile.structure', { dataset }), null);
  const abort = new AbortController();
  const phases = new Set<string>();
  const told = ({ phase }: { readonly phase: string }): void => {
    phases.add(phase);
    if (phase === 'keys') abort.abort();
  };
  await assert.rejects(async () => wang.call('profile.findStructure', { dataset }, { signal: abort.signal, onProgress: told }), {
    code: 'cancelled',
  });
  assert.deepEqual([phases.has('merge'), phases.has('keys')], [true, true]);
  assert.equal(await wang.call('profile.structure', { dataset }), null);
  const found = await wang.call('profile.findStructure', { dataset });
  const { batches: _, ...wanted } = await wang.call('profile.findStructure', { batch: all.id });
  const { batches, ...structure } = found;
  assert.deepEqual(structure, wanted);
  assert.deepEqual(batches, [
    { batch: first.id, number: 1, first: 1 },
    { batch: second.id, number: 2, first: 131 },
  ]);
  assert.deepEqual(
    structure.nearKeys.map(({ columns, shared, repeated }) => [...columns, shared, repeated]),
    [
      ['金额', 2, 1],
      ['证件号码', 2, 1],
    ],
  );
  assert.deepEqual(await wang.call('profile.structure', { dataset }), found);

  for (const columns of [['金额'], ['证件号码', '街道'], []]) {
    const { batches: among, ...ours } = await wang.call('profile.duplicates', { dataset, columns });
    const { batches: __, ...theirs } = await wang.call('profile.duplicates', { batch: all.id, columns });
    assert.deepEqual(ours, theirs);
    assert.deepEqual(among, batches);
  }
  // a number in one batch is the text of its digits in the other: the way to its rows finds both
  const sameAs = { op: 'sameAs' as const, columns: ['金额', '证件号码'], row: 130, batch: first.id };
  const inBatches = await wang.call('rows.perBatch', { dataset, filters: [sameAs] });
  assert.deepEqual(
    inBatches.map(({ count }) => count),
    [1, 1],
  );
  const page = await wang.call('rows.page', { batch: second.id, filters: [sameAs], offset: 0, limit: 10 });
  assert.deepEqual(page.rowNumbers, [1]);
  await assert.rejects(async () => wang.call('rows.page', { batch: all.id, filters: [sameAs], offset: 0, limit: 10 }), {
    code: 'not-found',
  });

  const references = await wang.call('profile.findInclusions', { dataset });
  const number = references.find((one) => one.column === '证件号码' && one.dataset === '名册');
  assert.deepEqual([number?.values, number?.missing, number?.rows], [210, 1, 1]);
  assert.match(number?.examples[0] ?? '', /\*/);

  // one batch is no whole
  assert.equal(await wang.call('profile.structure', { dataset: book.dataset }), null);
  await assert.rejects(async () => wang.call('profile.findStructure', { dataset: book.dataset }), { code: 'not-found' });
  const path = join(place.path, 'relations.json');
  const to = engine.engine.grants.add(path, 'write');
  await wang.call('report.profile', { batch: second.id, whole: true, format: 'json', language: 'zh-CN', to });
  const written = JSON.parse(readFileSync(path, 'utf8')) as { nearKeys: unknown[]; structure: { rows: number } };
  assert.deepEqual([written.nearKeys, written.structure.rows], [structure.nearKeys, 211]);
});
