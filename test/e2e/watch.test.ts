/** A watched folder in the window: set up, a file that arrives becomes a batch to decide on, one that cannot be read is told. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appFolder, expect, goTo, openSample, test } from './support.ts';
import { findings } from './axe.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });

test('what arrives in a watched folder waits for a decision, what fails waits on the home', async ({ app }) => {
  test.setTimeout(120_000);
  const { page, electron } = app;
  const inbox = mkdtempSync(join(tmpdir(), 'jiadi-e2e-watch-'));
  await openSample(app);
  await electron.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
  }, inbox);
  await goTo(page, '/intake/watch');
  await expect(page.getByText('还没有监视的文件夹')).toBeVisible();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '选择文件夹' }).click();
  await expect(dialog.getByRole('button', { name: /jiadi-e2e-watch/ })).toBeVisible();
  await dialog.getByLabel('文件名规则').fill('*法人*.csv');
  await dialog.getByLabel('导入到').click();
  await page.keyboard.type('法人名单');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: '添加监视' }).click();
  await expect(page.getByText('监视中')).toBeVisible();

  const source = readFileSync(join(appFolder, 'resources', 'sample', '市场监督管理局-法人名单.csv'));
  const end = source.lastIndexOf(0x0a, source.length - 2);
  writeFileSync(join(inbox, '法人名单-十二月.csv'), source.subarray(0, end + 1));
  writeFileSync(join(inbox, '法人变更.csv'), '甲,乙\n1,2\n');
  const arrived = page.getByRole('row', { name: /法人名单-十二月\.csv/ });
  await expect(arrived).toContainText('已导入', { timeout: 40_000 });
  await expect(page.getByRole('row', { name: /法人变更\.csv/ })).toContainText('没有一列与数据集“法人名单”相符', { timeout: 20_000 });
  await page.screenshot({ path: join(pictures, 'watch.png') });
  for (const theme of ['dark', 'light'] as const) {
    await page.evaluate((wanted) => window.jiadi.setSettings({ theme: wanted }), theme);
    await expect(page.locator('html')).toHaveCSS('color-scheme', theme);
    expect(await findings(page, theme === 'light' ? 'all' : 'colours')).toEqual([]);
  }

  await goTo(page, '/home');
  await page.getByRole('link', { name: /监视文件夹中未能导入的文件/ }).click();
  await page.getByRole('button', { name: '忽略' }).click();
  await expect(page.getByRole('row', { name: /法人变更\.csv/ })).toContainText('已忽略');
  await arrived.getByRole('button', { name: '查看变更' }).click();
  await expect(page.locator('.crumbs')).toContainText('待确认');
  await goTo(page, '/intake/watch');
  await page.getByRole('button', { name: '停止监视' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '停止监视' }).click();
  await expect(page.getByText('还没有监视的文件夹')).toBeVisible();
});
