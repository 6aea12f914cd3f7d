/** The Electron security checklist: what a page may say to main and to the engine. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellCalls } from '../../contract/shell.ts';
import { appFolder, callEngine, connectEngine, engineReady, expect, test } from './support.ts';

test('the page is given a short list of functions and nothing behind them', async ({ app }) => {
  const names = await app.page.evaluate(() => Object.keys(window.jiadi).sort());
  expect(names).toEqual(
    [
      'defaultWorkspace',
      'getSettings',
      'grantDropped',
      'mark',
      'offerCommands',
      'onShellEvent',
      'openFiles',
      'openFolder',
      'platformInfo',
      'print',
      'printReport',
      'reload',
      'requestEngine',
      'saveFile',
      'setSettings',
      'showExported',
      'timings',
    ].sort(),
  );
  const { stopped, frozen } = await app.page.evaluate(() => ({
    stopped: String(window.jiadi.onShellEvent(() => undefined)()),
    frozen: Object.isFrozen(window.jiadi),
  }));
  expect(stopped).toBe('undefined');
  expect(frozen).toBe(true);
  const channels = await app.electron.evaluate(({ ipcMain }) =>
    [...(ipcMain as unknown as { _invokeHandlers: Map<string, unknown> })._invokeHandlers.keys()].sort(),
  );
  expect(channels).toEqual(Object.keys(shellCalls).sort());
});

test('a strange page with our preload is refused every call', async ({ app }) => {
  const replies = await app.electron.evaluate(
    async ({ BrowserWindow }, preload) => {
      const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, partition: 'stranger' } });
      await other.loadURL('data:text/html,<p>x');
      const found = (await other.webContents.executeJavaScript(
        `Promise.all([jiadi.getSettings(), jiadi.requestEngine(), jiadi.defaultWorkspace(), jiadi.openFiles({kind:'any',multiple:false}), jiadi.timings({}), jiadi.setSettings({zoom: 2})])`,
      )) as { ok: boolean; code: string }[];
      other.destroy();
      return found;
    },
    join(appFolder, 'out', 'preload', 'index.cjs'),
  );
  expect(replies.map(({ ok, code }) => [ok, code])).toEqual(replies.map(() => [false, 'denied']));
  expect(replies.length).toBe(6);
});

test('calls that do not fit the schema or are too large are refused', async ({ app }) => {
  const replies = await app.page.evaluate(async () => {
    const jiadi = window.jiadi as unknown as Record<string, (input?: unknown) => Promise<{ ok: boolean; code?: string }>>;
    const tries: [string, unknown][] = [
      ['setSettings', { zoom: 99 }],
      ['setSettings', { zoom: Number.NaN }],
      ['setSettings', { theme: 'neon' }],
      ['setSettings', { lockMinutes: 0 }],
      ['setSettings', { strange: 1 }],
      ['setSettings', null],
      ['setSettings', []],
      ['offerCommands', { commands: ['format-disk'] }],
      ['openFiles', { kind: 'exe', multiple: false }],
      ['openFiles', {}],
      ['saveFile', { kind: 'csv', suggestedName: '' }],
      ['openFolder', { purpose: '/' }],
      ['showExported', { grant: '/etc/passwd' }],
      ['mark', { mark: 'anything' }],
      ['timings', { reset: 'yes' }],
      ['saveFile', { kind: 'csv', suggestedName: 'x'.repeat(2 * 1024 * 1024) }],
    ];
    const found: string[] = [];
    for (const [name, input] of tries) found.push(await jiadi[name]!(input).then(({ ok, code }) => (ok ? 'ok' : (code ?? ''))));
    return found;
  });
  expect(replies.slice(0, 12)).toEqual(Array.from({ length: 12 }, () => 'invalid-input'));
  expect(replies.slice(12)).toEqual(['grant-expired', 'invalid-input', 'invalid-input', 'limit-reached']);
});

test('a File that a script made has no path and gives no grant', async ({ app }) => {
  const reply = await app.page.evaluate(() => window.jiadi.grantDropped(new File(['x'], '/etc/passwd')));
  expect(reply).toMatchObject({ ok: false, code: 'grant-expired' });
  // what is no File at all does not reach main either
  const other = await app.page.evaluate(() =>
    window.jiadi.grantDropped({ name: '/etc/passwd', size: 1 }).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  expect(other).toBe(false);
});

test('no path reaches the page: grants, dialogs, the default workspace, the engine’s status', async ({ app }) => {
  const folder = mkdtempSync(join(tmpdir(), 'jiadi-secret-place-'));
  const file = join(folder, '人口.csv');
  writeFileSync(file, '姓名\n张三\n');
  await app.electron.evaluate(
    ({ dialog }, [path, place]) => {
      dialog.showOpenDialog = async (...args: unknown[]) => {
        const { properties } = args.at(-1) as { properties: string[] };
        return { canceled: false, filePaths: [properties.includes('openDirectory') ? place : path] };
      };
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: `${place}/结果` });
    },
    [file, folder] as const,
  );
  await app.page.evaluate(() => {
    document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'test-file' }));
  });
  await app.page.locator('#test-file').setInputFiles(file);
  const replies = await app.page.evaluate(async () => {
    const { jiadi } = window;
    const dropped = document.querySelector<HTMLInputElement>('#test-file')!.files![0]!;
    return [
      await jiadi.grantDropped(dropped),
      await jiadi.openFiles({ kind: 'data', multiple: true }),
      await jiadi.saveFile({ kind: 'csv', suggestedName: '../../x' }),
      await jiadi.openFolder({ purpose: 'workspace-open' }),
      await jiadi.defaultWorkspace(),
      await jiadi.platformInfo(),
      await jiadi.getSettings(),
      await jiadi.timings({}),
    ];
  });
  expect(replies.map(({ ok }) => ok)).toEqual(replies.map(() => true));
  expect(replies[0]).toMatchObject({ output: { name: '人口.csv' } });
  expect(replies[2]).toMatchObject({ output: { name: '结果.csv' } });
  const [, , , , standard] = replies as unknown as { output: { grant: string } }[];
  await connectEngine(app.page);
  const status = await callEngine(app.page, 'workspace.create', {
    folder: standard!.output.grant,
    name: '测试',
    unit: '大数据中心',
    people: [{ account: 'wang', name: '王工', role: 'steward', password: 'Test-pass-2026' }],
  });
  expect(existsSync(join(app.workspace, 'workspace.json'))).toBe(true);
  const failures = await app.page.evaluate(() => window.jiadi.showExported({ grant: 'no-such-token' }));
  const told = JSON.stringify([replies, status, failures]);
  for (const secret of [folder, app.workspace, app.userData, homedir(), appFolder]) expect(told).not.toContain(secret);
  rmSync(folder, { recursive: true });
});

test('2,000 fuzzed messages on the engine port leave the engine as it was', async ({ app }) => {
  const { page } = app;
  await connectEngine(page);
  const pid = await app.enginePid();
  const answers = await page.evaluate(async () => {
    // a small seeded generator: the same junk in every run
    let state = 20_261_123;
    const next = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)]!;
    const text = (): string =>
      pick([
        '',
        '__proto__',
        'constructor',
        'toString',
        'workspace.status',
        'workspace.create',
        'workspace.signIn',
        'users.add',
        '../../x',
        '\0',
        '😀'.repeat(50),
        'a'.repeat(5_000),
      ]);
    const value = (depth: number): unknown => {
      const kind = Math.floor(next() * (depth > 4 ? 7 : 10));
      if (kind === 0) return null;
      if (kind === 1) return undefined;
      if (kind === 2) return text();
      if (kind === 3) return pick([0, -1, 1.5, Number.NaN, Infinity, Number.MAX_SAFE_INTEGER, 2 ** 53]);
      if (kind === 4) return next() < 0.5;
      if (kind === 5) return new Uint8Array(Math.floor(next() * 200));
      if (kind === 6) return new Date(Number.NaN);
      if (kind === 7) return Array.from({ length: Math.floor(next() * 4) }, () => value(depth + 1));
      if (kind === 8) return new Map([[text(), value(depth + 1)]]);
      return Object.fromEntries(
        Array.from({ length: Math.floor(next() * 5) }, () => [
          pick(['type', 'id', 'method', 'input', 'folder', 'people', 'account', text()]),
          value(depth + 1),
        ]),
      );
    };
    const circular: { self?: unknown } = {};
    circular.self = circular;
    const port = window.testEngine.port!;
    const seen: Record<string, number> = {};
    port.addEventListener('message', ({ data }: MessageEvent<{ type: string; code?: string }>) => {
      const name = data.type === 'fail' ? `fail ${data.code}` : data.type;
      seen[name] = (seen[name] ?? 0) + 1;
    });
    for (let i = 0; i < 2_000; i++) {
      const shape = next();
      const message =
        shape < 0.5
          ? { type: 'call', id: 2e9 + i, method: text(), input: value(0) }
          : shape < 0.6
            ? { type: pick(['call', 'cancel', 'ok', 'x']), id: value(3), method: value(3), input: circular }
            : value(0);
      port.postMessage(message);
    }
    port.postMessage({ type: 'call', id: 3e9, method: 'workspace.status', input: { junk: 'x'.repeat(2 * 1024 * 1024) } });
    await window.testEngine.call('workspace.status', {});
    return seen;
  });
  expect(answers['fail invalid-input']).toBeGreaterThan(50);
  expect(answers['fail not-found']).toBeGreaterThan(50);
  expect(answers['fail limit-reached']).toBe(1);
  expect(answers['fail internal'] ?? 0).toBe(0);
  expect(await app.enginePid()).toBe(pid);
  expect(Object.values(app.logs()).join('')).not.toMatch(/engine-died|main-died/);
  await engineReady(page);
});
