import { JiadiError } from '../../../contract/errors.ts';
import { convertFile, convertFiles, splitSourceName } from '../../../engine/intake/index.ts';
import type { Notice } from '../../../engine/intake/reader.ts';
import { readArguments } from '../arguments.ts';
import { withFilePassword } from '../password.ts';
import { sayTables, taskContext } from '../work.ts';
import type { Command } from './command.ts';

/** Reads any file as intake would and writes it in another form. */
export const convert: Command = {
  usage:
    'jiadi convert FILE OUT [--encoding NAME] [--sheet NAME] [--nested] [--rejects OUT.jsonl] | jiadi convert FILE… --to-dir DIR --as csv|jsonl',
  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, {
      encoding: { type: 'string' },
      sheet: { type: 'string' },
      rejects: { type: 'string' },
      'to-dir': { type: 'string' },
      as: { type: 'string' },
      'empty-as-text': { type: 'boolean' },
      'nested': { type: 'boolean' },
    });
    const context = taskContext(terminal);
    if (values['to-dir'] !== undefined) return await convertMany(positionals, values['to-dir'], values.as, terminal);
    const [file, out, ...more] = positionals;
    if (file === undefined || out === undefined || more.length > 0) throw new JiadiError('usage', { problem: convert.usage });
    const { path, sheet } = splitSourceName(file);
    const options = {
      ...(values.encoding ? { encoding: values.encoding } : {}),
      ...(values.sheet ? { sheet: values.sheet } : {}),
      ...(sheet === null ? {} : { sheet }),
      ...(values.rejects ? { rejects: values.rejects } : {}),
      ...(values['empty-as-text'] ? { emptyAsText: true } : {}),
      ...(values.nested ? { nested: 'columns' as const } : {}),
    };
    const notice = ({ code, count }: Notice): void => {
      if (code === 'several-tables' && !/#\d+$/.test(sheet ?? values.sheet ?? '')) sayTables(terminal, file, count);
    };
    const done = await withFilePassword(terminal, (own) => convertFile(path, out, options, { ...context, ...own, notice }));
    terminal.say(
      terminal.t('cli.convert.done', {
        file,
        out,
        rows: done.read.rowCount,
        malformed: done.read.malformedCount - (done.read.apartCount ?? 0),
      }),
    );
    return 0;
  },
};

async function convertMany(
  files: readonly string[],
  dir: string,
  as: string | undefined,
  terminal: Parameters<Command['run']>[1],
): Promise<number> {
  if (as !== 'csv' && as !== 'jsonl') throw new JiadiError('usage', { problem: '--as csv|jsonl' });
  if (files.length === 0) throw new JiadiError('usage', { problem: terminal.t('cli.missing', { what: terminal.t('cli.file') }) });
  // many files may have many passwords: none is asked for, one may be given for all
  const given = process.env.JIADI_FILE_PASSWORD;
  const context = { ...taskContext(terminal), ...(given ? { password: given } : {}) };
  const { failures } = await convertFiles(files, dir, as, {}, context, ({ file, error }) =>
    terminal.say(`${file}: ${terminal.sentence(error)}`),
  );
  return failures.length > 0 ? 1 : 0;
}
