import { type Alias, type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit, type YAMLMap } from 'yaml';
import { JiadiError } from '../../contract/errors.ts';
import { nearest } from './nearest.ts';
import type { RuleObject } from './rule.ts';
import { type Parameter, type Parameters, type ParameterType, parameterTypes } from './template.ts';

/** One entry of the list of rules as it stands in the file. */
export interface WrittenItem {
  readonly value: RuleObject;
  readonly line: number;
  /** The line of one of its keys, or of the entry. */
  lineOf(key: unknown): number;
}

/** Another set whose rules this one takes over, with the values for its placeholders. */
export interface Extends {
  readonly set: string;
  readonly with: Readonly<Record<string, unknown>>;
  readonly line: number;
}

/** Rules with placeholders, to be put to use for some columns. */
export interface Template {
  readonly parameters: Parameters;
  readonly rules: readonly RuleObject[];
}

/** A rule set file taken apart, before anything is inherited or filled in. */
export interface WrittenSet {
  readonly file: string;
  readonly name: string;
  readonly version: number;
  /** Null when the file says nothing about it. */
  readonly nullLike: readonly string[] | null;
  readonly extends: readonly Extends[];
  readonly parameters: Parameters;
  readonly templates: Readonly<Record<string, Template>>;
  readonly items: readonly WrittenItem[];
  /** The whole file as plain data. */
  readonly root: Readonly<Record<string, unknown>>;
}

const topKeys = ['ruleSet', 'version', 'nullLike', 'rules', 'description', 'extends', 'parameters', 'templates'];
const parameterKeys = ['type', 'default', 'title', 'names', 'semantics'];
const SIZE_MAX = 5_000_000;
/** Most rules of a set, inherited and filled in ones among them. */
export const RULES_MAX = 5_000;
/** Most nodes that anchors may stand for together. */
const ALIASES_MAX = 100;
const NAME = /^[\p{L}_][\p{L}\p{N}_-]*$/u;

/** The error of a rule file: which line, and what is wrong there. */
export function badFile(file: string, line: number, problem: string): JiadiError {
  return new JiadiError('rule-file-invalid', { file, line, problem });
}

/** What a reader needs to tell where in the file something is wrong. */
interface Place {
  readonly file: string;
  readonly root: YAMLMap;
  lineOf(node: unknown): number;
}

/** The parsed text of a file with its lines; text that is no YAML mapping is `rule-file-invalid`. */
export function parseYaml(text: string, file: string) {
  if (text.length > SIZE_MAX) throw new JiadiError('file-too-large', { file, limit: SIZE_MAX, unit: 'characters' });
  const lines = new LineCounter();
  const doc = parseDocument(text.replace(/^\ufeff/, ''), { lineCounter: lines, uniqueKeys: true });
  const lineOf = (node: unknown): number => lines.linePos((node as Node | null)?.range?.[0] ?? 0).line;
  const [error] = doc.errors;
  if (error) throw badFile(file, error.linePos?.[0].line ?? 1, error.code);
  const root = doc.contents;
  if (!isMap(root)) throw badFile(file, 1, 'ruleSet, version, rules');
  return { plain: plainOf(doc, file, lineOf), root, lineOf };
}

/** A document as plain data: anchors that are not there, stand for themselves or stand for more than a person writes make it no rule file. */
function plainOf(doc: Document, file: string, lineOf: (node: unknown) => number): Readonly<Record<string, unknown>> {
  let alias: Alias | null = null;
  visit(doc, {
    Alias: (_, node, path) => {
      alias ??= node;
      const stands = node.resolve(doc);
      if (stands === undefined || path.includes(stands)) throw badFile(file, lineOf(node), `*${node.source}`);
    },
  });
  try {
    return doc.toJS({ maxAliasCount: ALIASES_MAX }) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    if (cause instanceof ReferenceError && alias) throw badFile(file, lineOf(alias), '&, *');
    throw cause;
  }
}

/** Takes a rule set file of ours apart; what makes it no rule set is an error with its line. */
export function readWritten(text: string, file: string): WrittenSet {
  const { plain, root, lineOf } = parseYaml(text, file);
  const place: Place = { file, root, lineOf };
  for (const pair of root.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    if (!topKeys.includes(key)) throw new JiadiError('unknown-key', { file, line: lineOf(pair.key), key, nearest: nearest(key, topKeys) });
  }
  const at = (key: string): number => lineOf(root.get(key, true) ?? root);
  const name = plain['ruleSet'] ?? file.replace(/\.[^.]*$/, '');
  if (typeof name !== 'string' || name === '') throw badFile(file, at('ruleSet'), 'ruleSet');
  const version = plain['version'] ?? 1;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) throw badFile(file, at('version'), 'version');
  const nullLike = plain['nullLike'] ?? null;
  if (nullLike !== null && (!Array.isArray(nullLike) || !nullLike.every((w) => typeof w === 'string' || typeof w === 'number')))
    throw badFile(file, at('nullLike'), 'nullLike');
  return {
    file,
    name,
    version,
    nullLike: nullLike === null ? null : nullLike.map(String),
    extends: extendsOf(plain['extends'], place),
    parameters: parametersOf(plain['parameters'], file, at('parameters')),
    templates: templatesOf(plain['templates'], place),
    items: itemsOf(plain['rules'], place),
    root: plain,
  };
}

function itemsOf(values: unknown, { file, root, lineOf }: Place): readonly WrittenItem[] {
  const list = root.get('rules', true) as unknown;
  // a set that only inherits need not list anything
  if (values === undefined && root.has('extends')) return [];
  if (!isSeq(list) || !Array.isArray(values)) throw badFile(file, lineOf(list ?? root), 'rules');
  if (list.items.length > RULES_MAX) throw new JiadiError('limit-reached', { limit: 'rules', max: RULES_MAX });
  return (values as readonly unknown[]).map((value, i) => {
    const node = list.items[i];
    const line = lineOf(node);
    if (!isObject(value)) throw badFile(file, line, `rules[${i}]`);
    const lineOfKey = (key: unknown): number => {
      const pair = isMap(node) ? node.items.find((p) => isScalar(p.key) && p.key.value === key) : undefined;
      return pair ? lineOf(pair.key) : line;
    };
    return { value, line, lineOf: lineOfKey };
  });
}

function extendsOf(value: unknown, { file, root, lineOf }: Place): readonly Extends[] {
  if (value === undefined || value === null) return [];
  const node = root.get('extends', true) as unknown;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((one, i) => {
    const line = lineOf(isSeq(node) ? node.items[i] : node);
    if (typeof one === 'string' && one !== '') return { set: one, with: {}, line };
    if (!isObject(one)) throw badFile(file, line, 'extends');
    const { set, with: values = {}, ...more } = one;
    const [other] = Object.keys(more);
    if (other !== undefined) throw new JiadiError('unknown-key', { file, line, key: other, nearest: nearest(other, ['set', 'with']) });
    if (typeof set !== 'string' || set === '' || !isObject(values)) throw badFile(file, line, 'extends: set, with');
    return { set, with: values, line };
  });
}

function templatesOf(value: unknown, { file, root, lineOf }: Place): Readonly<Record<string, Template>> {
  if (value === undefined || value === null) return {};
  const node = root.get('templates', true) as unknown;
  const here = lineOf(node ?? root);
  if (!isObject(value)) throw badFile(file, here, 'templates');
  return Object.fromEntries(
    Object.entries(value).map(([name, template]) => {
      const line = isMap(node) ? lineOf(node.get(name, true) ?? node) : here;
      if (!isObject(template)) throw badFile(file, line, `templates.${name}`);
      const { parameters, rules, ...more } = template;
      const [other] = Object.keys(more);
      if (other !== undefined)
        throw new JiadiError('unknown-key', { file, line, key: other, nearest: nearest(other, ['parameters', 'rules']) });
      if (!Array.isArray(rules) || rules.length === 0 || !rules.every(isObject)) throw badFile(file, line, `templates.${name}.rules`);
      return [name, { parameters: parametersOf(parameters, file, line), rules }];
    }),
  );
}

function parametersOf(value: unknown, file: string, line: number): Parameters {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw badFile(file, line, 'parameters');
  return Object.fromEntries(Object.entries(value).map(([name, parameter]) => [name, parameterOf(name, parameter, file, line)]));
}

function parameterOf(name: string, value: unknown, file: string, line: number): Parameter {
  const problem = `parameters.${name}`;
  if (!NAME.test(name) || !isObject(value)) throw badFile(file, line, problem);
  for (const key of Object.keys(value)) {
    if (!parameterKeys.includes(key)) throw new JiadiError('unknown-key', { file, line, key, nearest: nearest(key, parameterKeys) });
  }
  const { type, title, names, semantics } = value;
  if (!(parameterTypes as readonly unknown[]).includes(type)) throw badFile(file, line, `${problem}.type: ${parameterTypes.join(' | ')}`);
  if (title !== undefined && typeof title !== 'string') throw badFile(file, line, `${problem}.title`);
  const words = (key: string, v: unknown): readonly string[] | undefined => {
    if (v === undefined) return undefined;
    if (!Array.isArray(v) || !v.every((w) => typeof w === 'string')) throw badFile(file, line, `${problem}.${key}`);
    return v;
  };
  const [known, meant] = [words('names', names), words('semantics', semantics)];
  return {
    type: type as ParameterType,
    ...('default' in value ? { default: value['default'] } : {}),
    ...(title === undefined ? {} : { title }),
    ...(known === undefined ? {} : { names: known }),
    ...(meant === undefined ? {} : { semantics: meant }),
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
