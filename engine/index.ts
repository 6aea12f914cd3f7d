import type { Noun } from '../contract/nouns.ts';
import type { CallOptions, EngineClient } from '../contract/rpc.ts';
import type { EngineCore, EngineHost, Session } from './context.ts';
import { createBackground } from './background.ts';
import { dispatch, isOpenMethod } from './dispatch.ts';
import { createGrants, type Grants } from './grants.ts';
import { verifyPackages } from './sync/index.ts';
import { closeOpenWorkspace } from './workspace/index.ts';

export type { EngineHost } from './context.ts';
export type { Grants } from './grants.ts';
export { createTasks, type TaskHost } from './tasks.ts';

/** The product without a window: everything that `contract/methods` says, for one workspace at a time. */
export interface Engine {
  readonly grants: Grants;
  /** A caller with a sign-in of its own (a window, the command line, a test). */
  connect(): EngineClient;
  /** Ends running work, closes the workspace and the workers. */
  close(): Promise<void>;
}

/** Builds an engine from what touches the world; nothing is read or written until somebody calls. */
export function createEngine(host: EngineHost): Engine {
  const grants = createGrants();
  const listeners = new Set<(nouns: readonly Noun[]) => void>();
  const clients = new Set<{ session: Session | null }>();
  // calls that work on an open workspace; closing it ends them first
  const running = new Map<AbortController, Promise<unknown>>();
  const endRunning = async (): Promise<void> => {
    for (const abort of running.keys()) abort.abort();
    await Promise.all(running.values());
  };

  const core: EngineCore = {
    folder: null,
    workspace: null,
    closeWorkspace: async () => {
      await core.background.stop();
      await endRunning();
      for (const client of clients) client.session = null;
      const { workspace } = core;
      core.workspace = null;
      if (workspace) closeOpenWorkspace(workspace);
    },
    connect: () => connect(),
    othersSignedIn: (client) => [...clients].some((other) => other !== client && other.session !== null),
    changed: (nouns) => {
      for (const listener of listeners) listener(nouns);
      core.background.changed(nouns);
    },
    verifyChecks: { packages: verifyPackages },
    background: createBackground({ host, grants, core: () => core }),
  };

  const connect = (): EngineClient => {
    const client: { session: Session | null } = { session: null };
    clients.add(client);
    return {
      call: (method, input, options: CallOptions = {}) => {
        const abort = new AbortController();
        if (options.signal?.aborted) abort.abort();
        options.signal?.addEventListener('abort', () => abort.abort(), { once: true });
        const result = dispatch({ host, core, grants, client, method, input, options, abort });
        // opening and locking are not ended by locking
        if (!isOpenMethod(method))
          running.set(
            abort,
            result.catch(() => undefined).finally(() => running.delete(abort)),
          );
        return result;
      },
      onChanged: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
  };

  return {
    grants,
    connect,
    close: async () => {
      await core.closeWorkspace();
      await host.tasks.close();
    },
  };
}
