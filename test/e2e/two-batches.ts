import type { Page } from '@playwright/test';
import { samplePassword } from '../../contract/sample.ts';
import { callEngine, connectEngine, expect, type RunningApp } from './support.ts';

/** Imports a file, then another one with the same columns that is appended to it; the window stands at its own page afterwards. */
export async function importTwo({ page, electron }: RunningApp, first: string, next: string, name: string) {
  const load = async (path: string): Promise<void> => {
    await electron.evaluate(({ dialog }, file) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
    }, path);
    await page.keyboard.press('Control+o');
  };
  await load(first);
  await page.getByLabel('提供单位').fill('民政局');
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.getByRole('button', { name: '看数据画像' })).toBeFocused({ timeout: 30_000 });
  await page.getByRole('button', { name: '继续导入' }).click();
  await load(next);
  await expect(page.getByText('列名相符')).toBeVisible({ timeout: 15_000 });
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.getByRole('button', { name: '查看变更' })).toBeFocused({ timeout: 30_000 });
  return await append(page, name);
}

async function append(page: Page, name: string): Promise<{ readonly dataset: string; readonly batch: string }> {
  await connectEngine(page);
  await callEngine(page, 'workspace.signIn', { account: 'wang', password: samplePassword });
  const dataset = (await callEngine(page, 'datasets.list', undefined)).find((one) => one.name.startsWith(name));
  const batch = dataset?.waiting[0] ?? '';
  await callEngine(page, 'batches.decide', { batch, accept: true, mode: 'append', note: '' });
  return { dataset: dataset?.id ?? '', batch };
}
