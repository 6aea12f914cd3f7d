import type { Background, EngineCore, EngineHost, OpenWorkspace } from './context.ts';
import { runAsSystem, runForPerson } from './dispatch.ts';
import type { Grants } from './grants.ts';
import { createRepairer } from './repair/index.ts';
import { createScheduler } from './schedule/index.ts';
import { createPusher } from './sync/index.ts';
import { createWatcher } from './watch/index.ts';

/** What an engine does by itself: sending what waits in the outbox, taking in what arrives in watched folders, using recipes on new batches, and checks that are due. */
export function createBackground(engine: {
  readonly host: EngineHost;
  readonly grants: Grants;
  readonly core: () => EngineCore;
}): Background {
  const pusher = createPusher({
    host: engine.host,
    changed: () => engine.core().changed(['outbox']),
    commit: (workspace, action, writes, work) =>
      runAsSystem({ host: engine.host, grants: engine.grants, core: engine.core() }, workspace, action, writes, work),
  });
  const watcher = createWatcher({
    host: engine.host,
    changed: () => engine.core().changed(['watch']),
    job: (workspace, userId, signal, work) =>
      runForPerson(
        { host: engine.host, grants: engine.grants, core: engine.core() },
        workspace,
        { userId, method: 'intake.import', signal },
        work,
      ),
  });
  const repairer = createRepairer({
    host: engine.host,
    job: (workspace, userId, signal, work) =>
      runForPerson(
        { host: engine.host, grants: engine.grants, core: engine.core() },
        workspace,
        { userId, method: 'repair.apply', signal },
        work,
      ),
  });
  const scheduler = createScheduler({
    host: engine.host,
    changed: () => engine.core().changed(['schedule']),
    job: (workspace, userId, signal, work) =>
      runForPerson(
        { host: engine.host, grants: engine.grants, core: engine.core() },
        workspace,
        { userId, method: 'quality.run', signal },
        work,
      ),
  });
  return {
    start: (workspace: OpenWorkspace) => {
      pusher.start(workspace);
      watcher.start(workspace);
      repairer.start(workspace);
      scheduler.start(workspace);
    },
    stop: async () => {
      await Promise.all([pusher.stop(), watcher.stop(), repairer.stop(), scheduler.stop()]);
    },
    changed: (nouns) => {
      if (nouns.includes('resultPackage')) pusher.kick();
      if (nouns.includes('batch') || nouns.includes('repair')) repairer.kick();
      if (nouns.includes('batch') || nouns.includes('dataset')) scheduler.kick();
    },
    scheduler: { look: () => scheduler.look() },
    watcher: { look: () => watcher.look(), status: (rule) => watcher.status(rule) },
    pusher: { push: (signal) => pusher.push(signal), link: () => pusher.link() },
  };
}
