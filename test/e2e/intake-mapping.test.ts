/** The next file of a dataset with other names for its columns: proposed, corrected, remembered. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { samplePassword } from '../../contract/sample.ts';
import { writeList } from './list-file.ts';
import { callEngine, connectEngine, expect, goTo, openSample, test } from './support.ts';
import { findings } from './axe.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });

function renamed(first: string, name: string, head: string): string {
  const rows = readFileSync(first, 'utf8').trimEnd().split('\n').slice(1);
  const path = join(dirname(first), name);
  writeFileSync(path, `${[head, ...rows.filter((row) => row.split(',').length === 4)].join('\n')}\n`);
  return path;
}

test('renamed columns are proposed with a reason, stored under the names of the dataset, and known the next time', async ({ app }) => {
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
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('button', { name: '看数据画像' })).toBeFocused({ timeout: 30_000 });
  await page.getByRole('button', { name: '继续导入' }).click();

  await choose(renamed(first, '优待证-十月.csv', '证号,公民身份号码,所在行政区,发证日期'));
  await expect(page.locator('.intake-columns')).toContainText('改名 2', { timeout: 15_000 });
  await expect(page.getByRole('row', { name: /公民身份号码 身份证号/ })).toContainText('按内容推断');
  await expect(page.getByRole('row', { name: /^所在行政区/ })).toContainText('按内容推断');
  await page.screenshot({ path: join(pictures, 'mapping.png') });
  expect(await findings(page)).toEqual([]);

  // two columns for one are told and hold the import back
  const target = page.getByLabel('所在行政区 数据集的列');
  const choice = async (name: string): Promise<void> => {
    await target.click();
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
  };
  await choice('发证日期');
  await expect(page.locator('.intake-columns [role=alert]')).toContainText('两列不能都叫“发证日期”');
  await expect(page.getByRole('button', { name: '开始导入' })).toBeDisabled();
  await choice('区划');
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.getByRole('button', { name: '查看变更' })).toBeFocused({ timeout: 30_000 });

  await connectEngine(page);
  await callEngine(page, 'workspace.signIn', { account: 'wang', password: samplePassword });
  const dataset = (await callEngine(page, 'datasets.list', undefined)).find(({ name }) => name === '老年优待证');
  const { columns } = await callEngine(page, 'batches.get', { batch: dataset?.waiting[0] ?? '' });
  expect(columns.map(({ name }) => name)).toEqual(['证号', '身份证号', '区划', '发证日期']);

  // by alias the next one needs no look, and the dataset can forget it all
  await page.getByRole('button', { name: '继续导入' }).click();
  await choose(renamed(first, '优待证-十一月.csv', '发证日期,公民身份号码,所在行政区,证号'));
  await expect(page.getByRole('row', { name: /^所在行政区/ })).toContainText('以往的别名', { timeout: 15_000 });
  await goTo(page, `/datasets/${dataset?.id}/overview`);
  await page.getByRole('button', { name: '清除导入记忆' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '清除导入记忆' }).click();
  await expect(page.getByRole('button', { name: '清除导入记忆' })).toHaveCount(0);
  expect(await callEngine(page, 'intake.memory', { dataset: dataset?.id ?? '' })).toEqual({ wanted: {}, aliases: {}, columns: {} });
});
