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

const none: LinkState = { state: 'none', lastError: null, nextTryAt: null, headsEqual: false };

/**
 * Sends by itself while a workspace is open: at once when something is approved, again with growing, jittered waits while there is
 * no answer, and on its own when the platform comes back. One request at a time.
 */
class OwnPusher implements Pusher {
  readonly #options: PusherOptions;
  #workspace: OpenWorkspace | null = null;
  #link: LinkState = none;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #abort = new AbortController();
  #failures = 0;

  constructor(options: PusherOptions) {
    this.#options = options;
  }

  start(opened: OpenWorkspace): void {
    this.#workspace = opened;
    this.#abort = new AbortController();
    this.#failures = 0;
    this.#schedule(SOON_MS);
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running?.catch(() => undefined);
    this.#workspace = null;
    this.#link = none;
  }

  kick(): void {
    this.#failures = 0;
    if (this.#workspace && !this.#running) this.#schedule(SOON_MS);
  }

  link(): LinkState {
    return this.#link;
  }

  async push(signal: AbortSignal): Promise<void> {
    if (this.#running) return await this.#running;
    const workspace = this.#workspace;
    if (!workspace || !getPlatform(workspace.db)) {
      this.#show(none);
      return;
    }
    if (this.#timer) clearTimeout(this.#timer);
    this.#running = this.#exchange(workspace, AbortSignal.any([signal, this.#abort.signal])).finally(() => {
      this.#running = null;
    });
    await this.#running;
  }

  async #exchange(workspace: OpenWorkspace, signal: AbortSignal): Promise<void> {
    if (this.#link.state !== 'online') this.#show({ ...this.#link, state: 'connecting' });
    try {
      const headsEqual = await pushAll({ workspace, commit: this.#options.commit, signal });
      this.#failures = 0;
      const nextTryAt = this.#schedule(IDLE_CHECK_MS);
      const waiting = (countByState(workspace.db).get('queued') ?? 0) > 0;
      this.#show({ state: 'online', lastError: null, nextTryAt: waiting ? nextTryAt : null, headsEqual });
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.#failed(error);
      throw error;
    }
  }

  #failed(error: unknown): void {
    const known = isJiadiError(error) ? error : new JiadiError('internal', { log: '' }, error);
    if (!isJiadiError(error)) this.#options.host.log.write('push-failed', { error });
    this.#failures += 1;
    const refused = known.code !== 'offline' && known.code !== 'cancelled';
    const asked = Number(known.params.retryAfterMs ?? 0);
    const nextTryAt = this.#schedule(Math.max(asked, refused ? LONGEST_WAIT_MS : this.#waitMs()));
    this.#show({
      state: refused ? 'refused' : 'offline',
      lastError: { code: known.code, params: known.params },
      nextTryAt,
      headsEqual: false,
    });
  }

  /** Full jitter, so that many workspaces do not come back all at once. */
  #waitMs(): number {
    const cap = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(this.#failures, 12));
    const [a = 0, b = 0] = this.#options.host.random.bytes(2);
    return Math.max(250, Math.round((cap * (a * 256 + b)) / 65_536));
  }

  #schedule(waitMs: number): string {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.push(this.#abort.signal).catch(() => undefined), waitMs);
    this.#timer.unref();
    return isoUtc(this.#options.host.clock.nowMs() + waitMs);
  }

  #show(next: LinkState): void {
    this.#link = next;
    this.#options.changed();
  }
}

/** A pusher that does nothing until a workspace is opened. */
export function createPusher(options: PusherOptions): Pusher {
  return new OwnPusher(options);
}
