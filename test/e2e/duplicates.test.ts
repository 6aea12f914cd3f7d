/** From columns that somebody chooses to the rows that repeat in them, and to a rule that is saved; looked at by axe. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findings } from './axe.ts';
import { expect, goTo, openSample, test } from './support.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });

test('columns are chosen, groups lead to their rows and to a rule', async ({ app }) => {
  test.setTimeout(90_000);
  const { page } = app;
  await openSample(app);
  await goTo(page, '/datasets');
  await page.getByText('户籍人口').first().dblclick();
  await expect(page.getByRole('heading', { name: '户籍人口' })).toBeVisible();
  const place = await page.evaluate(() => location.hash.replace(/\/overview.*/, '').replace('#', ''));
  await goTo(page, `${place}/profile`);
  await page.getByText('查重', { exact: true }).click();
  await expect(page.getByText('选一列或几列')).toBeVisible();
  for (const column of ['姓名', '性别']) {
    await page.getByLabel('按哪些列').fill(column);
    await page.keyboard.press('Enter');
  }
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '查找', exact: true }).click();
  await expect(page.getByText(/组重复，共/)).toBeVisible({ timeout: 20_000 });
  const said = (await page.getByText(/组重复，共/).textContent()) ?? '';
  expect(await page.content()).not.toMatch(/44030\d{12}[\dX]/);
  await page.screenshot({ path: join(pictures, 'duplicates.png') });
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: '看行' }).first().click();
  await expect(page.getByText(/与第 \d+ 行相同：姓名、性别/)).toBeVisible();
  await expect(page.getByText(/匹配 \d+ \/ 3,000 行/)).toBeVisible();
  await page.screenshot({ path: join(pictures, 'duplicates-rows.png') });
  await page.goBack();
  // what was found is still there
  await expect(page.getByText(said)).toBeVisible();
  await page.getByRole('button', { name: '建规则' }).click();
  await expect(page.getByLabel('规则编号')).toHaveValue('compound-unique');
});
