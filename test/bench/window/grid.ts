import type { Page } from '@playwright/test';
import { expect, goTo } from '../../e2e/support.ts';
import { percentile } from '../bench.ts';
import type { Scroll } from '../window.ts';

const SCROLL_MS = 5_000;
const STEP_PX = 40;

/** From the profile to the rows of the dataset: until the first row is painted. */
export async function firstRows(page: Page, dataset: string): Promise<number> {
  await goTo(page, `${dataset}/profile`);
  await expect(page.locator('.ag-row')).toHaveCount(0);
  await page
    .getByText(/行 × 20 列/)
    .first()
    .waitFor();
  return await page.evaluate(
    (path) =>
      new Promise<number>((done) => {
        const startedMs = performance.now();
        location.hash = path;
        const look = (): void => {
          const cell = document.querySelector('.ag-row[row-index="0"] [col-id="#"]');
          // seen in one frame, on the glass in the next
          if (cell?.textContent) requestAnimationFrame(() => done(performance.now() - startedMs));
          else requestAnimationFrame(look);
        };
        look();
      }),
    `${dataset}/rows`,
  );
}

/** Scrolls down steadily by as much a frame as a turning wheel does. */
export async function scroll(page: Page): Promise<Scroll> {
  const frames = await page.evaluate(
    ([lastingMs, stepPx]) =>
      new Promise<number[]>((done) => {
        const view = document.querySelector('.ag-grid-viewport, .ag-body-viewport');
        if (!view) throw new Error('the grid has no viewport');
        const beforePx = view.scrollTop;
        const seen: number[] = [];
        let lastMs = performance.now();
        const endMs = lastMs + lastingMs;
        const frame = (): void => {
          const nowMs = performance.now();
          seen.push(nowMs - lastMs);
          lastMs = nowMs;
          view.scrollTop += stepPx;
          if (nowMs < endMs) requestAnimationFrame(frame);
          else if (view.scrollTop - beforePx < stepPx * seen.length * 0.5) throw new Error('the grid did not scroll');
          else done(seen.slice(1));
        };
        requestAnimationFrame(frame);
      }),
    [SCROLL_MS, STEP_PX] as const,
  );
  const lasting = frames.reduce((sum, ms) => sum + ms, 0);
  return { framesPerSecond: (frames.length * 1000) / lasting, frameP95Ms: percentile(frames, 0.95) };
}

/** Goes to a row by its number, as a person does with Ctrl+G: from Enter until the row is painted. */
export async function jump(page: Page, row: number): Promise<number> {
  await page.keyboard.press('Control+g');
  await page.getByRole('dialog').getByRole('textbox').fill(String(row));
  // in place before the key goes down; the promise inside an object is not waited for
  const painted = await page.evaluateHandle(
    (wanted) => ({
      after: new Promise<number>((done) => {
        const onKey = (): void => {
          const startedMs = performance.now();
          const look = (): void => {
            const cell = document.querySelector(`.ag-row[row-index="${wanted - 1}"] [col-id="#"]`);
            if (cell?.textContent.replaceAll(/\D/g, '') === String(wanted))
              requestAnimationFrame(() => done(performance.now() - startedMs));
            else requestAnimationFrame(look);
          };
          look();
        };
        addEventListener('keydown', onKey, { capture: true, once: true });
      }),
    }),
    row,
  );
  await page.keyboard.press('Enter');
  const ms = await painted.evaluate(({ after }) => after);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  return ms;
}
