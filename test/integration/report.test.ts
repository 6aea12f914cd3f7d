/** Reports of the workspace: every form says the same, nothing sensitive is in the clear, and what is not approved says so on every page. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openArchive } from '../../engine/intake/readers/common/zip.ts';
import { shanghaiDay, systemClock } from '../../base/clock.ts';
import type { ReportFormat, ReportSpec } from '../../contract/methods/report.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';

const place = temporaryFolder('report');
let engine: TestEngine;
let wang: TypedClient;
let runs: { readonly first: string; readonly second: string };

const good = '11010519491231002X';
const yaml = `ruleSet: 人口
version: 1
rules:
  - { id: 证件校验, kind: value-matches-semantic, column: 身份证号, semantic: cn-resident-id, threshold: 0.5 }
  - { id: 金额范围, kind: value-between, column: 金额, min: 0, max: 100, severity: major }
`;

const file = (name: string, rows: readonly string[]): string => {
  const path = join(place.path, name);
  writeFileSync(path, `身份证号,金额\n${rows.join('\n')}\n`);
  return engine.engine.grants.add(path, 'read');
};

before(async () => {
  engine = testEngine();
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
  const one = await wang.call('intake.import', {
    file: file('1.csv', [`${good},10`, '440524188001010015,20', '440524188001010015,300']),
    into: { name: '人口', unit: '公安局' },
  });
  const { id: ruleSet } = await wang.call('ruleSets.create', { name: '人口', dataset: one.dataset, yaml });
  await wang.call('datasets.update', { dataset: one.dataset, ruleSet });
  const first = await wang.call('quality.run', { batch: one.id });
  const two = await wang.call('intake.import', {
    file: file('2.csv', [`${good},10`, `${good},20`, '440524188001010015,30', `${good},500`]),
    into: { dataset: one.dataset },
  });
  await wang.call('batches.decide', { batch: two.id, accept: true, mode: 'replace' });
  const second = await wang.call('quality.run', { batch: two.id });
  await wang.call('issues.open', { run: second.id, rules: ['金额范围'], unit: '公安局', dueAt: '2020-01-01T00:00:00.000Z' });
  runs = { first: first.id, second: second.id };
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

const letter = { number: '深数〔2026〕7号', to: '市公安局', from: '市大数据中心', date: '2026年11月26日' };

async function written(
  report: ReportSpec,
  format: ReportFormat,
  client = wang,
): Promise<{ readonly path: string; readonly digest: string; readonly page: string | null }> {
  const path = join(place.path, `out.${format}`);
  const { digest, page } = await client.call('report.write', {
    report,
    format,
    language: 'zh-CN',
    letter,
    to: engine.engine.grants.add(path, 'write'),
  });
  return { path, digest, page };
}

/** All text parts of a workbook. */
async function textOf(path: string): Promise<string> {
  const archive = await openArchive(path);
  let text = '';
  for (const name of ['xl/workbook.xml', ...Array.from({ length: 10 }, (_, i) => `xl/worksheets/sheet${i + 1}.xml`)])
    for await (const piece of archive.text(name)) text += piece;
  archive.close();
  return text;
}

const inTheClear = /\b[1-9]\d{5}(?:18|19|20)\d{2}[01]\d[0-3]\d{4}[\dX]\b/;

test('a quality report in every form has one digest, its numbers, and nothing in the clear', async () => {
  const report = { type: 'quality', run: runs.second } as const;
  const html = await written(report, 'html');
  const page = readFileSync(html.path, 'utf8');
  assert.doesNotMatch(page, /<script|<img|https?:|undefined|\[object|NaN/);
  assert.doesNotMatch(page, inTheClear);
  assert.match(page, /人口数据质量检查报告/);
  // three of four are valid and within limits: 75 both; one sub-indicator each, so the total is 75
  assert.match(page, /总分 75\.00（中）/);
  assert.match(page, /class="draft"/);
  assert.match(page, /深数〔2026〕7号.*市公安局：.*市大数据中心/s);
  assert.match(page, /2020-01-01（逾期）/);
  assert.match(page, /440\*+0015/);
  assert.match(page, /stroke-dasharray="3 3"/);
  const json = JSON.parse(readFileSync((await written(report, 'json')).path, 'utf8')) as { digest: string; sections: { id: string }[] };
  assert.equal(json.digest, html.digest);
  assert.deepEqual(
    json.sections.map(({ id }) => id),
    ['summary', 'score', 'indicators', 'trend', 'rules', 'units', 'issues', 'samples', 'method'],
  );
  const book = await written(report, 'xlsx');
  assert.equal(book.digest, html.digest);
  const cells = await textOf(book.path);
  assert.match(cells, /导出说明/);
  assert.match(cells, new RegExp(html.digest));
  assert.doesNotMatch(cells, inTheClear);
  const pdf = await written(report, 'pdf');
  assert.ok(pdf.page && pdf.digest === html.digest);
  const made = await wang.call('report.made', {});
  assert.deepEqual(
    made.map(({ format, draft }) => [format, draft]),
    [
      ['pdf', true],
      ['xlsx', true],
      ['json', true],
      ['html', true],
    ],
  );
});

test('sections stand as they were chosen, and a strange one is refused', async () => {
  const report = { type: 'quality', run: runs.second } as const;
  const { html } = await wang.call('report.preview', { report, language: 'en', sections: ['rules', 'summary'] });
  assert.deepEqual(
    [...html.matchAll(/<h2>\s*([^<]+?)\s*<\/h2>/g)].map(([, title]) => title),
    ['1. Rules', '2. Summary'],
  );
  await assert.rejects(wang.call('report.preview', { report, language: 'en', sections: ['nonsense'] }), { code: 'invalid-input' });
});

test('who does not see rows gets no samples', async () => {
  const zhang = await signedIn(engine, 'zhang');
  const { html } = await zhang.call('report.preview', { report: { type: 'quality', run: runs.second }, language: 'zh-CN' });
  assert.match(html, /您的角色不能查看数据行/);
  assert.doesNotMatch(html, /440\*/);
  await assert.rejects(written({ type: 'quality', run: runs.second }, 'html', zhang), { code: 'denied' });
});

test('once approved it is no draft and names maker, checker and what was approved', async () => {
  const { id, contentSha256 } = await wang.call('review.submit', { subject: 'qualityRun', subjectId: runs.second });
  const li = await signedIn(engine, 'li');
  await li.call('review.approve', { review: id, contentSha256 });
  const { html, draft } = await wang.call('report.preview', { report: { type: 'quality', run: runs.second }, language: 'zh-CN' });
  assert.equal(draft, false);
  assert.doesNotMatch(html, /class="draft"/);
  for (const words of ['王工', '李审', contentSha256]) assert.ok(html.includes(words), words);
});

test('a comparison tells the whole movement, and refuses runs of different datasets', async () => {
  const { path } = await written({ type: 'comparison', run: runs.second, base: runs.first }, 'json');
  const { sections } = JSON.parse(readFileSync(path, 'utf8')) as {
    sections: { id: string; blocks: { kind: string; rows?: (string | number | null)[][] }[] }[];
  };
  const rows = (id: string): (string | number | null)[][] =>
    sections.find((section) => section.id === id)?.blocks.find(({ kind }) => kind === 'table')?.rows ?? [];
  const total = rows('score').at(-1)?.[3];
  const moved = rows('moves').reduce((sum, row) => sum + Number(row[4]), 0);
  assert.ok(typeof total === 'number' && Math.abs(total) > 1);
  assert.ok(Math.abs(moved - total) < 1e-9);
  const other = await wang.call('intake.import', { file: file('3.csv', [`${good},1`]), into: { name: '另一个', unit: '民政局' } });
  const { id: ruleSet } = await wang.call('ruleSets.create', { name: '另一个', dataset: other.dataset, yaml });
  const { id } = await wang.call('quality.run', { batch: other.id, ruleSet });
  await assert.rejects(wang.call('report.preview', { report: { type: 'comparison', run: id, base: runs.first }, language: 'en' }), {
    code: 'invalid-input',
  });
});

test('a monthly report counts what happened in its month', async () => {
  const month = shanghaiDay(systemClock.nowMs()).slice(0, 7);
  const { html } = await wang.call('report.preview', { report: { type: 'monthly', month, unit: '公安局' }, language: 'zh-CN' });
  assert.match(html, /本月检查了 1 个数据集（共 1 个），平均得分 75\.00。新开工单 1 个，关闭 0 个，月末未关闭 1 个，其中逾期 1 个/);
  const empty = await wang.call('report.preview', { report: { type: 'monthly', month: '2020-01' }, language: 'zh-CN' });
  assert.match(empty.html, /本月没有检查记录/);
  await assert.rejects(wang.call('report.preview', { report: { type: 'monthly', month: '2020-13' }, language: 'zh-CN' }), {
    code: 'invalid-input',
  });
});
