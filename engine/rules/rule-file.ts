import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { JiadiError } from '../../contract/errors.ts';
import { type Expectation, fromExpectation, isExpectation } from './gx/index.ts';
import { nearest } from './nearest.ts';
import { readRule, type ReadRule, ruleError, type RuleObject } from './rule.ts';

/** A rule set as its file says it. */
export interface RuleSetFile {
  readonly name: string;
  readonly version: number;
  /** Words that count as null in this dataset. */
  readonly nullLike: readonly string[];
  readonly rules: readonly (ReadRule & { readonly line: number })[];
}

const topKeys = ['ruleSet', 'version', 'nullLike', 'rules', 'description'];
const SIZE_MAX = 5_000_000;
const RULES_MAX = 5_000;

/** The error of a rule file: which line, and what is wrong there. */
function bad(file: string, line: number, problem: string): JiadiError {
  return new JiadiError('rule-file-invalid', { file, line, problem });
}

/**
 * Reads a rule set: YAML in our form, or a Great Expectations suite as JSON. A file that is no rule set is an error naming its line; a rule
 * that cannot be read (unknown kind, unknown key, bad value) is kept with its error, and the others run.
 */
export function readRuleFile(text: string, file: string): RuleSetFile {
  if (text.length > SIZE_MAX) throw new JiadiError('file-too-large', { file, limit: SIZE_MAX });
  const lines = new LineCounter();
  const doc = parseDocument(text.replace(/^\ufeff/, ''), { lineCounter: lines, uniqueKeys: true, maxAliasCount: 100 } as Parameters<
    typeof parseDocument
  >[1]);
  const lineOf = (node: unknown): number => lines.linePos((node as Node | null)?.range?.[0] ?? 0).line;
  const [error] = doc.errors;
  if (error) throw bad(file, error.linePos?.[0].line ?? 1, error.code);
  const root = doc.contents;
  if (!isMap(root)) throw bad(file, 1, 'ruleSet, version, rules');
  if (root.has('expectations')) return suiteOf(doc.toJS({ maxAliasCount: 100 }) as Suite, root, file, lineOf);
  for (const pair of root.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    if (!topKeys.includes(key)) throw new JiadiError('unknown-key', { file, line: lineOf(pair.key), key, nearest: nearest(key, topKeys) });
  }
  const name = root.get('ruleSet') ?? file.replace(/\.[^.]*$/, '');
  const version = root.get('version') ?? 1;
  if (typeof name !== 'string') throw bad(file, lineOf(root.get('ruleSet', true)), 'ruleSet');
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    throw bad(file, lineOf(root.get('version', true)), 'version');
  const words = root.get('nullLike', true) as unknown;
  const nullLike: unknown = words === undefined ? [] : (doc.toJS() as { readonly nullLike?: unknown }).nullLike;
  if (!Array.isArray(nullLike) || !nullLike.every((w) => typeof w === 'string' || typeof w === 'number'))
    throw bad(file, lineOf(words), 'nullLike');
  const list = root.get('rules', true) as unknown;
  if (!isSeq(list)) throw bad(file, lineOf(list ?? root), 'rules');
  if (list.items.length > RULES_MAX) throw new JiadiError('limit-reached', { limit: 'rules' });
  const seen = new Map<string, number>();
  const rules = list.items.map((item, i) => {
    const line = lineOf(item);
    if (!isMap(item)) throw bad(file, line, `rules[${i}]`);
    const read = readRule(item.toJS(doc) as RuleObject, i + 1);
    const id = read.spec ? read.spec.id : read.id;
    const earlier = seen.get(id);
    if (earlier !== undefined) throw bad(file, line, `id ${id} (${earlier})`);
    seen.set(id, line);
    return { ...placed(read, item, line, lineOf), line };
  });
  return { name, version, nullLike: nullLike.map(String), rules };
}

/** An unreadable rule's error with the line of the key it speaks of. */
function placed(read: ReadRule, item: YAMLMap, line: number, lineOf: (node: unknown) => number): ReadRule {
  if (read.spec) return read;
  const key = read.error.params['key'];
  const pair = item.items.find((p) => isScalar(p.key) && p.key.value === key);
  return { ...read, error: { ...read.error, params: { ...read.error.params, line: pair ? lineOf(pair.key) : line } } };
}

const nameOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

interface Suite {
  readonly name?: unknown;
  readonly expectation_suite_name?: unknown;
  readonly expectations: readonly Expectation[];
}

function suiteOf(suite: Suite, root: YAMLMap, file: string, lineOf: (node: unknown) => number): RuleSetFile {
  const list = root.get('expectations', true) as unknown;
  if (!isSeq(list) || !Array.isArray(suite.expectations)) throw bad(file, lineOf(list), 'expectations');
  const rules = (suite.expectations as readonly (Expectation | null)[]).map((e, i) => {
    const line = lineOf(list.items[i]);
    const name = e?.expectation_type ?? e?.type ?? '';
    const id = typeof e?.id === 'string' ? e.id : `${name || 'expectation'}-${i + 1}`;
    try {
      if (!isExpectation(e)) throw bad(file, line, `expectations[${i}]`);
      return { ...readRule(fromExpectation(e, id), i + 1), line };
    } catch (error) {
      return { spec: null, error: ruleError(error), id, kind: name, raw: e as unknown as RuleObject, line } as const;
    }
  });
  return { name: nameOf(suite.name) ?? nameOf(suite.expectation_suite_name) ?? file, version: 1, nullLike: [], rules };
}
