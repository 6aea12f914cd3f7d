import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog } from '../../../../base/log.ts';
import { readArguments } from '../../../../main/shell/arguments.ts';
import { createRestartPolicy } from '../../../../main/shell/restarts.ts';
import { firstState, openState, parseState } from '../../../../main/shell/state.ts';
import { nextZoom } from '../../../../main/shell/zoom.ts';

test('what does not fit the schema is a first start', () => {
  assert.equal(firstState.settings.language, 'zh-CN');
  const good = { ...firstState, maximised: true };
  assert.deepEqual(parseState(JSON.stringify(good)), good);
  const zoom = { ...firstState, settings: { ...firstState.settings, zoom: 40 } };
  for (const content of [null, '', '{', 'null', '[]', '{"format":2}', JSON.stringify(zoom)])
    assert.deepEqual(parseState(content), firstState, String(content));
});

test('changes are written together, at the latest by flush, and read again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jiadi-state-'));
  const path = join(folder, 'shell.json');
  const store = openState(path, silentLog);
  store.update({ maximised: true });
  store.update({ bounds: { x: 1, y: 2, width: 3, height: 4 } });
  assert.equal(existsSync(path), false);
  store.flush();
  assert.deepEqual(openState(path, silentLog).state, { ...firstState, maximised: true, bounds: { x: 1, y: 2, width: 3, height: 4 } });
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, 40));
  assert.deepEqual(openState(path, silentLog).state, firstState);
  rmSync(folder, { recursive: true });
});

test('a memory that cannot be written is logged and stops nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jiadi-state-'));
  const path = join(folder, 'shell.json');
  mkdirSync(`${path}.part`);
  const events: string[] = [];
  const store = openState(path, { path: null, write: (event) => void events.push(event) });
  store.update({ maximised: true });
  store.flush();
  assert.deepEqual(events, ['state-not-written']);
  assert.equal(store.state.maximised, true);
  rmSync(folder, { recursive: true });
});

test('three restarts within a minute, each after a longer wait; then none, until a minute has passed', () => {
  const policy = createRestartPolicy();
  assert.deepEqual([policy.next(0), policy.next(10_000), policy.next(20_000), policy.next(30_000)], [100, 1_000, 3_000, null]);
  assert.equal(policy.next(95_000), 100);
});

test('zoom goes by steps, from any factor, and stops at both ends', () => {
  assert.deepEqual(
    [nextZoom(1, 1), nextZoom(1, -1), nextZoom(1.7, 1), nextZoom(1.7, -1), nextZoom(3, 1), nextZoom(0.5, -1), nextZoom(2.5, 0)],
    [1.1, 0.9, 1.75, 1.5, 3, 0.5, 1],
  );
});

test('arguments are read with and without an equals sign, relative to the folder of the start', () => {
  assert.deepEqual(readArguments(['.', '--workspace', 'a b', '--no-sandbox'], '/start'), {
    workspace: '/start/a b',
    userData: null,
    sample: false,
  });
  assert.deepEqual(readArguments(['--workspace=/w', '--user-data-dir=/u'], '/'), { workspace: '/w', userData: '/u', sample: false });
  assert.deepEqual(readArguments(['--workspace', '--sample', '--user-data-dir='], '/'), { workspace: null, userData: null, sample: true });
});
