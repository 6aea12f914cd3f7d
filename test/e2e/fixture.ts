/**
 * A real Electron window on the built program, with a user-data folder of its own. A console error of the window fails
 * the test (AG Grid, for one, tells of a missing module in no other way).
 */
import { _electron, test as base, expect, type ElectronApplication, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export { expect };

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** How a test may start the program. */
export interface LaunchOptions {
  /** Folder for the user's data; give the same one again to start a second time on it. */
  readonly userData: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the program; only root needs to go without Chromium's sandbox. */
export function launch({ userData, args = [], env = {} }: LaunchOptions): Promise<ElectronApplication> {
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const inherited = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  return _electron.launch({
    cwd: root,
    args: ['.', `--user-data-dir=${userData}`, '--disable-gpu', '--log-level=3', ...flags, ...args],
    env: { ...inherited, ...env },
  });
}

interface Fixtures {
  /** A folder for the user's data, removed after the test. */
  readonly userData: string;
  readonly app: ElectronApplication;
  /** The first window, when its page has loaded. */
  readonly page: Page;
}

/** Playwright's `test` with a running program; a trace is kept for a test that fails. */
export const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the needs of a fixture from this pattern
  userData: async ({}, run) => {
    const folder = mkdtempSync(join(tmpdir(), 'jiadi-e2e-'));
    await run(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  },
  app: async ({ userData }, run, info) => {
    const app = await launch({ userData });
    await app.context().tracing.start({ screenshots: true, snapshots: true });
    await run(app);
    const failed = info.status !== info.expectedStatus;
    await app.context().tracing.stop(failed ? { path: info.outputPath('trace.zip') } : {});
    await app.close();
  },
  page: async ({ app }, run) => {
    const errors: string[] = [];
    const watch = (page: Page): void => {
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
    };
    app.on('window', watch);
    const page = await app.firstWindow();
    watch(page);
    await page.waitForLoadState('domcontentloaded');
    await run(page);
    expect([...new Set(errors)], 'errors in the console of the window').toEqual([]);
  },
});
