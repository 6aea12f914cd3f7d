import { isJiadiError } from '../../contract/errors.ts';
import type { ServerFacts } from '../../contract/methods/sources.ts';
import { type Line, type Login, openLine } from '../sources/index.ts';

/**
 * A line for a whole check: what is read is one state of the table where the server can keep it, and a statement that took too long costs the others
 * nothing: where its connection had to be cut, the next one opens another.
 */
export class SteadyLine implements Line {
  readonly #login: Login;
  #line: Line;
  /** The last statement took too long: its connection may have been cut. */
  #doubtful = false;
  #snapshot: string | null = null;
  #renewed = false;

  private constructor(login: Login, line: Line) {
    this.#login = login;
    this.#line = line;
  }

  /** Connects and holds what is read from now on. */
  static async open(login: Login, signal: AbortSignal): Promise<SteadyLine> {
    const line = await openLine(login, signal);
    const steady = new SteadyLine(login, line);
    try {
      await steady.hold(signal);
      return steady;
    } catch (error) {
      line.close();
      throw error;
    }
  }

  get server(): ServerFacts {
    return this.#line.server;
  }

  /** The login by which other lines read the same state, where the server can share it. */
  get shared(): Login {
    return this.#snapshot === null ? this.#login : { ...this.#login, snapshot: this.#snapshot };
  }

  /** True when a connection was replaced: what was read afterwards may be a later state. */
  get renewed(): boolean {
    return this.#renewed;
  }

  async hold(signal: AbortSignal): Promise<string | null> {
    // a line that joins in a snapshot holds nothing of its own
    this.#snapshot = this.#login.snapshot ?? (await this.#line.hold(signal));
    return this.#snapshot;
  }

  async read(...[sql, sink, options]: Parameters<Line['read']>): Promise<void> {
    const doubtful = this.#doubtful;
    try {
      await this.#ask(sql, sink, options);
    } catch (error) {
      if (!doubtful || !isJiadiError(error) || error.code !== 'source-lost') throw error;
      await this.#renew(options.signal);
      // this one may take too long as well
      await this.#ask(sql, sink, options);
    }
  }

  async #ask(...[sql, sink, options]: Parameters<Line['read']>): Promise<void> {
    this.#doubtful = false;
    try {
      await this.#line.read(sql, sink, options);
    } catch (error) {
      this.#doubtful = isJiadiError(error) && error.code === 'source-slow';
      throw error;
    }
  }

  async estimate(sql: string, signal: AbortSignal): Promise<number | null> {
    return await this.#line.estimate(sql, signal);
  }

  async mayWrite(signal: AbortSignal): Promise<boolean | null> {
    return await this.#line.mayWrite(signal);
  }

  close(): void {
    this.#line.close();
  }

  async #renew(signal: AbortSignal): Promise<void> {
    this.#line.close();
    this.#line = await openLine(this.#login, signal);
    this.#renewed = true;
    await this.hold(signal);
  }
}
