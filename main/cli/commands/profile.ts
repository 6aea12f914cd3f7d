import { JiadiError } from '../../../contract/errors.ts';
import { profileDocument, sensitivityOf } from '../../../engine/profile/index.ts';
import { maskKindOf, maskValue } from '../../../engine/semantics/index.ts';
import { oneFile, readArguments } from '../arguments.ts';
import { table } from '../terminal.ts';
import { structureOf, withLoaded } from '../work.ts';
import type { Command } from './command.ts';

const shown = (value: string | number | null): string => (value === null ? '' : String(value).slice(0, 24));

/** Full profile of one file. */
export const profile: Command = {
  usage: 'jiadi profile FILE [--json] [--reveal] [--encoding NAME] [--sheet NAME] [--empty-as-text] [--html OUT] [--compare OTHER]',
  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, {
      json: { type: 'boolean' },
      reveal: { type: 'boolean' },
      html: { type: 'string' },
      compare: { type: 'string' },
      encoding: { type: 'string' },
      sheet: { type: 'string' },
      'empty-as-text': { type: 'boolean' },
    });
    if (values.html !== undefined) throw new JiadiError('not-supported-yet', { what: '--html' });
    if (values.compare !== undefined) throw new JiadiError('not-supported-yet', { what: '--compare' });
    const path = oneFile(positionals);
    const reading = {
      emptyAsText: values['empty-as-text'] ?? false,
      ...(values.encoding ? { encoding: values.encoding } : {}),
      ...(values.sheet ? { sheet: values.sheet } : {}),
    };
    return await withLoaded(path, reading, terminal, async ({ result, runner }) => {
      const structure = await structureOf(result, runner, terminal);
      const document = profileDocument({
        structure,
        file: path,
        profile: result.profile,
        malformed: result.malformed.sample,
        seconds: result.seconds,
        sensitivityOf: ({ semantic }) => sensitivityOf(semantic),
        ...(values.reveal
          ? {}
          : {
              mask: ({ semantic }: { readonly semantic: string | null }, value: string | number) =>
                maskKindOf(semantic) === 'none' ? value : maskValue(semantic, String(value)),
            }),
      });
      if (values.json) terminal.out(JSON.stringify(document));
      else printProfile(document, terminal);
      return 0;
    });
  },
};

function printProfile(document: ReturnType<typeof profileDocument>, terminal: Parameters<Command['run']>[1]): void {
  const seconds = (document.seconds.import + document.seconds.profile).toFixed(2);
  terminal.out(
    terminal.t('cli.profile.summary', {
      file: document.file,
      rows: document.rows,
      columns: document.columns.length,
      malformed: document.malformed.length,
      duplicates: document.duplicateRows,
      seconds,
    }),
  );
  const head = (['column', 'type', 'semantic', 'nulls', 'distinct', 'min', 'max', 'top'] as const).map((key) =>
    terminal.t(`cli.table.${key}`),
  );
  const rows = document.columns.map((c) => [
    c.name,
    c.type,
    c.semantic ?? '',
    String(c.nulls),
    `${c.distinct.exact ? '' : '≈'}${c.distinct.count}`,
    shown(c.min),
    shown(c.max),
    c.top
      .slice(0, 3)
      .map((v) => `${shown(v.value)}(${v.count})`)
      .join(' '),
  ]);
  for (const line of table([head, ...rows])) terminal.out(line);
}
