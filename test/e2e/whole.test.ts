/** A dataset of several batches as one table: its profile and its check, and the way from their figures to the rows. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { findings } from './axe.ts';
import { writeList } from './list-file.ts';
import { populationColumns, populationRows } from '../support/population.ts';
import { callEngine, expect, goTo, openSample, test } from './support.ts';
import { importTwo } from './two-batches.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });
const picture = (page: Page, name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });
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
    await picture(page, `${name}-${language}`);
    expect(await findings(page), `${name} ${theme}`).toEqual([]);
  }
}

test('batches that were appended are profiled and checked as one table, down to their rows', async ({ app }) => {
  test.setTimeout(180_000);
  const { page, electron } = app;
  await openSample(app);
  const path = writeList();
  const [head = '', ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const next = join(dirname(path), '老年优待证-十月.csv');
  writeFileSync(next, `${[head, ...rows.slice(0, 90)].join('\n')}\n`);
  const { dataset, batch } = await importTwo(app, path, next, '老年优待证');
  await goTo(page, `/datasets/${dataset}/profile`);
  await expect(page.getByText('看行').first()).toBeVisible();
  await page.getByText('全部 2 批').first().click();
  await expect(page.getByText(/合并各批/)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(`${rows.length + 90} 行 × 4 列`)).toBeVisible();
  const chart = page.getByRole('button', { name: '看行' }).first();
  await chart.click();
  const rowsOf = page.getByRole('dialog', { name: '各批中的这些行' });
  await expect(rowsOf.getByRole('row').nth(2)).toContainText('第 2 批');
  await everyLook(page, 'profile-whole-rows');
  await page.keyboard.press('Escape');
  await everyLook(page, 'profile-whole');
  const saved = join(dirname(path), '画像.xlsx');
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, saved);
  await page.getByRole('button', { name: '导出报告' }).click();
  await page.getByRole('menuitem', { name: /XLSX|工作簿|Excel/ }).click();
  await expect(page.getByText(/已写入 画像.xlsx/)).toBeVisible({ timeout: 15_000 });
  await page.getByText('本批', { exact: true }).click();
  await expect(page.getByText('看行').first()).toBeVisible();

  // and a check of the whole: the same people stand in both batches
  const yaml = `ruleSet: 优待证\nversion: 1\nrules:\n  - { id: once, kind: unique, column: ${head.split(',')[0] ?? ''} }\n`;
  await callEngine(page, 'ruleSets.create', { name: '优待证', dataset, yaml });
  await goTo(page, `/datasets/${dataset}/runs`);
  await expect(page.getByRole('button', { name: '全部批次' })).toBeVisible();
  await page.keyboard.press('Alt+W');
  const drawer = page.getByRole('dialog', { name: '全部批次的检查' });
  await expect(drawer.getByRole('button', { name: '检查全部批次' })).toBeVisible();
  await page.keyboard.press('Alt+P');
  const plan = page.getByRole('dialog', { name: '全部批次的检查计划' });
  await expect(plan.getByText(/沿用 1 条规则，读 2 个批次（490 行）/)).toBeVisible();
  await expect(plan.getByText(/第 1 批 · 400 行 · 要读取/)).toBeVisible();
  await page.keyboard.press('Alt+P');
  await drawer.getByRole('button', { name: '检查全部批次' }).click();
  await expect(drawer.getByText('沿用', { exact: true })).toBeVisible({ timeout: 20_000 });
  await expect(drawer.getByRole('row').nth(1)).toContainText('180');
  await everyLook(page, 'check-whole');

  await page.keyboard.press('Alt+P');
  await expect(plan.getByText(/读 0 个批次（0 行）/)).toBeVisible();
  await expect(plan.getByText(/第 2 批 · 90 行 · 已留存/)).toBeVisible();
  await callEngine(page, 'quality.run', { batch });
  await expect(plan.getByText(/^预计花费约/)).toBeVisible({ timeout: 15_000 });
  await everyLook(page, 'check-whole-plan');
  await plan.getByRole('button', { name: '返回' }).click();

  // down to the rows: those that stand in two batches, of both
  await drawer.getByRole('button', { name: '180', exact: true }).click();
  await expect(page.getByText('180 条记录 / 共 180 条问题记录')).toBeVisible({ timeout: 15_000 });
  const facets = page.getByRole('complementary', { name: '分面' });
  await expect(facets.getByText('第 2 批')).toBeVisible();
  await everyLook(page, 'check-whole-rows');
  await facets.getByRole('checkbox', { name: '第 2 批' }).click();
  await expect(page.getByText('90 条记录 / 共 180 条问题记录')).toBeVisible();
  await page.locator('.ag-row[row-index="0"] [col-id=":reasons"]').dblclick();
  const detail = page.locator('.findings-detail');
  await expect(detail.getByRole('heading', { name: '第 2 批 1 行' })).toBeVisible();
  await detail.getByRole('button', { name: '看同值的问题行' }).click();
  await expect(page.getByText('2 条记录 / 共 180 条问题记录')).toBeVisible();
  await picture(page, 'check-whole-alike');
  const target = join(dirname(path), '同值.csv');
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, target);
  await page.getByRole('button', { name: '导出问题数据' }).click();
  await page.getByText('CSV', { exact: true }).click();
  await page.getByRole('button', { name: '选择位置并导出' }).click();
  await expect(page.getByText(/已写入 同值.csv/)).toBeVisible({ timeout: 15_000 });
  const lines = readFileSync(target, 'utf8').trimEnd().split(/\r?\n/);
  expect(lines.map((line) => line.split(',').slice(0, 2).join())).toEqual([expect.stringContaining('批次,原始行号'), '1,1', '2,1']);
  await page.getByRole('link', { name: /全部批次/ }).click();
  await expect(drawer.getByText('沿用', { exact: true })).toBeVisible();

  // a rule of another dataset looks at both, and says so
  const column = head.split(',')[0] ?? '';
  const elsewhere = `ruleSet: 对照\nversion: 1\nrules:\n  - { id: known, kind: exists-in, column: ${column}, dataset: 老年优待证 }\n`;
  const { id: ruleSet } = await callEngine(page, 'ruleSets.create', { name: '对照', dataset: null, yaml: elsewhere });
  const run = await callEngine(page, 'quality.run', { batch, ruleSet });
  await goTo(page, `/quality/${run.id}`);
  await page.getByText('known', { exact: true }).first().click();
  await expect(page.getByText('对照“老年优待证”第 1–2 批,共 490 行')).toBeVisible();
  await everyLook(page, 'rule-looked-elsewhere');
});

test('relations, duplicates and the report of all batches, down to the rows of each', async ({ app }) => {
  test.setTimeout(180_000);
  const { page, electron } = app;
  await openSample(app);
  const folder = mkdtempSync(join(tmpdir(), 'jiadi-e2e-whole-'));
  const one = populationRows(4);
  const rows = Array.from({ length: 1500 }, (_, i) =>
    one(i + 1).map((cell) => (cell === null ? '' : /[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)),
  );
  const write = (name: string, from: number, to: number): string => {
    const path = join(folder, name);
    writeFileSync(path, `${[populationColumns, ...rows.slice(from, to)].map((row) => row.join(',')).join('\n')}\n`);
    return path;
  };
  // five people stand in both, and one twice in the second
  const { dataset } = await importTwo(app, write('常住人口.csv', 0, 900), write('常住人口-十月.csv', 895, 1500), '常住人口');
  await goTo(page, `/datasets/${dataset}/profile`);
  await page.getByText('全部 2 批').first().click();
  await expect(page.getByText('1,505 行 × 20 列')).toBeVisible({ timeout: 20_000 });
  await page.getByText('列间关系', { exact: true }).click();
  const keys = page.getByRole('grid', { name: '候选键' });
  await expect(keys).toContainText('接近唯一：6 个值重复，涉及 12 行', { timeout: 20_000 });
  await everyLook(page, 'whole-structure');
  await page.getByText('缺失矩阵').scrollIntoViewIfNeeded();
  await everyLook(page, 'whole-missing');
  await page
    .getByText('查找关联')
    .or(page.getByRole('button', { name: '查找', exact: true }))
    .first()
    .scrollIntoViewIfNeeded();
  await page.getByText('查重', { exact: true }).click();
  await page.getByRole('button', { name: '查找', exact: true }).click();
  await expect(page.getByText('6 组重复，共 12 行（共 1,505 行）')).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('#1: 896 · #2: 1')).toBeVisible();
  await everyLook(page, 'whole-duplicates');
  await page.getByRole('button', { name: '看行' }).first().click();
  const inBatches = page.getByRole('dialog', { name: '各批中的这些行' });
  await expect(inBatches.getByRole('row').nth(1)).toContainText('第 1 批1900');
  await expect(inBatches.getByRole('row').nth(2)).toContainText('第 2 批1605');
  await everyLook(page, 'whole-duplicates-rows');
  await inBatches.getByRole('button', { name: '看行' }).last().click();
  await expect(page.getByText(/与所选的重复行相同/)).toBeVisible({ timeout: 15_000 });
  await picture(page, 'whole-duplicates-batch');

  await goTo(page, `/datasets/${dataset}/profile`);
  await page.getByText('全部 2 批').first().click();
  await expect(page.getByText('1,505 行 × 20 列')).toBeVisible({ timeout: 20_000 });
  const saved = join(folder, '全部批次.pdf');
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, saved);
  await page.getByRole('button', { name: '导出报告' }).click();
  await page.getByRole('menuitem', { name: 'PDF' }).click();
  await expect.poll(() => existsSync(saved), { timeout: 30_000 }).toBe(true);
  const pdf = readFileSync(saved);
  expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0).toBeGreaterThan(1);
  writeFileSync(join(pictures, 'whole-profile.pdf'), pdf);
});
