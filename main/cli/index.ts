import { asFileError } from '../../base/files.ts';
import { systemClock } from '../../base/clock.ts';
import { exitCodeOf, JiadiError } from '../../contract/errors.ts';
import { commands } from './commands/index.ts';
import { createTerminal, languageOf, type Terminal } from './terminal.ts';

/** Runs one command line and returns the exit code of `cli.md`. */
async function main(argv: readonly string[]): Promise<number> {
  const [name, ...args] = argv;
  const flag = args.includes('--lang') ? args[args.indexOf('--lang') + 1] : undefined;
  const abort = new AbortController();
  const terminal = createTerminal(languageOf(flag, process.env), abort.signal, () => systemClock.monotonicMs());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort(new JiadiError('cancelled')));
  // a reader that has seen enough closes its end (`jiadi … | head`)
  process.stdout.on('error', () => process.exit(0));
  try {
    return await run(name, args, terminal);
  } catch (raw) {
    return report(asFileError(raw, ''), terminal);
  }
}

async function run(name: string | undefined, args: readonly string[], terminal: Terminal): Promise<number> {
  const list = Object.keys(commands).join(', ');
  if (name === undefined || name === '--help' || name === 'help') {
    terminal.say(terminal.t('cli.usage', { commands: list }));
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new JiadiError('usage', { problem: terminal.t('cli.unknownCommand', { name, commands: list }) });
  if (args.includes('--help')) {
    terminal.say(command.usage);
    return 0;
  }
  return await command.run(args, terminal);
}

function report(error: unknown, terminal: Terminal): number {
  const cancelled = terminal.signal.aborted;
  const known = cancelled ? new JiadiError('cancelled') : error instanceof JiadiError ? error : null;
  if (known) {
    terminal.say(terminal.sentence(known));
    return exitCodeOf(known.code);
  }
  terminal.say(terminal.sentence(new JiadiError('internal', { log: '' })));
  terminal.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 3;
}

async function start(): Promise<void> {
  process.exitCode = await main(process.argv.slice(2));
}

void start();
