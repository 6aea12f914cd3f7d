/** Two batches of a dataset compared in the window: what changed, the keys through it, the other batch, both languages, axe. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findings } from './axe.ts';
import { expect, goTo, openSample, test } from './support.ts';
import { importTwo } from './two-batches.ts';

function write(folder: string, name: string, row: (i: number) => readonly (string | number)[]): string {
  const path = join(folder, name);
  const lines = [['序号', '区划', '金额', '状态'], ...Array.from({ length: 400 }, (_, i) => row(i))];
  writeFileSync(path, `${lines.map((line) => line.join(',')).join('\n')}\n`);
  return path;
}

test('what changed from the batch before, column by column and by keys', async ({ app }) => {
  test.setTimeout(120_000);
  const { page } = app;
  await openSample(app);
  const folder = mkdtempSync(join(tmpdir(), 'jiadi-e2e-drift-'));
  const first = write(folder, '补贴.csv', (i) => [`A${i}`, i % 2 ? '福田区' : '南山区', 100 + ((i * 37) % 400), i % 5 ? '在领' : '停发']);
  const next = write(folder, '补贴-十月.csv', (i) => [
    `A${i}`,
    i % 2 ? '福田区' : '龙华区',
    i % 2 === 0 && i < 240 ? '' : 250 + ((i * 37) % 400),
    i % 5 ? '在领' : '停发',
  ]);
  const { dataset, batch } = await importTwo(app, first, next, '补贴');
  await goTo(page, `/datasets/${dataset}/drift?batch=${batch}`);
  await expect(page.getByRole('status').filter({ hasText: '4 列中有 2 列发生变化' })).toContainText('行数 400 → 400', { timeout: 20_000 });
  const row = (name: string) => page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });
  await expect(row('区划')).toContainText('明显变化');
  await expect(row('区划')).toContainText('龙华区 (200)');
  await expect(row('区划')).toContainText('南山区 (200)');
  await expect(row('金额')).toContainText('0% → 30%');
  await expect(row('状态')).toContainText('无变化');

  // the worst one is shown at once; the keys go round through the changed ones only
  const title = page.getByRole('heading', { name: /的分布$/ });
  await expect(title).toHaveText('区划 的分布');
  await expect(row('区划')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press(']');
  await expect(title).toHaveText('金额 的分布');
  await expect(row('金额')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByText('变化集中在“区划”为“龙华区”的行：占空值的 100%，占全部行的 50%。')).toBeVisible();
  await page.screenshot({ path: 'out/e2e/pictures/drift-numbers.png' });
  await page.keyboard.press(']');
  await expect(title).toHaveText('区划 的分布');
  await page.keyboard.press('[');
  await expect(title).toHaveText('金额 的分布');
  await row('状态').click();
  await expect(title).toHaveText('状态 的分布');
  await page.keyboard.press(']');
  await expect(title).toHaveText('区划 的分布');

  // the same numbers as a table
  await page.getByRole('button', { name: '表格视图' }).click();
  const table = page.getByRole('table');
  await expect(table.getByRole('row').filter({ hasText: '南山区' })).toHaveText('南山区50%0%');
  await expect(table.getByRole('row').filter({ hasText: '龙华区' })).toHaveText('龙华区0%50%');
  await page.getByRole('button', { name: '图表视图' }).click();

  // B opens the choice of the other batch; afterwards the keys go on
  await page.keyboard.press('b');
  // the list stands there before it takes keys
  await expect(page.locator('.ant-select-item-option-active')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.locator('.ant-select-item-option-active')).toBeHidden();
  await page.keyboard.press(']');
  await expect(title).toHaveText('金额 的分布');

  // the limits stand beside the verdicts; while they are changed the verdicts follow, and Esc leaves everything as it was
  const rest = /^判定线（有变化 \/ 较大变化 \/ 明显变化）：PSI ≥ 0\.1 \/ 0\.2 \/ 0\.25 · KS ≥ /;
  await expect(page.getByText(rest)).toBeVisible();
  await expect(row('金额')).toContainText('≥ 0.25');
  await page.keyboard.press('l');
  const field = (name: string) => page.getByRole('spinbutton', { name });
  await expect(field('PSI：有变化')).toBeFocused();
  await field('空值率相差：有变化').fill('1');
  await field('空值率相差：较大变化').fill('50');
  await expect(page.getByText('每行须大于 0 且从左到右不减，最大为 100。')).toBeVisible();
  await expect(page.getByRole('button', { name: '保存', exact: true })).toBeDisabled();
  await field('空值率相差：明显变化').fill('60');
  for (const level of ['明显变化', '较大变化', '有变化']) {
    await field(`PSI：${level}`).fill('100');
    await field(`KS：${level}`).fill('1');
  }
  await expect(row('区划')).toContainText('无变化');
  await expect(row('金额')).toContainText('空值率相差 30% ≥ 1%');
  await page.screenshot({ path: 'out/e2e/pictures/drift-limits.png' });
  await page.keyboard.press('Escape');
  await expect(page.getByText(rest)).toBeVisible();
  await expect(page.getByRole('button', { name: '修改判定线' })).toBeFocused();
  await expect(row('区划')).toContainText('明显变化');

  // saved they stay for everybody; undo takes them back
  await page.getByRole('button', { name: '修改判定线' }).click();
  for (const level of ['明显变化', '较大变化', '有变化']) await field(`PSI：${level}`).fill('100');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('判定线已保存')).toBeVisible();
  await expect(page.getByText(/PSI ≥ 100 \/ 100 \/ 100/)).toBeVisible();
  await expect(row('区划')).toContainText('无变化');
  await goTo(page, '/home');
  await goTo(page, `/datasets/${dataset}/drift?batch=${batch}`);
  await expect(page.getByText(/PSI ≥ 100 \/ 100 \/ 100/)).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: '修改判定线' }).click();
  await page.getByRole('button', { name: '恢复默认' }).click();
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.getByText(rest)).toBeVisible();
  await page.getByRole('button', { name: '撤销' }).last().click();
  await expect(page.getByText(/PSI ≥ 100 \/ 100 \/ 100/)).toBeVisible();
  await page.getByRole('button', { name: '修改判定线' }).click();
  await page.getByRole('button', { name: '恢复默认' }).click();
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(row('区划')).toContainText('明显变化');

  await row('区划').click();
  const bad: Record<string, readonly string[]> = {};
  for (const [theme, language] of [
    ['light', 'zh-CN'],
    ['dark', 'zh-CN'],
    ['light', 'en'],
  ] as const) {
    await page.evaluate((wanted) => window.jiadi.setSettings(wanted), { theme, language });
    await page.waitForTimeout(500);
    const found = await findings(page, theme === 'light' ? 'all' : 'colours');
    if (found.length > 0) bad[`${theme} ${language}`] = found;
    await page.screenshot({ path: `out/e2e/pictures/drift-${theme}-${language}.png` });
  }
  expect(bad).toEqual({});
});
