/** From a figure of the profile to its rows and to a rule; every view of it by axe. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { samplePassword } from '../../contract/sample.ts';
import { findings } from './axe.ts';
import { callEngine, connectEngine, expect, goTo, openSample, type RunningApp, test } from './support.ts';

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

test('a stroke over bars of a histogram, or Shift and the arrows, leads to exactly their rows and on to a rule', async ({ app }) => {
  const { page } = app;
  const place = await toProfile(app, '户籍人口');
  const detail = `${place}/profile?column=${encodeURIComponent('登记日期')}`;
  await goTo(page, detail);
  const bars = page.getByRole('dialog').getByRole('group').getByRole('button');
  await expect(bars.first()).toBeVisible();
  const counts = (await bars.evaluateAll((all) => all.map((bar) => bar.getAttribute('title') ?? ''))).map((title) =>
    Number(/([\d,]+)$/.exec(title)?.[1]?.replaceAll(',', '')),
  );
  const sum = counts.slice(2, 6).reduce((a, b) => a + b, 0);
  const [from, to] = [await bars.nth(2).boundingBox(), await bars.nth(5).boundingBox()];
  if (!from || !to) throw new Error('the bars are not on the screen');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height - 3);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width / 2, to.y + to.height - 3, { steps: 8 });
  await expect(bars.nth(4)).toHaveAttribute('aria-pressed', 'true');
  await page.screenshot({ path: 'out/e2e/pictures/profile-stroke.png' });
  await page.mouse.up();
  await expect(page.getByText(`匹配 ${sum.toLocaleString('en-US')} / 3,000 行`)).toBeVisible();
  await page.getByRole('button', { name: /由“登记日期/ }).click();
  await page.getByRole('menuitem', { name: '规则：值必须在此范围' }).click();
  await expect(page.getByLabel('规则编号')).toHaveValue('value-between');

  await goTo(page, detail);
  await expect(bars.first()).toBeVisible();
  await expect(page.getByRole('dialog').locator('[data-drawn="false"]')).toHaveCount(0);
  await page.screenshot({ path: 'out/e2e/pictures/profile-drawer.png' });
  await page.getByRole('dialog').getByRole('button', { name: '表格' }).click();
  const counted = page.getByRole('region', { name: '分布' }).getByRole('row');
  await expect(counted).toHaveCount(counts.length + 1);
  await expect(counted.nth(3)).toContainText((counts[2] ?? 0).toLocaleString('en-US'));
  await page.getByRole('dialog').getByRole('button', { name: '图表' }).click();
  await bars.first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`匹配 ${sum.toLocaleString('en-US')} / 3,000 行`)).toBeVisible();
});

test('keys on a card: A drafts the proposed rule, P keeps the column first and is remembered', async ({ app }) => {
  const { page } = app;
  const place = await toProfile(app, '户籍人口');
  const cards = page.getByRole('region', { name: '列卡片' });
  await page.getByLabel('排序').click();
  await page.getByRole('option', { name: '文件顺序' }).or(page.getByTitle('文件顺序')).last().click();
  const first = cards.getByRole('article').first();
  const before = await first.getByRole('heading').innerText();
  const date = cards.getByRole('article', { name: /^出生日期，/ });
  await date.focus();
  await page.keyboard.press('p');
  await expect(first.getByRole('heading')).toHaveText('出生日期');
  await expect(date).toBeFocused();
  await expect(date.getByRole('button', { name: '取消固定' })).toHaveAttribute('aria-pressed', 'true');
  await page.screenshot({ path: 'out/e2e/pictures/profile-pinned.png' });

  // what is proposed for it comes from the columns together, which are looked at meanwhile
  await expect(date.getByRole('button', { name: '采纳建议' })).toBeVisible({ timeout: 20_000 });
  await cards.getByRole('article', { name: /^民族，/ }).focus();
  await page.keyboard.press('a');
  await expect(page.getByText('“民族”没有可采纳的建议')).toBeVisible();
  await date.focus();
  await page.keyboard.press('a');
  await expect(page.getByLabel('规则编号')).toHaveValue(/\S/);
  await goTo(page, '/datasets');
  await expect(cards).toHaveCount(0);
  await goTo(page, `${place}/profile`);
  await expect(first.getByRole('heading')).toHaveText('出生日期', { timeout: 20_000 });
  await date.focus();
  await page.keyboard.press('p');
  await expect(first.getByRole('heading')).toHaveText(before);
  await expect(date).toBeFocused();
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
    await look('cards');
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
    await expect(page.getByRole('dialog').locator('[data-drawn="false"]')).toHaveCount(0);
    await page.screenshot({ path: `out/e2e/pictures/profile-drawer-${theme}.png` });
    await look('detail');
    expect(bad).toEqual({});
  });
}

test('rows that are nearly the same lead to these rows and to a rule; rare characters are told by block and lead to theirs', async ({
  app,
}) => {
  const { page } = app;
  await openSample(app);
  const path = join(mkdtempSync(join(tmpdir(), 'jiadi-e2e-near-')), '商户.csv');
  const names = (i: number): string => (i === 7 ? '𠮷祥店' : i === 8 ? '鑫㐂店' : `便民店${i}`);
  const rows = Array.from({ length: 60 }, (_, i) => `${i + 1},${names(i)},莲花路${i}号A座,福田区`);
  writeFileSync(
    path,
    `序号,店名,地址,区划\n${[...rows, '61,便民店3,莲花路3号Ａ座,福田区', '62,便民店3 ,莲花路3号A座,福田区'].join('\n')}\n`,
  );
  await app.electron.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
  }, path);
  await page.keyboard.press('Control+o');
  await page.getByLabel('提供单位').fill('市监局');
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.getByRole('button', { name: '看数据画像' })).toBeFocused({ timeout: 30_000 });
  await connectEngine(page);
  await callEngine(page, 'workspace.signIn', { account: 'wang', password: samplePassword });
  const dataset = (await callEngine(page, 'datasets.list', undefined)).find((one) => one.name.startsWith('商户'));
  const batch = dataset?.latest?.id ?? dataset?.waiting[0] ?? '';
  await callEngine(page, 'profile.findStructure', { batch });
  const place = `/datasets/${dataset?.id ?? ''}`;
  await goTo(page, `${place}/profile?batch=${batch}`);
  await page.getByText(/^提醒 \d+/).click();
  const near = page.getByRole('row', { name: /3 行疑似重复（占 4.84%，1 组）：除“序号”外各列相同/ });
  await expect(near).toBeVisible();
  await expect(
    page.getByRole('row', { name: /2 个值含生僻字（CJK 扩展 A 区（GB 18030 实现级别 1） 1 个，如 㐂；CJK 扩展 B 区/ }),
  ).toBeVisible();
  await page.screenshot({ path: 'out/e2e/pictures/profile-near.png' });
  await near.getByRole('button', { name: '看行' }).click();
  await expect(page.getByText('匹配 3 / 62 行')).toBeVisible();
  await page.screenshot({ path: 'out/e2e/pictures/profile-near-rows.png' });

  await goTo(page, `${place}/profile?batch=${batch}&column=${encodeURIComponent('店名')}`);
  const block = page.getByRole('dialog').getByText('› CJK 扩展 B 区（GB 18030 实现级别 3） 𠮷');
  await expect(block).toBeVisible();
  await block.scrollIntoViewIfNeeded();
  await page.screenshot({ path: 'out/e2e/pictures/profile-rare-han.png' });
  await block.click();
  await expect(page.getByText('匹配 1 / 62 行')).toBeVisible();
});
