import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isMap, isSeq, parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import { sizeOfInput, withFileErrors, writeFileDurably } from '../../base/files.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Rule, RuleKindInfo, ruleMethods, RuleSet, Suggestion } from '../../contract/methods/rules.ts';
import type { CommandContext, ModuleHandlers, QueryContext } from '../context.ts';
import { getBatch, getDataset, updateDataset } from '../datasets/index.ts';
import { isHidden, storedProfile, storedStructure } from '../profile/index.ts';
import { assist, type AssistColumn } from './expression/index.ts';
import type { RuleKind } from './kind.ts';
import { kinds } from './kinds/index.ts';
import { groupBy } from './limits.ts';
import type { ReadRule } from './rule.ts';
import { readRuleFile, type RuleSetFile } from './rule-file.ts';
import { suggestRules } from './suggest.ts';
import {
  decideSuggestion,
  getRuleSet,
  insertRuleSet,
  insertVersion,
  listRuleSets,
  newestBatchByName,
  removeRuleSet,
  type StoredRuleSet,
  suggestionDecisions,
} from './store.ts';

const FILE_BYTES_MAX = 5_000_000;

/** What a quality run needs of a rule set. */
export interface RuleSetForRun {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly yaml: string;
  readonly rules: readonly ReadRule[];
  readonly nullLike: readonly string[];
}

/** A rule set, newest or in a version, read and ready to run. */
export function ruleSetForRun(reader: QueryContext['reader'], id: string, version?: number): RuleSetForRun {
  const stored = getRuleSet(reader, id, version);
  const { rules, nullLike } = readRuleFile(stored.yaml, stored.name);
  return { id, name: stored.name, version: stored.version, yaml: stored.yaml, rules, nullLike };
}

/** Datasets that rules name as a reference, with their newest batches; an unknown name is left to the rule's own error. */
export function referencesOf(
  reader: QueryContext['reader'],
  ruleSet: Pick<RuleSetForRun, 'rules'>,
): readonly { readonly name: string; readonly batch: string }[] {
  const names = new Set(
    ruleSet.rules.flatMap((r) => [r.spec?.params['dataset'], baselineDataset(r.spec?.params['baseline'])].filter(isText)),
  );
  return [...names].flatMap((name) => {
    const batch = newestBatchByName(reader, name);
    return batch === null ? [] : [{ name, batch }];
  });
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** The dataset that a baseline names, if it names one. */
function baselineDataset(baseline: unknown): unknown {
  return typeof baseline === 'object' && baseline !== null && 'dataset' in baseline ? baseline.dataset : undefined;
}

type Problem = RuleSet['problems'][number];

function asRuleSet(stored: StoredRuleSet): RuleSet {
  const common = {
    id: stored.id,
    name: stored.name,
    version: stored.version,
    dataset: stored.dataset,
    yaml: stored.yaml,
    updatedAt: stored.updatedAt,
    updatedBy: stored.updatedBy,
  };
  try {
    const file = readRuleFile(stored.yaml, stored.name);
    const written = (parseDocument(stored.yaml).toJS() as { readonly rules?: readonly Rule[] }).rules ?? [];
    const rules = file.rules.map((rule, i): Rule => ({
      ...written[i],
      id: rule.spec?.id ?? (rule.spec === null ? rule.id : ''),
      kind: rule.spec?.kind ?? (rule.spec === null ? rule.kind : ''),
    }));
    return { ...common, rules, problems: file.rules.flatMap(problemOf) };
  } catch (error) {
    if (!(error instanceof JiadiError)) throw error;
    return { ...common, rules: [], problems: [{ rule: '', code: error.code, params: { ...error.params } }] };
  }
}

function problemOf(rule: RuleSetFile['rules'][number]): Problem[] {
  return rule.spec ? [] : [{ rule: rule.id, code: rule.error.code, params: { line: rule.line, ...rule.error.params } }];
}

/** Refuses text that is no rule set at all; single rules that cannot be read are kept with their errors. */
function requireRuleSet(yaml: string, name: string): RuleSetFile {
  return readRuleFile(yaml, name);
}

const blankYaml = (name: string): string => stringify({ ruleSet: name, version: 1, rules: [] });

/** Writes the next version; its number in the text follows the stored one. */
function save(context: CommandContext, id: string, basedOn: number, yaml: string): RuleSet {
  const known = getRuleSet(context.reader, id);
  if (known.version !== basedOn) throw new JiadiError('conflict', { name: known.name });
  const file = requireRuleSet(yaml, known.name);
  const doc = parseDocument(yaml);
  doc.set('version', basedOn + 1);
  insertVersion(context.writer, {
    id,
    version: basedOn + 1,
    name: file.name,
    yaml: String(doc),
    at: context.nowIso(),
    byId: context.actor,
  });
  context.audit(file.name, { version: basedOn + 1 });
  return asRuleSet(getRuleSet(context.reader, id));
}

/** The text with one rule added, or put in the place of the one with its id; comments elsewhere stay. */
export function withRule(yaml: string, rule: Rule): string {
  const doc = parseDocument(yaml);
  const list = doc.get('rules');
  if (!isSeq(list)) {
    doc.set('rules', doc.createNode([rule]));
    return String(doc);
  }
  const at = list.items.findIndex((item) => isMap(item) && item.get('id') === rule.id);
  if (at >= 0) list.set(at, doc.createNode(rule));
  else list.add(doc.createNode(rule));
  list.flow = false;
  return String(doc);
}

function withoutRule(yaml: string, id: string): string {
  const doc = parseDocument(yaml);
  const list = doc.get('rules');
  if (isSeq(list)) {
    const at = list.items.findIndex((item) => isMap(item) && item.get('id') === id);
    if (at < 0) throw new JiadiError('not-found', { what: 'rule', name: id });
    list.delete(at);
  }
  return String(doc);
}

/** Enters a rule set and, where it belongs to a dataset, makes it the one that checks it. */
export function createRuleSet(
  context: CommandContext,
  wanted: { readonly name: string; readonly dataset: string | null; readonly yaml: string },
): RuleSet {
  const file = requireRuleSet(wanted.yaml, wanted.name);
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
  return asRuleSet(getRuleSet(context.reader, id));
}

/** Adds rules to the rule set of a batch's dataset, which is created when there is none. */
export function addRules(context: CommandContext, batchId: string, rules: readonly Rule[]): RuleSet {
  const dataset = getDataset(context.reader, getBatch(context.reader, batchId).dataset);
  if (!dataset.ruleSet) {
    const yaml = rules.reduce(withRule, blankYaml(dataset.name));
    return createRuleSet(context, { name: dataset.name, dataset: dataset.id, yaml });
  }
  const known = getRuleSet(context.reader, dataset.ruleSet);
  return save(context, known.id, known.version, rules.reduce(withRule, known.yaml));
}

/** The parameters of a kind as JSON Schema; `groupBy` is among them where the kind can be repeated for groups. */
function paramsSchema(kind: RuleKind): object {
  const schema = z.toJSONSchema(kind.params, { unrepresentable: 'any' });
  return kind.repeats ? { ...schema, properties: { ...schema.properties, groupBy: z.toJSONSchema(groupBy) } } : schema;
}

const kindInfo: readonly RuleKindInfo[] = kinds.map((kind) => ({
  kind: kind.kind,
  grain: kind.grain,
  dimension: kind.dimension,
  severity: kind.severity,
  indicator: kind.indicator,
  title: { zh: kind.text['zh-CN'].title, en: kind.text.en.title },
  about: { zh: kind.text['zh-CN'].about, en: kind.text.en.about },
  reason: { zh: kind.text['zh-CN'].reason, en: kind.text.en.reason },
  params: paramsSchema(kind) as RuleKindInfo['params'],
}));

function suggestionsOf(reader: QueryContext['reader'], batchId: string): Suggestion[] {
  const batch = getBatch(reader, batchId);
  const decided = suggestionDecisions(reader, batch.dataset);
  return suggestRules(storedProfile(reader, batchId), storedStructure(reader, batchId)).map(
    ({ key, rule, evidence, support, expectedFailures }) => ({
      key,
      rule: rule as Rule,
      evidence: { code: evidence.code, params: { ...evidence.params } },
      support,
      expectedFailures,
      state: decided.get(key) ?? 'open',
    }),
  );
}

function decideAll(
  context: CommandContext,
  batchId: string,
  keys: readonly string[],
  state: 'accepted' | 'rejected',
  reason: string,
): readonly Suggestion[] {
  const { dataset } = getBatch(context.reader, batchId);
  const known = new Map(suggestionsOf(context.reader, batchId).map((s) => [s.key, s]));
  return keys.map((key) => {
    const suggestion = known.get(key);
    if (!suggestion) throw new JiadiError('not-found', { what: 'suggestion', name: key });
    decideSuggestion(context.writer, { dataset, key, state, reason, at: context.nowIso(), byId: context.actor });
    return suggestion;
  });
}

/** The columns of a batch as an expression may name them; values of columns about persons are not told. */
function assistColumns(reader: QueryContext['reader'], batch: string): readonly AssistColumn[] {
  return storedProfile(reader, batch).columns.map((column) => ({
    name: column.name,
    type: column.type,
    values: isHidden(column) ? [] : column.top.map(({ value }) => value),
  }));
}

/** Rule kinds and rule sets. */
export const rules: Omit<ModuleHandlers<typeof ruleMethods>, 'rules.trial'> = {
  'suggestions.list': ({ batch }, { reader }) => suggestionsOf(reader, batch),
  'suggestions.accept': ({ batch, keys }, context) =>
    addRules(
      context,
      batch,
      decideAll(context, batch, keys, 'accepted', '').map((s) => s.rule),
    ),
  'suggestions.reject': ({ batch, keys, reason }, context) => {
    const rejected = decideAll(context, batch, keys, 'rejected', reason);
    context.audit(
      rejected
        .map((s) => s.key)
        .join(' ')
        .slice(0, 200),
      { count: rejected.length },
    );
    return {};
  },
  'expressions.assist': ({ batch, expression, cursor }, { reader }) => ({
    ...assist(expression, cursor, batch === null ? null : assistColumns(reader, batch)),
  }),
  'ruleKinds.list': () => [...kindInfo],
  'ruleSets.list': (_, { reader }) => listRuleSets(reader).map(asRuleSet),
  'ruleSets.get': ({ ruleSet }, { reader }) => asRuleSet(getRuleSet(reader, ruleSet)),
  'ruleSets.create': ({ name, dataset, yaml }, context) => createRuleSet(context, { name, dataset, yaml: yaml ?? blankYaml(name) }),
  'ruleSets.save': ({ ruleSet, basedOn, yaml }, context) => save(context, ruleSet, basedOn, yaml),
  'ruleSets.remove': ({ ruleSet }, context) => {
    const { name } = getRuleSet(context.reader, ruleSet);
    removeRuleSet(context.writer, ruleSet, context.nowIso());
    context.audit(name);
    return {};
  },
  'ruleSets.importFile': ({ file, name }, context) => {
    const path = context.grants.path(file, 'read');
    if (sizeOfInput(path) > FILE_BYTES_MAX) throw new JiadiError('file-too-large', { file: basename(path), limit: '5 MB' });
    const yaml = withFileErrors(path, () => readFileSync(path, 'utf8'));
    const read = requireRuleSet(yaml, basename(path));
    return context.commit((command) => createRuleSet(command, { name: name ?? read.name, dataset: null, yaml: asYaml(yaml, read) }));
  },
  'ruleSets.exportFile': ({ ruleSet, to }, context) => {
    const path = context.grants.path(to, 'write');
    const { yaml } = getRuleSet(context.reader, ruleSet);
    writeFileDurably(path, yaml, 0o644);
    return { fileName: basename(path), bytes: Buffer.byteLength(yaml) };
  },
  'rules.put': ({ ruleSet, basedOn, rule }, context) =>
    save(context, ruleSet, basedOn, withRule(getRuleSet(context.reader, ruleSet).yaml, rule)),
  'rules.remove': ({ ruleSet, basedOn, rule }, context) =>
    save(context, ruleSet, basedOn, withoutRule(getRuleSet(context.reader, ruleSet).yaml, rule)),
};

/** A Great Expectations suite becomes our own form; a file of ours is kept to the letter. */
function asYaml(text: string, read: RuleSetFile): string {
  const doc = parseDocument(text);
  if (!isMap(doc.contents) || !doc.contents.has('expectations')) return text;
  const written = read.rules.map((r) =>
    r.spec
      ? {
          id: r.spec.id,
          kind: r.spec.kind,
          ...r.spec.params,
          ...(r.spec.threshold < 1 ? { threshold: r.spec.threshold } : {}),
          ...(r.spec.where === null ? {} : { where: r.spec.where }),
        }
      : { ...r.raw, id: r.id },
  );
  return stringify({ ruleSet: read.name, version: 1, rules: written });
}
