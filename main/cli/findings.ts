import { basename, extname } from 'node:path';
import { JiadiError } from '../../contract/errors.ts';
import { kindOf } from '../../engine/rules/index.ts';
import { csvWriter, jsonlWriter, type TableWriter, type WriteColumn, xlsxWriter } from '../../engine/table/write/index.ts';
import type { Terminal } from './terminal.ts';

/** Writes a list of findings in the format of its file's name. */
export function findingsWriter(path: string, columns: readonly WriteColumn[]): TableWriter {
  const format = extname(path).toLowerCase();
  if (format === '.csv') return csvWriter(path, columns, { escapeFormulas: true });
  if (format === '.xlsx') return xlsxWriter(path, columns);
  if (format === '.jsonl') return jsonlWriter(path, columns);
  throw new JiadiError('format-unsupported', { file: basename(path), format });
}

/** The sentence of a finding, in the person's language, with the rule's own values filled in. */
export function reasonOf(
  reason: { readonly code: string; readonly params: Readonly<Record<string, string | number | boolean | null>> },
  terminal: Terminal,
): string {
  const kind = kindOf(reason.code.replace(/^rule\./, ''));
  const sentence = kind?.text[terminal.language].reason ?? reason.code;
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(reason.params[name] ?? ''));
}
