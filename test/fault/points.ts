/**
 * Named points at which a test ends its process. They lie where the program touches the world: a task begins or ends, a file is flushed, renamed or
 * removed, a transaction is about to commit or has committed, a request is under way. All of it is hooked from outside, in the test's own process:
 * the program carries nothing of it, so nobody can pull the trigger in production.
 */
import type * as NodeFs from 'node:fs';
import { writeSync } from 'node:fs';
import { basename } from 'node:path';
import { syncBuiltinESMExports } from 'node:module';
import type { TaskRunner } from '../../base/jobs/index.ts';
import type { Log } from '../../base/log.ts';
import { Database } from '../../base/sqlite/index.ts';

/** File descriptor on which a child tells its parent what has happened; writes are synchronous, so what was told was told before any kill. */
const TELL_FD = 3;

/** What a child says, a line of JSON each. */
export type Told =
  | { readonly type: 'ready' }
  | { readonly type: 'point'; readonly n: number; readonly name: string }
  | { readonly type: 'begun'; readonly act: string }
  | { readonly type: 'confirmed'; readonly act: string; readonly id: string };

/** Tells the parent. */
export function tell(message: Told): void {
  writeSync(TELL_FD, `${JSON.stringify(message)}\n`);
}

/** The points of one child: counted from `arm()`, told to the parent, and deadly at number `killAt`. */
export class Points {
  readonly #killAt: number | null;
  #count = 0;
  #armed = false;

  constructor(killAt: number | null) {
    this.#killAt = killAt;
  }

  /** Counts from here on. */
  arm(): void {
    this.#armed = true;
  }

  pass(name: string): void {
    if (!this.#armed) return;
    this.#count += 1;
    tell({ type: 'point', n: this.#count, name });
    // SIGKILL to oneself is carried out before the call returns: no handler, no flush, no goodbye
    if (this.#count === this.#killAt) process.kill(process.pid, 'SIGKILL');
  }

  /** A runner whose tasks pass points when they begin, report and end. */
  tasks(inner: TaskRunner): TaskRunner {
    return {
      close: () => inner.close(),
      run: async <O>(name: string, input: unknown, options: Parameters<TaskRunner['run']>[2] = {}) => {
        this.pass(`task ${name} begins`);
        let reported = false;
        const onProgress: typeof options.onProgress = (progress) => {
          if (!reported && progress.done > 0) this.pass(`task ${name} is under way`);
          reported ||= progress.done > 0;
          options.onProgress?.(progress);
        };
        const output = await inner.run<O>(name, input, { ...options, onProgress });
        this.pass(`task ${name} ended`);
        return output;
      },
    };
  }

  /** A log whose line for a call is the moment between the commit and the reply. */
  log(): Log {
    return {
      path: null,
      write: (event, fields) => {
        if (event === 'call') this.pass(`call ${fields?.method ?? ''} is done, not answered`);
      },
    };
  }

  /** Hooks files, transactions and requests. */
  hook(): void {
    this.#files();
    this.#transactions();
    this.#requests();
  }

  #files(): void {
    const fs = process.getBuiltinModule('node:fs') as { renameSync: typeof NodeFs.renameSync; fsyncSync: typeof NodeFs.fsyncSync };
    const { renameSync, fsyncSync } = fs;
    fs.renameSync = (from, to) => {
      this.pass(`before rename ${kindOf(String(to))}`);
      renameSync(from, to);
      this.pass(`after rename ${kindOf(String(to))}`);
    };
    fs.fsyncSync = (fd) => {
      this.pass('before fsync');
      fsyncSync(fd);
    };
    syncBuiltinESMExports();
  }

  #transactions(): void {
    // the real method is called with the database it belongs to
    // eslint-disable-next-line typescript/unbound-method
    const real = Database.prototype.transaction;
    const pass = (name: string): void => this.pass(name);
    Database.prototype.transaction = function transaction<T>(this: Database, work: () => T): T {
      if (this.inTransaction || basename(this.path) !== 'workspace.db') return real.call(this, work) as T;
      const result = real.call(this, () => {
        const value = work();
        pass('before commit');
        return value;
      }) as T;
      pass('after commit');
      return result;
    };
  }

  #requests(): void {
    const real = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      const what = `${init?.method ?? 'GET'} ${new URL(input instanceof Request ? input.url : input).pathname.split('/')[2] ?? ''}`;
      this.pass(`before request ${what}`);
      const answer = real(input, init);
      // long enough for the request to reach the other side, too short for most answers to be read
      await new Promise((resolve) => setTimeout(resolve, 3));
      this.pass(`request sent ${what}`);
      const response = await answer;
      this.pass(`answer received ${what}`);
      return response;
    };
  }
}

const kindOf = (path: string): string => (/-\d+\.db$/.test(path) ? 'batch part' : path.endsWith('.db') ? 'data file' : basename(path));
