import type { ExchangeFormat, ExchangeNote, RuleFormat } from '../../contract/methods/rules.ts';
import { type Exported, readForeign, writeForeign, yamlOf } from './exchange/index.ts';
import { type FindSet, noSets } from './resolve.ts';
import { readRuleFile } from './rule-file.ts';

/** A file of rules as a rule set of ours. */
export interface ReadRules {
  readonly format: RuleFormat;
  readonly name: string;
  readonly yaml: string;
  readonly count: number;
  readonly notes: readonly ExchangeNote[];
}

/** Reads a file of rules in any form, with what became of each of its checks; a file of ours is kept to the letter. */
export function importRules(
  text: string,
  file: string,
  options: { readonly find?: FindSet; readonly format?: RuleFormat | undefined } = {},
): ReadRules {
  const foreign = readForeign(text, file, options.format);
  if (foreign) {
    const { format, name, rules, notes } = foreign;
    return { format, name, yaml: yamlOf(foreign), count: rules.length, notes };
  }
  const { name, rules } = readRuleFile(text, file, options.find ?? noSets);
  const notes = rules.map((rule): ExchangeNote => {
    const id = rule.spec?.id ?? (rule.spec === null ? rule.id : '');
    const kind = rule.spec?.kind ?? (rule.spec === null ? rule.kind : '');
    return {
      what: `${id} ${kind}`.trim(),
      rule: id,
      outcome: rule.spec ? 'exact' : 'differs',
      reasons: rule.spec ? [] : ['invalid-rule'],
      about: '',
    };
  });
  return { format: 'jiadi', name, yaml: text, count: rules.length, notes };
}

/** The rules of a set, inherited ones among them, in a form of others. */
export function exportRules(yaml: string, name: string, format: ExchangeFormat, find: FindSet): Exported {
  const { nullLike, rules } = readRuleFile(yaml, name, find);
  return writeForeign(
    {
      name,
      nullLike,
      rules: rules.flatMap(({ spec }) => (spec ? [spec] : [])),
      unread: rules.flatMap((rule) => (rule.spec ? [] : [{ id: rule.id, kind: rule.kind }])),
    },
    format,
  );
}

/** What became of each check over two steps: from one form of others to ours, and on to another. */
export function chained(first: readonly ExchangeNote[], second: readonly ExchangeNote[]): readonly ExchangeNote[] {
  if (second.length === 0) return first;
  const after = new Map(second.map((note) => [note.rule, note]));
  const known = new Set(first.map((note) => note.rule));
  const worst = ['exact', 'differs', 'lost'] as const;
  const joined = first.map((note): ExchangeNote => {
    const next = note.rule === null ? undefined : after.get(note.rule);
    if (!next) return note;
    const outcome = worst[Math.max(worst.indexOf(note.outcome), worst.indexOf(next.outcome))] ?? note.outcome;
    return { ...note, outcome, reasons: [...new Set([...note.reasons, ...next.reasons])], about: next.about || note.about };
  });
  return [...joined, ...second.filter((note) => !known.has(note.rule))];
}
