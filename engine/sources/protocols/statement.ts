import { JiadiError } from '../../../contract/errors.ts';
import { silence } from '../faults.ts';
import type { Login } from '../line.ts';

const LOOK_MS = 100;
/** How long the server is given to take note before the connection is cut. */
const STOP_MS = 700;

export interface StatementOptions {
  readonly login: Login;
  readonly signal: AbortSignal;
  /** Ends the statement on the server, by another connection. */
  readonly stopOnServer: () => Promise<void>;
  /** Cuts our own connection. */
  readonly cut: () => void;
}

/**
 * One statement under way: it ends by itself, or because somebody cancels, the server is silent for too long, or what receives the rows fails. In
 * the latter cases the server is told first, then the connection is cut.
 */
export class Statement {
  readonly #options: StatementOptions;
  #quietMs = 0;
  #failure: { readonly cause: unknown } | null = null;
  #fail: (cause: unknown) => void = () => undefined;

  constructor(options: StatementOptions) {
    this.#options = options;
  }

  /** True when nothing is to be taken any more. */
  get over(): boolean {
    return this.#failure !== null;
  }

  /** Notes that the server gave something. */
  touch(): void {
    this.#quietMs = 0;
  }

  /** Runs `take`; its failure ends the statement. */
  take(take: () => void): void {
    if (this.#failure) return;
    this.#quietMs = 0;
    try {
      take();
    } catch (error) {
      // thrown on, it would end the thread: the libraries do not expect listeners to fail
      this.#fail(error);
    }
  }

  /** The result of `work`, or the reason why it was ended. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const { signal, login } = this.#options;
    if (signal.aborted) throw new JiadiError('cancelled');
    const ended = new Promise<never>((_, reject) => {
      this.#fail = (cause) => {
        if (this.#failure) return;
        this.#failure = { cause };
        void this.#stop().then(() => reject(cause));
      };
    });
    const onAbort = (): void => this.#fail(new JiadiError('cancelled'));
    signal.addEventListener('abort', onAbort, { once: true });
    const timer = setInterval(() => {
      this.#quietMs += LOOK_MS;
      if (this.#quietMs > login.statementMs) this.#fail(silence(login));
    }, LOOK_MS);
    const running = work();
    // what the cut connection still says is of no interest
    running.catch(() => undefined);
    try {
      const value = await Promise.race([running, ended]);
      // it ended by itself while the server was being told to stop
      if (this.#failure) await ended;
      return value;
    } catch (error) {
      if (this.#failure) throw await ended.catch((cause: unknown) => cause);
      throw error;
    } finally {
      clearInterval(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }

  async #stop(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, STOP_MS);
    });
    await Promise.race([this.#options.stopOnServer().catch(() => undefined), late]);
    clearTimeout(timer);
    this.#options.cut();
  }
}

const LEAVE_MS = 1000;

/** Says goodbye without making anybody wait; a server that does not answer is cut off. */
export function leave(end: () => Promise<void>, cut: () => void): void {
  const timer = setTimeout(cut, LEAVE_MS);
  void end()
    .catch(() => undefined)
    .finally(() => {
      clearTimeout(timer);
      cut();
    });
}
