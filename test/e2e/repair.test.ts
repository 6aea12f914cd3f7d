/** Repairs in the window: found, looked at, one value taken out, applied to a derived batch, and taken back. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { samplePassword } from '../../contract/sample.ts';
import { callEngine, connectEngine, expect, goTo, openSample, test } from './support.ts';
import { findings } from './axe.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });
const picture = (page: Page, name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });

const rows = Array.from({ length: 60 }, (_, i) => {
  const day = String(1 + (i % 28)).padStart(2, '0');
  return `YZ${String(i).padStart(4, '0')},11010519491231002X,张${'甲乙丙丁'[i % 4]}三,${1 + (i % 2)},2024-03-${day},1380013${8000 + i}`;
});
const odd = [
  'YZ0061,110105491231002,李 四,男,2024/1/5,+86 138-0013-7001',
  'YZ0062,11010519491231002x,\u3000王五,女,2024年1月6日,13800137002',
  'YZ0063,110105491231002, 赵六,女,01/02/2024,１３８００１３７００３',
];

test('repairs are found, chosen, applied to a derived batch and undone', async ({ app }) => {
  test.setTimeout(300_000);
  const { page, electron, workspace } = app;
  await openSample(app);
  const file = join(workspace, '..', '优待证.csv');
  writeFileSync(file, `证号,身份证号,姓名,性别,登记日期,手机号码\n${[...odd, ...rows].join('\n')}\n`);
  await electron.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
  }, file);
  await page.keyboard.press('Control+o');
  await page.getByLabel('提供单位').fill('民政局');
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.getByRole('button', { name: '看数据画像' })).toBeFocused({ timeout: 40_000 });

  await goTo(page, '/datasets');
  await page.getByRole('row', { name: /优待证/ }).dblclick();
  await page.getByRole('tab', { name: '修复', exact: true }).click();
  await expect(page.getByText('还没有为这一批查找修复建议')).toBeVisible();
  await picture(page, 'repair-1-empty');
  await page.keyboard.press('F5');
  const list = page.getByRole('grid', { name: '修复建议' });
  await expect(list.getByRole('row', { name: /15 位身份证升 18 位/ })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/已选 0 /)).toBeVisible();

  await list.getByRole('row', { name: /代码表统一/ }).click();
  const pairs = page.getByRole('grid', { name: '修复前后的值' });
  await expect(pairs.getByRole('row')).toHaveCount(3);
  await picture(page, 'repair-2-proposals');
  for (const [theme, language] of [
    ['dark', 'en'],
    ['light', 'zh-CN'],
  ] as const) {
    await page.evaluate((wanted) => window.jiadi.setSettings(wanted), { theme, language });
    await expect(page.locator('html')).toHaveCSS('color-scheme', theme);
    await expect(page.getByRole('button', { name: language === 'en' ? 'Look again' : '重新查找' })).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await picture(page, `repair-2-${language}`);
  }
  await page.getByRole('button', { name: '全选', exact: true }).click();
  await pairs.getByRole('row', { name: /女/ }).getByRole('checkbox').uncheck();
  await expect(list.getByRole('row', { name: /代码表统一/ })).toContainText('−1');
  await list.getByRole('row', { name: /去首尾空白/ }).click();
  await expect(pairs.getByText('□').first()).toBeVisible();
  await picture(page, 'repair-3-masked');

  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog')).toContainText('改动格');
  await picture(page, 'repair-4-dialog');
  await page.getByRole('button', { name: '生成派生批次' }).click();
  await expect(page.getByText(/已生成派生批次 #2/)).toBeVisible({ timeout: 40_000 });
  await picture(page, 'repair-5-done');

  await page.getByRole('tab', { name: /派生批次/ }).click();
  await page.getByRole('button', { name: '改动记录' }).click();
  await expect(page.getByRole('dialog')).toContainText('2024-01-05');
  await picture(page, 'repair-6-log');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '看数据' }).click();
  await expect(page.getByText('2024-01-06')).toBeVisible({ timeout: 15_000 });
  await picture(page, 'repair-7-rows');

  await page.getByRole('tab', { name: '修复', exact: true }).click();
  await page.getByRole('tab', { name: /派生批次/ }).click();
  await page.getByRole('button', { name: /^撤\s?销$/ }).click();
  await picture(page, 'repair-8-undo');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /撤\s?销/ })
    .click();
  await expect(page.getByText('已撤销')).toBeVisible({ timeout: 15_000 });
  await connectEngine(page);
  await callEngine(page, 'workspace.signIn', { account: 'wang', password: samplePassword });
  const datasets = await callEngine(page, 'datasets.list', undefined);
  expect(datasets.find(({ name }) => name.includes('优待证'))?.latest?.number).toBe(1);
  await picture(page, 'repair-9-history');
});
