/** Column cards fill in while a file is imported, and the finished profile takes their place. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { writePopulation } from '../support/population.ts';
import { findings } from './axe.ts';
import { importTwo } from './two-batches.ts';
import { expect, goTo, openSample, type RunningApp, test } from './support.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });
const picture = (page: Page, name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });

async function startImport({ page, electron }: RunningApp, rows: number): Promise<void> {
  const path = join(mkdtempSync(join(tmpdir(), 'jiadi-e2e-growing-')), '人口登记.csv');
  writePopulation(path, { rows });
  await electron.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
  }, path);
  await page.keyboard.press('Control+o');
  await page.getByLabel('提供单位').fill('公安局');
  await page.getByRole('button', { name: '开始导入' }).click();
}

const names = (page: Page) => page.getByRole('region', { name: '列卡片' }).getByRole('article').getByRole('heading');

test('cards of a running import show figures so far; the finished profile keeps what was pinned and where one was', async ({ app }) => {
  test.setTimeout(120_000);
  const { page } = app;
  await openSample(app);
  await startImport(app, 800_000);
  await page.getByRole('link', { name: '看画像' }).click();
  const cards = page.getByRole('region', { name: '列卡片' });
  const phone = cards.getByRole('article', { name: /^手机号码，.*计算中/ });
  await expect(phone.getByText('到目前为止')).toBeVisible();
  await picture(page, 'growing-first');
  const read = page.locator('.profile-summary b');
  const rowsOf = async (): Promise<number> => Number(/已读 ([\d,]+)/.exec(await read.innerText())?.[1]?.replaceAll(',', ''));
  const before = await rowsOf();
  await expect.poll(rowsOf, { timeout: 20_000 }).toBeGreaterThan(before);
  await expect(read).toContainText('约');
  // counts, and nothing that could be somebody's
  await expect(phone.getByText('长度')).toBeVisible();
  await expect(cards.getByText(/1[3-9]\d{9}/)).toHaveCount(0);
  await phone.focus();
  await page.keyboard.press('p');
  await expect(names(page).first()).toHaveText('手机号码');
  await cards.evaluate((box) => box.scrollTo({ top: 400 }));
  const inView = async (): Promise<readonly string[]> =>
    await cards.evaluate((box) => {
      const { top, bottom } = box.getBoundingClientRect();
      const seen = [...box.querySelectorAll('article')].filter((card) => {
        const at = card.getBoundingClientRect();
        return at.bottom > top + 40 && at.top < bottom - 40;
      });
      return seen.map((card) => card.querySelector('h2')?.textContent ?? '');
    });
  const topBefore = (await inView())[0];
  await picture(page, 'growing-scrolled');
  expect(topBefore).not.toBe('手机号码');
  // last, as it may take longer than what is left of the import
  expect(await findings(page, 'all')).toEqual([]);
  await expect(page).toHaveURL(/\/datasets\/.+\/profile\?batch=/, { timeout: 60_000 });
  await expect(page.getByText('导出报告')).toBeVisible();
  expect(await inView()).toContain(topBefore);
  await picture(page, 'growing-done');
  await cards.evaluate((box) => box.scrollTo({ top: 0 }));
  await expect(names(page).first()).toHaveText('手机号码');
  await expect(cards.getByText('到目前为止')).toHaveCount(0);
});

test('a cancelled import turns the page into what it is; dark and English', async ({ app }) => {
  test.setTimeout(120_000);
  const { page } = app;
  await page.evaluate(() => window.jiadi.setSettings({ theme: 'dark' }));
  await openSample(app);
  await startImport(app, 500_000);
  await page.getByRole('link', { name: '看画像' }).click();
  await expect(page.getByText('到目前为止').first()).toBeVisible();
  await page.evaluate(() => window.jiadi.setSettings({ language: 'en' }));
  await expect(page.getByText('So far').first()).toBeVisible();
  await picture(page, 'growing-dark-en');
  expect(await findings(page, 'colours')).toEqual([]);
  await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('heading', { name: 'Cancelled; no data was left behind.' })).toBeVisible({ timeout: 20_000 });
  await picture(page, 'growing-cancelled');
  await goTo(page, '/intake/profile?job=none');
  await expect(page.getByRole('heading', { name: 'No such import is running' })).toBeVisible();
});

test('the profile of all batches fills in the same way', async ({ app }) => {
  test.setTimeout(120_000);
  const { page } = app;
  await openSample(app);
  const folder = mkdtempSync(join(tmpdir(), 'jiadi-e2e-growing-whole-'));
  const [first, next] = [join(folder, '登记.csv'), join(folder, '登记二.csv')];
  writePopulation(first, { rows: 150_000 });
  writePopulation(next, { rows: 150_000, seed: 5 });
  const { dataset } = await importTwo(app, first, next, '登记');
  await goTo(page, `/datasets/${dataset}/profile`);
  const cards = page.getByRole('region', { name: '列卡片' });
  await expect(cards.getByRole('article').first()).toBeVisible();
  await page.getByText('全部 2 批').first().click();
  await expect(cards.getByText('到目前为止').first()).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('/ 约 300,000 行')).toBeVisible();
  await picture(page, 'growing-whole');
  await expect(page.getByText('300,000 行 × 20 列')).toBeVisible({ timeout: 60_000 });
  await expect(cards.getByText('到目前为止')).toHaveCount(0);
});
