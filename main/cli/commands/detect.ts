import { JiadiError } from '../../../contract/errors.ts';
import { detectDocument, type SourceDetection, splitSourceName } from '../../../engine/intake/index.ts';
import { tDynamic } from '../../../contract/text/index.ts';
import { readArguments } from '../arguments.ts';
import { withFilePassword } from '../password.ts';
import type { Terminal } from '../terminal.ts';
import { ownRunner } from '../work.ts';
import type { Command } from './command.ts';

/** Encoding, dialect, header, columns with inferred types, without a full load. */
export const detect: Command = {
  usage: 'jiadi detect FILE… [--json] [--encoding NAME] [--sheet NAME] [--nested]',
  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, {
      json: { type: 'boolean' },
      encoding: { type: 'string' },
      sheet: { type: 'string' },
      nested: { type: 'boolean' },
    });
    if (positionals.length === 0) throw new JiadiError('usage', { problem: terminal.t('cli.missing', { what: terminal.t('cli.file') }) });
    const runner = ownRunner();
    let failed = 0;
    for (const given of positionals) {
      const { path, sheet: own } = splitSourceName(given);
      const sheet = own ?? values.sheet;
      try {
        const wanted = {
          ...(values.encoding ? { encoding: values.encoding } : {}),
          ...(sheet ? { sheet } : {}),
          ...(values.nested ? { nested: 'columns' as const } : {}),
        };
        const found = await withFilePassword(terminal, (own) =>
          runner.run<SourceDetection>('intake.shape', { path, wanted, ...own }, { signal: terminal.signal }),
        );
        if (values.json) terminal.out(JSON.stringify(detectDocument(given, found)));
        else {
          const { shape } = found;
          terminal.out(
            terminal.t('cli.detect.summary', {
              file: given,
              format: shape.format,
              encoding: shape.encoding?.name,
              delimiter: JSON.stringify(shape.dialect?.delimiter ?? ''),
              columns: shape.columns.length,
            }),
          );
          for (const c of shape.columns) terminal.out(`  ${c.name}  ${c.type}${c.semantic ? `  ${c.semantic}` : ''}`);
          for (const warning of found.warnings) terminal.say(`  ! ${warningLine(warning, terminal)}`);
        }
      } catch (error) {
        if (positionals.length === 1 || !(error instanceof JiadiError)) throw error;
        failed += 1;
        terminal.say(`${given}: ${terminal.sentence(error)}`);
      }
    }
    return failed > 0 ? 1 : 0;
  },
};

function warningLine({ code, ...params }: SourceDetection['warnings'][number], terminal: Terminal): string {
  const sentence = tDynamic(terminal.language, `intake.warning.${code}`, params);
  if (params.sample === null) return sentence;
  return `${sentence} ${terminal.t(params.reads === null ? 'intake.warning.sample' : 'intake.warning.reads', params)}`;
}
