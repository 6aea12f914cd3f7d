import type { Noun } from '../../contract/nouns.ts';
import { type CallOptions, connect, type EngineClient, type Port } from '../../contract/rpc.ts';

/** What was changed: some nouns, or everything (the engine came back after a crash). */
export type Changed = readonly Noun[] | 'all';

/** A port that the preload handed over. */
export const portOf = (port: MessagePort): Port => ({
  post: (message) => port.postMessage(message),
  listen: (onMessage) => {
    port.addEventListener('message', (event: MessageEvent<unknown>) => onMessage(event.data));
    port.start();
  },
});

function createLink() {
  let client: (EngineClient & { lost(): void }) | null = null;
  let waiting: ((ready: EngineClient) => void)[] = [];
  const listeners = new Set<(nouns: Changed) => void>();
  const tell = (nouns: Changed): void => {
    for (const listener of listeners) listener(nouns);
  };
  return {
    /** Takes a (new) port; open calls of the old one fail with `engine-restarted` and queries are asked again. */
    attach: (port: Port): void => {
      const before = client;
      const next = connect(port);
      client = next;
      next.onChanged(tell);
      before?.lost();
      for (const ready of waiting) ready(next);
      waiting = [];
      if (before) tell('all');
    },
    /** Calls the engine; waits for it while it is starting. */
    call: async (method: string, input: unknown, options?: CallOptions): Promise<unknown> => {
      const ready = client ?? (await new Promise<EngineClient>((resolve) => waiting.push(resolve)));
      return ready.call(method, input, options);
    },
    onChanged: (listener: (nouns: Changed) => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Asks every query again, e.g. after somebody else signed in. */
    refreshAll: () => tell('all'),
  };
}

/** The one line to the engine. */
export const link = createLink();
