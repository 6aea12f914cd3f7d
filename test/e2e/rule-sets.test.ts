/** A rule set that extends another: what is inherited, changed and switched off; its versions compared and brought back. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, goTo, openSample, test } from './support.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });

async function noViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(' ')}`)).toEqual([]);
}

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
  await noViolations(page);

  await page.getByText('版本', { exact: true }).first().click();
  await expect(page.getByText('v3 对比')).toBeVisible();
  await page.screenshot({ path: join(pictures, 'rule-set-versions.png') });
  await noViolations(page);
  await page
    .getByRole('cell', { name: 'v1', exact: true })
    .or(page.getByRole('gridcell', { name: 'v1', exact: true }))
    .click();
  await page.getByRole('button', { name: '恢复 v1' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '恢复', exact: true }).click();
  await expect(page.getByText('已按 v1 建立 v4')).toBeVisible();
});
