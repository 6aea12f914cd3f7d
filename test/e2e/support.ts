/**
 * Starts the built program in a real Electron window for a test: user data and workspace of its own, everything it says collected,
 * surely closed. The display comes from the runner. `JIADI_E2E_APP` names another folder with a built program than this checkout.
 */
import { _electron, type ConsoleMessage, type ElectronApplication, expect, type Page, test as base } from '@playwright/test';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JiadiApi, ShellOutput } from '../../contract/shell.ts';

declare global {
  interface Window {
    readonly jiadi: JiadiApi;
  }
}

export const appFolder = process.env['JIADI_E2E_APP'] ?? join(import.meta.dirname, '..', '..');

export interface LaunchOptions {
  /** More arguments for the program. */
  readonly args?: readonly string[];
  /** User data of an earlier launch; a new folder otherwise. It belongs to whoever made it. */
  readonly userData?: string;
  /** Does not wait for the engine's first answer. */
  readonly early?: boolean;
}

/** A running program. */
export interface RunningApp {
  readonly electron: ElectronApplication;
  readonly page: Page;
  readonly userData: string;
  /** An empty folder that the program was told to use as its workspace. */
  readonly workspace: string;
  /** Console errors and uncaught exceptions of the page, which fail a test that does not expect them. */
  readonly problems: string[];
  /** What the processes printed. */
  output(): string;
  /** The program's log files, by name. */
  logs(): Readonly<Record<string, string>>;
  /** Process id of the engine. */
  enginePid(): Promise<number>;
  /** Ends the program in order; kills it when it does not end. Says whether it ended by itself. */
  close(): Promise<boolean>;
}

const CLOSE_LIMIT_MS = 12_000;
/** What Chromium prints about a machine without D-Bus or GPU; it concerns nobody. */
const switches = ['--disable-gpu', '--log-level=3', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];

/** Launches the program. The caller closes it. */
export async function launchApp(options: LaunchOptions = {}): Promise<RunningApp> {
  const scratch = mkdtempSync(join(tmpdir(), 'jiadi-e2e-'));
  const userData = options.userData ?? join(scratch, 'user');
  const workspace = join(scratch, 'workspace');
  const { ELECTRON_RENDERER_URL: _development, ...env } = process.env as Record<string, string>;
  const electron = await _electron.launch({
    args: [...switches, appFolder, `--user-data-dir=${userData}`, `--workspace=${workspace}`, ...(options.args ?? [])],
    cwd: scratch,
    env,
    timeout: 30_000,
  });
  const printed: string[] = [];
  const child = electron.process();
  child.stdout?.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  const problems: string[] = [];
  const page = await electron.firstWindow();
  watchPage(page, problems);
  const app: RunningApp = {
    electron,
    page,
    userData,
    workspace,
    problems,
    output: () => printed.join(''),
    logs: () => readLogs(join(userData, 'logs')),
    enginePid: () => findEngine(electron),
    close: async () => {
      const ended = await closeSurely(electron);
      rmSync(scratch, { recursive: true, force: true });
      return ended;
    },
  };
  if (!options.early) await engineReady(page);
  return app;
}

function watchPage(page: Page, problems: string[]): void {
  page.on('console', (message: ConsoleMessage) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
}

/** Waits until the page and the engine can answer. */
export async function engineReady(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const reply = await window.jiadi.timings({});
    return reply.ok && reply.output.engine !== null;
  });
}

function readLogs(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

async function findEngine(electron: ElectronApplication): Promise<number> {
  const utility = await electron.evaluate(({ app }) => app.getAppMetrics().find(({ name, serviceName }) => [name, serviceName].includes('jiadi-engine'))?.pid ?? null);
  const pid = utility ?? (await electron.evaluate(({ app: _app }) => process.pid).then(childEngine));
  if (pid === null) throw new Error('the engine process was not found');
  return pid;
}

/** The child of plain Node that runs the engine (Linux). */
function childEngine(parent: number): number | null {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const [, ppid] = /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      if (Number(ppid) === parent && command.some((arg) => arg.endsWith('engine.cjs'))) return Number(name);
    } catch (error) {
      // a process that ended while we looked
      if (!existsSync(`/proc/${name}`)) continue;
      throw error;
    }
  }
  return null;
}

/** True while a process lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // no such process
    return false;
  }
}

async function closeSurely(electron: ElectronApplication): Promise<boolean> {
  const child = electron.process();
  if (child.exitCode !== null || child.signalCode !== null) return true;
  const late = Symbol('late');
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<typeof late>((resolve) => {
    timer = setTimeout(() => resolve(late), CLOSE_LIMIT_MS);
  });
  const outcome = await Promise.race([electron.close(), limit]);
  clearTimeout(timer);
  if (outcome !== late) return true;
  child.kill('SIGKILL');
  return false;
}

/** Time marks and event-loop delays of main and engine. `reset` begins a new measurement. */
export async function timings(page: Page, reset = false): Promise<ShellOutput<'timings.read'>> {
  const reply = await page.evaluate((wanted) => window.jiadi.timings({ reset: wanted }), reset);
  if (!reply.ok) throw new Error(`timings: ${reply.code}`);
  return reply.output;
}

/** Begins to watch for tasks that block the page's thread over 50 ms; the function returned gives the longest so far, in ms. */
export async function watchLongTasks(page: Page): Promise<() => Promise<number>> {
  const handle = await page.evaluateHandle(() => {
    const seen = { longestMs: 0 };
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longestMs = Math.max(seen.longestMs, duration);
    }).observe({ type: 'longtask', buffered: false });
    return seen;
  });
  return async () => (await handle.jsonValue()).longestMs;
}

interface Fixtures {
  /** Launch options of the test file: `test.use({ launch: … })`. */
  readonly launch: LaunchOptions;
  /** Console errors that the test provokes on purpose. */
  readonly expectedProblems: readonly RegExp[];
  readonly app: RunningApp;
}

/** Playwright's `test` with a running program; fails on console errors, and when the program does not end by itself. */
export const test = base.extend<Fixtures>({
  launch: [{}, { option: true }],
  expectedProblems: [[], { option: true }],
  app: async ({ launch, expectedProblems }, run, info) => {
    const app = await launchApp(launch);
    try {
      await run(app);
    } finally {
      if (info.status !== info.expectedStatus) {
        await info.attach('output', { body: app.output() });
        await info.attach('logs', { body: JSON.stringify(app.logs(), null, 1) });
        await app.page.screenshot({ path: info.outputPath('window.png') }).catch(() => undefined);
      }
      expect(await app.close(), 'the program ends by itself').toBe(true);
    }
    expect(app.problems.filter((text) => !expectedProblems.some((known) => known.test(text))), 'console errors').toEqual([]);
  },
});

export { expect } from '@playwright/test';
