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
