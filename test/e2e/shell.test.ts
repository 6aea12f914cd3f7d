/** The frame around the product: window, menus, memory, second start, quitting, crashes. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellSettings } from '../../contract/shell.ts';
import {
  appFolder,
  callEngine,
  connectEngine,
  electronProgram,
  engineReady,
  environment,
  expect,
  isAlive,
  launchApp,
  switches,
  test,
  timings,
} from './support.ts';

interface MenuEntry {
  readonly path: string;
  readonly id: string;
  readonly enabled: boolean;
  readonly visible: boolean;
  readonly works: boolean;
}

test('the window shows our page, the engine answers it, and the start is measured', async ({ app }) => {
  const { page } = app;
  await expect(page).toHaveURL(/^app:\/\/ui\/index\.html/);
  await connectEngine(page);
  expect(await callEngine(page, 'workspace.status', {})).toMatchObject({ state: 'none', folder: null });
  await page.evaluate(() => window.jiadi.mark({ mark: 'usable' }));
  await expect
    .poll(() => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible())))
    .toEqual([true]);
  const { marks } = await timings(page);
  for (const name of ['mainStarted', 'appReady', 'engineReady', 'windowCreated', 'domReady', 'shown', 'usable'])
    expect(marks[name], name).toBeGreaterThan(0);
});

test('the delay of main and engine is measured when asked for', async ({ app }) => {
  await timings(app.page, true);
  // the measurement begins with its first tick
  await expect.poll(async () => (await timings(app.page)).main.samples).toBeGreaterThan(0);
  await app.electron.evaluate(() => {
    const endMs = performance.now() + 120;
    while (performance.now() < endMs);
  });
  await expect.poll(async () => (await timings(app.page)).main.longestMs).toBeGreaterThan(90);
  const { main, engine } = await timings(app.page);
  expect(main.longestMs).toBeLessThan(1_000);
  expect(engine?.samples).toBeGreaterThan(0);
});

async function readMenu(app: { readonly electron: Awaited<ReturnType<typeof launchApp>>['electron'] }): Promise<MenuEntry[]> {
  return await app.electron.evaluate(({ Menu }) => {
    const found: MenuEntry[] = [];
    const walk = (menu: Electron.Menu, path: string): void => {
      for (const item of menu.items) {
        if (item.type === 'separator') continue;
        const own = `${path}/${item.label}`;
        if (item.submenu) walk(item.submenu, own);
        else
          found.push({
            path: own,
            id: item.id,
            enabled: item.enabled,
            visible: item.visible,
            works: Boolean(item.role) || typeof item.click === 'function',
          });
      }
    };
    walk(Menu.getApplicationMenu()!, '');
    return found;
  });
}

test('the menu offers what the window can do, sends it there, and changes its language', async ({ app }) => {
  const { page } = app;
  await connectEngine(page);
  await page.evaluate(() => window.jiadi.offerCommands({ commands: ['module.data', 'palette', 'undo'] }));
  const menu = await readMenu(app);
  expect(menu.every(({ works }) => works)).toBe(true);
  const byId = new Map(menu.map((entry) => [entry.id, entry]));
  expect(byId.get('module.data')).toMatchObject({ path: '/查看(&V)/数据', enabled: true, visible: true });
  expect(byId.get('module.match')).toMatchObject({ visible: false });
  expect(byId.get('export')).toMatchObject({ enabled: false });
  await app.electron.evaluate(({ Menu }) => {
    for (const id of ['palette', 'zoom-in', 'theme-dark', 'language-en'])
      (Menu.getApplicationMenu()!.getMenuItemById(id)!.click as () => void)();
  });
  await expect
    .poll(() => page.evaluate(() => window.testEngine.events.find(({ type }) => type === 'menu')))
    .toEqual({ type: 'menu', command: 'palette' });
  const settings = await page.evaluate(() => window.jiadi.getSettings());
  expect(settings).toEqual({ ok: true, output: { theme: 'dark', language: 'en', zoom: 1.1, lockMinutes: 10 } });
  expect(await app.electron.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors)).toBe(true);
  expect((await readMenu(app)).find(({ id }) => id === 'module.data')?.path).toBe('/&View/Data');
  expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getTitle())).toBe(
    'Jiadi · data governance workbench',
  );
});

test('place, zoom, theme and language are remembered; a damaged memory is a first start', async () => {
  const userData = mkdtempSync(join(tmpdir(), 'jiadi-e2e-user-'));
  const first = await launchApp({ userData });
  await first.page.evaluate(() => window.jiadi.setSettings({ zoom: 1.25, theme: 'dark', language: 'en', lockMinutes: 20 }));
  await first.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.setBounds({ x: 60, y: 50, width: 1100, height: 700 }),
  );
  await expect.poll(() => first.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds().width)).toBe(1100);
  expect(await first.close()).toBe(true);

  const second = await launchApp({ userData });
  const bounds = await second.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds());
  expect(bounds).toMatchObject({ width: 1100, height: 700 });
  expect(await second.page.evaluate(() => window.jiadi.getSettings())).toMatchObject({
    output: { zoom: 1.25, theme: 'dark', language: 'en', lockMinutes: 20 },
  });
  await expect
    .poll(() => second.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getZoomFactor()))
    .toBe(1.25);
  expect(await second.close()).toBe(true);

  const file = join(userData, 'shell.json');
  const state = JSON.parse(readFileSync(file, 'utf8')) as { settings: unknown };
  expect(shellSettings.safeParse(state.settings).success).toBe(true);
  writeFileSync(file, '{"format":1,"settings":{"zoom":900}');
  const third = await launchApp({ userData });
  expect(await third.page.evaluate(() => window.jiadi.getSettings())).toEqual({
    ok: true,
    output: { theme: 'system', language: 'zh-CN', zoom: 1, lockMinutes: 10 },
  });
  expect(await third.close()).toBe(true);
  rmSync(userData, { recursive: true });
});

test('a second start brings the first window to the front and hands over its workspace', async ({ app }) => {
  await connectEngine(app.page);
  const folder = join(app.workspace, '..', '另一个');
  mkdirSync(folder);
  const second = spawn(electronProgram(), [...switches, appFolder, `--user-data-dir=${app.userData}`, '--workspace', folder], {
    stdio: 'ignore',
    env: environment(),
  });
  const code = await new Promise((resolve) => second.on('exit', resolve));
  expect(code).toBe(0);
  await expect
    .poll(() => app.page.evaluate(() => window.testEngine.events.find(({ type }) => type === 'open-workspace')))
    .toMatchObject({ folder: { name: '另一个' } });
  const token = await app.page.evaluate(() => {
    const found = window.testEngine.events.find((event) => event.type === 'open-workspace');
    return found?.type === 'open-workspace' ? found.folder.grant : '';
  });
  // the grant is one the engine knows: an empty folder is no workspace, and that is what it says
  await expect(callEngine(app.page, 'workspace.openFolder', { folder: token })).rejects.toThrow('not-found');
});

test('a file that the engine wrote is shown in its folder; other tokens show nothing', async ({ app }) => {
  const target = join(app.workspace, '..', '结果.csv');
  await app.electron.evaluate(({ dialog, shell }, path) => {
    const seen = globalThis as unknown as { shown: string[] };
    seen.shown = [];
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: path });
    shell.showItemInFolder = (shown) => void seen.shown.push(shown);
  }, target);
  const saved = await app.page.evaluate(() => window.jiadi.saveFile({ kind: 'csv', suggestedName: '结果' }));
  if (!saved.ok || !saved.output) throw new Error('no grant');
  const { grant } = saved.output;
  const show = (): Promise<unknown> => app.page.evaluate((token) => window.jiadi.showExported({ grant: token }), grant);
  expect(await show()).toMatchObject({ ok: false, code: 'file-not-found' });
  writeFileSync(target, 'a\n');
  expect(await show()).toEqual({ ok: true, output: {} });
  expect(await app.electron.evaluate(() => (globalThis as unknown as { shown: string[] }).shown)).toEqual([target]);
});

test('the system’s lock screen and sleep are told to the window, and so is a machine nobody touches', async ({ app }) => {
  await connectEngine(app.page);
  await app.electron.evaluate(({ powerMonitor }) => {
    powerMonitor.emit('lock-screen');
    powerMonitor.emit('suspend');
    // nobody touched the machine, and nothing reached our windows: ten minutes on both clocks
    powerMonitor.getSystemIdleTime = () => 600;
    const now = performance.now.bind(performance);
    performance.now = () => now() + 600_000;
  });
  const reasons = (): Promise<string[]> =>
    app.page.evaluate(() => window.testEngine.events.flatMap((event) => (event.type === 'idle' ? [event.reason] : [])));
  await expect.poll(reasons, { timeout: 15_000 }).toEqual(['lock-screen', 'suspend', 'idle']);
});

test('a reloaded page is nobody: its sign-in has ended', async ({ app }) => {
  const { page } = app;
  await connectEngine(page);
  const start = await page.evaluate(() => window.jiadi.defaultWorkspace());
  if (!start.ok) throw new Error(start.code);
  const password = 'Test-pass-2026';
  await callEngine(page, 'workspace.create', {
    folder: start.output.grant,
    name: '测试',
    unit: '中心',
    people: [{ account: 'wang', name: '王工', role: 'steward', password }],
  });
  await callEngine(page, 'workspace.signIn', { account: 'wang', password });
  await page.evaluate(() => window.jiadi.reload());
  await page.waitForFunction(() => !('testEngine' in window) && 'jiadi' in window);
  await engineReady(page);
  await connectEngine(page);
  expect(await callEngine(page, 'workspace.status', {})).toMatchObject({ state: 'locked', session: null });
});

test('a crashed window is told and can be reloaded', async ({ app }) => {
  await app.electron.evaluate(({ dialog }) => {
    const seen = globalThis as unknown as { crash: unknown };
    dialog.showMessageBox = async (...args: unknown[]) => {
      seen.crash = args.at(-1);
      return { response: 0, checkboxChecked: false };
    };
  });
  const reloaded = app.electron.evaluate(
    ({ BrowserWindow }) =>
      new Promise<string>((resolve) => {
        const { webContents } = BrowserWindow.getAllWindows()[0]!;
        webContents.once('did-finish-load', () =>
          resolve(webContents.executeJavaScript('jiadi.getSettings().then(({ ok }) => String(ok))') as Promise<string>),
        );
        webContents.forcefullyCrashRenderer();
      }),
  );
  expect(await reloaded).toBe('true');
  expect(
    await app.electron.evaluate(() => (globalThis as unknown as { crash: { buttons: string[]; detail: string } }).crash),
  ).toMatchObject({ buttons: ['重新载入', '退出'] });
  expect(Object.keys(app.logs())).toContain('main.log');
  expect(app.logs()['main.log']).toContain('window-crashed');
});

test('SIGTERM ends window and engine in order', async () => {
  const app = await launchApp();
  const engine = await app.enginePid();
  const main = app.electron.process();
  const ended = new Promise((resolve) => main.on('exit', resolve));
  main.kill('SIGTERM');
  await ended;
  expect(isAlive(engine)).toBe(false);
  expect(app.logs()['engine.log']).toContain('engine-stopped');
  expect(app.logs()['main.log']).toContain('"event":"ended"');
  expect(existsSync(app.userData)).toBe(true);
  await app.close();
});
