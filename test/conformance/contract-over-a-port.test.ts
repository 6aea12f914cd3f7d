import assert from 'node:assert/strict';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { test } from 'node:test';
import { JiadiError } from '../../contract/errors.ts';
import { connect, type Port, serve } from '../../contract/rpc.ts';
import { createTestWorkspace, temporaryFolder, testEngine, testPassword, typed } from '../support/engine.ts';

const asPort = (port: MessagePort): Port => ({ post: (m) => port.postMessage(m), listen: (on) => void port.on('message', on) });

test('a client behind a port sees what a client in the process sees: results, errors, changes and cancelling', async (t) => {
  const folder = temporaryFolder('port');
  const engine = testEngine();
  await createTestWorkspace(engine, folder.path);
  const { port1, port2 } = new MessageChannel();
  t.after(async () => {
    port1.close();
    await engine.engine.close();
    folder.remove();
  });
  serve(asPort(port1), engine.engine.connect());
  const remote = connect(asPort(port2));
  const far = typed(remote);
  const changed: string[] = [];
  remote.onChanged((nouns) => changed.push(...nouns));
  const near = engine.client();
  const credentials = { account: 'wang', password: testPassword };
  await near.call('workspace.signIn', credentials);
  await far.call('workspace.signIn', credentials);
  const unit = { name: '公安局', code: '', kind: 'city' } as const;
  await near.call('units.add', unit);
  assert.deepEqual(await far.call('units.list', {}), await near.call('units.list', {}));
  assert.ok(changed.includes('unit'));
  const refusal = async (call: Promise<unknown>) =>
    call.then(
      () => null,
      (e: unknown) => (e instanceof JiadiError ? { code: e.code, params: e.params } : e),
    );
  assert.deepEqual(await refusal(far.call('units.add', unit)), await refusal(near.call('units.add', unit)));
  assert.equal(((await refusal(remote.call('no.such', {}))) as { code: string }).code, 'not-found');
  assert.equal(((await refusal(remote.call('units.add', { name: 5 }))) as { code: string }).code, 'invalid-input');
  const abort = new AbortController();
  abort.abort();
  remote.lost();
  assert.equal(
    ((await refusal(Promise.race([remote.call('units.list', {}), Promise.reject(new JiadiError('engine-restarted'))]))) as { code: string })
      .code,
    'engine-restarted',
  );
});

test('messages that are not of the protocol are ignored, and an open call fails when the port is lost', async (t) => {
  const { port1, port2 } = new MessageChannel();
  const engine = testEngine();
  t.after(async () => {
    port1.close();
    await engine.engine.close();
  });
  serve(asPort(port1), engine.engine.connect());
  for (const junk of [
    null,
    7,
    'x',
    {},
    { type: 'call' },
    { type: 'call', id: 'x', method: 'a' },
    { type: 'call', id: 1.5, method: 'a' },
    { type: 'nope', id: 3 },
  ])
    port2.postMessage(junk);
  const remote = connect(asPort(port2));
  assert.equal((await typed(remote).call('workspace.status', {})).state, 'none');
  const silent = connect({ post: () => undefined, listen: () => undefined });
  const open = silent.call('workspace.status', {});
  silent.lost();
  await assert.rejects(open, (e) => e instanceof JiadiError && e.code === 'engine-restarted');
});
