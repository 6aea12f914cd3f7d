import { isoUtc } from '../../base/clock.ts';
import { isJiadiError, JiadiError } from '../../contract/errors.ts';
import type { Background, EngineHost, LinkState, OpenWorkspace } from '../context.ts';
import { type Commit, pushAll } from './push.ts';
import { countByState, getPlatform } from './store.ts';

export interface PusherOptions {
  readonly host: EngineHost;
  readonly commit: Commit;
  /** Called when the line's state changed. */
  readonly changed: () => void;
}

export interface Pusher extends Readonly<Background['pusher']> {
  start(workspace: OpenWorkspace): void;
  stop(): Promise<void>;
  /** Something new waits: send it soon. */
  kick(): void;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;
const SOON_MS = 50;
/** While nothing waits, how often heads are compared. */
const IDLE_CHECK_MS = 300_000;

/**
 * Sends by itself while a workspace is open: at once when something is approved, again with growing, jittered waits while there is
 * no answer, and on its own when the platform comes back. One request at a time.
 */
export function createPusher(options: PusherOptions): Pusher {
  const { host } = options;
  let workspace: OpenWorkspace | null = null;
  let link: LinkState = { state: 'none', lastError: null, nextTryAt: null, headsEqual: false };
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let abort = new AbortController();
  let failures = 0;

  const show = (next: LinkState): void => {
    link = next;
    options.changed();
  };

  const schedule = (waitMs: number): string => {
    if (timer) clearTimeout(timer);
    timer = setTimeout(() => void run(abort.signal).catch(() => undefined), waitMs);
    timer.unref();
    return isoUtc(host.clock.nowMs() + waitMs);
  };

  // full jitter, so that many workspaces do not come back all at once
  const waitMs = (): number => {
    const cap = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 12));
    const [a = 0, b = 0] = host.random.bytes(2);
    return Math.max(250, Math.round((cap * (a * 256 + b)) / 65_536));
  };

  const failed = (error: unknown): void => {
    const known = isJiadiError(error) ? error : new JiadiError('internal', { log: '' }, error);
    if (!isJiadiError(error)) host.log.write('push-failed', { error });
    failures += 1;
    const refused = known.code !== 'offline';
    const asked = Number(known.params.retryAfterMs ?? 0);
    const nextTryAt = schedule(Math.max(asked, refused ? LONGEST_WAIT_MS : waitMs()));
    show({ state: refused ? 'refused' : 'offline', lastError: { code: known.code, params: known.params }, nextTryAt, headsEqual: false });
  };

  const run = async (signal: AbortSignal): Promise<void> => {
    if (running) return await running;
    const open = workspace;
    if (!open || !getPlatform(open.db)) {
      show({ state: 'none', lastError: null, nextTryAt: null, headsEqual: false });
      return;
    }
    if (timer) clearTimeout(timer);
    const joined = AbortSignal.any([signal, abort.signal]);
    const work = async (): Promise<void> => {
      if (link.state !== 'online') show({ ...link, state: 'connecting' });
      try {
        const headsEqual = await pushAll({ workspace: open, commit: options.commit, signal: joined });
        failures = 0;
        const nextTryAt = schedule(IDLE_CHECK_MS);
        const waiting = (countByState(open.db).get('queued') ?? 0) > 0;
        show({ state: 'online', lastError: null, nextTryAt: waiting ? nextTryAt : null, headsEqual });
      } catch (error) {
        if (abort.signal.aborted) return;
        failed(error);
        throw error;
      }
    };
    running = work().finally(() => {
      running = null;
    });
    await running;
  };

  return {
    start: (opened) => {
      workspace = opened;
      abort = new AbortController();
      failures = 0;
      schedule(SOON_MS);
    },
    stop: async () => {
      abort.abort();
      if (timer) clearTimeout(timer);
      await running?.catch(() => undefined);
      workspace = null;
      link = { state: 'none', lastError: null, nextTryAt: null, headsEqual: false };
    },
    kick: () => {
      failures = 0;
      if (workspace && !running) schedule(SOON_MS);
    },
    push: run,
    link: () => link,
  };
}
