import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** All that a look can change: the rest of a page is the same in light and dark. */
const colours = ['color-contrast', 'link-in-text-block'];

/** What axe finds on the page, or about its colours alone; a legacy run, because Electron gives no second page. */
export async function findings(page: Page, only: 'all' | 'colours' = 'all'): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const { violations } = await (only === 'all' ? axe.withTags(tags) : axe.withRules(colours)).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`);
}
