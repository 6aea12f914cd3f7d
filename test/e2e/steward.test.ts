/** The path of whoever answers for the quality of a dataset, all of it in the window: a proposed rule is changed and tried, the check run, its failing rows looked at, an issue opened, its sheet sent and taken back, and the next batch checked. */
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
const folder = mkdtempSync(join(tmpdir(), 'jiadi-e2e-steward-'));

/** 200 people on duty; four telephone numbers are too short. */
function duty(name: string, mended: boolean): string {
  const path = join(folder, name);
  const rows = Array.from({ length: 200 }, (_, i) => {
    const phone = i % 50 === 7 && !mended ? `1380000${i}` : `138${String(10_000_000 + i * 37)}`;
    return `Z${String(i + 1).padStart(4, '0')},${phone},${i < 120 ? '福田街道办' : '南园街道办'}`;
  });
  writeFileSync(path, `编号,值班电话,所属街道\n${rows.join('\n')}\n`);
  return path;
}

const answerOpen = (electron: ElectronApplication, path: string) =>
  electron.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
  }, path);

const settled = (page: Page) => page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));

async function picture(page: Page, name: string): Promise<void> {
  await settled(page);
  await page.screenshot({ path: join(pictures, `steward-${name}.png`) });
  expect(await findings(page), name).toEqual([]);
}

/** The dialog in which files are chosen, answered with one. */
async function choose(page: Page, electron: ElectronApplication, path: string): Promise<void> {
  await answerOpen(electron, path);
  await page.keyboard.press('Control+o');
}

test('from a proposed rule to a closed issue and a better score', async ({ app }) => {
  test.setTimeout(240_000);
  const { page, electron } = app;
  await openSample(app);
  await choose(page, electron, duty('值班人员.csv', false));
  await page.getByLabel('提供单位').fill('应急局');
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.getByRole('button', { name: '看数据画像' })).toBeFocused({ timeout: 30_000 });
  await connectEngine(page);
  await callEngine(page, 'workspace.signIn', { account: 'wang', password: samplePassword });
  const dataset = (await callEngine(page, 'datasets.list', undefined)).find((one) => one.name.startsWith('值班人员'))?.id ?? '';

  // what the profile proposes: one is turned down, the one about telephones is changed and tried first
  await goTo(page, `/datasets/${dataset}/rules`);
  const proposed = page.getByRole('row', { name: /语义校验.*值班电话/ });
  await expect(proposed).toBeVisible({ timeout: 20_000 });
  const turnedDown = page.getByRole('row', { name: /唯一.*编号/ }).first();
  await turnedDown.getByRole('button', { name: '不采纳' }).click();
  await expect(turnedDown).toHaveCount(0);
  // turned down by mistake: taken back from the message, and later from the list, by mouse or key
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(turnedDown.getByRole('button', { name: '不采纳' })).toBeVisible();
  await turnedDown.getByRole('button', { name: '不采纳' }).click();
  await page.getByRole('checkbox', { name: '显示已处理的' }).check();
  await expect(turnedDown.getByRole('button', { name: '恢复待定' })).toBeVisible();
  await picture(page, '1-turned-down');
  await turnedDown.getByRole('button', { name: '恢复待定' }).click();
  await turnedDown.getByRole('button', { name: '不采纳' }).click();
  await expect(turnedDown.getByRole('button', { name: '恢复待定' })).toBeVisible();
  await turnedDown.getByText('唯一').first().click();
  await page.keyboard.press('u');
  await expect(turnedDown.getByRole('button', { name: '不采纳' })).toBeVisible();
  await page.keyboard.press('d');
  await expect(turnedDown.getByRole('button', { name: '恢复待定' })).toBeVisible();
  await page.getByRole('checkbox', { name: '显示已处理的' }).uncheck();
  await expect(turnedDown).toHaveCount(0);
  await picture(page, '1-suggestions');
  await proposed.getByRole('button', { name: '修改' }).click();
  const drawer = page.getByRole('dialog', { name: '修改后采纳' });
  const trial = drawer.getByRole('region', { name: '试跑' });
  await expect(trial).toContainText('4', { timeout: 20_000 });
  await drawer.getByLabel('通过线').fill('100');
  await drawer.getByLabel('严重度').click();
  await page.locator('.ant-select-item-option', { hasText: '关键' }).click();
  await picture(page, '2-edit');
  await drawer.getByRole('button', { name: /采\s?纳/ }).click();
  await expect(drawer).toHaveCount(0);

  // the check, and from its result to the failing rows
  await goTo(page, `/datasets/${dataset}/runs`);
  await expect(page.getByRole('button', { name: /F5/ }).first()).toBeEnabled({ timeout: 15_000 });
  await page.keyboard.press('F5');
  await expect(page.getByRole('button', { name: '提交审核' })).toBeVisible({ timeout: 30_000 });
  const rule = page.getByRole('row', { name: /value-matches-semantic-值班电话/ }).first();
  await expect(rule).toContainText('不通过');
  await picture(page, '3-run');
  const [run] = await callEngine(page, 'quality.list', { dataset });
  const before = run?.score.total ?? 100;
  expect(before).toBeLessThan(100);
  await page.getByRole('button', { name: '全部问题数据' }).click();
  await expect(page.getByRole('status').filter({ hasText: '4 条记录' })).toBeVisible({ timeout: 20_000 });
  await expect(page.locator('.ag-row').first()).toContainText('Z0008');
  await picture(page, '4-rows');

  // an issue for the unit, its sheet, and the sheet as the unit sends it back
  await goTo(page, `/quality/${run?.id ?? ''}`);
  await rule.click();
  await page.keyboard.press('I');
  const opening = page.getByRole('dialog').filter({ hasText: '时限' });
  await expect(opening.getByLabel('时限')).not.toHaveValue('');
  await opening.getByRole('button', { name: /建/ }).last().click();
  await expect(opening).toHaveCount(0);
  await goTo(page, '/issues');
  await page.getByRole('row', { name: /值班人员.*应急局/ }).click();
  const detail = page.locator('.issue-detail');
  const sheet = join(folder, '整改表.xlsx');
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, sheet);
  await detail.getByRole('button', { name: '导出整改表' }).click();
  const out = page.getByRole('dialog', { name: /导出整改表/ });
  await out.getByRole('button', { name: '选择保存位置' }).click();
  await expect(page.getByText('已答 0 / 4 行')).toBeVisible({ timeout: 20_000 });
  await out.getByRole('button', { name: '关闭' }).last().click();
  const [table, cover] = await readBook(sheet);
  if (!table || !cover) throw new Error('no sheet');
  const [head = [], ...rows] = table.rows;
  rows.forEach((cells, i) => {
    cells[head.indexOf('更正后的值')] = `1390000000${i}`;
    cells[head.indexOf('处理结果')] = '已更正';
  });
  const back = join(folder, '整改表(回填).xlsx');
  await writeBook(back, [cover, { name: '整改表', rows: [head, ...rows] }]);
  await answerOpen(electron, back);
  await detail.getByRole('button', { name: '收回整改表' }).click();
  await page
    .getByRole('dialog', { name: /收回整改表/ })
    .getByRole('button', { name: '收下 4 行' })
    .click({ timeout: 20_000 });
  await expect(page.getByText('已答 4 / 4 行')).toBeVisible({ timeout: 20_000 });
  await picture(page, '5-sheet');

  // the next batch: what was turned down is not proposed again, the issue closes by itself, and the score says why it moved
  await goTo(page, `/datasets/${dataset}/overview`);
  await answerOpen(electron, duty('值班人员-十月.csv', true));
  await page.getByRole('button', { name: '导入新批次' }).click();
  await expect(page.getByText('列名相符')).toBeVisible({ timeout: 15_000 });
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.getByRole('button', { name: '查看变更' })).toBeFocused({ timeout: 30_000 });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: '编号（唯一）' })).toHaveAttribute('aria-pressed', 'true', { timeout: 20_000 });
  await page.keyboard.press('F5');
  await expect(page.locator('.stats')).toContainText('196', { timeout: 20_000 });
  expect(await page.locator('.stats .ui-stat-value').allTextContents()).toEqual(['196', '4', '0', '0']);
  await picture(page, '6-changes');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog').getByRole('textbox')).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('已接受').first()).toBeVisible({ timeout: 20_000 });
  const [next] = await callEngine(page, 'batches.list', { dataset });
  if (!next) throw new Error('no batch');
  const again = await callEngine(page, 'suggestions.list', { batch: next.id });
  expect(again.find(({ rule: one }) => one['kind'] === 'unique' && one['column'] === '编号')?.state).toBe('rejected');
  await goTo(page, `/datasets/${dataset}/runs?batch=${next.id}`);
  await expect(page.getByRole('button', { name: /F5/ }).first()).toBeEnabled({ timeout: 15_000 });
  await page.keyboard.press('F5');
  await expect(page.getByRole('button', { name: '为什么变了' })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: '为什么变了' }).click();
  const why = page.getByRole('dialog', { name: '为什么变了' });
  await expect(why.getByText('第 1 批 → 第 2 批')).toBeVisible();
  await expect(why.locator('strong').first()).toContainText('98.0 → 100', { timeout: 20_000 });
  await expect(why.locator('dl')).toContainText('已改好4', { timeout: 20_000 });
  await picture(page, '7-why');
  await page.keyboard.press('Escape');
  await goTo(page, '/issues');
  await expect(page.getByRole('row', { name: /值班人员.*应急局/ })).toHaveCount(0);
  expect((await callEngine(page, 'issues.list', { dataset })).map(({ state, resolution }) => [state, resolution])).toEqual([
    ['closed', 'passed-recheck'],
  ]);
});
