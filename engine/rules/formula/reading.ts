import type { RuleObject } from '../rule.ts';
import { columnText, literalText } from './print.ts';

type Write = (rule: RuleObject) => string;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const column = (rule: RuleObject): string => columnText(text(rule['column']));
const columns = (rule: RuleObject): string =>
  Array.isArray(rule['columns']) ? (rule['columns'] as readonly unknown[]).map((c) => columnText(text(c))).join(', ') : '';

/** Between which limits a number has to lie, as a comparison behind it. */
function limits(rule: RuleObject): string {
  const { min, max, strictMin, strictMax, equals } = rule;
  if (equals !== undefined) return ` = ${valueText(equals)}`;
  if (min !== undefined && max !== undefined && strictMin !== true && strictMax !== true)
    return ` BETWEEN ${valueText(min)} AND ${valueText(max)}`;
  const low = min === undefined ? '' : ` ${strictMin === true ? '>' : '>='} ${valueText(min)}`;
  const high = max === undefined ? '' : ` ${strictMax === true ? '<' : '<='} ${valueText(max)}`;
  return `${low}${low !== '' && high !== '' ? ' AND …' : ''}${high}`;
}

/** Kinds whose formula people would write by hand; the others are told as a call with their parameters. */
const written: Readonly<Record<string, Write>> = {
  'unique': (rule) => `count_distinct(${column(rule)}) = count(${column(rule)})`,
  'primary-key': (rule) => `count_distinct(${columns(rule)}) = count(*)`,
  'compound-unique': (rule) => `count_distinct(${columns(rule)}) = count(${columns(rule)})`,
  'row-count': (rule) => `count(*)${limits(rule)}`,
  'column-distinct-count': (rule) => `count_distinct(${column(rule)})${limits(rule)}`,
  'column-distinct-ratio': (rule) => `count_distinct(${column(rule)}) / count(${column(rule)})${limits(rule)}`,
  'column-unique-ratio': (rule) => `count_once(${column(rule)}) / count(${column(rule)})${limits(rule)}`,
  'column-completeness': (rule) => `count(${column(rule)}) / count(*)${limits(rule)}`,
  'column-stat': (rule) =>
    `${text(rule['stat']) || 'stat'}(${column(rule)}${rule['q'] === undefined ? '' : `, ${valueText(rule['q'])}`})${limits(rule)}`,
  'not-blank': (rule) => `trim(${column(rule)}) <> ''`,
  'exists-in': (rule) => `${Array.isArray(rule['columns']) ? `(${columns(rule)})` : column(rule)} IN ${columnText(text(rule['dataset']))}`,
  'functional-dependency': (rule) => `${valueText(rule['determinant'])} -> ${valueText(rule['dependent'])}`,
};

const shared = new Set(['id', 'kind', 'where', 'threshold', 'maxFailures', 'warnAt', 'of', 'severity', 'dimension', 'description']);
const named = ['column', 'columns', 'a', 'b'];

function valueText(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return literalText(value);
  if (Array.isArray(value)) return `[${(value as readonly unknown[]).map(valueText).join(', ')}]`;
  return JSON.stringify(value) ?? '';
}

/** A rule in the manner of the language, for reading only. */
export function readingText(rule: RuleObject): string {
  const { kind, where, threshold, maxFailures } = rule;
  const lines = [(written[text(kind)] ?? call)(rule)];
  if (typeof where === 'string') lines.push(`OVER ROWS WHERE ${where}`);
  if (typeof maxFailures === 'number') lines.push(`FAILURES <= ${maxFailures}`);
  else if (typeof threshold === 'number' && threshold < 1) lines.push(`SHARE >= ${threshold}`);
  return lines.join('\n');
}

/** The kind as a call: what it looks at first, then its other parameters by name. */
function call(rule: RuleObject): string {
  const looked = named.flatMap((key) => {
    const value = rule[key];
    return typeof value === 'string'
      ? [columnText(value)]
      : Array.isArray(value)
        ? (value as readonly unknown[]).map((one) => columnText(text(one)))
        : [];
  });
  const others = Object.entries(rule).filter(([key, value]) => !shared.has(key) && !named.includes(key) && value !== undefined);
  return `${text(rule['kind']).replaceAll('-', '_')}(${[...looked, ...others.map(([key, value]) => `${key} = ${valueText(value)}`)].join(', ')})`;
}
