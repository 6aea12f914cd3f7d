import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { sizeOfInput, withFileErrors, writeFileDurably } from '../../base/files.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Rule, RuleFormat, RuleKindInfo, ruleMethods, Suggestion } from '../../contract/methods/rules.ts';
import type { CommandContext, JobContext, ModuleHandlers, QueryContext } from '../context.ts';
import { getBatch, getBatchParts, getDataset } from '../datasets/index.ts';
import { isHidden, storedProfile, storedStructure } from '../profile/index.ts';
import { blankYaml, withoutRule, withRule } from './edit.ts';
import { assist, type AssistColumn } from './expression/index.ts';
import type { RuleKind } from './kind.ts';
import { kinds } from './kinds/index.ts';
import { groupBy } from './limits.ts';
import { packYaml, proposeColumns, rulePack, rulePacks, rulesOfPack } from './packs.ts';
import {
  addRules,
  allRuleSets,
  createRuleSet,
  diffVersions,
  finder,
  oneRuleSet,
  putRule,
  requireUnused,
  rulesOfRun,
  saveRuleSet,
} from './sets.ts';
import { decideSuggestion, getRuleSet, listVersions, removeRuleSet, reopenSuggestion, suggestionDecisions } from './store.ts';
import { suggestRules } from './suggest.ts';
import { exportRules, importRules } from './transfer.ts';
import { readView, viewsOf } from './views.ts';

const FILE_BYTES_MAX = 5_000_000;

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
  return suggestRules(storedProfile(reader, batchId), batch.importedAt.slice(0, 10), storedStructure(reader, batchId)).map(
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

/** The suggestions of a batch that these keys name. */
function namedSuggestions(reader: QueryContext['reader'], batchId: string, keys: readonly string[]): readonly Suggestion[] {
  const known = new Map(suggestionsOf(reader, batchId).map((s) => [s.key, s]));
  return keys.map((key) => {
    const suggestion = known.get(key);
    if (!suggestion) throw new JiadiError('not-found', { what: 'suggestion', name: key });
    return suggestion;
  });
}

function decideAll(
  context: CommandContext,
  batchId: string,
  keys: readonly string[],
  state: 'accepted' | 'rejected',
  reason: string,
): readonly Suggestion[] {
  const { dataset } = getBatch(context.reader, batchId);
  const named = namedSuggestions(context.reader, batchId, keys);
  for (const { key } of named) decideSuggestion(context.writer, { dataset, key, state, reason, at: context.nowIso(), byId: context.actor });
  return named;
}

/** Names the suggestions of a decision in the log. */
function auditKeys(context: CommandContext, decided: readonly Suggestion[]): void {
  context.audit(
    decided
      .map((s) => s.key)
      .join(' ')
      .slice(0, 200),
    { count: decided.length },
  );
}

/** The columns of a batch as an expression may name them; values of columns about persons are not told. */
function assistColumns(reader: QueryContext['reader'], batch: string): readonly AssistColumn[] {
  return storedProfile(reader, batch).columns.map((column) => ({
    name: column.name,
    type: column.type,
    values: isHidden(column) ? [] : column.top.map(({ value }) => value),
  }));
}

/** The columns of a batch; null without one. */
const columnsOfBatch = (reader: QueryContext['reader'], batch: string | null) =>
  batch === null ? null : getBatchParts(reader, batch).columns;

const without = (rule: Rule, key: string): Rule => Object.fromEntries(Object.entries(rule).filter(([name]) => name !== key));

/** Rule kinds and rule sets. */
export const rules: Omit<ModuleHandlers<typeof ruleMethods>, 'rules.trial'> = {
  'suggestions.list': ({ batch }, { reader }) => suggestionsOf(reader, batch),
  'suggestions.accept': ({ batch, keys, edited }, context) => {
    const stray = Object.keys(edited).find((key) => !keys.includes(key));
    if (stray !== undefined) throw new JiadiError('invalid-input', { problem: `edited: ${stray}` });
    const taken = decideAll(context, batch, keys, 'accepted', '');
    // a rule that was changed keeps the id of the proposal
    return addRules(
      context,
      batch,
      taken.map(({ key, rule }) => (edited[key] ? { id: rule['id'] ?? null, ...without(edited[key], 'id') } : rule)),
    );
  },
  'suggestions.reject': ({ batch, keys, reason }, context) => {
    auditKeys(context, decideAll(context, batch, keys, 'rejected', reason));
    return {};
  },
  'suggestions.reopen': ({ batch, keys }, context) => {
    const named = namedSuggestions(context.reader, batch, keys);
    const taken = named.find(({ state }) => state === 'accepted');
    // it is a rule by now: to be taken out of the rule set
    if (taken) throw new JiadiError('invalid-input', { problem: `keys: ${taken.key}` });
    const { dataset } = getBatch(context.reader, batch);
    for (const { key } of named) reopenSuggestion(context.writer, dataset, key);
    auditKeys(context, named);
    return {};
  },
  'expressions.assist': ({ batch, expression, cursor }, { reader }) => ({
    ...assist(expression, cursor, batch === null ? null : assistColumns(reader, batch)),
  }),
  'rules.views': ({ rule, batch }, { reader }) => viewsOf(rule, columnsOfBatch(reader, batch)),
  'rules.readView': ({ batch, ...given }, { reader }) => readView(given, columnsOfBatch(reader, batch)),
  'ruleKinds.list': () => [...kindInfo],
  'ruleSets.list': (_, { reader }) => allRuleSets(reader),
  'ruleSets.get': ({ ruleSet }, { reader }) => oneRuleSet(reader, ruleSet),
  'ruleSets.create': ({ name, dataset, yaml }, context) => createRuleSet(context, { name, dataset, yaml: yaml ?? blankYaml(name) }),
  'ruleSets.save': ({ ruleSet, basedOn, yaml }, context) => saveRuleSet(context, ruleSet, basedOn, yaml),
  'ruleSets.versions': ({ ruleSet }, { reader }) => {
    getRuleSet(reader, ruleSet);
    return listVersions(reader, ruleSet);
  },
  'ruleSets.diff': ({ ruleSet, from, to }, { reader }) => diffVersions(reader, ruleSet, from, to),
  'ruleSets.restore': ({ ruleSet, basedOn, version }, context) =>
    saveRuleSet(context, ruleSet, basedOn, getRuleSet(context.reader, ruleSet, version).yaml, version),
  'ruleSets.ofRun': ({ run }, { reader }) => rulesOfRun(reader, run),
  'ruleSets.remove': ({ ruleSet }, context) => {
    const known = getRuleSet(context.reader, ruleSet);
    requireUnused(context.reader, known);
    removeRuleSet(context.writer, ruleSet, context.nowIso());
    context.audit(known.name);
    return {};
  },
  'ruleSets.importFile': ({ file, name, format }, context) => {
    const read = readRules(context, file, format);
    return context.commit((command) => createRuleSet(command, { name: name ?? read.name, dataset: null, yaml: read.yaml }));
  },
  'ruleSets.readFile': ({ file, format }, context) => readRules(context, file, format),
  'ruleSets.exportFile': ({ ruleSet, to, format }, context) => {
    const path = context.grants.path(to, 'write');
    const { yaml, name } = getRuleSet(context.reader, ruleSet);
    const { text, notes } = format === 'jiadi' ? { text: yaml, notes: [] } : exportRules(yaml, name, format, finder(context.reader));
    writeFileDurably(path, text, 0o644);
    return { fileName: basename(path), bytes: Buffer.byteLength(text), notes: [...notes] };
  },
  'rulePacks.list': (_, { host }) =>
    rulePacks(host.resources).map(({ parameters, rules: own, ...pack }) => ({
      ...pack,
      parameters: Object.entries(parameters).map(([name, { title }]) => ({ name, title: title ?? name })),
      rules: own.map(({ id, rule, needs }) => ({ id, rule: rule as Rule, needs: [...needs] })),
    })),
  'rulePacks.propose': ({ pack, batch }, { reader, host }) => {
    const { columns } = storedProfile(reader, batch);
    return { columns: { ...proposeColumns(rulePack(host.resources, pack), columns) }, names: columns.map(({ name }) => name) };
  },
  'rulePacks.apply': ({ pack, dataset, name, columns }, context) => {
    const rules = rulesOfPack(rulePack(context.host.resources, pack), columns);
    const { ruleSet } = getDataset(context.reader, dataset);
    if (!ruleSet) return createRuleSet(context, { name, dataset, yaml: packYaml(name, rules) });
    const known = oneRuleSet(context.reader, ruleSet);
    const there = new Set([...known.rules, ...known.off.map((one) => one.rule)].map((rule) => rule['id']));
    const added = rules.filter((rule) => !there.has(rule['id'] as string));
    return saveRuleSet(context, ruleSet, known.version, added.reduce(withRule, known.yaml));
  },
  'rules.put': ({ ruleSet, basedOn, rule }, context) => putRule(context, ruleSet, basedOn, rule),
  'rules.remove': ({ ruleSet, basedOn, rule }, context) =>
    saveRuleSet(context, ruleSet, basedOn, withoutRule(getRuleSet(context.reader, ruleSet).yaml, rule)),
};

/** What a chosen file of rules would become. */
function readRules(context: JobContext, file: string, format: RuleFormat | undefined) {
  const path = context.grants.path(file, 'read');
  if (sizeOfInput(path) > FILE_BYTES_MAX) throw new JiadiError('file-too-large', { file: basename(path), limit: '5 MB' });
  const text = withFileErrors(path, () => readFileSync(path, 'utf8'));
  const read = importRules(text, basename(path), { find: finder(context.reader), format });
  return { ...read, notes: [...read.notes], fileName: basename(path) };
}
