/** While an expression is written, columns, values and words are offered where they fit, and a mistake is named at once. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, goTo, openSample, test } from './support.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });

test('a filter is written by keyboard alone, from the columns and values of the batch', async ({ app }) => {
  test.setTimeout(120_000);
  const { page } = app;
  await openSample(app);
  await goTo(page, '/rules');
  await page.locator('main a[href*="/rules/"]', { hasText: '户籍人口' }).click();
  await page.getByRole('button', { name: '新建规则' }).first().click();
  const field = page.getByRole('textbox', { name: '过滤条件' });
  const offered = page.getByRole('listbox', { name: '可填入的内容' });
  const option = (name: string) => offered.getByRole('option').filter({ hasText: name }).first();

  await field.focus();
  await page.keyboard.type('户籍');
  await expect(option('户籍状态')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue('户籍状态');
  await page.keyboard.type(' <> ');
  await expect(option('注销')).toBeVisible();
  await page.screenshot({ path: join(pictures, 'expression-values.png') });
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(' ')}`)).toEqual([]);
  await page.keyboard.type("'注");
  await expect(offered.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Tab');
  await expect(field).toHaveValue("户籍状态 <> '注销'");
  await expect(page.getByText('处有误')).toHaveCount(0);

  await page.keyboard.type(' AND len(姓名) > 2');
  await expect(page.getByText('没有名为 len() 的函数')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(offered).toHaveCount(0);
  await page.screenshot({ path: join(pictures, 'expression-problem.png') });
});
