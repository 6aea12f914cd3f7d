import { parseArgs, type ParseArgsConfig } from 'node:util';
import { JiadiError } from '../../contract/errors.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The arguments of a command; an unknown option or a missing value is `usage`. */
export function readArguments<O extends Options>(args: readonly string[], options: O) {
  try {
    return parseArgs({
      args: [...args],
      options: { ...options, lang: { type: 'string' }, help: { type: 'boolean' } },
      allowPositionals: true,
      strict: true,
    });
  } catch (cause) {
    throw new JiadiError('usage', { problem: cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : '' }, cause);
  }
}

/** The one file that a command works on. */
export function oneFile(positionals: readonly string[]): string {
  const [file, ...more] = positionals;
  if (file === undefined) throw new JiadiError('usage', { problem: 'FILE' });
  if (more.length > 0) throw new JiadiError('usage', { problem: `${more[0]}: ?` });
  return file;
}
