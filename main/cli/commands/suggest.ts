import { stringify } from 'yaml';
import { writeFileDurably } from '../../../base/files.ts';
import { basename } from 'node:path';
import { tDynamic } from '../../../contract/text/index.ts';
import { suggestDocument, suggestRules } from '../../../engine/rules/index.ts';
import { oneFile, readArguments, readingOf, readingOptions } from '../arguments.ts';
import { table } from '../terminal.ts';
import { structureOf, today, withLoaded } from '../work.ts';
import type { Command } from './command.ts';

/** Rules that a file's profile speaks for, each with its evidence. */
export const suggest: Command = {
  usage: 'jiadi suggest FILE [--yaml OUT] [--json] [--empty-as-text] [--nested] [--encoding NAME] [--sheet NAME]',
  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, {
      json: { type: 'boolean' },
      yaml: { type: 'string' },
      ...readingOptions,
    });
    const path = oneFile(positionals);
    const reading = readingOf(values);
    return await withLoaded(path, reading, terminal, async ({ result, runner }) => {
      const suggestions = suggestRules(result.profile, today(), await structureOf(result, runner, terminal));
      if (values.yaml !== undefined)
        writeFileDurably(values.yaml, stringify({ ruleSet: basename(path), version: 1, rules: suggestions.map((s) => s.rule) }), 0o644);
      const language = values.json ? 'en' : terminal.language;
      const document = suggestDocument(suggestions, (evidence) => tDynamic(language, `evidence.${evidence.code}`, evidence.params));
      if (values.json) terminal.out(JSON.stringify(document));
      else {
        const head = (['rule', 'support', 'failed', 'evidence'] as const).map((key) => terminal.t(`cli.table.${key}`));
        const rows = document.rules.map((r) => [
          typeof r.rule['id'] === 'string' ? r.rule['id'] : '',
          r.support.toFixed(4),
          String(r.expectedFailures),
          r.evidence,
        ]);
        for (const line of table([head, ...rows])) terminal.out(line);
      }
      return 0;
    });
  },
};
