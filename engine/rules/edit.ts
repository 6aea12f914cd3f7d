import { type Document, isMap, isNode, isScalar, isSeq, type Node, parseDocument, stringify, type YAMLMap, type YAMLSeq } from 'yaml';
import { isDeepStrictEqual } from 'node:util';
import { JiadiError } from '../../contract/errors.ts';
import type { RuleObject } from './rule.ts';

/** A rule set without rules. */
export const blankYaml = (name: string): string => stringify({ ruleSet: name, version: 1, rules: [] });

/** The text with the number of its version; everything else stays to the letter where the number stands already. */
export function withVersion(yaml: string, version: number): string {
  const doc = parseDocument(yaml);
  const node = isMap(doc.contents) ? (doc.contents.get('version', true) as unknown) : undefined;
  if (isScalar(node) && node.range && !node.tag && !node.anchor)
    return `${yaml.slice(0, node.range[0])}${version}${yaml.slice(node.range[1])}`;
  doc.set('version', version);
  return textOf(doc, yaml);
}

/**
 * The text with one rule added, or put in the place of the one with its id. Comments stay where they are, also at the keys of the rule
 * that are kept; long lines are not folded.
 */
export function withRule(yaml: string, rule: RuleObject): string {
  const doc = parseDocument(yaml);
  const list = doc.get('rules');
  if (!isSeq(list)) {
    doc.set('rules', doc.createNode([rule]));
    return textOf(doc, yaml);
  }
  const at = placeOf(list, text(rule['id']), doc);
  const item = at < 0 ? undefined : list.items[at];
  if (isMap(item)) merge(item, rule, doc);
  else list.add(doc.createNode(rule));
  list.flow = false;
  return textOf(doc, yaml);
}

/** The text without the rule of this id; ids that others have only from their place are written down, so that they stay. */
export function withoutRule(yaml: string, id: string): string {
  const doc = parseDocument(yaml);
  const list = doc.get('rules');
  const at = isSeq(list) ? placeOf(list, id, doc) : -1;
  if (!isSeq(list) || at < 0) throw new JiadiError('not-found', { what: 'rule', name: id });
  for (const [i, item] of list.items.entries()) {
    if (i <= at || !isMap(item) || item.has('id') || item.has('use')) continue;
    item.items.unshift(doc.createPair('id', idAt(item, i, doc)));
  }
  list.delete(at);
  return textOf(doc, yaml);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The id of an entry, written or from its place. */
function idAt(item: YAMLMap, index: number, doc: Document): string {
  const { id, kind, use } = item.toJS(doc) as RuleObject;
  return text(id) || `${text(kind) || text(use) || 'rule'}-${index + 1}`;
}

/** The last entry of an id: a change to a rule stands behind it. */
function placeOf(list: YAMLSeq, id: string, doc: Document): number {
  return list.items.findLastIndex((item, i) => isMap(item) && idAt(item, i, doc) === id);
}

function merge(item: YAMLMap, rule: RuleObject, doc: Document): void {
  const old = item.toJS(doc) as RuleObject;
  for (const key of Object.keys(old)) if (!(key in rule)) item.delete(key);
  for (const [key, value] of Object.entries(rule)) {
    if (isDeepStrictEqual(old[key], value)) continue;
    const node = item.get(key, true) as unknown;
    const next = doc.createNode(value) as Node;
    if (isNode(node)) {
      next.commentBefore = node.commentBefore ?? null;
      next.comment = node.comment ?? null;
    }
    // an id that comes from the place is written where ids are looked for
    if (key === 'id' && node === undefined) item.items.unshift(doc.createPair(key, next));
    else item.set(key, next);
  }
}

/** The text of the document in the manner of the old one. */
function textOf(doc: Document, old: string): string {
  return doc.toString({
    lineWidth: 0,
    indentSeq: !/^rules:[^\n]*\n(?:\s*#[^\n]*\n|\s*\n)*- /m.test(old),
    flowCollectionPadding: !/\{[^ }]/.test(old),
  });
}
