/** The main job without a mouse, two people, zh-CN: sample → file → profile → suggestions → check → submit → approve → receipt of a real platform. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { systemClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/ids.ts';
import { silentLog } from '../../base/log.ts';
import { startPlatform } from '../../platform/index.ts';
import { writeList } from './list-file.ts';
import { expect, test } from './support.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });
const TABS_MAX = 80;

/** Goes to an element as a person does: with Tab, and never losing the place. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible({ timeout: 15_000 });
  for (let n = 0; n < TABS_MAX; n++) {
    if (await target.evaluate((element) => element === document.activeElement || element.contains(document.activeElement))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no way by Tab to ${String(target)}`);
}

const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};

/** Signs in as somebody of the sample. */
async function become(page: Page, name: RegExp): Promise<void> {
  await press(page, 'Control+l');
  await tabTo(page, page.getByRole('button', { name }));
  await press(page, 'Enter');
  await expect(page.locator('.home-grid')).toBeVisible({ timeout: 30_000 });
}

/** Nobody loses the place: after each step something of the page has the focus, or the page itself right after a change of screen. */
const picture = (page: Page, name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });

test('from a file to a signed receipt with the keyboard alone', async ({ app }) => {
  test.setTimeout(150_000);
  const { page, electron } = app;
  await tabTo(page, page.getByRole('button', { name: /打开示例工作区/ }));
  await press(page, 'Enter');
  await expect(page.locator('.home-grid')).toBeVisible({ timeout: 60_000 });

  // the dialog is the system's; its answer is given, everything behind it is real
  const file = writeList();
  await electron.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
  }, file);
  await press(page, 'Control+o');
  await expect(page.getByText('110***********002X').first()).toBeVisible({ timeout: 15_000 });
  await tabTo(page, page.getByLabel('提供单位'));
  await page.keyboard.type('民政局');
  await picture(page, '1-import');
  await press(page, 'Control+Enter');
  await expect(page.getByRole('button', { name: '看数据画像' })).toBeFocused({ timeout: 30_000 });
  await press(page, 'Enter');
  await expect(page.getByText('400 行 × 4 列')).toBeVisible({ timeout: 15_000 });
  await expect(page.locator('.profile-keys')).toContainText('证号');
  await picture(page, '2-profile');

  // every suggestion is taken, then the check runs
  await press(page, 'Control+PageDown');
  const accept = page.getByRole('button', { name: /全部采纳/ });
  await expect(accept).toBeVisible({ timeout: 15_000 });
  const count = Number(/\d+/.exec((await accept.textContent()) ?? '')?.[0]);
  await tabTo(page, page.locator('.ui-list').getByRole('row').nth(1));
  for (const left of [count - 1, count - 2]) {
    await press(page, 'd');
    await expect(page.getByRole('button', { name: `全部采纳 ${left} 条` })).toBeVisible();
    await expect(page.locator('.ui-list').getByRole('row').nth(1)).toBeFocused();
  }
  await tabTo(page, accept);
  await press(page, 'Enter');
  await picture(page, '3-rules');
  await press(page, 'Control+PageDown');
  await expect(page.getByRole('button', { name: /F5/ }).first()).toBeEnabled({ timeout: 15_000 });
  await press(page, 'F5');
  await expect(page.getByText('提交审核').first()).toBeVisible({ timeout: 20_000 });
  await picture(page, '4-run');

  // submitted with a note; the maker gets no way to approve
  await press(page, 'Control+Enter');
  const note = page.getByRole('dialog').getByRole('textbox');
  await expect(note).toBeFocused();
  await page.keyboard.type('第一批,请审核');
  await tabTo(page, page.getByRole('dialog').getByRole('button', { name: '提交审核' }));
  await press(page, 'Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // the checker looks and approves
  await become(page, /李审/);
  await press(page, 'Control+9');
  const waiting = page.getByRole('row', { name: /老年优待证 #1/ });
  await expect(waiting).toBeVisible({ timeout: 15_000 });
  await tabTo(page, page.locator('.ui-list [tabindex="0"]').first());
  for (let n = 0; n < 5 && !(await waiting.evaluate((row) => row === document.activeElement)); n++) await press(page, 'ArrowDown');
  await press(page, 'Enter');
  await expect(page.getByLabel('审核意见')).toBeVisible({ timeout: 15_000 });
  await picture(page, '5-review');
  await press(page, 'Control+Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await picture(page, '6-approve');
  await press(page, 'Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByText(/已批准/).first()).toBeVisible();

  // offline it waits in the outbox; a platform appears, and a verified receipt ends it
  await become(page, /王工/);
  await press(page, 'Control+8');
  const row = page.getByRole('row', { name: /老年优待证 #1/ });
  await expect(row).toContainText('待发');
  const dir = mkdtempSync(join(tmpdir(), 'jiadi-e2e-platform-'));
  const platform = await startPlatform({ dir, port: 0, clock: systemClock, random: systemRandom, log: silentLog });
  try {
    await tabTo(page, page.getByRole('button', { name: /连接平台/ }).first());
    await press(page, 'Enter');
    const dialog = page.getByRole('dialog');
    await tabTo(page, dialog.getByRole('textbox').nth(0));
    await page.keyboard.insertText(platform.url);
    await tabTo(page, dialog.getByRole('textbox').nth(1));
    await page.keyboard.insertText(platform.enrolToken);
    await tabTo(page, dialog.getByRole('button', { name: /连接/ }).last());
    await press(page, 'Enter');
    await expect(row).toContainText('已入库', { timeout: 20_000 });
    await picture(page, '7-outbox');
  } finally {
    await platform.close();
  }
});
