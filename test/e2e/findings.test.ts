/** What came of a check: failing rows by facet, group and record, root causes, the way to the row and into a file, why the score moved, and checks that go by themselves. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { samplePassword } from '../../contract/sample.ts';
import { findings } from './axe.ts';
import { callEngine, connectEngine, expect, goTo, openSample, test } from './support.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'jiadi-e2e-findings-'));

/** 400 households; what comes from one office has wrong telephone numbers, and a few areas are negative. */
function households(name: string, mended: number): string {
  const offices = ['园岭街道', '南园街道', '沙头街道', '梅林街道'];
  const rows = Array.from({ length: 400 }, (_, i) => {
    const office = offices[i % 4] ?? '';
    const wrong = office === '沙头街道' && i % 3 === 0 && i >= mended;
    const phone = wrong ? `75582${i}` : `138${String(10_000_000 + i * 7)}`;
    return [`H${String(i + 1).padStart(5, '0')}`, office, i % 5 === 0 ? '自有' : '租赁', phone, i % 90 === 4 ? -i : 40 + (i % 60)].join(
      ',',
    );
  });
  const path = join(folder, name);
  writeFileSync(path, `房屋编号,街道,权属,联系电话,面积\n${rows.join('\n')}\n`);
  return path;
}

const yaml = `ruleSet: 房屋
version: 1
rules:
  - { id: phone, kind: value-matches-regex, column: 联系电话, patterns: ['^1[0-9]{10}$'], severity: major }
  - { id: area, kind: value-between, column: 面积, min: 0, severity: critical }
  - { id: key, kind: unique, column: 房屋编号, severity: critical }
`;

async function grantOf(page: Page, electron: ElectronApplication, path: string): Promise<string> {
  await electron.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
  }, path);
  const reply = await page.evaluate(() => window.jiadi.openFiles({ kind: 'data', multiple: false }));
  if (!reply.ok) throw new Error(reply.code);
  return reply.output[0]?.grant ?? '';
}

const settled = (page: Page) => page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));

/** A picture in either language and either look; axe finds nothing in any. */
async function everyLook(page: Page, name: string): Promise<void> {
  for (const [language, theme] of [
    ['en', 'dark'],
    ['zh-CN', 'light'],
  ] as const) {
    await page.evaluate((wanted) => window.jiadi.setSettings(wanted), { theme, language });
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await page.mouse.move(0, 0);
    await settled(page);
    await page.screenshot({ path: join(pictures, `${name}-${theme}.png`) });
    expect(await findings(page), `${name} ${theme}`).toEqual([]);
  }
}

test('failing rows are narrowed down, explained and taken along; the next run says what moved the score', async ({ app }) => {
  test.setTimeout(180_000);
  const { page, electron } = app;
  await openSample(app);
  await connectEngine(page);
  await callEngine(page, 'workspace.signIn', { account: 'wang', password: samplePassword });
  const batch = await callEngine(page, 'intake.import', {
    file: await grantOf(page, electron, households('一.csv', 0)),
    into: { name: '房屋台账', unit: '住建局' },
  });
  const { id: ruleSet } = await callEngine(page, 'ruleSets.create', { name: '房屋', dataset: batch.dataset, yaml });
  await callEngine(page, 'datasets.update', { dataset: batch.dataset, ruleSet });
  await callEngine(page, 'datasets.setKey', { dataset: batch.dataset, key: ['房屋编号'], mode: 'replace' });
  await callEngine(page, 'issues.setUnitColumn', { dataset: batch.dataset, column: '街道' });
  const first = await callEngine(page, 'quality.run', { batch: batch.id });
  expect(first.failingRows).toBe(38);

  await goTo(page, `/quality/${first.id}/findings`);
  await expect(page.getByRole('status').filter({ hasText: '38' })).toBeVisible();
  await expect(page.locator('.findings-hints')).toContainText('沙头街道', { timeout: 20_000 });

  // by whose rows they are
  const units = page.getByRole('region', { name: '责任单位(街道)' });
  await expect(units.getByText('沙头街道')).toBeVisible();
  await units.getByText('沙头街道').click();
  await expect(page.getByRole('status').filter({ hasText: '35' })).toBeVisible();
  await settled(page);
  await page.screenshot({ path: join(pictures, 'findings-units.png') });
  await units.getByText('沙头街道').click();

  // one rule, by the values of a column, and from a value to its rows
  await page.getByRole('region', { name: '规则' }).getByText('phone').click();
  await expect(page.getByRole('status').filter({ hasText: '33' })).toBeVisible();
  await page.getByText('按值', { exact: true }).click();
  await page.getByRole('combobox', { name: '按哪一列的值分组' }).click();
  await page.getByTitle('街道', { exact: true }).click();
  await expect(page.getByRole('row', { name: /沙头街道/ })).toContainText('33');
  await page.screenshot({ path: join(pictures, 'findings-groups.png') });
  await page.getByText('按记录', { exact: true }).click();

  // a record beside its rules, and in the table it comes from
  await page.locator('.ag-row[row-index="0"] .ag-cell').nth(2).click();
  await page.keyboard.press('Alt+Enter');
  const detail = page.locator('.findings-detail');
  await expect(detail).toContainText('沙头街道');
  await page.keyboard.press('j');
  await everyLook(page, 'findings-detail');
  await detail.getByRole('button', { name: '跳到原始行' }).click();
  await expect(page).toHaveURL(/rows/);
  await page.goBack();
  await expect(page.locator('.ag-row').first()).toBeVisible();

  // a file with all failing rows of the rule
  const out = join(folder, '问题.csv');
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, out);
  await page.keyboard.press('Control+Shift+E');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('CSV', { exact: true }).click();
  await settled(page);
  await page.screenshot({ path: join(pictures, 'findings-export.png') });
  await dialog.getByRole('button', { name: '选择位置并导出' }).click();
  await expect.poll(() => (existsSync(out) ? readFileSync(out, 'utf8').trim().split('\n').length : 0), { timeout: 20_000 }).toBe(34);

  // half of it is mended in the next batch
  const next = await callEngine(page, 'intake.import', {
    file: await grantOf(page, electron, households('二.csv', 200)),
    into: { dataset: batch.dataset },
  });
  const second = await callEngine(page, 'quality.run', { batch: next.id });
  await goTo(page, `/quality/${second.id}`);
  await page.getByRole('button', { name: '为什么变了' }).click();
  const compare = page.getByRole('dialog', { name: '为什么变了' });
  await expect(compare.getByText('第 1 批 → 第 2 批')).toBeVisible();
  await expect(compare.locator('dl')).toContainText('已改好17', { timeout: 20_000 });
  await everyLook(page, 'quality-compare');
});

test('a dataset is checked by itself: on arrival and at a time', async ({ app }) => {
  test.setTimeout(120_000);
  const { page } = app;
  await openSample(app);
  await goTo(page, '/quality/auto');
  const row = page.locator('.schedule .ui-box').first().getByRole('row').nth(1);
  await row.dblclick();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('每天', { exact: true }).click();
  await dialog.getByRole('textbox').first().fill('0830');
  await page.screenshot({ path: join(pictures, 'schedule-edit.png') });
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(row).toContainText('08:30');
  await everyLook(page, 'schedule');
  await goTo(page, '/quality');
  await page.getByText('单位得分', { exact: true }).click();
  await everyLook(page, 'quality-units');
});
