/** The next delivery of a dataset in the window: what it changes by key, masked, and the decision about it; without a mouse from the comparison on. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { samplePassword } from '../../contract/sample.ts';
import { writeList } from './list-file.ts';
import { callEngine, connectEngine, expect, goTo, openSample, test } from './support.ts';
import { findings } from './axe.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });
const picture = (page: Page, name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });

/** The list of before with 2 rows in another district, 3 new ones and 5 that are gone. */
function nextList(first: string): string {
  const [head = '', ...rows] = readFileSync(first, 'utf8').trimEnd().split('\n');
  const kept = rows.slice(0, -5);
  kept[20] = kept[20]?.replace('福田区', '南山区') ?? '';
  kept[30] = kept[30]?.replace('11010519491231002X', '440524188001010014') ?? '';
  const added = ['YD000901', 'YD000902', 'YD000903'].map((id) => `${id},440524188001010014,罗湖区,2026-09-15`);
  const path = join(dirname(first), '老年优待证-十月.csv');
  writeFileSync(path, `${[head, ...kept, ...added].join('\n')}\n`);
  return path;
}

const signIn = { account: 'wang', password: samplePassword };

test('a second batch waits, shows what it changes, and is accepted by the keyboard', async ({ app }) => {
  test.setTimeout(120_000);
  const { page, electron } = app;
  await openSample(app);
  const choose = async (path: string): Promise<void> => {
    await electron.evaluate(({ dialog }, file) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
    }, path);
    await page.keyboard.press('Control+o');
  };
  const first = writeList();
  await choose(first);
  await page.getByLabel('提供单位').fill('民政局');
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.getByRole('button', { name: '看数据画像' })).toBeFocused({ timeout: 30_000 });
  await page.getByRole('button', { name: '继续导入' }).click();

  await choose(nextList(first));
  await expect(page.getByText('列名相符')).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('各列与数据集同名')).toBeVisible();
  await expect(page.getByRole('button', { name: '开始导入' })).toBeEnabled();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('button', { name: '查看变更' })).toBeFocused({ timeout: 30_000 });

  // until somebody decides, the present is the first batch and the new one waits everywhere
  await goTo(page, '/home');
  await expect(page.getByRole('link', { name: /待确认的批次/ })).toContainText('1');
  await page.getByRole('link', { name: /待确认的批次/ }).click();
  const row = page.getByRole('row', { name: /老年优待证/ });
  await expect(row).toContainText('待确认 1');
  await expect(page.getByRole('row')).toHaveCount(2);
  await row.click();
  await expect(page.locator('.dataset-waiting')).toContainText('现状仍是第 1 批');
  await picture(page, 'changes-waiting');
  await page.getByRole('button', { name: '查看变更' }).first().click();

  // the proposed key is taken; the comparison is a job
  await expect(page.getByRole('button', { name: '证号（唯一）' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('F5');
  await expect(page.locator('.stats')).toContainText('393', { timeout: 20_000 });
  const numbers = await page.locator('.stats .ui-stat-value').allTextContents();
  expect(numbers).toEqual(['393', '2', '3', '5']);
  await expect(page.getByRole('tab', { name: /有变化/ })).toContainText('2');
  await expect(page.locator('.changes-diff').first()).toBeVisible();
  await picture(page, 'changes');
  expect(await page.content()).not.toContain('440524188001010014');
  await page.getByRole('tab', { name: /消失/ }).click();
  await expect(page.locator('.changes-rows .ag-row').first()).toContainText('YD00039');
  await page.getByRole('tab', { name: /有变化/ }).click();
  await page.locator('.changes-diff').first().dblclick();
  await expect(page.locator('.changes-detail ins')).toHaveCount(1);
  await picture(page, 'changes-detail');
  await page.keyboard.press('Escape');
  for (const theme of ['dark', 'light'] as const) {
    await page.evaluate((wanted) => window.jiadi.setSettings({ theme: wanted }), theme);
    await expect(page.locator('html')).toHaveCSS('color-scheme', theme);
    await expect(page.locator('.ant-drawer-content')).toHaveCount(0);
    expect(await findings(page, theme === 'light' ? 'all' : 'colours')).toEqual([]);
    await picture(page, `changes-${theme}`);
  }

  // who may read sees the same, and decides nothing
  const changes = await page.evaluate(() => location.hash.slice(1));
  const become = async (name: RegExp): Promise<void> => {
    await page.keyboard.press('Control+l');
    await page.getByRole('button', { name }).click();
    await expect(page.locator('.home-grid')).toBeVisible({ timeout: 30_000 });
    await goTo(page, changes);
    await expect(page.locator('.changes-diff').first()).toBeVisible({ timeout: 15_000 });
  };
  await become(/李审/);
  await expect(page.getByText('由数据管理员确认本批')).toBeVisible();
  await expect(page.getByRole('button', { name: '接受', exact: true })).toHaveCount(0);
  await expect(page.locator('.changes-fixed')).toContainText('证号');
  expect(await page.content()).not.toContain('440524188001010014');
  await become(/王工/);

  // declining needs a reason; accepting does not
  await page.keyboard.press('Control+Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('成为数据集的全部内容');
  await expect(dialog.getByRole('textbox')).toBeFocused();
  await page.keyboard.type('已核对');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(/王工.*已接受（替换）/)).toBeVisible({ timeout: 15_000 });
  // what was decided is taken back with a reason, and decided again
  await picture(page, 'changes-accepted');
  await page.getByRole('button', { name: '撤回结论' }).click();
  await expect(dialog.getByRole('button', { name: '撤回结论' })).toBeDisabled();
  await expect(dialog.getByRole('textbox')).toBeFocused();
  await page.keyboard.type('看错了一列');
  await picture(page, 'changes-take-back');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('.crumbs')).toContainText('待确认', { timeout: 15_000 });
  await expect(page.getByRole('button', { name: '撤回结论' })).toHaveCount(0);
  await page.getByRole('button', { name: '接受', exact: true }).click();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(/王工.*已接受（替换）/)).toBeVisible({ timeout: 15_000 });
  await expect(page.getByRole('button', { name: '接受', exact: true })).toHaveCount(0);
  await expect(page.locator('.dataset-waiting')).toHaveCount(0);
  await connectEngine(page);
  await callEngine(page, 'workspace.signIn', signIn);
  const datasets = await callEngine(page, 'datasets.list', undefined);
  const dataset = datasets.find(({ name }) => name === '老年优待证');
  expect([dataset?.latest?.number, dataset?.waiting.length, dataset?.key]).toEqual([2, 0, ['证号']]);
});
