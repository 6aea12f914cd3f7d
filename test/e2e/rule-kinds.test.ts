/** The rule form draws every kind from its own description: what it asks, its parameters, and in a trial what it lacks. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findings } from './axe.ts';
import { expect, goTo, openSample, test } from './support.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });

test('a kind says what it asks, offers the columns, and a trial says what it lacks', async ({ app }) => {
  test.setTimeout(120_000);
  const { page } = app;
  await openSample(app);
  await goTo(page, '/rules');
  await page.locator('main a[href*="/rules/"]').first().click();
  await page.getByRole('button', { name: '新建规则' }).first().click();

  const kind = page.getByRole('combobox', { name: '规则类型' });
  const choose = async (typed: string, title: string): Promise<void> => {
    await kind.click();
    await kind.fill(typed);
    await page.locator('.ant-select-item-option', { hasText: title }).first().click();
  };
  await choose('code-name', '代码名称一致');
  await expect(page.getByText('代码与旁边的名称在代码表(内置的,或工作区参照数据中的)中是同一项')).toBeVisible();
  await page.getByRole('combobox', { name: '代码列' }).click();
  await expect(page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').first()).toBeVisible();
  await page.keyboard.press('Escape');

  await choose('row-count-change', '数据量波动');
  await page.getByLabel('最多增加').fill('0.2');
  await page.getByLabel('最多增加').press('Tab');
  await expect(page.getByText('未评估:还没有可比的早前批次或检查')).toBeVisible({ timeout: 20_000 });
  await page.screenshot({ path: join(pictures, 'rule-kinds.png') });
  expect(await findings(page)).toEqual([]);

  // a list of one's own: from a file into the reference data, and from there into the form
  const file = join(mkdtempSync(join(tmpdir(), 'jiadi-e2e-codes-')), 'streets.csv');
  writeFileSync(file, '街道代码,街道名称\n01,甲街道\n02,乙街道\n');
  await app.electron.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
  }, file);
  await goTo(page, '/codes');
  await page.getByRole('button', { name: '从文件新建' }).click();
  for (const [label, text] of [
    ['名称(规则里这样写)', '街道'],
    ['版次', '2026年11月'],
    ['来源', '民政局'],
    ['许可', '内部使用'],
  ] as const)
    await page.getByLabel(label).fill(text);
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /新\s?建/ })
    .click();
  await expect(page.getByRole('heading', { name: '街道', exact: true })).toBeVisible();
  await expect(page.getByText('2 个代码')).toBeVisible();
  await page.screenshot({ path: join(pictures, 'codes.png') });
  await goTo(page, '/rules');
  await page.locator('main a[href*="/rules/"]').first().click();
  await page.getByRole('button', { name: '新建规则' }).first().click();
  await choose('value-in-code', '代码表校验');
  await page.getByRole('combobox', { name: '代码表', exact: true }).fill('街道');
  await expect(page.locator('.ant-select-item-option', { hasText: '街道 · 2026年11月' }).first()).toBeVisible();
  // open, with all lists and with one, in either look
  for (const [theme, typed] of [
    ['light', '街道'],
    ['dark', ''],
  ] as const) {
    await page.evaluate((wanted) => window.jiadi.setSettings(wanted), { theme });
    await page.getByRole('combobox', { name: '代码表', exact: true }).fill(typed);
    await expect(page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').first()).toBeVisible();
    await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));
    await page.screenshot({ path: join(pictures, `code-lists-${theme}.png`) });
    expect(await findings(page), theme).toEqual([]);
  }
});
