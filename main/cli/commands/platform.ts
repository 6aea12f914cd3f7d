import { join } from 'node:path';
import { homedir } from 'node:os';
import { systemClock } from '../../../base/clock.ts';
import { ensureFolder } from '../../../base/files.ts';
import { systemRandom } from '../../../base/ids.ts';
import { silentLog } from '../../../base/log.ts';
import { JiadiError } from '../../../contract/errors.ts';
import { startPlatform } from '../../../platform/index.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from './command.ts';

const DEFAULT_PORT = 8787;

/** The platform receiver. */
export const platform: Command = {
  usage: 'jiadi platform serve [--port N] [--db URL] [--dir DIR] [--host ADDRESS]',
  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, {
      port: { type: 'string' },
      db: { type: 'string' },
      dir: { type: 'string' },
      host: { type: 'string' },
      json: { type: 'boolean' },
    });
    if (positionals[0] !== 'serve' || positionals.length > 1) throw new JiadiError('usage', { problem: platform.usage });
    const port = values.port === undefined ? DEFAULT_PORT : Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new JiadiError('usage', { problem: '--port N' });
    const dir = values.dir ?? join(homedir(), '.jiadi-platform');
    ensureFolder(dir);
    const running = await startPlatform({
      dir,
      port,
      clock: systemClock,
      random: systemRandom,
      log: silentLog,
      ...(values.db ? { dbUrl: values.db } : {}),
      ...(values.host ? { host: values.host } : {}),
    });
    // one line for scripts; the token is a secret between the operator and the steward and goes to people only
    terminal.out(
      values.json
        ? JSON.stringify({ url: running.url, keyId: running.keyId, platform: running.platform })
        : terminal.t('cli.platform.listening', { url: running.url }),
    );
    terminal.say(terminal.t('cli.platform.token', { token: running.enrolToken }));
    terminal.say(terminal.t('cli.platform.key', { key: running.keyId }));
    terminal.say(terminal.t('cli.platform.stop'));
    await new Promise<void>((resolve) => {
      // a signal handler alone does not keep the process alive, the server does
      if (terminal.signal.aborted) resolve();
      terminal.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await running.close();
    terminal.say(terminal.t('cli.platform.stopped'));
    return 0;
  },
};
