/**
 * Starts the built program in a real Electron window for a test: user data and workspace of its own, everything it says collected,
 * surely closed. The display comes from the runner. `JIADI_E2E_APP` names another folder with a built program than this checkout.
 */
import { _electron, type ConsoleMessage, type ElectronApplication, expect, type Page, test as base } from '@playwright/test';
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InputOf, OutputOf } from '../../contract/method.ts';
import type { MethodName, Methods } from '../../contract/methods/index.ts';
import { enginePortMessage, type JiadiApi, type ShellEvent, type ShellOutput } from '../../contract/shell.ts';

/** A test's own end of the window's engine port. */
interface TestEngine {
  port: MessagePort | null;
  /** How many ports the page has been given since the test listens. */
  ports: number;
  readonly events: ShellEvent[];
  call(method: string, input: unknown): Promise<unknown>;
}

declare global {
  interface Window {
    readonly jiadi: JiadiApi;
    testEngine: TestEngine;
  }
}

export const appFolder = process.env['JIADI_E2E_APP'] ?? join(import.meta.dirname, '..', '..');

export interface LaunchOptions {
  /** More arguments for the program. */
  readonly args?: readonly string[];
  /** User data of an earlier launch; a new folder otherwise. It belongs to whoever made it. */
  readonly userData?: string;
  /** Workspace folder of an earlier launch; a new one otherwise. */
  readonly workspace?: string;
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
export const switches = ['--disable-gpu', '--log-level=3', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];

/** The Electron program in use. */
export function electronProgram(): string {
  const folder = join(import.meta.dirname, '..', '..', 'node_modules', 'electron');
  return join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
}

/** The environment of a window under test: the screen is the one of this worker. */
export function environment(): Record<string, string> {
  const { ELECTRON_RENDERER_URL: _development, JIADI_TEST_DISPLAYS: displays, ...env } = process.env as Record<string, string>;
  const own = displays?.split(' ')[Number(process.env['TEST_PARALLEL_INDEX'] ?? 0)];
  return own === undefined ? env : { ...env, DISPLAY: own };
}

/** Launches the program. The caller closes it. */
export async function launchApp(options: LaunchOptions = {}): Promise<RunningApp> {
  const scratch = mkdtempSync(join(tmpdir(), 'jiadi-e2e-'));
  const userData = options.userData ?? join(scratch, 'user');
  const workspace = options.workspace ?? join(scratch, 'workspace');
  const electron = await _electron.launch({
    args: [...switches, appFolder, `--user-data-dir=${userData}`, `--workspace=${workspace}`, ...(options.args ?? [])],
    cwd: scratch,
    env: environment(),
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
      const ended = await closeSurely(electron, child);
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
  // not waitForFunction: it takes a promise for an answer
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const reply = await window.jiadi.timings({});
        return reply.ok && reply.output.engine !== null;
      }),
    )
    .toBe(true);
}

function readLogs(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

async function findEngine(electron: ElectronApplication): Promise<number> {
  const utility = await electron.evaluate(
    ({ app }) => app.getAppMetrics().find(({ name, serviceName }) => [name, serviceName].includes('jiadi-engine'))?.pid ?? null,
  );
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

async function closeSurely(electron: ElectronApplication, child: ChildProcess): Promise<boolean> {
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

/**
 * Gives the test an engine port of its own in the page, as `window.testEngine`, with a sign-in of its own; the page keeps its port.
 */
export async function connectEngine(page: Page): Promise<void> {
  await page.evaluate(async (portMessage) => {
    const open = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
    let nextId = 1;
    const engine: TestEngine = {
      port: null,
      ports: 0,
      events: [],
      call: (method, input) =>
        new Promise((resolve, reject) => {
          const id = nextId++;
          open.set(id, { resolve, reject });
          engine.port?.postMessage({ type: 'call', id, method, input });
        }),
    };
    window.testEngine = engine;
    window.jiadi.onShellEvent((event) => engine.events.push(event));
    const arrived = new Promise<void>((resolve) => {
      const onMessage = (event: MessageEvent): void => {
        const [port] = event.ports;
        if (event.source !== window || event.data !== portMessage || !port) return;
        for (const call of open.values()) call.reject(new Error('engine-restarted'));
        open.clear();
        engine.port = port;
        engine.ports += 1;
        port.addEventListener('message', ({ data }: MessageEvent<{ type: string; id: number; code: string; output: unknown }>) => {
          if (data.type !== 'ok' && data.type !== 'fail') return;
          if (data.type === 'ok') open.get(data.id)?.resolve(data.output);
          else open.get(data.id)?.reject(new Error(data.code));
          open.delete(data.id);
        });
        port.start();
        resolve();
      };
      window.addEventListener('message', onMessage);
    });
    await window.jiadi.requestEngine({ name: 'test' });
    await arrived;
  }, `${enginePortMessage}/test`);
}

/** Calls the engine from the page (after `connectEngine`); a refusal is an Error with the code in its message. */
export async function callEngine<M extends MethodName>(page: Page, method: M, input: InputOf<Methods[M]>): Promise<OutputOf<Methods[M]>> {
  return (await page.evaluate(([name, value]) => window.testEngine.call(name, value), [method, input as unknown] as const)) as OutputOf<
    Methods[M]
  >;
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

/** Shows a screen by its path, as a link would. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, path);
}

/** From the first screen to the home of the sample workspace, as its steward: a copy of the one that was built, or, where there is none, one built by the window. */
export async function openSample({ electron, page, workspace }: RunningApp): Promise<void> {
  const built = process.env['JIADI_TEST_SAMPLE'];
  if (built === undefined) await page.getByRole('button', { name: /打开示例工作区/ }).click();
  else {
    const copy = join(workspace, '..', 'sample');
    cpSync(built, copy, { recursive: true });
    await electron.evaluate(({ dialog }, folder) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] });
    }, copy);
    await page.getByRole('button', { name: /打开已有工作区/ }).click();
    await page.getByRole('button', { name: /王工/ }).click();
  }
  await expect(page.locator('.home-grid')).toBeVisible({ timeout: 60_000 });
}

interface Fixtures {
  /** Launch options of the test file: `test.use({ launch: … })`. */
  readonly launch: LaunchOptions;
  /** Console errors that the test provokes on purpose. */
  readonly expectedProblems: RegExp | null;
  readonly app: RunningApp;
}

/** Playwright's `test` with a running program; fails on console errors, and when the program does not end by itself. */
export const test = base.extend<Fixtures>({
  launch: [{}, { option: true }],
  expectedProblems: [null, { option: true }],
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
    expect(
      app.problems.filter((text) => !expectedProblems?.test(text)),
      'console errors',
    ).toEqual([]);
  },
});

export { expect } from '@playwright/test';
