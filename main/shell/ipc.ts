import { serialize } from 'node:v8';
import { type BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron';
import type { Log } from '../../base/log.ts';
import { JiadiError } from '../../contract/errors.ts';
import {
  messageBytesMax,
  type ShellCall,
  shellCalls,
  type ShellOutput,
  type ShellParsedInput,
  type ShellReply,
} from '../../contract/shell.ts';

/** A handler for every shell call; leaving one out does not compile. */
export type ShellHandlers = {
  readonly [C in ShellCall]: (input: ShellParsedInput<C>, window: BrowserWindow) => ShellOutput<C> | Promise<ShellOutput<C>>;
};

export interface IpcOptions {
  readonly handlers: ShellHandlers;
  readonly log: Log;
  /** The window of ours whose top frame sent this from our own page; null for anybody else. */
  senderWindow(event: IpcMainInvokeEvent): BrowserWindow | null;
}

type AnyHandler = (input: unknown, window: BrowserWindow) => unknown;

/** Answers the closed list of channels: sender, size and schema are checked before a handler sees anything, the answer before it leaves. */
export function serveShellCalls({ handlers, log, senderWindow }: IpcOptions): void {
  for (const name of Object.keys(shellCalls) as ShellCall[]) {
    ipcMain.handle(name, async (event, ...args: unknown[]): Promise<ShellReply<unknown>> => {
      try {
        const window = senderWindow(event);
        if (!window) throw new JiadiError('denied', { role: '' });
        if (serialize(args).byteLength > messageBytesMax) throw new JiadiError('limit-reached', { limit: '1 MiB' });
        const input = shellCalls[name].input.safeParse(args[0]);
        if (!input.success || args.length !== 1) throw new JiadiError('invalid-input', { problem: name });
        const handler = handlers[name] as AnyHandler;
        return { ok: true, output: shellCalls[name].output.parse(await handler(input.data, window)) };
      } catch (error) {
        const known = error instanceof JiadiError ? error : new JiadiError('internal', { log: 'main.log' }, error);
        log.write(known.code === 'internal' ? 'shell-call-failed' : 'shell-call-refused', {
          method: name,
          code: known.code,
          ...(known === error ? {} : { error }),
        });
        return { ok: false, code: known.code, params: known.params };
      }
    });
  }
}
