import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { silentLog } from '../../../base/log.ts';
import { connect, type EngineClient } from '../../../contract/rpc.ts';
import { createEngineHost } from '../../../main/engine-host.ts';
import type { FromEngineProcess, ToEngineProcess } from '../../../main/shell/engine-wire.ts';
import { createLoopWatch } from '../../../main/shell/loop-watch.ts';
import { createTestWorkspace, temporaryFolder, testEngine, testPassword } from '../../support/engine.ts';

/** The engine host over real message channels, as main and its windows see it. */
function hosted(test = testEngine()) {
  let onMessage: (message: ToEngineProcess) => void = () => undefined;
  let onPort: Parameters<Parameters<typeof createEngineHost>[0]['channel']['listen']>[1] = () => undefined;
  const answers = new Map<number, (value: unknown) => void>();
  let exits = 0;
  const host = createEngineHost({
    engine: test.engine,
    log: silentLog,
    delay: createLoopWatch(),
    exit: () => (exits += 1),
    channel: {
      post: (message: FromEngineProcess) => {
        if (message.type === 'answer') answers.get(message.id)?.(message.value);
      },
      listen: (message, port) => {
        onMessage = message;
        onPort = port;
      },
    },
  });
  let nextId = 1;
  const open: { close(): void }[] = [];
  return {
    host,
    exits: () => exits,
    grant: (path: string): Promise<unknown> =>
      new Promise((resolve) => {
        const id = nextId++;
        answers.set(id, resolve);
        onMessage({ type: 'ask', id, name: 'grant', input: { path, use: 'folder' } });
      }),
    window: (): { readonly client: EngineClient; readonly received: unknown[]; close(): Promise<void> } => {
      const { port1, port2 } = new MessageChannel();
      const received: unknown[] = [];
      onPort({ post: (m) => port1.postMessage(m), listen: (f) => port1.on('message', f), onClose: (f) => port1.on('close', f) });
      port2.on('message', (message) => received.push(message));
      const closed = new Promise<void>((resolve) => port1.on('close', () => setImmediate(resolve)));
      open.push(port2);
      return {
        client: connect({ post: (m) => port2.postMessage(m), listen: (f) => port2.on('message', f) }),
        received,
        close: () => {
          port2.close();
          return closed;
        },
      };
    },
    end: async () => {
      for (const port of open) port.close();
      await host.stop();
    },
  };
}

test('a grant that main asked for opens a folder to a window', async () => {
  const folder = temporaryFolder('host');
  const { window, grant, end } = hosted();
  const { client } = window();
  const token = await grant(folder.path);
  await assert.rejects(client.call('workspace.openFolder', { folder: token }), { code: 'not-found' });
  await assert.rejects(client.call('workspace.openFolder', { folder: folder.path }), { code: 'grant-expired' });
  await end();
  folder.remove();
});

test('a message over 1 MiB is answered with limit-reached and the port goes on', async () => {
  const { window, end } = hosted();
  const { client } = window();
  await assert.rejects(client.call('workspace.status', { junk: 'x'.repeat(1_100_000) }), { code: 'limit-reached' });
  assert.equal(((await client.call('workspace.status', {})) as { state: string }).state, 'none');
  await end();
});

test('a window that closes is signed out and told nothing more; the workspace closes with its last window', async () => {
  const folder = temporaryFolder('host');
  const engine = testEngine();
  await createTestWorkspace(engine, folder.path);
  const { window, end } = hosted(engine);
  const first = window();
  const second = window();
  await first.client.call('workspace.signIn', { account: 'wang', password: testPassword });
  await first.close();
  const told = first.received.length;
  assert.equal(((await second.client.call('workspace.status', {})) as { state: string }).state, 'locked');
  // nobody is signed in any more, so an engine of its own may open the workspace
  const other = testEngine();
  const client = other.client();
  await client.call('workspace.openFolder', { folder: other.engine.grants.add(folder.path, 'folder') });
  assert.equal((await client.call('workspace.signIn', { account: 'li', password: testPassword })).state, 'open');
  assert.equal(first.received.length, told);
  await other.engine.close();
  await end();
  folder.remove();
});

test('stopping closes the engine once and ends the process', async () => {
  const { host, exits } = hosted();
  await Promise.all([host.stop(), host.stop()]);
  assert.equal(exits(), 1);
});
