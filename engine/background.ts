import type { Background, EngineCore, EngineHost, OpenWorkspace } from './context.ts';
import { runAsSystem } from './dispatch.ts';
import type { Grants } from './grants.ts';
import { createPusher } from './sync/index.ts';

/** What an engine does by itself: for now, sending what waits in the outbox. */
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
  return {
    start: (workspace: OpenWorkspace) => pusher.start(workspace),
    stop: () => pusher.stop(),
    changed: (nouns) => {
      if (nouns.includes('resultPackage')) pusher.kick();
    },
    pusher: { push: (signal) => pusher.push(signal), link: () => pusher.link() },
  };
}
