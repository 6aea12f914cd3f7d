import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import { JiadiError } from '../../contract/errors.ts';
import type { Rule, RuleOrigin, RuleSet, RuleSetDiff } from '../../contract/methods/rules.ts';
import type { CommandContext, QueryContext } from '../context.ts';
import { datasetByName, getBatch, getDataset, updateDataset } from '../datasets/index.ts';
import { diffKeys, diffLines, diffRules } from './diff.ts';
import { blankYaml, withoutRule, withRule, withVersion } from './edit.ts';
import type { FindSet, Origin } from './resolve.ts';
import { type ReadRule, type RuleObject } from './rule.ts';
import { readRuleFile, type RuleSetFile } from './rule-file.ts';
import { getRuleSet, insertRuleSet, insertVersion, listRuleSets, runRules, type StoredRuleSet } from './store.ts';
import { readWritten } from './written.ts';

type Reader = QueryContext['reader'];

/** What a quality run needs of a rule set. */
export interface RuleSetForRun {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly yaml: string;
  readonly rules: readonly ReadRule[];
  readonly nullLike: readonly string[];
  /** The rules with everything inherited, and the sets they came from; null where the set stands on its own. */
  readonly resolved: { readonly yaml: string; readonly sources: { readonly parents: RuleSetFile['parents'] } } | null;
}

/** A rule set, newest or in a version, read and ready to run. */
export function ruleSetForRun(reader: Reader, id: string, version?: number): RuleSetForRun {
  const stored = getRuleSet(reader, id, version);
  const file = readRuleFile(stored.yaml, stored.name, finder(reader));
  const { rules, nullLike, parents } = file;
  const resolved = parents.length === 0 ? null : { yaml: resolvedYaml(file), sources: { parents } };
  return { id, name: stored.name, version: stored.version, yaml: stored.yaml, rules, nullLike, resolved };
}

/** The rules of a set in full, as one file that extends nothing. */
export function resolvedYaml({ name, version, nullLike, rules }: Pick<RuleSetFile, 'name' | 'version' | 'nullLike' | 'rules'>): string {
  return stringify(
    { ruleSet: name, version, ...(nullLike.length > 0 ? { nullLike } : {}), rules: rules.map((rule) => rule.written) },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

/** The rules as a run checked them, with the sets they came from at that time. */
export function rulesOfRun(reader: Reader, run: string) {
  const kept = runRules(reader, run);
  return kept && { yaml: kept.yaml, parents: [...(JSON.parse(kept.sources) as { readonly parents: RuleSet['parents'] }).parents] };
}

/** Finds the sets that another one extends, by name; of several with one name, the one that belongs to no dataset. */
export function finder(reader: Reader): FindSet {
  let all: readonly StoredRuleSet[] | undefined;
  return (name) => {
    const named = (all ??= listRuleSets(reader)).filter((set) => set.name === name);
    const general = named.filter((set) => set.dataset === null);
    const found = named.length === 1 ? named[0] : general.length === 1 ? general[0] : undefined;
    return found ? { id: found.id, name: found.name, version: found.version, text: found.yaml } : null;
  };
}

/** Datasets that rules name as a reference; an unknown name is left to the rule's own error. */
export function referencesOf(
  reader: Reader,
  ruleSet: Pick<RuleSetForRun, 'rules'>,
): readonly { readonly name: string; readonly dataset: string }[] {
  const names = new Set(ruleSet.rules.flatMap(({ spec }) => namedDatasets(spec?.params ?? {})));
  return [...names].flatMap((name) => {
    const dataset = datasetByName(reader, name);
    return dataset === null ? [] : [{ name, dataset }];
  });
}

/** The datasets that a rule names besides its own. */
export const namedDatasets = (params: Readonly<Record<string, unknown>>): readonly string[] =>
  [params['dataset'], baselineDataset(params['baseline'])].filter(isText);

const isText = (value: unknown): value is string => typeof value === 'string';

/** The dataset that a baseline names, if it names one. */
function baselineDataset(baseline: unknown): unknown {
  return typeof baseline === 'object' && baseline !== null && 'dataset' in baseline ? baseline.dataset : undefined;
}

/** A stored rule set as the contract gives it. One that cannot be read has no rules and says why. */
export function asRuleSet(stored: StoredRuleSet, find: FindSet): RuleSet {
  const { id, name, version, dataset, yaml, updatedAt, updatedBy } = stored;
  const common = { id, name, version, dataset, yaml, updatedAt, updatedBy };
  try {
    const file = readRuleFile(yaml, name, find);
    return {
      ...common,
      rules: file.rules.map((rule) => asRule(rule.written)),
      origins: file.rules.flatMap(({ written, origin }) => (origin ? [asOrigin(written, origin)] : [])),
      off: file.off.map(({ written, reason, origin }) => ({ rule: asRule(written), reason, origin: asOrigin(written, origin) })),
      parents: [...file.parents],
      problems: file.rules.flatMap(problemOf),
    };
  } catch (error) {
    if (!(error instanceof JiadiError)) throw error;
    return {
      ...common,
      rules: [],
      origins: [],
      off: [],
      parents: [],
      problems: [{ rule: '', code: error.code, params: { ...error.params } }],
    };
  }
}

const asRule = (written: RuleObject): Rule => ({ kind: '', ...written });
const asOrigin = (written: RuleObject, { set, template, changed }: Origin): RuleOrigin => ({
  rule: String(written['id']),
  set,
  template,
  changed: [...changed],
});

function problemOf(rule: RuleSetFile['rules'][number]): RuleSet['problems'] {
  return rule.spec ? [] : [{ rule: rule.id, code: rule.error.code, params: { ...rule.error.params } }];
}

/** Every rule set in its newest version. */
export function allRuleSets(reader: Reader): RuleSet[] {
  const find = finder(reader);
  return listRuleSets(reader).map((stored) => asRuleSet(stored, find));
}

export const oneRuleSet = (reader: Reader, id: string): RuleSet => asRuleSet(getRuleSet(reader, id), finder(reader));

/** Writes the next version; its number in the text follows the stored one. */
export function saveRuleSet(context: CommandContext, id: string, basedOn: number, text: string, restored: number | null = null): RuleSet {
  const known = getRuleSet(context.reader, id);
  if (known.version !== basedOn) throw new JiadiError('conflict', { name: known.name });
  const find = finder(context.reader);
  const yaml = withVersion(text, basedOn + 1);
  const file = readRuleFile(yaml, known.name, find);
  if (file.name !== known.name) requireUnused(context.reader, known);
  const { added, removed, changed } = diffRules(
    rulesAsWritten(known, find),
    file.rules.map((rule) => rule.written),
  );
  insertVersion(context.writer, {
    id,
    version: basedOn + 1,
    name: file.name,
    yaml,
    at: context.nowIso(),
    byId: context.actor,
    change: { added: added.length, removed: removed.length, changed: changed.length, restored },
  });
  context.audit(file.name, { version: basedOn + 1, ...(restored === null ? {} : { restored }) });
  return oneRuleSet(context.reader, id);
}

/** The rules of a stored version, or none where it cannot be read any more. */
function rulesAsWritten(stored: StoredRuleSet, find: FindSet): readonly RuleObject[] {
  try {
    return readRuleFile(stored.yaml, stored.name, find).rules.map((rule) => rule.written);
  } catch (error) {
    if (error instanceof JiadiError) return [];
    throw error;
  }
}

/** Refuses to take a set away from those that extend it by name. */
export function requireUnused(reader: Reader, { id, name }: StoredRuleSet): void {
  const user = listRuleSets(reader).find((set) => set.id !== id && set.yaml.includes('extends') && extendsIt(set, name));
  if (user) throw new JiadiError('rule-set-in-use', { name, by: user.name });
}

function extendsIt(set: StoredRuleSet, name: string): boolean {
  try {
    return readWritten(set.yaml, set.name).extends.some((one) => one.set === name);
  } catch (error) {
    if (error instanceof JiadiError) return false;
    throw error;
  }
}

/** What became of the rules between two versions. */
export function diffVersions(reader: Reader, id: string, from: number, to: number): RuleSetDiff {
  const find = finder(reader);
  const [before, after] = [getRuleSet(reader, id, from), getRuleSet(reader, id, to)];
  const { added, removed, changed } = diffRules(rulesAsWritten(before, find), rulesAsWritten(after, find));
  return {
    added: added.map(asRule),
    removed: removed.map(asRule),
    changed: changed.map(({ keys, ...one }) => ({ ...one, keys: keys.map((key) => ({ ...key })) })) as RuleSetDiff['changed'],
    lines: [...diffLines(before.yaml, after.yaml)],
  };
}

/** Puts a rule into a set: a new one, one in the place of its own, or what an inherited one shall say differently here. */
export function putRule(context: CommandContext, id: string, basedOn: number, rule: Rule): RuleSet {
  const known = getRuleSet(context.reader, id);
  const base = basesOf(known, context.reader).get(isText(rule['id']) ? rule['id'] : '');
  return saveRuleSet(context, id, basedOn, base ? withChange(known.yaml, base, rule) : withRule(known.yaml, rule));
}

/** The rules that this set did not write itself, as they were before it changed them. */
function basesOf({ yaml, name }: StoredRuleSet, reader: Reader): ReadonlyMap<string, RuleObject> {
  const file = readRuleFile(yaml, name, finder(reader));
  return new Map([...file.rules, ...file.off].flatMap(({ base }) => (base ? [[String(base['id']), base]] : [])));
}

function withChange(yaml: string, base: RuleObject, rule: Rule): string {
  const id = isText(rule['id']) ? rule['id'] : '';
  if (rule['off'] === true) return withRule(yaml, { id, off: true, reason: rule['reason'] ?? '' });
  if (rule['kind'] !== base['kind']) return withRule(yaml, rule);
  const keys = diffKeys(base, rule).map(({ key, to }) => [key, to ?? null] as const);
  if (keys.length > 0) return withRule(yaml, { id, ...Object.fromEntries(keys) });
  return isDeepStrictEqual(base, rule) && hasOwn(yaml, id) ? withoutRule(yaml, id) : yaml;
}

const hasOwn = (yaml: string, id: string): boolean => readWritten(yaml, '').items.some(({ value }) => value['id'] === id);

/** Enters a rule set and, where it belongs to a dataset, makes it the one that checks it. */
export function createRuleSet(
  context: CommandContext,
  wanted: { readonly name: string; readonly dataset: string | null; readonly yaml: string },
): RuleSet {
  const file = readRuleFile(wanted.yaml, wanted.name, finder(context.reader));
  const id = context.newId();
  insertRuleSet(context.writer, {
    id,
    name: file.name,
    dataset: wanted.dataset,
    yaml: wanted.yaml,
    at: context.nowIso(),
    byId: context.actor,
  });
  if (wanted.dataset !== null) updateDataset(context.writer, wanted.dataset, { ruleSet: id });
  context.audit(file.name, { rules: file.rules.length });
  return oneRuleSet(context.reader, id);
}

/** Adds rules to the rule set of a batch's dataset, which is created when there is none. */
export function addRules(context: CommandContext, batchId: string, rules: readonly Rule[]): RuleSet {
  const dataset = getDataset(context.reader, getBatch(context.reader, batchId).dataset);
  if (!dataset.ruleSet) {
    const yaml = rules.reduce(withRule, blankYaml(dataset.name));
    return createRuleSet(context, { name: dataset.name, dataset: dataset.id, yaml });
  }
  const known = getRuleSet(context.reader, dataset.ruleSet);
  return saveRuleSet(context, known.id, known.version, rules.reduce(withRule, known.yaml));
}
