/** A rule set that extends another: what is inherited, changed and switched off; its versions compared and brought back. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, goTo, openSample, test } from './support.ts';
import { findings } from './axe.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });

test('rules are inherited, changed and switched off, and an old version comes back', async ({ app }) => {
  test.setTimeout(150_000);
  const { page } = app;
  await openSample(app);
  await goTo(page, '/rules');
  await page.getByRole('button', { name: '新建规则集' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: '规则集名称' }).fill('街道人口');
  await dialog.getByRole('combobox', { name: '继承' }).click();
  await page.locator('.ant-select-item-option', { hasText: '户籍人口' }).first().click();
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: '建立' }).click();

  const list = page.getByRole('grid', { name: '规则' }).or(page.getByRole('table', { name: '规则' }));
  await expect(page.getByText('继承自').first()).toBeVisible({ timeout: 15_000 });
  await page.getByLabel('通过线').fill('90');
  await page.getByLabel('通过线').press('Tab');
  await page.getByRole('button', { name: '保存规则' }).click();
  await expect(page.getByText('已改:通过线')).toBeVisible();
  await page.keyboard.press('Escape');

  await list.getByRole('row').nth(2).click();
  await page.getByRole('button', { name: '停用' }).click();
  await page.getByRole('textbox', { name: '停用原因' }).fill('街道数据没有此列');
  await page.getByRole('dialog').getByRole('button', { name: '停用' }).click();
  await expect(page.getByText('已停用:街道数据没有此列')).toBeVisible();
  await page.screenshot({ path: join(pictures, 'rule-set-inherited.png') });
  expect(await findings(page)).toEqual([]);

  await page.getByText('版本', { exact: true }).first().click();
  await expect(page.getByText('v3 对比')).toBeVisible();
  await page.screenshot({ path: join(pictures, 'rule-set-versions.png') });
  expect(await findings(page)).toEqual([]);
  await page
    .getByRole('cell', { name: 'v1', exact: true })
    .or(page.getByRole('gridcell', { name: 'v1', exact: true }))
    .click();
  await page.getByRole('button', { name: '恢复 v1' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '恢复', exact: true }).click();
  await expect(page.getByText('已按 v1 建立 v4')).toBeVisible();

  await seePlan(page);
});

/** The plan of a check that was run: every rule with its cost, and the statement. */
async function seePlan(page: Page): Promise<void> {
  await goTo(page, '/quality');
  await page.locator('.ui-list a[href*="/quality/"]').first().click();
  await expect(page.getByRole('button', { name: '如何计算' })).toBeVisible();
  await page.keyboard.press('Alt+P');
  const drawer = page.getByRole('dialog', { name: '检查计划' });
  await expect(drawer.getByText('花费来自')).toBeVisible();
  const rows = drawer.getByRole('row');
  expect(await rows.count()).toBeGreaterThan(3);
  await expect(rows.nth(1)).toContainText('毫秒');
  await drawer.getByRole('button', { name: '复制 SQL' }).first().click();
  await expect(drawer.getByRole('button', { name: '已复制' })).toBeVisible();
  await page.screenshot({ path: join(pictures, 'plan.png') });
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
}

test('who leaves a screen and is back at once finds no dialog of before', async ({ app }) => {
  const { page } = app;
  await openSample(app);
  await goTo(page, '/rules');
  await page.getByRole('button', { name: '从规则包新建' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.evaluate(async () => {
    const moved = () =>
      new Promise((resolve) => window.addEventListener('hashchange', () => requestAnimationFrame(resolve), { once: true }));
    // the other screen is not loaded yet
    for (const hash of ['/rules/nothing', '/rules']) {
      const there = moved();
      location.hash = hash;
      await there;
    }
  });
  await expect(page.getByRole('button', { name: '从规则包新建' })).toBeVisible();
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('a rule pack is put on the columns of a dataset; rules are written for other tools and read from them with a report', async ({
  app,
}) => {
  test.setTimeout(150_000);
  const { page } = app;
  await openSample(app);
  await goTo(page, '/rules');
  await page.getByRole('button', { name: '从规则包新建' }).click();
  const dialog = page.getByRole('dialog');
  const choose = async (field: string, option: string): Promise<void> => {
    await dialog.getByRole('combobox', { name: field }).click();
    await page
      .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: option })
      .first()
      .click();
  };
  await choose('规则包', '人口库');
  await choose('数据集', '户籍人口');
  await expect(dialog.getByText(/条规则缺列,不取用/)).toBeVisible({ timeout: 15_000 });
  await page.screenshot({ path: join(pictures, 'rule-pack.png') });
  expect(await findings(page)).toEqual([]);
  await dialog.getByRole('button', { name: /取用 \d+ 条规则/ }).click();
  await expect(page.getByText(/取用规则包 \d+ 条/)).toBeVisible();
  await expect(dialog).toBeHidden();

  const folder = mkdtempSync(join(tmpdir(), 'jiadi-exchange-'));
  const file = join(folder, 'checks.yml');
  writeFileSync(file, 'checks for 人口:\n  - row_count > 0\n  - missing_percent(姓名) < 5\n  - change for row_count < 10\n');
  await app.electron.evaluate(({ dialog: native }, path) => {
    native.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    native.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path.replace('checks.yml', 'out.json') });
  }, file);
  await goTo(page, '/rules');
  await page.getByRole('button', { name: '导入规则' }).first().click();
  await expect(page.getByText('恰好等于界限时结论不同')).toBeVisible({ timeout: 15_000 });
  await page.screenshot({ path: join(pictures, 'rule-import.png') });
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: '导入 2 条规则' }).click();
  await expect(page.getByText('已导入“人口”,共 2 条规则')).toBeVisible();

  await goTo(page, '/rules');
  await page.getByRole('button', { name: '导出规则集' }).first().click();
  await page.getByRole('menuitem', { name: /Great Expectations/ }).click();
  await expect(page.getByText(/转换报告 · out\.json/)).toBeVisible({ timeout: 15_000 });
  await page.screenshot({ path: join(pictures, 'rule-export.png') });
  expect(JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8'))).toHaveProperty('expectations');
  rmSync(folder, { recursive: true });
});
