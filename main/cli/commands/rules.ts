import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { sizeOfInput, withFileErrors, writeFileDurably } from '../../../base/files.ts';
import { JiadiError } from '../../../contract/errors.ts';
import { type ExchangeNote, ruleFormat, type RuleFormat } from '../../../contract/methods/rules.ts';
import { chained, exportRules, importRules } from '../../../engine/rules/index.ts';
import { readArguments } from '../arguments.ts';
import { setsBeside } from '../rule-sets.ts';
import { table, type Terminal } from '../terminal.ts';
import type { Command } from './command.ts';

const usage = `jiadi rules convert IN OUT [--from ${ruleFormat.options.join('|')}] [--to …] [--json]`;
const RULE_BYTES_MAX = 5_000_000;

/** Rules of other tools as rules of ours and back, with an account of what could not be carried over. */
export const rules: Command = {
  usage,
  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, { from: { type: 'string' }, to: { type: 'string' }, json: { type: 'boolean' } });
    const [verb, from, to, ...more] = positionals;
    if (verb !== 'convert' || from === undefined || to === undefined || more.length > 0) throw new JiadiError('usage', { problem: usage });
    if (sizeOfInput(from) > RULE_BYTES_MAX) throw new JiadiError('file-too-large', { file: basename(from), limit: '5 MB' });
    const text = withFileErrors(from, () => readFileSync(from, 'utf8'));
    const read = importRules(text, basename(from), { find: setsBeside(from), format: formatNamed(values.from, '--from') });
    const target = formatNamed(values.to, '--to') ?? byEnding(to);
    const written = target === 'jiadi' ? { text: read.yaml, notes: [] } : exportRules(read.yaml, read.name, target, setsBeside(from));
    writeFileDurably(to, written.text, 0o644);
    const notes = chained(read.notes, written.notes);
    if (values.json) terminal.out(JSON.stringify({ from: read.format, to: target, rules: read.count, notes }));
    else print(notes, terminal);
    return notes.some((note) => note.outcome === 'lost') ? 1 : 0;
  },
};

function formatNamed(name: string | undefined, option: string): RuleFormat | undefined {
  if (name === undefined) return undefined;
  const known = ruleFormat.safeParse(name);
  if (!known.success) throw new JiadiError('usage', { problem: `${option} ${ruleFormat.options.join('|')}` });
  return known.data;
}

/** YAML is our own form; two others end in .json. */
function byEnding(path: string): RuleFormat {
  if (extname(path).toLowerCase() !== '.json') return 'jiadi';
  throw new JiadiError('usage', { problem: '--to gx|frictionless' });
}

function print(notes: readonly ExchangeNote[], terminal: Terminal): void {
  const rows = notes.map((note) => [
    terminal.t(`exchange.outcome.${note.outcome}`),
    note.what,
    [...note.reasons.map((reason) => terminal.t(`exchange.reason.${reason}`)), ...(note.about === '' ? [] : [note.about])].join('; '),
  ]);
  const head = [terminal.t('exchange.outcome'), terminal.t('exchange.check'), terminal.t('exchange.why')];
  if (rows.length > 0) for (const line of table([head, ...rows])) terminal.out(line);
  const count = (outcome: ExchangeNote['outcome']): number => notes.filter((note) => note.outcome === outcome).length;
  terminal.out(terminal.t('exchange.summary', { exact: count('exact'), differs: count('differs'), lost: count('lost') }));
}
