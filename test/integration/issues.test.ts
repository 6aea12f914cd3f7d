/** Issues through the engine: by unit, over two batches, waived by two people, answered on a sheet that a unit filled in. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { systemClock } from '../../base/clock.ts';
import { isJiadiError } from '../../contract/errors.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';
import { readBook, writeBook } from '../support/plain-workbook.ts';

const DAY_MS = 86_400_000;
const place = temporaryFolder('issues');
let engine: TestEngine;
let wang: TypedClient;
let li: TypedClient;
// the tests choose the day, the clock goes on by itself
let aheadMs = 0;

const yaml = `ruleSet: 人口
version: 1
rules:
  - { id: phone, kind: value-matches-regex, column: 电话, patterns: ['^1[0-9]{10}$'], severity: critical }
  - { id: name, kind: not-null, column: 姓名 }
`;

before(async () => {
  engine = testEngine({ clock: { ...systemClock, nowMs: () => Date.parse('2026-09-16T02:00:00Z') + aheadMs } });
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
  li = await signedIn(engine, 'li');
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

let files = 0;
async function batchOf(rows: readonly string[], into: { name: string; unit: string } | { dataset: string }) {
  const path = join(place.path, `${++files}.csv`);
  writeFileSync(path, `编号,姓名,电话,街道\n${rows.join('\n')}\n`);
  return await wang.call('intake.import', { file: engine.engine.grants.add(path, 'read'), into });
}

/** A dataset with a key, checked once. */
async function checked(name: string, rows: readonly string[], unitColumn: string | null = null) {
  const batch = await batchOf(rows, { name, unit: '公安局' });
  const { id: ruleSet } = await wang.call('ruleSets.create', { name, dataset: batch.dataset, yaml });
  await wang.call('datasets.update', { dataset: batch.dataset, ruleSet });
  await wang.call('datasets.setKey', { dataset: batch.dataset, key: ['编号'], mode: 'replace' });
  if (unitColumn !== null) await wang.call('issues.setUnitColumn', { dataset: batch.dataset, column: unitColumn });
  const run = await wang.call('quality.run', { batch: batch.id });
  return { dataset: batch.dataset, batch: batch.id, run };
}

const check = async (rows: readonly string[], dataset: string) => {
  const batch = await batchOf(rows, { dataset });
  return await wang.call('quality.run', { batch: batch.id });
};

const resultOf = async (run: string, rule: string) => {
  const { results } = await wang.call('quality.get', { run });
  const found = results.find((r) => r.rule === rule);
  assert.ok(found);
  return found;
};

const refused = (code: string) => (error: unknown) => isJiadiError(error) && error.code === code;
const bad = ['1,甲,123,福田街道', '2,乙,456,福田街道', '3,丙,789,南园街道', '4,丁,000,', '5,戊,13800000000,福田街道'];

test('each unit that failing rows name has one issue, with its own count, re-opened and never doubled', async () => {
  const { dataset, run } = await checked('分单位', bad, '街道');
  const opened = await wang.call('issues.open', { run: run.id, rules: ['phone'], unit: '公安局' });
  assert.deepEqual(
    opened.map(({ share, unit, failed, state, dueDays }) => [share, unit, failed, state, dueDays]),
    [
      ['福田街道', '福田街道', 2, 'assigned', 10],
      ['', '公安局', 1, 'assigned', 10],
      ['南园街道', '南园街道', 1, 'assigned', 10],
    ],
  );
  // ten working days after Wednesday 2026-09-16: Sunday the 20th works, 09-25/27 and 10-01/07 are off
  assert.equal(opened[0]?.dueAt, '2026-09-30T15:59:59.000Z');

  const second = await check(['1,甲,123,福田街道', '2,乙,13800000001,福田街道', '3,丙,13800000002,南园街道', '4,丁,13800000003,'], dataset);
  const states = async () =>
    new Map((await wang.call('issues.list', { dataset })).map((i) => [i.share, [i.state, i.failed, i.occurrences, i.resolution]]));
  assert.deepEqual((await states()).get('福田街道'), ['assigned', 1, 2, null]);
  assert.deepEqual((await states()).get('南园街道'), ['closed', 0, 1, 'passed-recheck']);
  await check(bad, dataset);
  assert.deepEqual((await states()).get('南园街道'), ['open', 1, 2, null]);
  assert.equal((await wang.call('issues.list', { dataset })).length, 3);
  await wang.call('issues.open', { run: second.id, rules: ['phone'], unit: '公安局' });
  assert.equal((await wang.call('issues.list', { dataset })).length, 3);
});

test('an issue is claimed, returned, given to another unit with others, and closed by hand only for what one person may say', async () => {
  const { run } = await checked('流转', bad);
  const [issue] = await wang.call('issues.open', { run: run.id, rules: ['phone'], unit: '公安局', dueAt: null });
  assert.ok(issue);
  assert.equal((await wang.call('issues.claim', { issue: issue.id })).state, 'working');
  assert.equal((await wang.call('issues.return', { issue: issue.id, comment: '不归我们' })).state, 'returned');
  const [moved] = await wang.call('issues.assign', { issues: [issue.id], unit: '民政局', dueAt: null });
  assert.deepEqual([moved?.state, moved?.unit], ['assigned', '民政局']);
  // the clock stands at 10:00 of the 16th in China; what is due at 00:30 of that day there is due on the 15th in UTC, and not late
  const late = async () => (await wang.call('home.get', undefined)).todos.find(({ code }) => code === 'issues-late')?.count ?? 0;
  const before = await late();
  const [today] = await wang.call('issues.assign', { issues: [issue.id], dueAt: '2026-09-15T16:30:00.000Z' });
  assert.deepEqual([today?.dueDays, await late()], [0, before]);
  const [passed] = await wang.call('issues.assign', { issues: [issue.id], dueAt: '2026-09-15T15:59:59.000Z' });
  assert.deepEqual([passed?.dueDays, await late()], [-1, before + 1], 'the home and the list say the same');
  await assert.rejects(
    wang.call('issues.close', { issue: issue.id, resolution: 'accepted-exception' as never, comment: 'x' }),
    refused('invalid-input'),
  );
  const file = join(place.path, 'list.csv');
  const written = await wang.call('issues.export', { issues: [issue.id], to: engine.engine.grants.add(file, 'write'), format: 'csv' });
  assert.equal(written.rows, 1);
});

test('an exception needs two people and a day; while it lasts the rule blocks nothing and is not scored, afterwards the issue is open again', async () => {
  const { dataset, run } = await checked('豁免', bad);
  const [issue] = await wang.call('issues.open', { run: run.id, rules: ['phone'], unit: '公安局' });
  assert.ok(issue);
  const ask = { issue: issue.id, kind: 'accepted-exception', scope: 'rule', reason: '系统改造中' } as const;
  await assert.rejects(wang.call('waivers.ask', { ...ask, until: null }), refused('waiver-needs-day'));
  await assert.rejects(wang.call('waivers.ask', { ...ask, until: '2026-09-01' }), refused('waiver-needs-day'));
  const waiver = await wang.call('waivers.ask', { ...ask, until: '2026-09-30' });
  await assert.rejects(wang.call('waivers.ask', { ...ask, until: '2026-09-30' }), refused('already-exists'));
  await assert.rejects(wang.call('waivers.decide', { waiver: waiver.id, grant: true }), refused('denied'));
  assert.equal((await wang.call('issues.get', { issue: issue.id })).issue.waiver, 'pending');
  const waiting = async (who: typeof li) =>
    (await who.call('home.get', undefined)).todos.find(({ code }) => code === 'waivers-waiting')?.count;
  assert.deepEqual([await waiting(wang), await waiting(li)], [undefined, 1], 'who asked does not decide');
  const granted = await li.call('waivers.decide', { waiver: waiver.id, grant: true, comment: '同意' });
  assert.equal(await waiting(li), undefined);
  assert.deepEqual([granted.state, granted.checker], ['active', '李审']);
  const after1 = (await wang.call('issues.get', { issue: issue.id })).issue;
  assert.deepEqual([after1.state, after1.resolution, after1.waiver], ['closed', 'accepted-exception', 'active']);

  const waived = await check(bad, dataset);
  assert.equal(waived.success, true);
  const result = await resultOf(waived.id, 'phone');
  assert.deepEqual([result.status, result.failed, result.waiver], ['fail', 4, { scope: 'rule', rows: 4, until: '2026-09-30' }]);
  const ofUnits = await wang.call('quality.units', undefined);
  const mine = ofUnits.units.flatMap(({ datasets }) => datasets).find((one) => one.dataset === dataset);
  assert.equal(mine?.run?.criticalFailed, 0, 'the units’ scores know of the waiver, too');
  const { html } = await wang.call('report.preview', { report: { type: 'quality', run: waived.id }, language: 'zh-CN' });
  assert.match(html, /已豁免（至 2026-09-30）/);
  assert.match(html, /没有不通过的关键规则/);
  const line = (await wang.call('quality.explain', { run: waived.id })).find((l) => l.rule === 'phone');
  assert.deepEqual([line?.counted, line?.why], [false, 'waived']);
  assert.equal(waived.score.dimensions.accuracy, null);
  const review = await wang.call('review.submit', { subject: 'qualityRun', subjectId: waived.id });
  const { review: seen } = await li.call('review.get', { review: review.id });
  assert.equal((await li.call('review.approve', { review: review.id, contentSha256: seen.contentSha256 })).state, 'approved');
  const during = (await wang.call('issues.get', { issue: issue.id })).issue;
  assert.deepEqual([during.state, during.occurrences], ['closed', 2]);

  aheadMs = 20 * DAY_MS;
  try {
    const over = await check(bad, dataset);
    assert.equal(over.success, false);
    assert.equal((await resultOf(over.id, 'phone')).waiver, undefined);
    const { issue: open, waivers, events } = await wang.call('issues.get', { issue: issue.id });
    assert.deepEqual([open.state, open.waiver, waivers[0]?.state], ['open', null, 'ended']);
    assert.ok(events.some(({ what }) => what === 'waiver-over'));
  } finally {
    aheadMs = 0;
  }
});

test('false alarms are known again by key and value: the same are counted apart, a new value fails', async () => {
  const { dataset, run } = await checked('误报', bad);
  const [issue] = await wang.call('issues.open', { run: run.id, rules: ['phone'], unit: '公安局' });
  assert.ok(issue);
  await assert.rejects(
    wang.call('waivers.ask', { issue: issue.id, kind: 'false-alarm', scope: 'rows', until: null, reason: '短号', rows: [5] }),
    refused('not-found'),
  );
  const asked = await wang.call('waivers.ask', {
    issue: issue.id,
    kind: 'false-alarm',
    scope: 'rows',
    until: null,
    reason: '短号',
    rows: [1, 2],
  });
  assert.equal(asked.rows, 2);
  await li.call('waivers.decide', { waiver: asked.id, grant: true });
  // two of four rows are left to be done
  assert.equal((await wang.call('issues.get', { issue: issue.id })).issue.state, 'assigned');
  const next = await check(['9,新,13800000000,', '2,乙,456,南园街道', '1,甲,124,福田街道', '3,丙,789,南园街道', '4,丁,000,'], dataset);
  const result = await resultOf(next.id, 'phone');
  assert.deepEqual([result.failed, result.evaluated, result.waiver], [3, 5, { scope: 'rows', rows: 1, until: null }]);
  assert.equal(result.ratio, 2 / 5);
  const page = await wang.call('findings.page', { run: next.id, rule: 'phone', offset: 0, limit: 10 });
  assert.deepEqual(
    page.rows.map(({ row }) => row),
    [3, 4, 5],
  );
  await wang.call('waivers.end', { waiver: asked.id, comment: '号码已停用' });
  const again = await check(['2,乙,456,南园街道'], dataset);
  assert.equal((await resultOf(again.id, 'phone')).failed, 1);
});

test('a unit has its own waiver: its rows are counted apart, those of others fail', async () => {
  const { dataset, run } = await checked('单位豁免', bad, '街道');
  const issues = await wang.call('issues.open', { run: run.id, rules: ['phone'], unit: '公安局' });
  const futian = issues.find(({ share }) => share === '福田街道');
  assert.ok(futian);
  const asked = await wang.call('waivers.ask', {
    issue: futian.id,
    kind: 'accepted-exception',
    scope: 'unit',
    until: '2026-12-31',
    reason: '搬迁',
  });
  await li.call('waivers.decide', { waiver: asked.id, grant: true });
  const next = await check(bad, dataset);
  const result = await resultOf(next.id, 'phone');
  assert.deepEqual([result.failed, result.waiver?.rows], [2, 2]);
  assert.equal((await wang.call('issues.get', { issue: futian.id })).issue.state, 'closed');
});

const sheetPath = (name: string): string => join(place.path, name);

async function sheetOf(issue: string, name: string, clear: { reason: string } | null = { reason: '交责任单位核实' }) {
  const path = sheetPath(name);
  const written = await wang.call('rework.export', { issue, to: engine.engine.grants.add(path, 'write'), clear });
  const [table, cover] = await readBook(path);
  assert.ok(table && cover);
  return { written, table, cover };
}

const readGrant = (name: string): string => engine.engine.grants.add(sheetPath(name), 'read');

test('a sheet goes out locked but for three columns, comes back in any order, is looked at and taken row by row', async () => {
  const { dataset, run } = await checked('整改表', bad);
  const [issue] = await wang.call('issues.open', { run: run.id, rules: ['phone'], unit: '公安局' });
  assert.ok(issue);
  const { written, table, cover } = await sheetOf(issue.id, 'out.xlsx');
  assert.equal(written.rows, 4);
  assert.deepEqual(table.rows[0], ['行标识', '行号', '编号', '现值:电话', '不通过原因', '更正后的值', '处理结果', '说明']);
  assert.deepEqual(
    table.rows.slice(1).map((row) => row.slice(1, 4)),
    [
      ['1', '1', '123'],
      ['2', '2', '456'],
      ['3', '3', '789'],
      ['4', '4', '000'],
    ],
  );
  assert.match(table.xml, /<sheetProtection sheet="1"/);
  assert.match(table.xml, /<dataValidation type="list"[^>]*sqref="G2:G5">/);
  assert.match(table.xml, /<col min="1" max="1"[^>]*hidden="1"/);
  assert.ok(cover.rows.some(([word, says]) => word === '整改表编号' && says === `${issue.number}-1`));

  // the unit sorts, moves a column, deletes a row, adds one, changes a locked cell and forgets what to choose
  const [head, one, two, three, four] = table.rows.map((row) => [...row]);
  assert.ok(head && one && two && three && four);
  one[5] = '13800000011';
  one[6] = '已更正';
  two[6] = '无误';
  two[7] = '短号';
  three[3] = '787';
  three[6] = '无法核实';
  four[5] = '77';
  const moved = [head, four, two, three, one].map(([mark = null, ...rest]) => [...rest, mark]);
  await writeBook(sheetPath('back.xlsx'), [
    { name: '封面', rows: cover.rows },
    { name: '回填', rows: [...moved, ['77', '77', null, null, null, '已更正', null, 'x:1:abcdef01']] },
  ]);
  const diff = await wang.call('rework.read', { file: readGrant('back.xlsx'), issue: issue.id });
  assert.deepEqual(diff.counts, {
    rows: 4,
    taken: 3,
    corrected: 2,
    right: 1,
    unknown: 0,
    gone: 0,
    unanswered: 0,
    missing: 0,
    problems: 2,
    failsAgain: 1,
  });
  assert.deepEqual(
    diff.lines.map((line) => [line.row, line.outcome, line.problem?.code ?? null, line.recheck]),
    [
      [3, null, 'locked-changed', null],
      [null, null, 'other-sheet', null],
      [4, 'corrected', null, 'fail'],
      [2, 'right', null, null],
      [1, 'corrected', null, 'pass'],
    ],
  );
  await assert.rejects(
    wang.call('rework.take', { file: readGrant('back.xlsx'), issue: issue.id, sha256: 'other' }),
    refused('file-changed'),
  );
  const { taken, issue: inHand } = await wang.call('rework.take', { file: readGrant('back.xlsx'), issue: issue.id, sha256: diff.sha256 });
  assert.deepEqual([taken, inHand.state], [3, 'working']);
  const { sheets } = await wang.call('issues.get', { issue: issue.id });
  assert.deepEqual(
    [sheets[0]?.answers, sheets[0]?.recheck],
    [
      { corrected: 2, right: 1, unknown: 0, gone: 0 },
      { pass: 1, fail: 1, none: 0 },
    ],
  );
  const answers = await wang.call('rework.answers', { sheet: written.sheet });
  assert.deepEqual(
    answers.rows.map(({ row, outcome, note }) => [row, outcome, note]),
    [
      [1, 'corrected', ''],
      [2, 'right', '短号'],
      [4, 'corrected', ''],
    ],
  );
  const out = sheetPath('answers.csv');
  const exported = await wang.call('rework.exportAnswers', {
    sheet: written.sheet,
    to: engine.engine.grants.add(out, 'write'),
    format: 'csv',
    clear: { reason: '回写源系统' },
  });
  assert.equal(exported.rows, 3);
  const passed = await check(['1,甲,13800000011,'], dataset);
  assert.equal(passed.success, true);
  assert.deepEqual((await wang.call('issues.get', { issue: issue.id })).issue.resolution, 'passed-recheck');
});

test('a sheet in which every row is mended leaves the issue waiting for the next batch; what is no sheet is told', async () => {
  const { run } = await checked('都改好', bad);
  const [issue] = await wang.call('issues.open', { run: run.id, rules: ['phone'], unit: '公安局' });
  assert.ok(issue);
  const { table } = await sheetOf(issue.id, 'all.xlsx');
  const rows = table.rows.map((row, i) => (i === 0 ? row : [null, ...row.slice(1, 5), `1380000000${i}`, '已更正', null]));
  // without the hidden column rows are known by their number and all that was sent with it
  await writeBook(sheetPath('all-back.xlsx'), [
    { name: 'Sheet1', rows: [...rows.map((row, i) => (i === 0 ? row : row)), [`${issue.number}-1`]] },
  ]);
  const diff = await wang.call('rework.read', { file: readGrant('all-back.xlsx') });
  assert.deepEqual([diff.counts.taken, diff.counts.failsAgain], [4, 0]);
  const { issue: waiting } = await wang.call('rework.take', { file: readGrant('all-back.xlsx'), sha256: diff.sha256 });
  assert.equal(waiting.state, 'fixed');
  writeFileSync(sheetPath('no.csv'), 'a,b\n1,2\n');
  await assert.rejects(wang.call('rework.read', { file: readGrant('no.csv') }), refused('format-unsupported'));
  await writeBook(sheetPath('no.xlsx'), [{ name: 'Sheet1', rows: [['a', 'b']] }]);
  await assert.rejects(wang.call('rework.read', { file: readGrant('no.xlsx') }), refused('rework-unknown'));
});

test('plain values leave only with the right to see them', async () => {
  const { run } = await checked('明文', ['1,张三,123,福田街道']);
  const [issue] = await wang.call('issues.open', { run: run.id, rules: ['phone'], unit: '公安局' });
  assert.ok(issue);
  const zhang = await signedIn(engine, 'zhang');
  await assert.rejects(
    zhang.call('rework.export', { issue: issue.id, to: engine.engine.grants.add(sheetPath('x.xlsx'), 'write'), clear: null }),
    refused('denied'),
  );
  const { cover } = await sheetOf(issue.id, 'masked.xlsx', null);
  assert.ok(cover.rows.some(([word]) => word === '脱敏'));
});

test('an issue whose rule was renamed says that no check will change it any more; a sheet that is gone is named', async () => {
  const { dataset, run } = await checked('改名', bad);
  const [issue] = await wang.call('issues.open', { run: run.id, rules: ['phone'], unit: '公安局' });
  assert.ok(issue);
  const gone = async () => (await wang.call('issues.get', { issue: issue.id })).ruleGone;
  assert.equal(await gone(), false);
  const { ruleSet } = await wang.call('datasets.get', { dataset });
  assert.ok(ruleSet);
  const { version, yaml: text } = await wang.call('ruleSets.get', { ruleSet });
  await wang.call('ruleSets.save', { ruleSet, basedOn: version, yaml: text.replace('id: phone', 'id: mobile') });
  assert.equal(await gone(), true);
  await check(bad, dataset);
  assert.equal((await wang.call('issues.get', { issue: issue.id })).issue.state, 'assigned');
  await wang.call('issues.close', { issue: issue.id, resolution: 'rule-wrong', comment: '规则改名' });
  assert.equal(await gone(), false);
  await assert.rejects(
    wang.call('rework.read', { file: readGrant('nowhere.xlsx') }),
    (error: unknown) => isJiadiError(error) && error.code === 'file-not-found' && error.params['file'] === 'nowhere.xlsx',
  );
});
