/** WCAG 2.2 AA by axe on every screen, in light and dark: no finding at all. A legacy run, because Electron gives no second page. */
import type { Page } from '@playwright/test';
import { findings } from './axe.ts';
import { expect, goTo, openSample, test } from './support.ts';

/** Paths of the things that a list links to. */
const linked = (page: Page, pattern: string): Promise<string | undefined> =>
  page.evaluate(
    (wanted) =>
      [...document.querySelectorAll('main a[href]')]
        .map((a) => a.getAttribute('href')?.replace(/^.*#/, ''))
        .find((href) => href?.match(wanted)),
    pattern,
  );

async function screensOf(page: Page): Promise<readonly string[]> {
  const plain = [
    '/home',
    '/datasets',
    '/intake',
    '/intake/watch',
    '/sources',
    '/rules',
    '/codes',
    '/quality',
    '/issues',
    '/catalog',
    '/lifecycle',
    '/lifecycle/alerts',
    '/sync',
    '/review',
    '/settings',
  ];
  const found: string[] = [...plain];
  for (const [list, pattern, below] of [
    ['/quality', '^/quality/[^/]+$', ['', '/findings']],
    ['/catalog', '^/catalog/[^/]+$', ['']],
    ['/issues', '^/issues/[^/]+$', ['']],
    ['/rules', '^/rules/[^/]+$', ['']],
    [
      '/home',
      '^/datasets/[^/]+/overview$',
      ['', '/../rows', '/../profile', '/../repair', '/../rules', '/../runs', '/../changes', '/../drift'],
    ],
  ] as const) {
    await goTo(page, list);
    await expect.poll(() => linked(page, pattern), { message: `${list} links to something` }).toBeDefined();
    const path = await linked(page, pattern);
    for (const more of below) found.push(more.startsWith('/..') ? `${path?.replace(/\/[^/]+$/, '')}${more.slice(3)}` : `${path}${more}`);
  }
  return found;
}

/** Drawn, and nothing is moving any more. */
async function settled(page: Page): Promise<void> {
  await expect(page.locator('h1').first()).toBeVisible();
  await expect(page.locator('.ant-skeleton-active, [aria-busy="true"]')).toHaveCount(0);
  await page.evaluate(async () => {
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
  });
}

for (const theme of ['light', 'dark'] as const) {
  test(`every screen in ${theme}: axe finds nothing`, async ({ app }) => {
    test.setTimeout(300_000);
    const { page } = app;
    const depth = theme === 'light' ? 'all' : 'colours';
    await page.evaluate((wanted) => window.jiadi.setSettings({ theme: wanted }), theme);
    await settled(page);
    expect(await findings(page, depth)).toEqual([]);
    await openSample(app);
    const screens = await screensOf(page);
    expect(screens.length).toBeGreaterThanOrEqual(25);
    const met: Record<string, readonly string[]> = {};
    for (const path of [...screens, '/nowhere']) {
      await goTo(page, path);
      await settled(page);
      const bad = await findings(page, depth);
      if (bad.length > 0) met[path.replace(/[0-9a-f]{8}-[0-9a-f-]+/, ':id')] = bad;
    }
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog').first()).toBeVisible();
    const palette = await findings(page, depth);
    if (palette.length > 0) met['palette'] = palette;
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+/');
    await expect(page.getByRole('dialog').first()).toBeVisible();
    const keys = await findings(page, depth);
    if (keys.length > 0) met['keys'] = keys;
    expect(met).toEqual({});
  });
}
