/** The Electron security checklist: what a page may load, reach and become. Tried from inside the page and read back from main. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { engineReady, expect, test } from './support.ts';

// every refusal below is reported by Chromium as a console error
test.use({ expectedProblems: /Content Security Policy|Not allowed to (load|navigate)|ERR_|permission|Failed to load/i });

/** A server of a stranger; whoever reaches it is counted. */
async function stranger(): Promise<{ readonly url: string; hits(): number; close(): Promise<void> }> {
  let hits = 0;
  const server: Server = createServer((_request, response) => {
    hits += 1;
    response.setHeader('Access-Control-Allow-Origin', '*').end('hello');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.on('upgrade', (_request, socket) => {
    hits += 1;
    socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, hits: () => hits, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

test('every page is sandboxed, isolated and without Node', async ({ app }) => {
  const preferences = await app.electron.evaluate(({ webContents }) =>
    webContents
      .getAllWebContents()
      .map((contents) => (contents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences()),
  );
  expect(preferences.length).toBeGreaterThan(0);
  for (const found of preferences) {
    expect(found).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
    for (const name of [
      'nodeIntegrationInWorker',
      'nodeIntegrationInSubFrames',
      'webviewTag',
      'allowRunningInsecureContent',
      'experimentalFeatures',
      'navigateOnDragDrop',
      'spellcheck',
    ]) {
      expect(Boolean(found[name]), name).toBe(false);
    }
  }
  const globals = await app.page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter((name) => name in window),
  );
  expect(globals).toEqual([]);
});

test('the content policy refuses inline scripts, eval, strange styles, images, frames, workers and every connection', async ({ app }) => {
  const outside = await stranger();
  const results = await app.page.evaluate(
    async ([url, script]) => {
      const violations: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
      const outcome = (work: () => Promise<unknown>): Promise<string> =>
        work().then(
          () => 'done',
          () => 'refused',
        );
      const loaded = (element: HTMLImageElement | HTMLScriptElement): Promise<string> =>
        new Promise((resolve) => {
          element.addEventListener('load', () => resolve('done'));
          element.addEventListener('error', () => resolve('refused'));
          document.body.append(element);
        });
      const inline = document.createElement('script');
      inline.textContent = 'window.inlineRan = true';
      document.body.append(inline);
      const attribute = document.createElement('button');
      attribute.setAttribute('onclick', 'window.inlineRan = true');
      document.body.append(attribute);
      attribute.click();
      const style = document.createElement('style');
      style.textContent = 'body { outline: 7px solid red }';
      document.head.append(style);
      const frame = document.createElement('iframe');
      frame.src = url;
      document.body.append(frame);
      // a timer, because what a test evaluates itself is exempt from the policy
      const evaluated = await new Promise<string>((resolve) => {
        setTimeout(() => {
          try {
            // eslint-disable-next-line no-eval
            resolve(String((0, eval)('1 + 1')));
          } catch (error) {
            resolve((error as Error).name);
          }
        }, 0);
      });
      const answers = {
        evaluated,
        fetch: await outcome(() => fetch(url)),
        fetchOwn: await outcome(() => fetch('app://ui/index.html')),
        image: await loaded(Object.assign(new Image(), { src: `${url}x.png` })),
        script: await loaded(Object.assign(document.createElement('script'), { src: `${url}x.js` })),
        dataModule: await outcome(() => import(script)),
        socket: await new Promise<string>((resolve) => {
          try {
            const socket = new WebSocket(url.replace('http', 'ws'));
            socket.addEventListener('open', () => resolve('done'));
            socket.addEventListener('error', () => resolve('refused'));
          } catch {
            resolve('refused');
          }
        }),
        worker: await new Promise<string>((resolve) => {
          try {
            const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
            worker.addEventListener('message', () => resolve('done'));
            worker.addEventListener('error', () => resolve('refused'));
          } catch {
            resolve('refused');
          }
        }),
        beacon: String(navigator.sendBeacon(url)),
      };
      // violations are reported a moment later
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { answers, inlineRan: 'inlineRan' in window, outline: getComputedStyle(document.body).outlineWidth, violations };
    },
    [outside.url, 'data:text/javascript,export default 1'] as const,
  );
  const { evaluated, beacon: _beacon, ...others } = results.answers;
  expect(evaluated).toBe('EvalError');
  for (const [name, outcome] of Object.entries(others)) expect(outcome, name).toBe('refused');
  expect(results.inlineRan).toBe(false);
  expect(results.outline).not.toBe('7px');
  expect([...new Set(results.violations)].sort()).toEqual(
    expect.arrayContaining(['script-src-elem', 'script-src-attr', 'style-src-elem', 'frame-src', 'connect-src', 'img-src', 'worker-src']),
  );
  // the second net: also without the policy of a page nothing leaves
  const direct = await app.electron.evaluate(
    ({ BrowserWindow, session }, url) =>
      Promise.all(
        [BrowserWindow.getAllWindows()[0]!.webContents.session, session.defaultSession].map((own) =>
          own.fetch(url).then(
            () => 'done',
            () => 'refused',
          ),
        ),
      ),
    outside.url,
  );
  expect(direct).toEqual(['refused', 'refused']);
  expect(outside.hits()).toBe(0);
  await outside.close();
});

test('the policy comes as a header with a new nonce for every load', async ({ app }) => {
  const load = (): Promise<{ policy: string; page: string; type: string }> =>
    app.electron.evaluate(async ({ BrowserWindow }) => {
      const response = await BrowserWindow.getAllWindows()[0]!.webContents.session.fetch('app://ui/index.html');
      return {
        policy: response.headers.get('content-security-policy') ?? '',
        page: await response.text(),
        type: response.headers.get('content-type') ?? '',
      };
    });
  const [first, second] = [await load(), await load()];
  const nonce = /'nonce-([^']+)'/.exec(first.policy)?.[1] ?? '';
  expect(nonce.length).toBeGreaterThanOrEqual(22);
  expect(first.page).toContain(`<meta property="csp-nonce" nonce="${nonce}">`);
  expect(second.policy).not.toContain(nonce);
  expect(first.policy).toContain(`default-src 'none'`);
  expect(first.policy).not.toContain('unsafe-eval');
  expect(first.policy).not.toMatch(/script-src[^;]*unsafe/);
});

test('app:// serves the built files and nothing else', async ({ app }) => {
  const answers = await app.electron.evaluate(
    async ({ BrowserWindow }, addresses) => {
      const { session } = BrowserWindow.getAllWindows()[0]!.webContents;
      const results: [string, number][] = [];
      for (const address of addresses)
        results.push([
          address,
          await session.fetch(address).then(
            ({ status }) => status,
            () => 0,
          ),
        ]);
      const post = await session.fetch('app://ui/index.html', { method: 'POST', body: 'x' }).then(
        ({ status }) => status,
        () => 0,
      );
      return { results, post };
    },
    [
      'app://ui/index.html',
      'app://ui/',
      'app://ui/../../package.json',
      'app://ui/%2e%2e/%2e%2e/package.json',
      'app://ui/..%2f..%2fpackage.json',
      'app://ui/%2e%2e%2fmain/index.cjs',
      'app://ui/assets/..%5c..%5cmain%5cindex.cjs',
      'app://ui/..\\..\\package.json',
      'app://ui/index.html%00',
      'app://ui/index.html%00.png',
      'app://ui/C:/Windows/win.ini',
      'app://ui//etc/passwd',
      'app://ui/%2fetc%2fpasswd',
      'app://ui/assets',
      'app://ui/assets/',
      'app://ui/main/index.cjs',
      'app://ui/INDEX.HTML',
      'app://ui/%69ndex.html',
      'app://other/index.html',
      'app://ui.evil/index.html',
    ],
  );
  const [page, root, ...refused] = answers.results;
  expect(page).toEqual(['app://ui/index.html', 200]);
  expect(root).toEqual(['app://ui/', 200]);
  for (const [address, status] of refused) expect([0, 404], address).toContain(status);
  expect(answers.post).not.toBe(200);
});

test('nobody navigates the window away or opens another', async ({ app }) => {
  const { page } = app;
  const outside = await stranger();
  const before = page.url();
  for (const address of [outside.url, 'file:///etc/passwd', 'data:text/html,<p>x', 'app://ui/assets/none.html', 'chrome://gpu']) {
    await page.evaluate((url) => {
      window.location.href = url;
      const link = document.createElement('a');
      link.href = url;
      document.body.append(link);
      link.click();
      link.target = '_blank';
      link.click();
      const form = document.createElement('form');
      form.action = url;
      document.body.append(form);
      form.submit();
    }, address);
    expect(await page.evaluate((url) => window.open(url) === null, address), `window.open ${address}`).toBe(true);
  }
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  expect(page.url()).toBe(before);
  expect(await page.evaluate(() => window.location.href)).toBe(before);
  expect(
    await app.electron.evaluate(
      ({ webContents }) => webContents.getAllWebContents().filter((contents) => !contents.getURL().startsWith('devtools:')).length,
    ),
  ).toBe(1);
  // the one address that Chromium asks nobody about: our page is back at once
  await page.evaluate(() => (window.location.href = 'about:blank'));
  await expect(page).toHaveURL(before);
  await engineReady(page);
  const webview = await page.evaluate(() => {
    const view = document.createElement('webview');
    view.setAttribute('src', 'data:text/html,x');
    document.body.append(view);
    return 'getWebContentsId' in view;
  });
  expect(webview).toBe(false);
  expect(outside.hits()).toBe(0);
  await outside.close();
});

test('no permission is ever granted and nothing is downloaded', async ({ app }) => {
  const states = await app.page.evaluate(async () => {
    const names = [
      'camera',
      'microphone',
      'geolocation',
      'notifications',
      'clipboard-read',
      'clipboard-write',
      'midi',
      'persistent-storage',
    ];
    const entries = await Promise.all(
      names.map((name) =>
        navigator.permissions.query({ name: name as PermissionName }).then(
          ({ state }) => [name, state] as const,
          () => [name, 'refused'] as const,
        ),
      ),
    );
    const refused = (work: () => Promise<unknown>): Promise<string> =>
      work().then(
        () => 'granted',
        () => 'refused',
      );
    return {
      ...Object.fromEntries(entries),
      request: await Notification.requestPermission(),
      media: await refused(() => navigator.mediaDevices.getUserMedia({ video: true })),
      display: await refused(() => navigator.mediaDevices.getDisplayMedia({ video: true })),
      clipboard: await refused(() => navigator.clipboard.readText()),
    };
  });
  for (const [name, state] of Object.entries(states)) expect(['denied', 'refused'], name).toContain(state);
  await app.electron.evaluate(({ BrowserWindow }) => {
    const seen = globalThis as unknown as { downloads: boolean[] };
    seen.downloads = [];
    BrowserWindow.getAllWindows()[0]!.webContents.session.on('will-download', (event) => seen.downloads.push(event.defaultPrevented));
  });
  await app.page.evaluate(() => {
    const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(new Blob(['x'])), download: 'x.csv' });
    document.body.append(link);
    link.click();
  });
  await expect.poll(() => app.electron.evaluate(() => (globalThis as unknown as { downloads: boolean[] }).downloads)).toEqual([true]);
});
