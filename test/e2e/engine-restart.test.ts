/** kill −9 of the engine and of the program while the window is open. */
import { callEngine, connectEngine, expect, isAlive, launchApp, test } from './support.ts';

const password = 'Test-pass-2026';
const people = [{ account: 'wang', name: '王工', role: 'steward' as const, password }];

test('a killed engine comes back and the window can call again; what was confirmed is there', async ({ app }) => {
  const { page } = app;
  await connectEngine(page);
  const started = await page.evaluate(() => window.jiadi.defaultWorkspace());
  if (!started.ok) throw new Error(started.code);
  await callEngine(page, 'workspace.create', { folder: started.output.grant, name: '测试', unit: '大数据中心', people });
  await callEngine(page, 'workspace.signIn', { account: 'wang', password });
  await callEngine(page, 'settings.set', { key: 'colour', value: 'red' });
  const first = await app.enginePid();
  // a call that is open when the engine dies ends with a clear error instead of hanging
  const open = page.evaluate(
    (input) =>
      window.testEngine.call('workspace.signIn', input).then(
        () => 'answered',
        (error: Error) => error.message,
      ),
    { account: 'wang', password },
  );
  process.kill(first, 'SIGKILL');
  expect(await open).toBe('engine-restarted');
  await page.waitForFunction(() => window.testEngine.ports === 2);
  expect(await app.enginePid()).not.toBe(first);
  expect(await page.evaluate(() => window.testEngine.events.filter(({ type }) => type === 'engine'))).toEqual([
    { type: 'engine', state: 'restarting' },
    { type: 'engine', state: 'ready' },
  ]);
  expect(await callEngine(page, 'workspace.status', {})).toMatchObject({ state: 'none' });
  const again = await page.evaluate(() => window.jiadi.defaultWorkspace());
  if (!again.ok) throw new Error(again.code);
  expect(again.output.exists).toBe(true);
  await callEngine(page, 'workspace.openFolder', { folder: again.output.grant });
  await callEngine(page, 'workspace.signIn', { account: 'wang', password });
  expect(await callEngine(page, 'settings.list', {})).toMatchObject({ colour: 'red' });
  expect(await callEngine(page, 'workspace.verify', {})).toMatchObject({ clean: true, problems: [] });
  await callEngine(page, 'workspace.lock', {});
});

test('after four crashes within a minute the engine stays down, the person is told with the log, and may try again', async ({ app }) => {
  const { page } = app;
  await connectEngine(page);
  await app.electron.evaluate(({ dialog }) => {
    const seen = globalThis as unknown as { boxes: { detail: string; buttons: string[] }[]; answer: (response: number) => void };
    seen.boxes = [];
    dialog.showMessageBox = (options: unknown) =>
      new Promise((resolve) => {
        seen.boxes.push(options as { detail: string; buttons: string[] });
        seen.answer = (response) => resolve({ response, checkboxChecked: false });
      });
  });
  for (let crash = 1; crash <= 4; crash++) {
    const pid = await app.enginePid();
    process.kill(pid, 'SIGKILL');
    if (crash < 4) await page.waitForFunction((ports) => window.testEngine.ports === ports, crash + 1);
  }
  await expect.poll(() => page.evaluate(() => window.testEngine.events.at(-1))).toEqual({ type: 'engine', state: 'failed' });
  const boxes = await app.electron.evaluate(() => (globalThis as unknown as { boxes: { detail: string; buttons: string[] }[] }).boxes);
  expect(boxes).toHaveLength(1);
  expect(boxes[0]!.detail).toContain('engine.log');
  expect(boxes[0]!.buttons).toEqual(['再试一次', '打开日志文件夹', '退出']);
  await app.electron.evaluate(() => (globalThis as unknown as { answer(response: number): void }).answer(0));
  await page.waitForFunction(() => window.testEngine.ports === 5);
  expect(await callEngine(page, 'workspace.status', {})).toMatchObject({ state: 'none' });
});

test('a killed program takes its engine along, and the workspace is free for the next start', async () => {
  const first = await launchApp();
  await connectEngine(first.page);
  const start = await first.page.evaluate(() => window.jiadi.defaultWorkspace());
  if (!start.ok) throw new Error(start.code);
  await callEngine(first.page, 'workspace.create', { folder: start.output.grant, name: '测试', unit: '大数据中心', people });
  await callEngine(first.page, 'workspace.signIn', { account: 'wang', password });
  const engine = await first.enginePid();
  first.electron.process().kill('SIGKILL');
  await expect.poll(() => isAlive(engine), { timeout: 8_000 }).toBe(false);
  const second = await launchApp({ userData: first.userData, workspace: first.workspace });
  await connectEngine(second.page);
  const again = await second.page.evaluate(() => window.jiadi.defaultWorkspace());
  if (!again.ok) throw new Error(again.code);
  await callEngine(second.page, 'workspace.openFolder', { folder: again.output.grant });
  expect(await callEngine(second.page, 'workspace.signIn', { account: 'wang', password })).toMatchObject({ state: 'open' });
  expect(await second.close()).toBe(true);
  await first.close();
});
