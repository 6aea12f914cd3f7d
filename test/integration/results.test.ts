/** Results that are acted on: records, counts, causes, history, comparison, weights, units, the gate, and the workbook for the unit. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';
import { partOf } from '../support/zip-part.ts';

const place = temporaryFolder('results');
let engine: TestEngine;
let wang: TypedClient;
let li: TypedClient;
let dataset = '';
let ruleSet = '';
const runs: string[] = [];

const districts = ['福田区', '南山区', '罗湖区', '盐田区', '龙岗区', '宝安区', '光明区', '坪山区', '龙华区', '大鹏'];
/** 400 rows; in 龙华区 most amounts are missing, and a few everywhere. */
const rowsOf = (bad: (i: number, district: string) => boolean): string =>
  Array.from({ length: 400 }, (_, i) => {
    const district = districts[i % 10] ?? '';
    return `${i + 1},${district},${i % 3 === 0 ? '男' : '女'},${bad(i, district) ? '' : i},13800138${String(i).padStart(3, '0')}`;
  }).join('\n');
const file = (name: string, rows: string): string => {
  const path = join(place.path, name);
  writeFileSync(path, `编号,区划,性别,金额,手机号\n${rows}\n`);
  return engine.engine.grants.add(path, 'read');
};
const yaml = (extra = ''): string => `ruleSet: 补贴
version: 1
rules:
  - { id: amount, kind: not-null, column: 金额, severity: major, threshold: 0.5 }
  - { id: division, kind: value-in-set, column: 区划, values: [${districts.slice(0, 9).join(', ')}], severity: minor, threshold: 0.5 }
  - { id: number, kind: unique, column: 编号, severity: critical }
${extra}`;

before(async () => {
  engine = testEngine();
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
  li = await signedIn(engine, 'li');
  const one = await wang.call('intake.import', {
    file: file(
      '1.csv',
      rowsOf((i, d) => (d === '龙华区' && i % 4 !== 0) || i % 50 === 0),
    ),
    into: { name: '补贴', unit: '民政局' },
    semantics: { 手机号: 'cn-mobile' },
  });
  dataset = one.dataset;
  ruleSet = (await wang.call('ruleSets.create', { name: '补贴', dataset, yaml: yaml() })).id;
  runs.push((await wang.call('quality.run', { batch: one.id })).id);
});
after(async () => {
  await engine.engine.close();
  place.remove();
});
const first = (): string => runs[0] ?? '';

test('the plan of a check tells what would run, and afterwards what every rule cost', async () => {
  const { run } = await wang.call('quality.get', { run: first() });
  const plan = await wang.call('quality.plan', { batch: run.batch });
  assert.deepEqual(
    plan.rules.map(({ rule, way, groups, error }) => [rule, way, groups, error]),
    [
      ['amount', 'scan', false, null],
      ['division', 'scan', false, null],
      ['number', 'scan', true, null],
    ],
  );
  const [statement] = plan.statements;
  assert.ok(statement?.values.includes('福田区') && !statement.text.includes('福田区'), 'values stand apart');
  assert.equal(plan.last?.run, run.id);
  assert.deepEqual(Object.keys(plan.last?.costs.rules ?? {}).sort(), ['amount', 'division', 'number']);
  const other = (await wang.call('ruleSets.create', { name: '另一套', yaml: yaml('  - { id: lost, kind: not-null, column: 没有 }') })).id;
  const fresh = await wang.call('quality.plan', { batch: run.batch, ruleSet: other });
  assert.equal(fresh.last, null, 'costs are those of the same rule set');
  assert.equal(fresh.rules.find(({ rule }) => rule === 'lost')?.error?.code, 'column-not-found');
  await assert.rejects(wang.call('quality.plan', { batch: 'none' }), { code: 'not-found' });
});

test('a failing row is one record with all its rules and its fields, masked', async () => {
  const page = await wang.call('findings.records', { run: first(), offset: 0, limit: 1000, order: 'rules' });
  const all = await wang.call('findings.page', { run: first(), offset: 0, limit: 1000 });
  assert.equal(page.total, new Set(all.rows.map((f) => f.row)).size);
  assert.equal(
    all.total,
    page.failed.reduce((n, f) => n + f.length, 0),
  );
  assert.ok((page.failed[0]?.length ?? 0) >= (page.failed.at(-1)?.length ?? 0));
  assert.deepEqual(page.rules.map((r) => [r.rule, r.severity, r.column]).sort(), [
    ['amount', 'major', '金额'],
    ['division', 'minor', '区划'],
  ]);
  assert.ok(page.columns[4]?.every((phone) => String(phone).includes('*')));
});

test('a reveal shows what it covers and nothing else', async () => {
  const { rows } = await wang.call('findings.page', { run: first(), offset: 0, limit: 1 });
  const batch = (await wang.call('quality.get', { run: first() })).run.batch;
  const { token } = await wang.call('rows.reveal', { batch, scope: { row: rows[0]?.row ?? 1, column: null }, reason: '核实原始记录' });
  const page = await wang.call('findings.records', { run: first(), offset: 0, limit: 2, rule: 'amount', reveal: token });
  const phones = page.columns[4] ?? [];
  assert.equal(page.rowNumbers[0], rows[0]?.row);
  assert.ok(!String(phones[0]).includes('*') && String(phones[1]).includes('*'));
  await assert.rejects(li.call('findings.records', { run: first(), offset: 0, limit: 1, reveal: token }), { code: 'grant-expired' });
});

test('counts leave their own condition out and follow the others', async () => {
  const byRule = await wang.call('findings.facet', { run: first(), by: 'rule', rule: 'division' });
  assert.deepEqual(byRule.values.map((v) => v.value).sort(), ['amount', 'division']);
  const all = await wang.call('findings.records', { run: first(), offset: 0, limit: 1 });
  assert.equal(byRule.rows, all.total);
  const byDistrict = await wang.call('findings.facet', { run: first(), by: 'value', of: '区划', rule: 'amount' });
  assert.equal(byDistrict.values[0]?.value, '龙华区');
  const narrowed = { run: first(), rule: 'amount', filters: [{ column: '区划', values: ['龙华区'] }] };
  const page = await wang.call('findings.records', { ...narrowed, offset: 0, limit: 5 });
  assert.equal(page.total, byDistrict.values[0]?.count);
  const severities = await wang.call('findings.facet', { ...narrowed, by: 'severity' });
  assert.deepEqual(severities.values, [{ value: 'major', count: page.total }]);
  assert.equal((await wang.call('findings.records', { run: first(), search: '大鹏', offset: 0, limit: 1 })).total, 40);
  const masked = await wang.call('findings.facet', { run: first(), by: 'value', of: '手机号' });
  assert.ok(masked.values.every((v) => String(v.value).includes('*')));
  // part of a hidden value tells nothing; the whole of it is known to who asks
  assert.equal((await wang.call('findings.records', { run: first(), search: '13800138', offset: 0, limit: 1 })).total, 0);
});

test('root causes name where the failures concentrate', async () => {
  assert.equal(await wang.call('findings.causes', { run: first() }), null);
  const causes = await wang.call('findings.findCauses', { run: first() });
  const [top] = causes.rules.find((r) => r.rule === 'amount')?.causes ?? [];
  assert.deepEqual([top?.column, top?.value, top?.rows], ['区划', '龙华区', 40]);
  assert.ok((top?.share ?? 0) > 0.5 && top?.base === 0.1);
  assert.deepEqual(causes.rules.find((r) => r.rule === 'division')?.causes, []);
  assert.ok(!causes.columns.includes('手机号'), 'sensitive columns are no causes');
  assert.deepEqual(await wang.call('findings.causes', { run: first() }), causes);
});

test('the workbook for the unit: a line a record, key columns locked, a page of explanations', async () => {
  await wang.call('datasets.setKey', { dataset, key: ['编号'], mode: 'replace' });
  const path = join(place.path, 'out.xlsx');
  const to = engine.engine.grants.add(path, 'write');
  const page = await wang.call('findings.records', { run: first(), offset: 0, limit: 1 });
  const written = await wang.call('findings.export', { run: first(), to, format: 'xlsx', layout: 'records' });
  assert.equal(written.rows, page.total);
  const sheet = partOf(readFileSync(path), 'xl/worksheets/sheet1.xml');
  assert.match(sheet, /<sheetProtection sheet="1"/);
  const row = /<row>(<c.*?)<\/row>/.exec(sheet.slice(sheet.indexOf('</row>')))?.[1] ?? '';
  const cells = row.split(/(?=<c[ />])/);
  // row number, severity, count, rules, reasons and the key are locked; the others are open
  assert.deepEqual(
    cells.map((cell) => / s="[23]"/.test(cell)),
    [false, false, false, false, false, false, true, true, true, true],
  );
  assert.match(row, /\*{4}/);
  const notes = partOf(readFileSync(path), 'xl/worksheets/sheet2.xml');
  for (const word of ['补贴', '民政局', '手机号', '王工']) assert.ok(notes.includes(word), word);
});

test('two runs: what moved the score adds up, rows are matched by key, and a failing row has a history', async () => {
  const two = await wang.call('intake.import', {
    file: file(
      '2.csv',
      rowsOf((i) => i % 50 === 0 || i % 50 === 1),
    ),
    into: { dataset },
  });
  await wang.call('ruleSets.save', {
    ruleSet,
    basedOn: 1,
    yaml: yaml('  - { id: sex, kind: value-in-set, column: 性别, values: [男], threshold: 0.1 }\n').replace(
      'threshold: 0.5',
      'threshold: 0.6',
    ),
  });
  runs.push((await wang.call('quality.run', { batch: two.id })).id);
  const [old = '', now = ''] = runs;
  const compared = await wang.call('quality.compare', { before: old, after: now });
  const sum = compared.rules.reduce((total, r) => total + r.byResult + r.byWeight, 0);
  assert.ok(Math.abs(sum - (compared.difference ?? NaN)) < 1e-9);
  const of = (rule: string) => compared.rules.find((r) => r.rule === rule);
  assert.deepEqual([of('sex')?.state, of('number')?.state, of('amount')?.state], ['new', 'same', 'changed']);
  assert.deepEqual(of('amount')?.changes, [{ field: 'threshold', before: 0.5, after: 0.6 }]);
  const rows = await wang.call('quality.compareRows', { before: old, after: now });
  assert.equal(rows.by, 'key');
  const amount = rows.rules.find((r) => r.rule === 'amount');
  assert.deepEqual([amount?.newlyFailing, amount?.stillFailing, amount?.onlyAfter], [8, 8, 0]);
  assert.deepEqual([amount?.newlyPassing], [(of('amount')?.before?.failed ?? 0) - 8]);
  const again = await wang.call('findings.history', { run: now, row: 1 });
  assert.deepEqual(again, { key: ['编号'], batches: [{ run: old, batchNumber: 1, row: 1, rules: ['amount'] }] });
  const trend = await wang.call('quality.history', { run: now });
  assert.deepEqual(
    trend.map((p) => [p.batchNumber, p.ruleSetVersion]),
    [
      [1, 1],
      [2, 2],
    ],
  );
  assert.ok(trend[0] && !('sex' in trend[0].rules) && trend[1] && 'sex' in trend[1].rules);
});

test('weights count from the next run on, are written down, and roll up to units', async () => {
  await wang.call('quality.setWeight', { level: 'rule', ruleSet, subject: 'amount', weight: 0 });
  const batch = (await wang.call('quality.get', { run: runs[1] ?? '' })).run.batch;
  const run = await wang.call('quality.run', { batch });
  const lines = await wang.call('quality.explain', { run: run.id });
  assert.equal(lines.find((l) => l.rule === 'amount')?.weight, 0);
  await wang.call('quality.setWeight', { level: 'rule', ruleSet, subject: 'amount', weight: 1 });
  assert.deepEqual((await wang.call('quality.weights', {})).weights, []);
  const other = await wang.call('intake.import', {
    file: file(
      '3.csv',
      rowsOf(() => false),
    ),
    into: { name: '未检', unit: '民政局' },
  });
  await wang.call('intake.import', {
    file: file(
      '4.csv',
      rowsOf(() => true),
    ),
    into: { name: '另单位', unit: '教育局' },
  });
  const { units, total } = await wang.call('quality.units', {});
  const unit = units.find((u) => u.unit === '民政局');
  assert.deepEqual([unit?.evaluated, unit?.datasets.length, unit?.score], [1, 2, run.score.total]);
  assert.equal(units.find((u) => u.unit === '教育局')?.score, null, 'what was not evaluated is neither 0 nor 100');
  assert.equal(total, run.score.total);
  const clean = await wang.call('quality.run', { batch: other.id, ruleSet });
  await wang.call('quality.setWeight', { level: 'dataset', subject: other.dataset, weight: 3 });
  const weighted = (await wang.call('quality.units', {})).units.find((u) => u.unit === '民政局');
  assert.ok(Math.abs((weighted?.score ?? 0) - ((run.score.total ?? 0) + 3 * (clean.score.total ?? 0)) / 4) < 1e-9);
  await wang.call('quality.setBands', { A: 99.9, B: 99, C: 98, D: 1 });
  assert.equal((await wang.call('quality.units', {})).units.find((u) => u.unit === '民政局')?.grade, 'D');
  await assert.rejects(wang.call('quality.setBands', { A: 80, B: 85, C: 75, D: 60 }), { code: 'invalid-input' });
  await assert.rejects(li.call('quality.setWeight', { level: 'unit', subject: '民政局', weight: 2 }), { code: 'denied' });
});

test('a batch with a failing critical rule is not approved, by whatever run it is submitted', async () => {
  const doubled = `${rowsOf(() => false)}\n400,福田区,男,1,13800138000`;
  const batch = await wang.call('intake.import', { file: file('5.csv', doubled), into: { name: '重复', unit: '民政局' } });
  const lenient = await wang.call('ruleSets.create', { name: '宽松', dataset: null, yaml: yaml().replace(/^.*id: number.*\n/m, '') });
  const bad = await wang.call('quality.run', { batch: batch.id, ruleSet });
  const good = await wang.call('quality.run', { batch: batch.id, ruleSet: lenient.id });
  for (const run of [bad, good]) {
    const review = await wang.call('review.submit', { subject: 'qualityRun', subjectId: run.id, comment: '' });
    await assert.rejects(li.call('review.approve', { review: review.id, contentSha256: review.contentSha256, comment: '' }), {
      code: 'blocked-by-critical',
    });
  }
  const gate = await wang.call('quality.get', { run: good.id });
  assert.deepEqual(gate.blockedBy, [{ run: bad.id, rule: 'number', status: 'fail' }]);
});
