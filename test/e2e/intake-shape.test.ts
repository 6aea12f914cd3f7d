/** What a file looks like inside: encodings side by side, headers and totals, positions of fixed-width text, a wrong byte; every change seen at once. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import iconv from 'iconv-lite';
import { writeXlsx } from '../support/workbook.ts';
import { findings } from './axe.ts';
import { expect, openSample, test } from './support.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'jiadi-e2e-shape-'));

type App = Parameters<typeof openSample>[0];

async function open(app: App, path: string): Promise<void> {
  await app.electron.evaluate(
    ({ dialog }, filePaths) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [...filePaths] });
    },
    [path],
  );
  await app.page.keyboard.press('Control+o');
}

const headers = (page: Page) => page.locator('.intake-preview th[scope=col]');
const cell = (page: Page, row: number, column: number) =>
  page
    .locator('.intake-preview tbody tr')
    .nth(row - 1)
    .locator('td')
    .nth(column);

test('a workbook with titles, a header of two rows and totals; what is no data is listed and can be said to be data', async ({ app }) => {
  const { page } = app;
  await openSample(app);
  const rows = [
    ['各区人口统计表'],
    ['区', '人口', null, '备注'],
    [null, '男', '女', null],
    ['福田区', 10, 12, null],
    ['南山区', 20, 22, '含前海'],
    ['合计', 30, 34, null],
    ['注：不含深汕合作区'],
  ];
  await open(app, await writeXlsx(join(folder, '人口表.xlsx'), [{ name: '表一', rows }]));
  await expect(headers(page)).toContainText(['区', '人口/男', '人口/女', '备注']);
  await expect(page.locator('.intake-preview tbody tr')).toHaveCount(2);
  const records = page.locator('.intake-records tbody tr');
  await expect(records).toHaveCount(2);
  await expect(records.first()).toContainText('合计行');
  await page.getByRole('button', { name: '第 6 行算作数据' }).click();
  await expect(page.locator('.intake-preview tbody tr')).toHaveCount(3);
  await expect(page.getByText('第 6 行：数据')).toBeVisible();
  await page.getByRole('button', { name: '撤销第 6 行的改判' }).click();
  await expect(page.locator('.intake-preview tbody tr')).toHaveCount(2);
  await page.getByLabel('表头行数').fill('1');
  await expect(page.locator('.intake-preview tbody tr')).toHaveCount(3);
  await page.getByRole('button', { name: '恢复自动识别' }).click();
  await expect(page.locator('.intake-preview tbody tr')).toHaveCount(2);
  await page.getByText('更多读取设置').click();
  await page.screenshot({ path: join(pictures, 'shape-workbook.png') });
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.getByText('另记 2 行（合计、说明等）')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('没有坏行')).toBeVisible();
});

test('encodings side by side; a wrong byte names line, column and character before and after the import', async ({ app }) => {
  const { page } = app;
  await openSample(app);
  const lines = Array.from({ length: 40 }, (_, i) => `张三${i},福田区,${i}`);
  const good = iconv.encode(`姓名,区划名,数量\r\n${lines.join('\r\n')}\r\n李四,南山`, 'gb18030');
  const path = join(folder, '坏字节.csv');
  writeFileSync(path, Buffer.concat([good, Buffer.of(0xff), iconv.encode('区,7\r\n', 'gb18030')]));
  await open(app, path);
  await expect(headers(page)).toContainText(['姓名', '区划名', '数量']);
  await expect(page.locator('.intake-records')).toContainText('“区划名”列，第 6 个字符');
  await expect(page.locator('.intake-records')).toContainText('42');
  await page.getByRole('button', { name: '对比编码' }).click();
  const trials = page.locator('.intake-trial');
  await expect(trials.first()).toContainText('GB18030');
  await expect(trials.filter({ hasText: 'UTF-8' })).toContainText('处无法解码');
  await page.screenshot({ path: join(pictures, 'shape-encodings.png') });
  expect(await findings(page)).toEqual([]);
  await trials.filter({ hasText: 'BIG5' }).getByRole('button').click();
  await expect(headers(page).first()).not.toContainText('姓名');
  await page.getByRole('button', { name: '恢复自动识别' }).click();
  await expect(headers(page).first()).toContainText('姓名');
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.locator('.intake-table')).toContainText('“区划名”列，第 6 个字符', { timeout: 30_000 });
});

test('an encoding that is not sure is compared at once', async ({ app }) => {
  const { page } = app;
  await openSample(app);
  const path = join(folder, '不确定.csv');
  // two bytes that are a Korean and a Chinese letter
  writeFileSync(path, Buffer.concat([Buffer.from('id,name\n1,'), Buffer.of(0xb0, 0xa1), Buffer.from('\n2,x\n')]));
  await open(app, path);
  await expect(page.locator('.intake-trial')).not.toHaveCount(0);
  await expect(page.getByRole('heading', { name: '同样几行在不同编码下' })).toBeVisible();
  await page.getByRole('button', { name: '用 GB18030' }).click();
  await expect(cell(page, 1, 2)).toHaveText('啊');
  await expect(page.locator('.intake-trial')).toHaveCount(0);
});

test('fixed-width text: columns found, corrected with a click and with a number; delimiter and back', async ({ app }) => {
  const { page } = app;
  await openSample(app);
  const pad = (text: string, width: number) => text + ' '.repeat(Math.max(0, width - iconv.encode(text, 'gb18030').length));
  const rows = [
    ['姓名', '区划', '数量'],
    ...Array.from({ length: 30 }, (_, i) => [`张${'三四五六'[i % 4] ?? ''}`, '福田区', `${i}A${i % 7}`]),
  ];
  const path = join(folder, '定宽.txt');
  writeFileSync(path, iconv.encode(rows.map(([a = '', b = '', c = '']) => pad(a, 10) + pad(b, 12) + c).join('\r\n'), 'gb18030'));
  await open(app, path);
  await expect(headers(page)).toContainText(['姓名', '区划', '数量']);
  const lines = page.locator('.intake-canvas i');
  await expect(lines).toHaveCount(2);
  await page.screenshot({ path: join(pictures, 'shape-fixed.png') });
  // at the end of the page nothing lies under the bar with the button
  await page.locator('.intake-records, .intake-set-apart').last().scrollIntoViewIfNeeded();
  expect(await findings(page)).toEqual([]);
  await page.locator('.intake-ruler').scrollIntoViewIfNeeded();
  const second = await lines.nth(1).boundingBox();
  if (!second) throw new Error('the line of the second column is not drawn');
  await page.mouse.click(second.x, second.y + 40);
  await expect(lines).toHaveCount(1);
  await expect(headers(page)).toHaveCount(2);
  await page.getByLabel('在此位置增加列线').fill('23');
  await page.keyboard.press('Enter');
  await expect(headers(page)).toHaveCount(3);
  await expect(cell(page, 1, 2)).toHaveText('福田区');
  await page.getByText('分隔符', { exact: true }).first().click();
  await expect(headers(page)).not.toHaveCount(3);
});

test('JSON: a list inside is chosen as the table, objects become columns, a citizen number in them is masked', async ({ app }) => {
  const { page } = app;
  await openSample(app);
  const path = join(folder, '接口.json');
  const rows = [
    { 编号: 1, 人员: { 姓名: '张三', 身份证号: '11010519491231002X', 住址: { 街道: '梅林' } } },
    { 编号: 2, 人员: { 姓名: '李四', 身份证号: '440524188001010014', 住址: { 街道: '香蜜湖' } } },
  ];
  writeFileSync(path, JSON.stringify({ code: 0, data: { total: 2, rows } }));
  await open(app, path);
  await expect(page.getByText('文件是一个对象，里面有 1 张表')).toBeVisible();
  await page.getByRole('combobox', { name: '工作表' }).click();
  await page.locator('.ant-select-item-option', { hasText: 'data.rows' }).first().click();
  await expect(page.getByText('有 1 列的值是对象')).toBeVisible();
  await page.getByRole('checkbox', { name: '对象拆成列' }).check();
  await expect(headers(page).filter({ hasText: '人员.住址.街道' })).toBeVisible();
  await expect(page.getByText('香蜜湖')).toBeVisible();
  await expect(page.getByText('110***********002X')).toBeVisible();
  await page.screenshot({ path: join(pictures, 'intake-json.png') });
  expect(await findings(page, 'all')).toEqual([]);
});
