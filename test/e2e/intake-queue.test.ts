/** Many files at once: three of one shape, one that is a copy, one that cannot be read, and a workbook with sheets. */
import { createWriteStream, copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Page } from '@playwright/test';
import { ZipFile } from 'yazl';
import { samplePassword } from '../../contract/sample.ts';
import { callEngine, connectEngine, expect, openSample, test } from './support.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });

function files(): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'jiadi-e2e-queue-'));
  const list = (name: string, district: string, rows: number): string => {
    const path = join(folder, name);
    const lines = Array.from({ length: rows }, (_, i) => `${district}${i + 1},${district},${i * 10}`);
    writeFileSync(path, `台账号,区划,金额\n${lines.join('\n')}\n`);
    return path;
  };
  const futian = list('福田台账.csv', '福田', 40);
  const copy = join(folder, '福田台账-副本.csv');
  copyFileSync(futian, copy);
  const empty = join(folder, '空文件.csv');
  writeFileSync(empty, '');
  return [futian, list('南山台账.csv', '南山', 50), copy, empty, list('罗湖台账.csv', '罗湖', 60)];
}

const stage = (page: Page, name: string) => page.locator('.queue li').filter({ hasText: name }).locator('.ui-chip');

test('five files: imported one after the other, the copy left out, the empty one told, all into one new dataset', async ({ app }) => {
  test.setTimeout(120_000);
  const { page, electron } = app;
  await openSample(app);
  await electron.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [...filePaths] });
  }, files());
  await page.keyboard.press('Control+o');
  await expect(page.locator('.queue li')).toHaveCount(5);
  await expect(stage(page, '空文件.csv')).toHaveText('未导入', { timeout: 15_000 });
  await expect(page.locator('.queue li').filter({ hasText: '空文件.csv' })).toContainText('没有数据');
  await expect(page.locator('.queue li').filter({ hasText: '罗湖台账.csv' })).toContainText('→ 福田台账（与前一项同列）');
  await expect(page.getByRole('button', { name: '全部导入（4）' })).toBeEnabled();
  await page.screenshot({ path: join(pictures, 'queue.png') });
  await page.keyboard.press('Control+Shift+Enter');
  for (const name of ['福田台账.csv', '南山台账.csv', '罗湖台账.csv'])
    await expect(stage(page, name)).toHaveText('已导入', { timeout: 30_000 });
  await expect(stage(page, '福田台账-副本.csv')).toHaveText('重复');
  await page.screenshot({ path: join(pictures, 'queue-done.png') });
  await page.getByRole('button', { name: /重试未导入的（1）/ }).click();
  await expect(stage(page, '空文件.csv')).toHaveText('未导入', { timeout: 15_000 });
  await page.getByRole('button', { name: /移除已完成的（4）/ }).click();
  await expect(page.locator('.queue li')).toHaveCount(1);

  await connectEngine(page);
  await callEngine(page, 'workspace.signIn', { account: 'wang', password: samplePassword });
  const made = (await callEngine(page, 'datasets.list', undefined)).find(({ name }) => name === '福田台账');
  expect([made?.batches, made?.waiting.length, made?.latest?.rows]).toEqual([3, 2, 40]);
});

async function packed(): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'jiadi-e2e-sheets-')), '季报.zip');
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from('企业,税额\n甲,1\n乙,2\n'), '税务.csv');
  zip.addBuffer(Buffer.from('学校,人数,班级\n一小,900,20\n'), '教育.csv');
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

test('the tables of one file become items of their own and datasets of their own', async ({ app }) => {
  test.setTimeout(120_000);
  const { page, electron } = app;
  await openSample(app);
  await electron.evaluate(
    ({ dialog }, path) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
    },
    await packed(),
  );
  await page.keyboard.press('Control+o');
  await page.getByRole('button', { name: '各工作表分别导入（2）' }).click();
  await expect(page.locator('.queue li')).toHaveCount(2);
  await expect(page.locator('.queue li').nth(1)).toContainText('季报.zip · 教育.csv');
  await page.getByRole('button', { name: '全部导入（2）' }).click();
  await expect(page.locator('.queue .ui-chip', { hasText: '已导入' })).toHaveCount(2, { timeout: 30_000 });
  await connectEngine(page);
  await callEngine(page, 'workspace.signIn', { account: 'wang', password: samplePassword });
  const names = (await callEngine(page, 'datasets.list', undefined)).map(({ name }) => name);
  expect(names.filter((name) => name.startsWith('季报')).toSorted()).toEqual(['季报-教育.csv', '季报-税务.csv']);
});
