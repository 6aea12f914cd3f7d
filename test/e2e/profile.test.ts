/** From a figure of the profile to its rows and to a rule; every view of it by axe. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { samplePassword } from '../../contract/sample.ts';
import { findings } from './axe.ts';
import { writeList } from './list-file.ts';
import { callEngine, connectEngine, expect, goTo, openSample, type RunningApp, test } from './support.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });
const picture = (page: Page, name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });

async function toProfile(app: RunningApp, dataset: string): Promise<string> {
  const { page } = app;
  await openSample(app);
  await goTo(page, '/datasets');
  await page.getByText(dataset).first().dblclick();
  await expect(page.getByRole('heading', { name: dataset })).toBeVisible();
  const place = await page.evaluate(() => location.hash.replace(/\/overview.*/, '').replace('#', ''));
  await goTo(page, `${place}/profile`);
  await expect(page.getByText('导出报告')).toBeVisible();
  return place;
}

test('an alert leads to exactly its rows, and becomes a rule that is saved', async ({ app }) => {
  const { page } = app;
  await toProfile(app, '户籍人口');
  await page.getByText(/^提醒 \d+/).click();
  const phone = page.getByRole('row', { name: /10 个值不符合手机号码的格式或校验/ });
  await phone.getByRole('button', { name: '看行' }).click();
  await expect(page.getByText('匹配 10 / 3,000 行')).toBeVisible();
  await page.goBack();
  await page.getByText(/^提醒 \d+/).click();
  await page
    .getByRole('row', { name: /有晚于今天的日期，最晚 2099/ })
    .getByRole('button', { name: '建规则' })
    .click();
  await expect(page.getByLabel('规则编号')).toHaveValue('value-not-future');
  await page.keyboard.press('Control+s');
  await expect(page.getByText(/已保存/).first()).toBeVisible();
});

test('a filter on the rows becomes a rule', async ({ app }) => {
  const { page } = app;
  const place = await toProfile(app, '户籍人口');
  const filters = [{ column: '出生日期', op: 'between', min: '1900-01-01', max: '2026-01-01' }];
  await goTo(page, `${place}/rows?filters=${encodeURIComponent(JSON.stringify(filters))}`);
  await page.getByRole('button', { name: /由“出生日期/ }).click();
  await page.getByRole('menuitem', { name: '规则：值必须在此范围' }).click();
  await expect(page.getByLabel('规则编号')).toHaveValue('value-between');
});

for (const theme of ['light', 'dark'] as const) {
  test(`every view of the profile in ${theme}: axe finds nothing`, async ({ app }) => {
    test.setTimeout(120_000);
    const { page } = app;
    await page.evaluate((wanted) => window.jiadi.setSettings({ theme: wanted }), theme);
    const place = await toProfile(app, '参保人员');
    const bad: Record<string, readonly string[]> = {};
    const look = async (what: string): Promise<void> => {
      await page.waitForTimeout(300);
      const found = await findings(page, theme === 'light' ? 'all' : 'colours');
      if (found.length > 0) bad[what] = found;
    };
    await page.getByText(/^提醒 \d+/).click();
    await look('alerts');
    await page.getByText('列间关系').click();
    await expect(page.getByText('缺失矩阵')).toBeVisible();
    await page.getByRole('button', { name: '查找', exact: true }).click();
    await expect(page.getByText('法人名单 · 名称')).toBeVisible();
    await look('structure');
    await page.getByRole('button', { name: '导出报告' }).click();
    await expect(page.getByRole('menuitem', { name: 'PDF' })).toBeVisible();
    await look('export');
    await page.keyboard.press('Escape');
    await goTo(page, `${place}/profile?column=${encodeURIComponent('手机号码')}`);
    await expect(page.getByRole('dialog')).toBeVisible();
    await look('detail');
    expect(bad).toEqual({});
  });
}

test('batches that were appended have a profile of the whole', async ({ app }) => {
  test.setTimeout(90_000);
  const { page, electron } = app;
  await openSample(app);
  const load = async (path: string): Promise<void> => {
    await electron.evaluate(({ dialog }, file) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
    }, path);
    await page.keyboard.press('Control+o');
  };
  const path = writeList();
  await load(path);
  await page.getByLabel('提供单位').fill('民政局');
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.getByRole('button', { name: '看数据画像' })).toBeFocused({ timeout: 30_000 });
  await page.getByRole('button', { name: '继续导入' }).click();
  const [head = '', ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const next = join(dirname(path), '老年优待证-十月.csv');
  writeFileSync(next, `${[head, ...rows.slice(0, 90)].join('\n')}\n`);
  await load(next);
  await expect(page.getByText('列名相符')).toBeVisible({ timeout: 15_000 });
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.getByRole('button', { name: '查看变更' })).toBeFocused({ timeout: 30_000 });

  await connectEngine(page);
  await callEngine(page, 'workspace.signIn', { account: 'wang', password: samplePassword });
  const dataset = (await callEngine(page, 'datasets.list', undefined)).find(({ name }) => name.startsWith('老年优待证'));
  const batch = dataset?.waiting[0] ?? '';
  await callEngine(page, 'batches.decide', { batch, accept: true, mode: 'append', note: '' });
  await goTo(page, `/datasets/${dataset?.id ?? ''}/profile`);
  await expect(page.getByText('看行').first()).toBeVisible();
  await page.getByText('全部 2 批').first().click();
  await expect(page.getByText(/合并各批/)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(`${rows.length + 90} 行 × 4 列`)).toBeVisible();
  await expect(page.getByText('看行')).toHaveCount(0);
  await picture(page, 'profile-whole');
  await page.getByText('本批', { exact: true }).click();
  await expect(page.getByText('看行').first()).toBeVisible();

  // and a check of the whole: the same people stand in both batches
  const yaml = `ruleSet: 优待证\nversion: 1\nrules:\n  - { id: once, kind: unique, column: ${head.split(',')[0] ?? ''} }\n`;
  await callEngine(page, 'ruleSets.create', { name: '优待证', dataset: dataset?.id ?? '', yaml });
  await goTo(page, `/datasets/${dataset?.id ?? ''}/runs`);
  await expect(page.getByRole('button', { name: '全部批次' })).toBeVisible();
  await page.keyboard.press('Alt+W');
  const drawer = page.getByRole('dialog', { name: '全部批次的检查' });
  await drawer.getByRole('button', { name: '检查全部批次' }).click();
  await expect(drawer.getByText('沿用', { exact: true })).toBeVisible({ timeout: 20_000 });
  await expect(drawer.getByRole('row').nth(1)).toContainText('180');
  await picture(page, 'check-whole');
});
