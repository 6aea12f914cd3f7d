/** Corrections of a returned rework sheet become a derived batch: looked at first, logged, undone; what changed meanwhile stays. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';
import { readBook, writeBook } from '../support/plain-workbook.ts';
import { codeOf } from '../support/source-line.ts';

const place = temporaryFolder('corrections');
let engine: TestEngine;
let wang: TypedClient;
const yaml = `ruleSet: 人口
version: 1
rules:
  - { id: both, kind: row-expression, expression: "年龄 <= 150 AND length(电话) = 11", columns: [电话, 年龄] }
  - { id: phone, kind: value-matches-regex, column: 电话, patterns: ['^1[0-9]{10}$'], severity: critical }
  - { id: age, kind: value-between, column: 年龄, min: 0, max: 150 }
`;
const rows = ['1,甲,123,20', '2,乙,13800000002,250', '3,丙,456,30', '4,丁,13800000004,40', '5,戊,138,50'];
// so many right ones that the column is known to hold phones
for (let i = 6; i <= 60; i++) rows.push(`${i},己,138000001${String(i).padStart(2, '0')},${i}`);

before(async () => {
  engine = testEngine();
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

const path = (name: string): string => join(place.path, name);
const read = (name: string): string => engine.engine.grants.add(path(name), 'read');

/** The cells of a batch, row by row. */
const cellsOf = async (batch: string) => (await wang.call('rows.page', { batch, offset: 0, limit: 50 })).columns;

/** Sends a sheet of the rule and takes it back with these corrections by row. */
async function answered(run: string, rule: string, given: Readonly<Record<number, string>>) {
  const [issue] = await wang.call('issues.open', { run, rules: [rule], unit: '公安局' });
  const out = `${rule}-${run.slice(-6)}.xlsx`;
  const { sheet } = await wang.call('rework.export', {
    issue: issue?.id ?? '',
    to: engine.engine.grants.add(path(out), 'write'),
    clear: { reason: '交责任单位核实' },
  });
  const [table, cover] = await readBook(path(out));
  assert.ok(table && cover);
  const back = table.rows.map((row, i) => {
    const value = given[Number(row[1])];
    if (i === 0 || value === undefined) return row;
    return row.map((cell, c) => (table.rows[0]?.[c] === '更正后的值' ? value : table.rows[0]?.[c] === '处理结果' ? '已更正' : cell));
  });
  await writeBook(path(`back-${out}`), [
    { name: '封面', rows: cover.rows },
    { name: '回填', rows: back },
  ]);
  const { sha256 } = await wang.call('rework.read', { file: read(`back-${out}`) });
  await wang.call('rework.take', { file: read(`back-${out}`), sha256 });
  return { issue: issue?.id ?? '', sheet };
}

test('corrections are looked at, written into a derived batch with their log, and taken back; the next sheet builds on it', async () => {
  writeFileSync(path('1.csv'), `编号,姓名,电话,年龄\n${rows.join('\n')}\n`);
  const parent = await wang.call('intake.import', { file: read('1.csv'), into: { name: '人口', unit: '公安局' } });
  const { id: ruleSet } = await wang.call('ruleSets.create', { name: '人口', dataset: parent.dataset, yaml });
  await wang.call('datasets.update', { dataset: parent.dataset, ruleSet });
  const run = await wang.call('quality.run', { batch: parent.id });
  const before = await cellsOf(parent.id);
  const phone = await answered(run.id, 'phone', { 1: '13800000001', 3: '77', 5: '13800000005' });

  const plain = await wang.call('rework.corrections', { sheet: phone.sheet });
  assert.deepEqual([plain.batch, plain.batchNumber, plain.counts, plain.failing], [parent.id, 1, { change: 2, same: 0, moved: 0 }, 1]);
  assert.ok(!JSON.stringify(plain).includes('13800000001'), 'masked');
  const all = await wang.call('rework.corrections', { sheet: phone.sheet, failing: true });
  assert.deepEqual([all.counts.change, all.failing], [3, 0]);

  const { batch, derivation } = await wang.call('rework.apply', { sheet: phone.sheet, batch: parent.id });
  assert.deepEqual(
    [derivation.parent, derivation.recipeVersion, derivation.sheet?.id, derivation.rowsChanged, derivation.cellsChanged, derivation.steps],
    [parent.id, null, phone.sheet, 2, 2, []],
  );
  const log = await wang.call('repair.changes', { batch: batch.id });
  assert.deepEqual(
    log.changes.map(({ row, column }) => [row, column]),
    [
      [1, '电话'],
      [5, '电话'],
    ],
  );
  assert.deepEqual(await cellsOf(parent.id), before);
  const { results } = await wang.call('quality.get', { run: (await wang.call('quality.run', { batch: batch.id })).id });
  assert.equal(results.find(({ rule }) => rule === 'phone')?.failed, 1);
  const { events } = await wang.call('issues.get', { issue: phone.issue });
  assert.ok(events.some(({ what, failed, comment }) => what === 'corrections-applied' && failed === 2 && comment.endsWith('#2')));
  // no recipe came of it, and once is enough
  assert.equal((await wang.call('repair.state', { dataset: parent.dataset })).recipe, null);
  assert.deepEqual((await wang.call('rework.corrections', { sheet: phone.sheet })).counts, { change: 0, same: 2, moved: 0 });
  assert.equal(await codeOf(wang.call('rework.apply', { sheet: phone.sheet, batch: parent.id })), 'conflict');
  assert.equal(await codeOf(wang.call('rework.apply', { sheet: phone.sheet, batch: batch.id })), 'repair-nothing');

  // the sheet of another rule of the same delivery builds on what was corrected; whole numbers stay whole numbers
  const age = await answered(run.id, 'age', { 2: '25' });
  const onTop = await wang.call('rework.corrections', { sheet: age.sheet });
  assert.deepEqual([onTop.batch, onTop.counts.change], [batch.id, 1]);
  const second = await wang.call('rework.apply', { sheet: age.sheet, batch: batch.id });
  assert.deepEqual([second.derivation.parent, second.batch.rows], [batch.id, 60]);
  const { columns } = await wang.call('batches.get', { batch: second.batch.id });
  assert.equal(columns.find(({ name }) => name === '年龄')?.type, 'integer');
  assert.equal(await codeOf(wang.call('repair.undo', { batch: batch.id })), 'repair-derived');
  await wang.call('repair.undo', { batch: second.batch.id });
  await wang.call('repair.undo', { batch: batch.id });
  assert.deepEqual((await wang.call('rework.corrections', { sheet: phone.sheet })).counts, { change: 2, same: 0, moved: 0 });
});
