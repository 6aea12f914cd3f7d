import { serialize } from 'node:v8';
import { assertNever } from '../base/invariant.ts';
import type { Log } from '../base/log.ts';
import { type EngineClient, type FromEngine, type Port, serve } from '../contract/rpc.ts';
import { type LoopDelay, messageBytesMax } from '../contract/shell.ts';
import type { Engine } from '../engine/index.ts';
import type { FromEngineProcess, ToEngineProcess } from './shell/engine-wire.ts';

/** A window's port, which ends with its page. */
export interface ClosablePort extends Port {
  onClose(listener: () => void): void;
}

/** The engine's end of main's control channel. */
export interface MainChannel {
  post(message: FromEngineProcess): void;
  listen(onMessage: (message: ToEngineProcess) => void, onPort: (port: ClosablePort) => void): void;
}

export interface EngineHostOptions {
  readonly engine: Engine;
  readonly channel: MainChannel;
  readonly log: Log;
  readonly delay: { read(reset: boolean): LoopDelay };
  exit(): void;
}

/** Serves an engine to main and to its windows until `stop`. */
export function createEngineHost(options: EngineHostOptions): { stop(): Promise<void> } {
  const { engine, channel, log } = options;
  let stopping = false;

  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    try {
      await engine.close();
    } catch (error) {
      log.write('close-failed', { error });
    }
    log.write('engine-stopped');
    options.exit();
  };

  const answer = (message: Extract<ToEngineProcess, { type: 'ask' }>): string | LoopDelay | null => {
    switch (message.name) {
      case 'grant':
        return engine.grants.add(message.input.path, message.input.use);
      case 'page':
        return engine.grants.takePage(message.input.token);
      case 'delay':
        return options.delay.read(message.input.reset);
      default:
        return assertNever(message);
    }
  };

  channel.listen(
    (message) => {
      if (message.type === 'ask') channel.post({ type: 'answer', id: message.id, value: answer(message) });
      else if (message.type === 'stop') void stop();
    },
    (port) => serveWindow(port, engine, () => stopping),
  );
  channel.post({ type: 'ready' });
  return { stop };
}

/** Serves one page of a window: its sign-in ends with it, and it is no longer told of changes. */
function serveWindow(port: ClosablePort, engine: Engine, isStopping: () => boolean): void {
  const client = engine.connect();
  const unsubscribe: (() => void)[] = [];
  let open = true;
  const closing: EngineClient = {
    call: (method, input, options) => client.call(method, input, options),
    onChanged: (listener) => {
      const stop = client.onChanged(listener);
      unsubscribe.push(stop);
      return stop;
    },
  };
  port.onClose(() => {
    open = false;
    for (const stop of unsubscribe) stop();
    // refused when nobody was signed in here, which is as good
    if (!isStopping()) client.call('workspace.signOut', {}).catch(() => undefined);
  });
  serve(
    guarded(port, () => open && !isStopping()),
    closing,
  );
}

/** A port that answers over-long messages with `limit-reached` and is silent once its page is gone. */
function guarded(port: Port, isOpen: () => boolean): Port {
  const post = (message: unknown): void => {
    if (isOpen()) port.post(message);
  };
  return {
    post,
    listen: (onMessage) =>
      port.listen((message) => {
        if (!isOpen()) return;
        if (serialize(message).byteLength <= messageBytesMax) onMessage(message);
        else if (typeof message === 'object' && message !== null && 'id' in message && typeof message.id === 'number') {
          post({ type: 'fail', id: message.id, code: 'limit-reached', params: { limit: '1 MiB' } } satisfies FromEngine);
        }
      }),
  };
}
