/** A table from the clipboard: pasted anywhere, with merged cells, imported with its provenance, and gone from the disk afterwards. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { callEngine, connectEngine, expect, openSample, test } from './support.ts';
import { samplePassword } from '../../contract/sample.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });

const html = `<table>
<tr><td rowspan=2>区</td><td colspan=2>人口</td></tr>
<tr><td>男</td><td>女</td></tr>
<tr><td rowspan=2>福田区</td><td>10</td><td>12<br>约</td></tr>
<tr><td>20</td><td>a, b</td></tr>
</table>`;

/** Copies a piece of a page as a person does: by selecting it and pressing the keys. */
async function copy(page: Page, content: string): Promise<void> {
  await page.evaluate((inner) => {
    const box = document.createElement('div');
    box.id = 'to-copy';
    box.innerHTML = inner;
    document.body.append(box);
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    getSelection()?.selectAllChildren(box);
  }, content);
  await page.keyboard.press('Control+c');
  await page.evaluate(() => document.querySelector('#to-copy')?.remove());
}

const headers = (page: Page) => page.locator('.intake-preview th[scope=col]');

test('a copied table of a page becomes a batch whose source is the clipboard; in a field Ctrl+V stays the field’s', async ({ app }) => {
  const { page } = app;
  await openSample(app);
  await copy(page, html);
  await page.keyboard.press('Control+v');
  await expect(headers(page)).toContainText(['区', '人口/男', '人口/女']);
  await expect(page.locator('.intake-preview tbody tr')).toHaveCount(2);
  await expect(page.locator('.intake-preview tbody tr').nth(1)).toContainText('福田区');
  await expect(page.locator('.queue li')).toContainText('剪贴板');
  await page.screenshot({ path: join(pictures, 'paste.png') });
  const name = page.getByLabel('数据集名称');
  await copy(page, '<p>粘贴的人口</p>');
  await name.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+v');
  await expect(name).toHaveValue('粘贴的人口');
  await expect(page.locator('.queue li')).toHaveCount(1);
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.locator('.ui-facts')).toContainText('剪贴板', { timeout: 30_000 });

  await connectEngine(page);
  await callEngine(page, 'workspace.signIn', { account: 'wang', password: samplePassword });
  const made = (await callEngine(page, 'datasets.list', undefined)).find((one) => one.name === '粘贴的人口');
  expect([made?.latest?.origin, made?.latest?.rows]).toEqual(['clipboard', 2]);
});

test('the dialog takes a copied range of a sheet; a word is refused with a sentence', async ({ app }) => {
  const { page } = app;
  await openSample(app);
  await page
    .getByRole('link', { name: /导入/ })
    .first()
    .click();
  await copy(page, '<p>word</p>');
  await page.getByRole('button', { name: '粘贴表格' }).click();
  await page.keyboard.press('Control+v');
  await expect(page.getByRole('alert')).toContainText('剪贴板里没有表格');
  await page.keyboard.press('Escape');
  await copy(page, '<pre>姓名\t区\n张三\t福田区\n李四\t"南山\n区"\n</pre>');
  await page.getByRole('button', { name: '粘贴表格' }).click();
  await page.keyboard.press('Control+v');
  await expect(headers(page)).toContainText(['姓名', '区']);
  await expect(page.locator('.intake-preview tbody tr')).toHaveCount(2);
});
