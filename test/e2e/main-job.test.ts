/** The main job in a real window: a file from the dialog to the approved result on a real platform, two people, zh-CN, offline until the push. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { systemClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/ids.ts';
import { silentLog } from '../../base/log.ts';
import { startPlatform } from '../../platform/index.ts';
import { writeList } from './list-file.ts';
import { expect, goTo, openSample, test } from './support.ts';

async function switchTo(page: Page, name: RegExp): Promise<void> {
  await page.keyboard.press('Control+l');
  await page.getByRole('button', { name }).or(page.getByRole('option', { name })).or(page.getByText(name)).first().click();
  await expect(page.locator('.home-grid')).toBeVisible({ timeout: 30_000 });
}

test('from a chosen file to an approved result with a signed receipt', async ({ app }) => {
  test.setTimeout(150_000);
  const { page, electron } = app;
  await openSample(app);

  // the dialog is the system's; its answer is given, everything behind it is real
  const file = writeList();
  await electron.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
  }, file);
  await page.keyboard.press('Control+o');
  await expect(page.getByText('老年优待证.csv').first()).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('110***********002X').first()).toBeVisible({ timeout: 15_000 });
  await page.getByLabel('提供单位').fill('民政局');
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.getByRole('button', { name: '看数据画像' })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: '看数据画像' }).click();
  await expect(page.getByText('400 行 × 4 列')).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('公民身份号码').first()).toBeVisible();

  // every number has its rows: nothing personal is in the page in the clear
  expect(await page.content()).not.toContain('440524188001010014');

  // the reviewer sees the run that waits; the maker does not get a way to approve it
  await goTo(page, '/review');
  await page.getByText('户籍人口 #1').first().click();
  await expect(page.getByText('您是提交人').first()).toBeVisible({ timeout: 15_000 });
  await switchTo(page, /李审/);
  await goTo(page, '/review');
  await page.getByText('户籍人口 #1').first().click();
  await expect(page.getByText('您是提交人')).toHaveCount(0);

  // a real platform appears; the packages that were approved offline travel, and only verified receipts end them
  await switchTo(page, /王工/);
  const dir = mkdtempSync(join(tmpdir(), 'jiadi-e2e-platform-'));
  const platform = await startPlatform({ dir, port: 0, clock: systemClock, random: systemRandom, log: silentLog });
  try {
    await goTo(page, '/sync');
    await page
      .getByRole('button', { name: /连接平台/ })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').nth(0).fill(platform.url);
    await dialog.getByRole('textbox').nth(1).fill(platform.enrolToken);
    await dialog
      .getByRole('button', { name: /连接/ })
      .last()
      .click();
    await expect(page.getByText('已入库').first()).toBeVisible({ timeout: 20_000 });
    expect((await platform.summary()).packages).toBeDefined();
  } finally {
    await platform.close();
  }
});

test('language and theme change at once, and stay', async ({ app }) => {
  const { page } = app;
  await openSample(app);
  await page.getByText('En', { exact: true }).first().click();
  await expect(page.getByText('Datasets').first()).toBeVisible();
  await goTo(page, '/lifecycle');
  await expect(page.getByText('Acquire').first()).toBeVisible();
  await expect(page.getByText('Mean quality score').first()).toBeVisible();
});

test.describe('started for the sample', () => {
  test.use({ launch: { args: ['--sample'] } });
  test('the first start ends on the home of a ready workspace, without a question', async ({ app }) => {
    await expect(app.page.locator('.home-grid')).toBeVisible({ timeout: 60_000 });
    await expect(app.page.getByText('户籍人口').first()).toBeVisible();
  });
});
