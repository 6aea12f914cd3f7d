import type { Batch } from '../../../contract/methods/datasets.ts';
import type { Rule, RuleKindInfo, RuleSet } from '../../../contract/methods/rules.ts';
import type { Language } from '../../../contract/text/index.ts';

/** A rule set in its editor, and the batch on which rules are tried. */
export interface EditorProps {
  readonly set: RuleSet;
  readonly kinds: readonly RuleKindInfo[];
  readonly batch: Batch | null;
  /** A new rule to begin with, not saved yet. */
  readonly start?: Rule | null;
}

/** The screen of a rule set. */
export const routeOfSet = (set: Pick<RuleSet, 'id'>): string => `/rules/${encodeURIComponent(set.id)}`;

export type RuleValue = Rule[string];

/** What all rules share; everything else belongs to the kind. */
export const commonKeys = [
  'id',
  'kind',
  'where',
  'groupBy',
  'threshold',
  'maxFailures',
  'warnAt',
  'of',
  'severity',
  'dimension',
  'description',
] as const;

export const textOf = (value: RuleValue | undefined): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);

/** The kind's name in the window's language. */
export const titleOf = (kind: RuleKindInfo | undefined, fallback: string, language: Language): string =>
  kind ? (language === 'zh-CN' ? kind.title.zh : kind.title.en) : fallback;

/** The name of a rule's kind in the window's language, or what stands there. */
export const kindTitle = (rule: Rule, kinds: readonly RuleKindInfo[], language: Language): string =>
  titleOf(
    kinds.find((kind) => kind.kind === rule['kind']),
    textOf(rule['kind']),
    language,
  );

/** Where a rule of the set comes from; undefined for one that is simply written in it. */
export const originOf = (set: RuleSet, rule: Rule | undefined) =>
  rule && (set.origins.find((one) => one.rule === rule['id']) ?? set.off.find((one) => one.rule['id'] === rule['id'])?.origin);

/** The word of a key of rules: one of a kind's own, or one that all rules share. */
export function paramWord(key: string, dynamic: (key: string) => string): string {
  const found = [`ruleParam.${key}`, `rules.${key}`].find((name) => dynamic(name) !== name);
  return found === undefined ? key : dynamic(found);
}

const columnKeys = [
  'column',
  'columns',
  'a',
  'b',
  'codeColumn',
  'nameColumn',
  'event',
  'received',
  'start',
  'end',
  'lon',
  'lat',
  'key',
  'otherColumns',
] as const;
const isText = (value: unknown): value is string => typeof value === 'string';

/** The columns a rule speaks of. */
export function columnsOf(rule: Rule): readonly string[] {
  return columnKeys
    .filter((key) => key !== 'otherColumns')
    .flatMap((key) => {
      const value = rule[key];
      return Array.isArray(value) ? value.filter(isText) : isText(value) ? [value] : [];
    });
}

/** The kind's own parameters, columns left out, as short text: `min 0 · max 150`. */
export function paramsInShort(rule: Rule, word: (key: string) => string, meaning: (semantic: string) => string): string {
  const parts = Object.entries(rule).filter(
    ([key]) => !(commonKeys as readonly string[]).includes(key) && !(columnKeys as readonly string[]).includes(key),
  );
  return parts.map(([key, value]) => `${word(key)} ${key === 'semantic' ? meaning(textOf(value)) : shortValue(value)}`).join(' · ');
}

function shortValue(value: RuleValue | undefined): string {
  if (Array.isArray(value))
    return `${value
      .slice(0, 4)
      .map((one) => textOf(one))
      .join('、')}${value.length > 4 ? '…' : ''}`;
  const text = textOf(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** An id that the set does not use yet. */
export function freshId(base: string, rules: readonly Rule[]): string {
  const used = new Set(rules.map((rule) => rule['id']));
  if (!used.has(base)) return base;
  let n = 2;
  while (used.has(`${base}-${n}`)) n += 1;
  return `${base}-${n}`;
}

/** A changed rule that is not in the set yet: an id that was made from its kind follows the kind. */
export function withIdOfKind(before: Rule, after: Rule, rules: readonly Rule[]): Rule {
  const [was, is] = [textOf(before['kind']), textOf(after['kind'])];
  const made = was !== is && after['id'] === before['id'] && after['id'] === freshId(was, rules);
  return made ? { ...after, id: freshId(is, rules) } : after;
}

/** The rule that came with an address, or null. */
export function parseDraft(text: string | undefined): Rule | null {
  if (text === undefined) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && typeof (value as Rule)['kind'] === 'string' ? (value as Rule) : null;
  } catch {
    return null;
  }
}

/** The rule without what was left empty. */
export const tidied = (rule: Rule): Rule =>
  Object.fromEntries(
    Object.entries(rule).filter(([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)),
  );

/** The 1-based line of a rule in the set's YAML, found by its id; 1 when it cannot be found. */
export function lineOfRule(yaml: string, id: string): number {
  const quoted = id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`\\bid:\\s*["']?${quoted}["']?\\s*(#.*)?$`);
  const index = yaml
    .split('\n')
    .findIndex((line) => pattern.test(line.trimEnd()) || new RegExp(`[{,]\\s*id:\\s*["']?${quoted}["']?\\s*[,}]`).test(line));
  return index < 0 ? 1 : index + 1;
}

export type RuleProblem = RuleSet['problems'][number];

/** Where a problem stands: the engine may name the line itself. */
export function lineOfProblem(yaml: string, problem: RuleProblem): number {
  const line = problem.params['line'];
  return typeof line === 'number' && line > 0 ? line : lineOfRule(yaml, problem.rule);
}
