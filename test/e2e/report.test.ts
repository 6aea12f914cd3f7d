/** Reports that a person saves from the window. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { goTo, openSample, test } from './support.ts';

test('the profile is saved as PDF, workbook, page and JSON; whole, and masked', async ({ app }) => {
  const { page } = app;
  await openSample(app);
  await goTo(page, '/datasets');
  await page.getByText('户籍人口').first().dblclick();
  await expect(page.getByRole('heading', { name: '户籍人口' })).toBeVisible();
  const place = await page.evaluate(() => location.hash.replace(/\/overview.*/, '').replace('#', ''));
  await goTo(page, `${place}/profile`);
  const read = async (format: string, label: string): Promise<Buffer> => {
    const target = join(app.workspace, '..', `画像.${format}`);
    await app.electron.evaluate(({ dialog }, path) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: path });
    }, target);
    await page.getByRole('button', { name: '导出报告' }).click();
    await page.getByRole('menuitem', { name: label }).click();
    await expect.poll(() => existsSync(target), { timeout: 30_000 }).toBe(true);
    return readFileSync(target);
  };
  const pdf = await read('pdf', 'PDF');
  expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0).toBeGreaterThan(1);
  const html = (await read('html', '网页（HTML，单个文件）')).toString();
  expect(html).toContain('户籍人口 #1');
  expect(html).toContain('12 个值不符合公民身份号码的格式或校验');
  const json = JSON.parse((await read('json', 'JSON')).toString()) as { rows: number; alerts: unknown[]; columns: unknown[] };
  expect([json.rows, json.columns.length]).toEqual([3000, 13]);
  expect(json.alerts.length).toBeGreaterThan(10);
  const xlsx = await read('xlsx', '工作簿（XLSX）');
  expect(xlsx.subarray(0, 2).toString('latin1')).toBe('PK');
  // a citizen number is 17 digits and a sign; none is in the clear
  for (const text of [html, JSON.stringify(json)]) expect(text).not.toMatch(/\b[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dX]\b/);
});

test('a quality report is previewed as its page, its sections chosen, and made as PDF; the list remembers it', async ({ app }) => {
  const { page } = app;
  await openSample(app);
  await goTo(page, '/report');
  const preview = page.getByRole('region', { name: '报告预览' });
  await expect(preview.getByRole('heading', { name: /数据质量检查报告$/ })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('草稿：检查尚未批准，每页有水印')).toBeVisible();
  await expect(preview.getByRole('heading', { name: '九、计分说明' })).toBeVisible();
  await page.getByRole('checkbox', { name: '计分说明' }).uncheck();
  await page.getByRole('button', { name: '上移“得分”' }).click();
  await page.getByLabel('发文字号').fill('深数〔2026〕7号');
  await expect(preview.getByText('深数〔2026〕7号')).toBeVisible();
  await expect(preview.getByRole('heading', { name: '一、得分' })).toBeVisible();
  await expect(preview.getByRole('heading', { name: '计分说明' })).toHaveCount(0);
  const target = join(app.workspace, '..', '质量报告.pdf');
  await app.electron.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: path });
  }, target);
  await page.getByRole('button', { name: '生成 PDF' }).click();
  await expect.poll(() => existsSync(target), { timeout: 30_000 }).toBe(true);
  const pdf = readFileSync(target);
  expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0).toBeGreaterThan(1);
  await expect(page.getByRole('region', { name: /已生成的报告 \(1\)/ }).getByText('质量报告.pdf')).toBeVisible();
  await page.getByText('月报', { exact: true }).click();
  await expect(preview.getByRole('heading', { name: /月数据质量月报$/ })).toBeVisible();
  expect(app.problems).toEqual([]);
});
