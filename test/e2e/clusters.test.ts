/** Spellings of one thing, from a column's details: found by several methods, taken, rejected, into a repair that is applied and into a rule; both languages, looked at by axe. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { findings } from './axe.ts';
import { expect, goTo, openSample, test } from './support.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });
const picture = (page: Page, name: string) => page.screenshot({ path: join(pictures, `clusters-${name}.png`) });

const spelled: readonly (readonly [string, number])[] = [
  ['广州市公安局', 30],
  ['广州市 公安局', 4],
  ['廣州市公安局', 3],
  ['广州市公安局(天河)', 2],
  ['深圳市民政局', 20],
  ['深圳市民正局', 1],
  ['深圳市民政局　', 2],
  ['ABC Data Ltd', 6],
  ['abc data ltd.', 2],
  ['三号院物业', 5],
  ['3号院物业', 2],
  ['第一人民医院', 9],
  ['第二人民医院', 8],
];

test('spellings are found, taken into the recipe and applied, rejected, made a rule', async ({ app }) => {
  test.setTimeout(300_000);
  const { page, electron, workspace } = app;
  await openSample(app);
  const file = join(workspace, '..', '往来单位.csv');
  const rows = spelled.flatMap(([name, count]) => Array.from({ length: count }, () => name));
  writeFileSync(file, `编号,单位名称,金额\n${rows.map((name, i) => `D${1000 + i},${name},${i * 3}`).join('\n')}\n`);
  await electron.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
  }, file);
  await page.keyboard.press('Control+o');
  await page.getByLabel('提供单位').fill('民政局');
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.getByRole('button', { name: '看数据画像' })).toBeFocused({ timeout: 40_000 });
  await goTo(page, '/datasets');
  await page.getByRole('row', { name: /往来单位/ }).dblclick();
  await page.getByRole('tab', { name: '数据画像', exact: true }).click();

  // numbers have no spellings
  await page.getByRole('article', { name: /金额/ }).press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(page.getByRole('button', { name: '查相近写法' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.getByRole('article', { name: /单位名称/ }).press('Enter');
  await page.getByRole('button', { name: '查相近写法' }).click();
  await expect(page.getByText('选一种方法')).toBeVisible();
  await picture(page, '1-empty');
  await page.keyboard.press('F5');
  await expect(page.getByText(/3 组，11 行与建议写法不同/)).toBeVisible({ timeout: 20_000 });
  const groups = page.getByRole('grid', { name: '相近写法', exact: true });
  const values = page.getByRole('grid', { name: '其他写法', exact: true });
  await groups.getByRole('row', { name: /广州市公安局/ }).click();
  await expect(values.getByRole('row')).toHaveCount(3);
  await picture(page, '2-form');

  // from a spelling to its rows, and back to the same place
  await values.getByRole('row', { name: /廣/ }).getByRole('button', { name: '看行' }).click();
  await expect(page.getByText(/匹配 3 \/ 94 行/)).toBeVisible();
  await page.goBack();
  await expect(page.getByText(/3 组，11 行与建议写法不同/)).toBeVisible();

  // not the same: stays so when looked for again
  await groups.getByRole('row', { name: /ABC Data/ }).click();
  await page.getByRole('button', { name: '不是同一个' }).click();
  await expect(groups.getByRole('row', { name: /ABC Data/ })).toHaveCount(0);
  await page.keyboard.press('F5');
  await expect(page.getByText('显示已标为不是同一个的 1 组')).toBeVisible();
  await expect(groups.getByRole('row', { name: /ABC Data/ })).toHaveCount(0);

  for (const [theme, language] of [
    ['dark', 'en'],
    ['light', 'zh-CN'],
  ] as const) {
    await page.evaluate((wanted) => window.jiadi.setSettings(wanted), { theme, language });
    await expect(page.locator('html')).toHaveCSS('color-scheme', theme);
    await expect(page.getByText(language === 'en' ? 'groups, 11 rows not as proposed' : '11 行与建议写法不同')).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await picture(page, `3-${language}`);
  }

  // slips besides: the threshold is lowered with the keyboard, all of the method are taken
  await page.getByText('错漏字', { exact: true }).click();
  const slider = page.getByRole('slider', { name: '相似度不低于' });
  for (let i = 0; i < 5; i++) await slider.press('ArrowLeft');
  await page.keyboard.press('F5');
  await expect(groups.getByRole('row', { name: /深圳市民政局/ })).toBeVisible({ timeout: 20_000 });
  await groups.getByRole('row', { name: /深圳市民政局/ }).click();
  await expect(values.getByRole('row', { name: /正/ })).toBeVisible();
  await groups.getByRole('checkbox', { name: '全选' }).check();
  await expect(page.getByText(/已选 3 组，5 个写法，12 行/)).toBeVisible();
  await expect(groups.getByText(/第[一二]人民医院/)).toHaveCount(0);
  expect(await findings(page)).toEqual([]);
  await picture(page, '4-slips');

  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(/已选 1 \/ \d+/)).toBeVisible({ timeout: 30_000 });
  await page
    .getByRole('grid', { name: '修复建议' })
    .getByRole('row', { name: /按对照表替换/ })
    .click();
  await expect(page.getByRole('grid', { name: '修复前后的值' }).getByRole('row')).toHaveCount(6);
  await picture(page, '5-repair');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '生成派生批次' }).click();
  await expect(page.getByText(/已生成派生批次 #2.*12 行/)).toBeVisible({ timeout: 40_000 });

  // the way to a rule
  await page.getByRole('tab', { name: '数据画像', exact: true }).click();
  // left open, found open again
  await expect(page.getByText('相近写法 · 单位名称')).toBeVisible();
  await page.getByText('括号附注', { exact: true }).click();
  await page.keyboard.press('F5');
  await groups
    .getByRole('row', { name: /广州市公安局/ })
    .getByRole('checkbox')
    .check();
  await page.getByRole('button', { name: '建规则' }).click();
  // this dataset has no rules yet
  await page.getByRole('button', { name: '建立空规则集' }).click();
  await expect(page.getByLabel('规则编号')).toHaveValue('value-not-in-set');
  await picture(page, '6-rule');
});
