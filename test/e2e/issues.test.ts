/** From failing rows to a closed issue in the window: opened, given to a unit, answered on a sheet as a unit would, checked with the next batch; and waived by a second person. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { samplePassword } from '../../contract/sample.ts';
import { readBook, writeBook } from '../support/plain-workbook.ts';
import { findings } from './axe.ts';
import { callEngine, connectEngine, expect, goTo, openSample, test } from './support.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });
const picture = (page: Page, name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });

const folder = mkdtempSync(join(tmpdir(), 'jiadi-e2e-issues-'));
const wrong = [3, 8, 15];
const phone = (i: number): string => `1380000${String(i).padStart(4, '0')}`;
const list = (name: string, mended: ReadonlyMap<number, string>): string => {
  const path = join(folder, name);
  const rows = Array.from(
    { length: 20 },
    (_, i) => `R${i + 1},${mended.get(i + 1) ?? (wrong.includes(i + 1) ? `12${i}` : phone(i))},${i < 12 ? '福田街道办' : '南园街道办'}`,
  );
  writeFileSync(path, `编号,值班电话,所属街道\n${rows.join('\n')}\n`);
  return path;
};

const answerOpen = (electron: ElectronApplication, path: string) =>
  electron.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
  }, path);
const answerSave = (electron: ElectronApplication, path: string) =>
  electron.evaluate(({ dialog }, file) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: file });
  }, path);

async function grantOf(page: Page, electron: ElectronApplication, path: string): Promise<string> {
  await answerOpen(electron, path);
  const reply = await page.evaluate(() => window.jiadi.openFiles({ kind: 'data', multiple: false }));
  if (!reply.ok) throw new Error(reply.code);
  return reply.output[0]?.grant ?? '';
}

const yaml = `ruleSet: 值班电话
version: 1
rules:
  - { id: phone, kind: value-matches-regex, column: 值班电话, patterns: ['^1[0-9]{10}$'], severity: critical }
`;

test('an issue goes to the unit on a sheet, comes back row by row, and the next batch closes it', async ({ app }) => {
  test.setTimeout(180_000);
  const { page, electron } = app;
  await openSample(app);
  await connectEngine(page);
  await callEngine(page, 'workspace.signIn', { account: 'wang', password: samplePassword });
  const batch = await callEngine(page, 'intake.import', {
    file: await grantOf(page, electron, list('一.csv', new Map())),
    into: { name: '值班表', unit: '应急局' },
  });
  const { id: ruleSet } = await callEngine(page, 'ruleSets.create', { name: '值班电话', dataset: batch.dataset, yaml });
  await callEngine(page, 'datasets.update', { dataset: batch.dataset, ruleSet });
  await callEngine(page, 'datasets.setKey', { dataset: batch.dataset, key: ['编号'], mode: 'replace' });

  // the unit of each row stands in a column; from the next check on there is an issue for each
  await goTo(page, '/issues');
  await page.getByRole('button', { name: '整改设置' }).click();
  const settings = page.getByRole('dialog', { name: '整改设置' });
  await expect(settings.getByText('今天新建的工单')).toBeVisible();
  await settings.getByRole('combobox', { name: '值班表 的责任单位字段' }).click();
  await page.getByTitle('所属街道').click();
  await expect(settings.getByTitle('所属街道').first()).toBeVisible();
  await picture(page, 'issues-settings');
  await page.keyboard.press('Escape');
  const run = await callEngine(page, 'quality.run', { batch: batch.id });
  expect(run.success).toBe(false);

  await goTo(page, `/quality/${run.id}`);
  await page.getByRole('row', { name: /phone/ }).first().click();
  await page.keyboard.press('I');
  const opening = page.getByRole('dialog').filter({ hasText: '建' });
  await expect(opening.getByLabel('时限')).not.toHaveValue('');
  await opening.getByRole('button', { name: /建/ }).last().click();
  await expect(opening).toHaveCount(0);

  await goTo(page, '/issues');
  const row = page.getByRole('row', { name: /值班表.*福田街道办/ });
  await expect(row).toContainText('待认领');
  await expect(page.getByRole('row', { name: /值班表.*南园街道办/ })).toBeVisible();
  await row.click();
  const detail = page.locator('.issue-detail');
  await expect(detail.getByText('福田街道办').first()).toBeVisible();

  // both at once to their own units
  await page
    .getByRole('row', { name: /值班表.*福田街道办/ })
    .getByRole('checkbox')
    .check();
  await page
    .getByRole('row', { name: /值班表.*南园街道办/ })
    .getByRole('checkbox')
    .check();
  await page.getByRole('button', { name: '指派 2 张工单' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '指派' }).click();
  await expect(page.getByText('已指派 2 张工单')).toBeVisible();

  // the sheet goes out
  const sheet = join(folder, '整改表.xlsx');
  await answerSave(electron, sheet);
  await detail.getByRole('button', { name: '导出整改表' }).click();
  const out = page.getByRole('dialog', { name: /导出整改表/ });
  await expect(out.getByText('编号', { exact: true })).toBeVisible();
  await picture(page, 'issues-sheet-out');
  await out.getByRole('button', { name: '选择保存位置' }).click();
  await expect(page.getByText('已答 0 / 2 行')).toBeVisible({ timeout: 20_000 });
  await out.getByRole('button', { name: '关闭' }).last().click();

  // the unit fills it in, in another order, with another program
  const [table, cover] = await readBook(sheet);
  if (!table || !cover) throw new Error('no sheet');
  const [head, ...rows] = table.rows;
  const at = (name: string): number => head?.indexOf(name) ?? -1;
  rows.forEach((cells, i) => {
    cells[at('更正后的值')] = i === 0 ? '13900000003' : '77';
    cells[at('处理结果')] = '已更正';
    cells[at('说明')] = '已与值班室核对';
  });
  const back = join(folder, '整改表(回填).xlsx');
  await writeBook(back, [cover, { name: '整改表', rows: [head ?? [], ...rows.toReversed()] }]);
  await answerOpen(electron, back);
  await detail.getByRole('button', { name: '收回整改表' }).click();
  const drawer = page.getByRole('dialog', { name: /收回整改表/ });
  await expect(drawer.getByText('更正后仍不通过')).toBeVisible({ timeout: 20_000 });
  await expect(drawer.getByRole('row')).toHaveCount(3);
  // the drawer slides in; axe judges colours of what stands
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));
  await picture(page, 'issues-sheet-in');
  expect(await findings(page)).toEqual([]);
  await drawer.getByRole('button', { name: '收下 2 行' }).click();
  await expect(page.getByText('已答 2 / 2 行')).toBeVisible({ timeout: 20_000 });
  await expect(detail.getByText('整改中').first()).toBeVisible();
  await detail.getByRole('button', { name: '查看答复' }).click();
  await expect(page.getByRole('dialog').getByText('已与值班室核对').first()).toBeVisible();

  // what was corrected becomes a batch of its own, and only what the rule is content with
  await page.getByRole('button', { name: '写入派生批次' }).click();
  const corrections = page.getByRole('dialog', { name: /更正写入派生批次/ });
  await expect(corrections.getByText('将改 1 处')).toBeVisible({ timeout: 20_000 });
  await corrections.getByRole('checkbox').check();
  await expect(corrections.getByText('将改 2 处')).toBeVisible({ timeout: 20_000 });
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));
  await picture(page, 'issues-corrections');
  expect(await findings(page)).toEqual([]);
  await corrections.getByRole('checkbox').uncheck();
  await expect(corrections.getByText('将改 1 处')).toBeVisible({ timeout: 20_000 });
  await corrections.getByRole('button', { name: '生成派生批次' }).click();
  await expect(page.getByText('已生成派生批次 #2，更正 1 处')).toBeVisible({ timeout: 20_000 });
  await expect(corrections).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(detail.getByText('更正写入派生批次')).toBeVisible();
  await picture(page, 'issues-answered');
  const { derived } = await callEngine(page, 'repair.state', { dataset: batch.dataset });
  expect(derived.map(({ number, parentNumber, cellsChanged }) => [number, parentNumber, cellsChanged])).toEqual([[2, 1, 1]]);
  await goTo(page, `/datasets/${batch.dataset}/repair`);
  await page
    .getByText(/^派生批次/)
    .first()
    .click();
  await expect(page.getByRole('link', { name: /^ZG-.*-1$/ })).toBeVisible();
  await page.getByRole('button', { name: '改动记录' }).first().click();
  await expect(page.getByText('139****0003')).toBeVisible({ timeout: 20_000 });
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));
  await picture(page, 'issues-derived');
  await page.keyboard.press('Escape');
  await goTo(page, '/issues');
  await page.getByRole('row', { name: /值班表.*福田街道办/ }).click();

  // the next batch is right: both issues are closed and the score is better
  const next = await callEngine(page, 'intake.import', {
    file: await grantOf(page, electron, list('二.csv', new Map(wrong.map((i) => [i, phone(i)])))),
    into: { dataset: batch.dataset },
  });
  const again = await callEngine(page, 'quality.run', { batch: next.id });
  expect(again.score.total ?? 0).toBeGreaterThan(run.score.total ?? 100);
  await expect(detail.getByText('复检通过,自动关闭')).toBeVisible({ timeout: 20_000 });
  expect((await callEngine(page, 'issues.list', { dataset: batch.dataset })).map(({ state }) => state)).toEqual(['closed', 'closed']);
});

test('an exception is asked for by one person and granted by another; the result says what is waived', async ({ app }) => {
  test.setTimeout(120_000);
  const { page } = app;
  await openSample(app);
  await goTo(page, '/issues');
  await page.getByRole('row').nth(1).click();
  const detail = page.locator('.issue-detail');
  await expect(detail).toBeVisible();
  await page.keyboard.press('s');
  await expect(page.getByRole('menuitem', { name: /关闭/ })).toBeVisible();
  await picture(page, 'issues-menu');
  await page.getByRole('menuitem', { name: /关闭/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('接受例外').click();
  await dialog.getByLabel('理由').fill('系统改造,年底前完成');
  await expect(dialog.getByRole('button', { name: '提交审核' })).toBeDisabled();
  await dialog.getByRole('textbox', { name: '到期日' }).fill('2099-12-31');
  await picture(page, 'issues-waive');
  await dialog.getByRole('button', { name: '提交审核' }).click();
  await expect(detail.getByText('等待另一人审核')).toBeVisible({ timeout: 15_000 });
  await expect(detail.getByRole('button', { name: '同意' })).toHaveCount(0);
  const hash = await page.evaluate(() => location.hash.slice(1));

  await page.keyboard.press('Control+l');
  await page
    .getByRole('button', { name: /李审/ })
    .or(page.getByRole('option', { name: /李审/ }))
    .or(page.getByText(/李审/))
    .first()
    .click();
  await expect(page.locator('.home-grid')).toBeVisible({ timeout: 30_000 });
  await goTo(page, hash);
  await detail.getByRole('button', { name: '同意', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: '同意' }).click();
  await expect(detail.getByText('豁免中').first()).toBeVisible({ timeout: 15_000 });
  await expect(detail.getByText('已关闭').first()).toBeVisible();
  await picture(page, 'issues-waived');
  await page.getByText('En', { exact: true }).first().click();
  await expect(detail.getByText('Accepted exception').first()).toBeVisible();
  await picture(page, 'issues-en');
});
