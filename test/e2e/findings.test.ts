/** From a result to the rule, its failing rows, one of them in its place and back; what moved the score; units. */
import { findings as axe } from './axe.ts';
import { expect, goTo, openSample, type RunningApp, test } from './support.ts';

test.setTimeout(180_000);

/** The result of a dataset of the sample. */
async function toRun(app: RunningApp, dataset: string): Promise<void> {
  const { page } = app;
  await openSample(app);
  await goTo(page, '/quality');
  await page
    .getByRole('row', { name: new RegExp(dataset) })
    .first()
    .dblclick();
  await expect(page.getByRole('button', { name: '全部问题数据' })).toBeVisible();
}

test('run, rule, findings by record, a facet, the row in its place, and back', async ({ app }) => {
  const { page } = app;
  await toRun(app, '户籍人口');
  await page.getByRole('row', { name: /id-valid/ }).dblclick();
  await expect(page.getByRole('status').filter({ hasText: '条记录' })).toBeVisible();
  const facets = page.getByRole('complementary', { name: '分面' });
  await expect(facets.getByRole('checkbox', { name: 'id-valid' })).toBeChecked();
  await facets.getByRole('checkbox', { name: 'id-valid' }).uncheck();
  await expect(page.getByRole('status').filter({ hasText: /^([\d,]+) 条记录 \/ 共 \1 条/ })).toBeVisible();
  await facets.getByRole('checkbox', { name: '重要' }).check();
  const narrowed = page.url();
  await page.getByRole('gridcell').nth(3).click();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const detail = page.getByRole('complementary', { name: '行详情' });
  await expect(detail).toBeVisible();
  const title = await detail.getByRole('heading').first().textContent();
  await page.getByRole('gridcell').nth(3).focus();
  await detail.getByRole('button', { name: '跳到原始行' }).click();
  await expect(page.getByRole('link', { name: '← 回到问题数据' })).toBeVisible();
  expect(new URL(page.url()).hash).toContain(`row=${(title ?? '').replace(/\D/g, '')}`);
  await page.getByRole('link', { name: '← 回到问题数据' }).click();
  await expect.poll(() => page.url()).toBe(narrowed);
  await page.getByRole('tab', { name: '按规则' }).click();
  const group = page.getByRole('row').filter({ hasText: '%' }).first();
  await expect(group).toBeVisible();
  await group.dblclick();
  await expect(page.getByRole('tab', { name: '按记录' })).toHaveAttribute('aria-selected', 'true');
});

test('what moved the score between two runs, and scores of units', async ({ app }) => {
  const { page } = app;
  await toRun(app, '户籍人口');
  await page.keyboard.press('F5');
  await expect(page.getByRole('button', { name: '为什么变了' })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: '为什么变了' }).click();
  await expect(page.getByText('仍然失败').first()).toBeVisible();
  await expect(page.getByText('没有变化。').or(page.getByText('只看有变化的')).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await goTo(page, '/quality');
  await page.getByRole('tab', { name: '单位得分' }).click();
  await expect(page.getByText(/÷/).first()).toBeVisible();
});

for (const theme of ['light', 'dark'] as const) {
  test(`findings, comparison and units in ${theme}: axe finds nothing`, async ({ app }) => {
    test.setTimeout(180_000);
    const { page } = app;
    await page.evaluate((wanted) => window.jiadi.setSettings({ theme: wanted }), theme);
    const bad: Record<string, readonly string[]> = {};
    const look = async (what: string): Promise<void> => {
      await page.waitForTimeout(400);
      const found = await axe(page);
      if (found.length > 0) bad[what] = found;
      const folder = process.env['JIADI_SHOTS'];
      if (folder) await page.screenshot({ path: `${folder}/${what}-${theme}.png` });
    };
    await toRun(app, '户籍人口');
    await look('run');
    await page.getByRole('button', { name: '全部问题数据' }).click();
    await expect(page.getByRole('status').filter({ hasText: '条记录' })).toBeVisible();
    await page.getByRole('gridcell').nth(3).dblclick();
    await expect(page.getByRole('complementary', { name: '行详情' })).toBeVisible();
    await look('records');
    await page.getByRole('tab', { name: '按规则' }).click();
    await look('by-rule');
    await page.getByRole('button', { name: '导出问题数据' }).click();
    await look('export');
    await page.keyboard.press('Escape');
    await page.goBack();
    await page.keyboard.press('F5');
    await page.getByRole('button', { name: '为什么变了' }).click({ timeout: 60_000 });
    await expect(page.getByText('仍然失败').first()).toBeVisible();
    await look('compare');
    await page.keyboard.press('Escape');
    await goTo(page, '/quality');
    await page.getByRole('tab', { name: '单位得分' }).click();
    await expect(page.getByText(/÷/).first()).toBeVisible();
    await look('units');
    expect(bad).toEqual({});
  });
}
