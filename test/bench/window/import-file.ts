import { basename } from 'node:path';
import { expect, type RunningApp, timings } from '../../e2e/support.ts';
import type { Blocks } from '../window.ts';
import { watchPage } from './probes.ts';

const LIMIT_MS = 180_000;

/** Imports a file as a person does, while the threads of the program are watched; the dialog's answer is given, everything behind it is real. */
export async function importFile(
  { page, electron }: RunningApp,
  path: string,
): Promise<{ readonly dataset: string; readonly rows: number; readonly blocks: Blocks }> {
  await electron.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
  }, path);
  await page.keyboard.press('Control+o');
  await expect(page.getByText(basename(path)).first()).toBeVisible({ timeout: 30_000 });
  await page.getByLabel('提供单位').fill('公安局');
  const begin = page.getByRole('button', { name: '开始导入' });
  await expect(begin).toBeEnabled({ timeout: 30_000 });
  const watch = await watchPage(page);
  await timings(page, true);
  const startedMs = performance.now();
  await begin.click();
  const profile = page.getByRole('button', { name: '看数据画像' });
  await profile.waitFor({ timeout: LIMIT_MS });
  const seconds = (performance.now() - startedMs) / 1000;
  const { main, engine } = await timings(page);
  const { taskMs, lateMs } = await watch.read();
  await profile.click();
  const words = page.getByText(/[\d,]+ 行 × 20 列/).first();
  await words.waitFor({ timeout: 30_000 });
  const rows = Number((await words.innerText()).replace(/ 行.*/s, '').replaceAll(/\D/g, ''));
  const dataset = await page.evaluate(() => location.hash.replace(/^#/, '').replace(/\/profile.*$/, ''));
  return {
    dataset,
    rows,
    blocks: { seconds, main: main.longestMs, windowTask: taskMs, windowLate: lateMs, engine: engine?.longestMs ?? Number.NaN },
  };
}
