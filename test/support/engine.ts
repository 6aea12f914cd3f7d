import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/ids.ts';
import { inlineRunner, type TaskRunner } from '../../base/jobs/index.ts';
import { silentLog } from '../../base/log.ts';
import type { InputOf, OutputOf } from '../../contract/method.ts';
import type { MethodName, Methods } from '../../contract/methods/index.ts';
import type { CallOptions, EngineClient } from '../../contract/rpc.ts';
import { createEngine, createTasks, type Engine } from '../../engine/index.ts';

const resources = join(import.meta.dirname, '../../resources');

/** An engine client whose calls are typed by the contract. */
export interface TypedClient {
  call<M extends MethodName>(method: M, input: InputOf<Methods[M]>, options?: CallOptions): Promise<OutputOf<Methods[M]>>;
}

export const typed = (client: EngineClient): TypedClient => ({
  call: (method, input, options) => client.call(method, input, options) as never,
});

/** A folder that is gone after the test. */
export function temporaryFolder(name: string): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `jiadi-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface TestEngine {
  readonly engine: Engine;
  client(): TypedClient;
}

/** An engine in this process, tasks inline unless a runner is given. */
export function testEngine(options: { readonly clock?: Clock; readonly runner?: TaskRunner } = {}): TestEngine {
  const engine = createEngine({
    clock: options.clock ?? systemClock,
    random: systemRandom,
    log: silentLog,
    tasks: options.runner ?? inlineRunner(createTasks({ resources, today: () => '2026-11-23' })),
    resources,
    appVersion: 'test',
    guestEntry: null,
  });
  return { engine, client: () => typed(engine.connect()) };
}

/** Passwords of the people in a test workspace. */
export const testPassword = 'Test-pass-2026';

/** A new workspace with a steward `wang`, a reviewer `li`, a manager `zhang` and an administrator `admin`, nobody signed in. */
export async function createTestWorkspace(test: TestEngine, folder: string): Promise<void> {
  const person = (account: string, name: string, role: 'steward' | 'reviewer' | 'manager' | 'sysAdmin' | 'auditor') => ({
    account,
    name,
    role,
    password: testPassword,
  });
  await test.client().call('workspace.create', {
    folder: test.engine.grants.add(folder, 'folder'),
    name: '测试工作区',
    unit: '大数据中心',
    people: [
      person('wang', '王工', 'steward'),
      person('li', '李审', 'reviewer'),
      person('zhang', '张主任', 'manager'),
      person('admin', '管理员', 'sysAdmin'),
      person('audit', '审计员', 'auditor'),
    ],
  });
}

/** A client of the engine, signed in. */
export async function signedIn(test: TestEngine, account: string): Promise<TypedClient> {
  const client = test.client();
  await client.call('workspace.signIn', { account, password: testPassword });
  return client;
}
