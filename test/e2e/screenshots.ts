/** Makes the pictures of the manual from the running program: `npm run docs` (needs a build and a display; scripts/docs.mjs gives both). */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { goTo, launchApp, openSample } from './support.ts';

const folder = join(import.meta.dirname, '..', '..', 'docs', 'images');
mkdirSync(folder, { recursive: true });
const app = await launchApp();
const { page } = app;
const settle = async (): Promise<void> => {
  await page.waitForTimeout(1_500);
};
const picture = async (name: string): Promise<void> => {
  await settle();
  await page.screenshot({ path: join(folder, `${name}.png`) });
};

try {
  await openSample(app);
  await picture('home');
  await goTo(page, '/quality');
  await page.locator('a[href*="/quality/"]').first().click();
  await picture('run');
  await goTo(page, '/catalog');
  await page.locator('.ui-box a').first().click();
  await picture('catalog');
  await goTo(page, '/lifecycle');
  await picture('lifecycle');
  await goTo(page, '/datasets');
  await page.getByText('户籍人口').first().dblclick();
  await settle();
  const dataset = await page.evaluate(() => location.hash.replace(/\/overview.*/, '').replace('#', ''));
  await goTo(page, `${dataset}/rows`);
  await picture('rows');
  await goTo(page, `${dataset}/profile`);
  await picture('profile');
  if (app.problems.length > 0) throw new Error(app.problems.join('\n'));
} finally {
  await app.close();
}
