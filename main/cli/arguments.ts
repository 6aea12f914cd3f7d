import { parseArgs, type ParseArgsConfig } from 'node:util';
import { JiadiError } from '../../contract/errors.ts';
import type { LoadOptions } from './work.ts';

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

/** How a file is to be read, as every command that loads one takes it. */
export const readingOptions = {
  'encoding': { type: 'string' },
  'sheet': { type: 'string' },
  'empty-as-text': { type: 'boolean' },
  'nested': { type: 'boolean' },
} as const;

/** What was said of how a file is to be read. */
export function readingOf(values: {
  readonly 'encoding'?: string | undefined;
  readonly 'sheet'?: string | undefined;
  readonly 'empty-as-text'?: boolean | undefined;
  readonly 'nested'?: boolean | undefined;
}): LoadOptions {
  return {
    emptyAsText: values['empty-as-text'] ?? false,
    ...(values.encoding ? { encoding: values.encoding } : {}),
    ...(values.sheet ? { sheet: values.sheet } : {}),
    ...(values.nested ? { nested: 'columns' } : {}),
  };
}

/** The one file that a command works on. */
export function oneFile(positionals: readonly string[]): string {
  const [file, ...more] = positionals;
  if (file === undefined) throw new JiadiError('usage', { problem: 'FILE' });
  if (more.length > 0) throw new JiadiError('usage', { problem: `${more[0]}: ?` });
  return file;
}
