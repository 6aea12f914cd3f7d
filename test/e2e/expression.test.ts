/** While an expression is written, columns, values and words are offered where they fit, and a mistake is named at once. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { findings } from './axe.ts';
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
  expect(await findings(page)).toEqual([]);
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

/** A picture in either language and either look; axe finds nothing in any. */
async function everyLook(page: Page, name: string): Promise<void> {
  for (const [language, theme] of [
    ['en', 'dark'],
    ['zh-CN', 'light'],
  ] as const) {
    await page.evaluate((wanted) => window.jiadi.setSettings(wanted), { theme, language });
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await page.mouse.move(0, 0);
    await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));
    await page.screenshot({ path: join(pictures, `${name}-${language}.png`) });
    expect(await findings(page), `${name} ${theme}`).toEqual([]);
  }
}

test('a rule is one and the same as a form, as a formula and as YAML, whichever it is changed in', async ({ app }) => {
  test.setTimeout(120_000);
  const { page } = app;
  await openSample(app);
  await goTo(page, '/rules');
  await page.locator('main a[href*="/rules/"]', { hasText: '户籍人口' }).click();
  await page.getByRole('button', { name: '新建规则' }).first().click();
  const kind = page.getByRole('combobox', { name: '规则类型' });
  await kind.click();
  await kind.fill('value-between');
  await page.locator('.ant-select-item-option', { hasText: '取值范围' }).first().click();
  await page.getByRole('combobox', { name: '列', exact: true }).fill('出生日期');
  await page.getByLabel('最小', { exact: true }).fill('1900-01-01');
  const view = (name: string) => page.getByRole('tablist', { name: '同一规则的三种写法' }).getByRole('tab', { name, exact: true });

  await view('公式').click();
  const formula = page.getByRole('textbox', { name: '每一行都应满足' });
  await expect(formula).toHaveValue("date(出生日期) >= '1900-01-01'");
  await everyLook(page, 'rule-formula');
  await formula.fill("date(出生日期) BETWEEN '1901-02-03' AND '2030-12-31'");
  await page.keyboard.press('Escape');
  await view('表单').click();
  await expect(page.getByLabel('最小', { exact: true })).toHaveValue('1901-02-03');
  await expect(page.getByLabel('最大', { exact: true })).toHaveValue('2030-12-31');
  await everyLook(page, 'rule-form');
  await view('YAML').click();
  const yaml = page.getByRole('textbox', { name: 'YAML' });
  await expect(yaml).toHaveValue(/max: ['"]?2030-12-31/);
  await expect(yaml).toHaveValue(/min: ['"]?1901-02-03/);
  await expect(yaml).toHaveValue(/id: value-between\n/);
  await everyLook(page, 'rule-yaml');

  // another kind when the formula says another thing, and what is wrong with one that says nothing
  await view('公式').click();
  await formula.fill("出生日期 <> '1900-01-01'");
  await page.keyboard.press('Escape');
  await expect(page.getByText('规则类型:行表达式')).toBeVisible();
  await formula.fill('出生日期 IS NOT');
  await page.keyboard.press('Escape');
  await expect(page.getByText('公式还没有写对,规则仍是改动前的「行表达式」')).toBeVisible();
  await page.screenshot({ path: join(pictures, 'rule-formula-problem.png') });
  await formula.fill("出生日期 <> '1900-01-01'");
  await expect(page.getByText('规则类型:行表达式')).toBeVisible();
  await view('YAML').click();
  await expect(yaml).toHaveValue(/kind: row-expression/);
});
