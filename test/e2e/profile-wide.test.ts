/** Two hundred columns: the profile opens at once, few charts are alive, and scrolling does not block the window. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '../support/population.ts';
import { callEngine, connectEngine, expect, goTo, openSample, test } from './support.ts';
import { samplePassword } from '../../contract/sample.ts';

const pictures = join(import.meta.dirname, '..', '..', 'out', 'e2e', 'pictures');
mkdirSync(pictures, { recursive: true });
const COLUMNS = 200;
const OPEN_MS = 1500;
const CHARTS_MAX = 40;

/** Numbers, dates, codes and texts in turn. */
function wideFile(): string {
  const chance = seeded(7);
  const kinds: readonly ((row: number) => string)[] = [
    () => String(Math.floor(chance() ** 2 * 90_000)),
    () => (chance() * 500).toFixed(2),
    (row) => `20${10 + (row % 14)}-0${1 + (row % 9)}-${11 + (row % 17)}`,
    (row) => ['在册', '注销', '待核', '停用'][((row * 7) % 11) % 4] ?? '',
    (row) => (chance() < 0.1 ? '' : `福田区第${row % 37}街道`),
  ];
  const path = join(mkdtempSync(join(tmpdir(), 'jiadi-e2e-wide-')), '宽表.csv');
  const header = Array.from({ length: COLUMNS }, (_, c) => `指标${c + 1}`).join(',');
  const rows = Array.from({ length: 3000 }, (_, row) =>
    Array.from({ length: COLUMNS }, (__, c) => kinds[c % kinds.length]?.(row) ?? '').join(','),
  );
  writeFileSync(path, [header, ...rows, ''].join('\n'));
  return path;
}

test('the profile of 200 columns opens within its budget; at most 40 charts are alive while one scrolls', async ({ app }) => {
  test.setTimeout(120_000);
  const { page, electron } = app;
  await openSample(app);
  await electron.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
  }, wideFile());
  await page.keyboard.press('Control+o');
  await page.getByLabel('提供单位').fill('统计局');
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.getByRole('button', { name: '看数据画像' })).toBeFocused({ timeout: 60_000 });
  await connectEngine(page);
  await callEngine(page, 'workspace.signIn', { account: 'wang', password: samplePassword });
  const dataset = (await callEngine(page, 'datasets.list', undefined)).find(({ name }) => name === '宽表')?.id ?? '';
  await callEngine(page, 'profile.findStructure', { batch: (await callEngine(page, 'datasets.get', { dataset })).latest?.id ?? '' });
  await goTo(page, `/datasets/${dataset}/overview`);
  await expect(page.getByRole('heading', { name: '宽表' })).toBeVisible();
  await page.waitForTimeout(1500);
  const measured = await page.evaluate(async (path) => {
    const tasks: number[] = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    const begun = performance.now();
    location.hash = path;
    const box = (): HTMLElement | null => document.querySelector('.pcards');
    const waiting = (): number => document.querySelectorAll('.pcards [data-drawn="false"]').length;
    while (!box()?.querySelector('article') || waiting() > 0) await frame();
    await frame();
    const openMs = performance.now() - begun;
    await new Promise((resolve) => setTimeout(resolve, 500));
    const openTasks = tasks.splice(0);
    let alive = 0;
    const frames: number[] = [];
    let last = performance.now();
    for (let i = 0; i < 150; i++) {
      box()?.scrollBy({ top: 90 });
      const now = await frame();
      frames.push(now - last);
      last = now;
      alive = Math.max(alive, document.querySelectorAll('.pcards [data-drawn]').length);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    const sorted = frames.toSorted((a, b) => a - b);
    return { openMs, openTasks, scrollTasks: tasks, alive, frameP50: sorted[75], frameP95: sorted[142] };
  }, `/datasets/${dataset}/profile`);
  writeFileSync(join(pictures, '..', 'wide.json'), JSON.stringify(measured));
  await page.screenshot({ path: join(pictures, 'profile-wide.png') });
  expect(measured.alive).toBeLessThanOrEqual(CHARTS_MAX);
  expect(measured.openMs).toBeLessThanOrEqual(OPEN_MS);
});
