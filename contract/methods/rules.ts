import { z } from 'zod';
import { command, job, query, scan } from '../method.ts';
import { done, grant, id, label, nothing, time, writtenFile } from './common.ts';

export const severity = z.enum(['critical', 'major', 'minor', 'info']);
export const dimension = z.enum(['conformity', 'completeness', 'accuracy', 'consistency', 'timeliness', 'accessibility']);
export type Severity = z.infer<typeof severity>;
export type Dimension = z.infer<typeof dimension>;

/** A rule as written in a rule set file (`cli.md`): flat, the kind's own parameters by their names. */
export const rule = z.record(z.string(), z.json());
export type Rule = z.infer<typeof rule>;

/** A rule set that another one inherits from. */
const parentSet = z.object({ id: id.nullable(), name: z.string(), version: z.number() });

/** Where a rule comes from that is not simply written in its set. */
const origin = z.object({
  rule: z.string(),
  /** The set that first wrote it; null: this one. */
  set: parentSet.nullable(),
  template: z.string().nullable(),
  /** Keys that this set or one between says differently. */
  changed: z.array(z.string()),
});
export type RuleOrigin = z.infer<typeof origin>;

/** A rule set: its YAML is the source, versions only grow. */
export const ruleSet = z.object({
  id,
  name: z.string(),
  version: z.number(),
  dataset: id.nullable(),
  yaml: z.string(),
  /** What is run: inherited rules are among them, templates are filled in. */
  rules: z.array(rule),
  /** Of rules that are inherited or from a template. */
  origins: z.array(origin),
  /** Inherited rules that are switched off here. */
  off: z.array(z.object({ rule, reason: z.string(), origin })),
  parents: z.array(parentSet),
  problems: z.array(
    z.object({
      rule: z.string(),
      code: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    }),
  ),
  updatedAt: time,
  updatedBy: z.string(),
});
export type RuleSet = z.infer<typeof ruleSet>;

/** A version of a rule set; what changed against the one before is null for versions older than this record. */
const ruleSetVersion = z.object({
  version: z.number(),
  at: time,
  by: z.string(),
  change: z.object({ added: z.number(), removed: z.number(), changed: z.number(), restored: z.number().nullable() }).nullable(),
});
export type RuleSetVersion = z.infer<typeof ruleSetVersion>;

/** Forms in which rules are exchanged with other tools. */
export const exchangeFormats = ['gx', 'frictionless', 'soda3', 'soda4'] as const;
export type ExchangeFormat = (typeof exchangeFormats)[number];
export const ruleFormat = z.enum(['jiadi', ...exchangeFormats]);
export type RuleFormat = z.infer<typeof ruleFormat>;

/** Why a check is carried over with a difference, or not at all. */
const exchangeReason = z.enum([
  'no-counterpart',
  'invalid-rule',
  'invalid-check',
  'parameter',
  'tolerance',
  'count-tolerance',
  'warn-line',
  'limit-inclusive',
  'denominator',
  'filter',
  'filter-nulls',
  'group-by',
  'pattern-dialect',
  'format-definition',
  'clock',
  'type-names',
  'null-handling',
  'several-conditions',
  'stat-definition',
  'sql-dialect',
  'dataset-name',
  'missing-words',
  'duplicate-count',
  'comparison',
]);

/** What became of one check on its way from one form to another. */
const exchangeNote = z.object({
  /** The check as the form it comes from names it. */
  what: z.string(),
  /** The id of our rule; null when there is none. */
  rule: z.string().nullable(),
  outcome: z.enum(['exact', 'differs', 'lost']),
  reasons: z.array(exchangeReason),
  /** What the reason speaks of: a parameter, a word. */
  about: z.string(),
});
export type ExchangeNote = z.infer<typeof exchangeNote>;

/** Ready rules for a base library, with placeholders for the names of columns. */
const rulePack = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  parameters: z.array(z.object({ name: z.string(), title: z.string() })),
  /** `needs` names the placeholders for which a rule needs a column. */
  rules: z.array(z.object({ id: z.string(), rule, needs: z.array(z.string()) })),
});

/** What became of the rules between two versions, rule by rule and line by line. */
const ruleSetDiff = z.object({
  added: z.array(rule),
  removed: z.array(rule),
  changed: z.array(
    z.object({
      rule: z.string(),
      kind: z.string(),
      keys: z.array(z.object({ key: z.string(), from: z.json().optional(), to: z.json().optional() })),
    }),
  ),
  lines: z.array(z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() })),
});
export type RuleSetDiff = z.infer<typeof ruleSetDiff>;

/** A rule kind as the form in the window needs it. */
export const ruleKind = z.object({
  kind: z.string(),
  grain: z.string(),
  dimension,
  severity,
  /** Sub-indicator of GB/T 36344-2018, such as `0302`. */
  indicator: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  /** What it asks of the data. */
  about: z.object({ zh: z.string(), en: z.string() }),
  /** Sentence for a finding; `{name}` is filled from the finding's reason. */
  reason: z.object({ zh: z.string(), en: z.string() }),
  /** JSON Schema of the kind's parameters. */
  params: z.json(),
});
export type RuleKindInfo = z.infer<typeof ruleKind>;

/** Help while an expression is written: what is wrong with it, and what can be put between `from` and `to` (UTF-16 units). */
export const expressionAssist = z.object({
  problem: z.object({ code: z.string(), params: z.record(z.string(), z.json()) }).nullable(),
  from: z.number(),
  to: z.number(),
  options: z.array(
    z.object({
      kind: z.enum(['column', 'value', 'function', 'word']),
      label: z.string(),
      insert: z.string(),
      /** A column's type, a value's column, a function's name. */
      detail: z.string(),
    }),
  ),
});
export type ExpressionAssist = z.infer<typeof expressionAssist>;

/** A rule proposed from the profile. */
export const suggestion = z.object({
  /** Stable for the same batch, kind and column: a rejected one stays rejected. */
  key: z.string(),
  rule,
  evidence: z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])) }),
  support: z.number(),
  expectedFailures: z.number(),
  state: z.enum(['open', 'accepted', 'rejected']),
});
export type Suggestion = z.infer<typeof suggestion>;

export const ruleMethods = {
  'ruleKinds.list': query({ access: 'rule.read', reads: [], input: nothing, output: z.array(ruleKind) }),
  'ruleSets.list': query({ access: 'rule.read', reads: ['ruleSet', 'rule'], input: nothing, output: z.array(ruleSet) }),
  'ruleSets.get': query({ access: 'rule.read', reads: ['ruleSet', 'rule'], input: z.object({ ruleSet: id }), output: ruleSet }),
  'ruleSets.create': command({
    access: 'rule.edit',
    writes: ['ruleSet', 'dataset'],
    input: z.object({ name: label, dataset: id.nullable().default(null), yaml: z.string().max(1_000_000).optional() }),
    output: ruleSet,
  }),
  /** Saves a new version; `basedOn` is the version that was edited (a newer one gives `conflict`). */
  'ruleSets.save': command({
    access: 'rule.edit',
    writes: ['ruleSet', 'rule'],
    input: z.object({ ruleSet: id, basedOn: z.number(), yaml: z.string().max(1_000_000) }),
    output: ruleSet,
  }),
  'ruleSets.versions': query({
    access: 'rule.read',
    reads: ['ruleSet'],
    input: z.object({ ruleSet: id }),
    output: z.array(ruleSetVersion),
  }),
  'ruleSets.diff': query({
    access: 'rule.read',
    reads: ['ruleSet'],
    input: z.object({ ruleSet: id, from: z.int().min(1), to: z.int().min(1) }),
    output: ruleSetDiff,
  }),
  /** Makes the text of an old version the newest one. */
  'ruleSets.restore': command({
    access: 'rule.edit',
    writes: ['ruleSet', 'rule'],
    input: z.object({ ruleSet: id, basedOn: z.number(), version: z.int().min(1) }),
    output: ruleSet,
  }),
  /** The rules as a run checked them, with the sets they came from at that time; null for runs older than this record. */
  'ruleSets.ofRun': query({
    access: 'rule.read',
    reads: ['qualityRun'],
    input: z.object({ run: id }),
    output: z.object({ yaml: z.string(), parents: z.array(parentSet) }).nullable(),
  }),
  'ruleSets.remove': command({
    access: 'rule.edit',
    writes: ['ruleSet', 'rule', 'dataset'],
    input: z.object({ ruleSet: id }),
    output: done,
  }),
  'ruleSets.importFile': job({
    access: 'rule.edit',
    writes: ['ruleSet'],
    input: z.object({ file: grant, name: label.optional(), format: ruleFormat.optional() }),
    output: ruleSet,
  }),
  /** Reads a file of rules in any form and says what it would become; nothing is kept. */
  'ruleSets.readFile': job({
    access: 'rule.edit',
    writes: [],
    input: z.object({ file: grant, format: ruleFormat.optional() }),
    output: z.object({
      fileName: z.string(),
      format: ruleFormat,
      name: z.string(),
      yaml: z.string(),
      count: z.number(),
      notes: z.array(exchangeNote),
    }),
  }),
  'ruleSets.exportFile': job({
    access: 'rule.read',
    writes: [],
    input: z.object({ ruleSet: id, to: grant, format: ruleFormat.default('jiadi') }),
    output: writtenFile.extend({ notes: z.array(exchangeNote) }),
  }),
  'rulePacks.list': query({ access: 'rule.read', reads: [], input: nothing, output: z.array(rulePack) }),
  /** The columns of a batch that suit the placeholders of a pack, and the names of all its columns. */
  'rulePacks.propose': query({
    access: 'rule.read',
    reads: ['profile'],
    input: z.object({ pack: z.string().max(100), batch: id }),
    output: z.object({ columns: z.record(z.string(), z.string()), names: z.array(z.string()) }),
  }),
  /** Puts a pack's rules for which columns are given into the dataset's rule set, made anew when it has none; rules that stand there already stay. */
  'rulePacks.apply': command({
    access: 'rule.edit',
    writes: ['ruleSet', 'rule', 'dataset'],
    input: z.object({
      pack: z.string().max(100),
      dataset: id,
      name: label,
      columns: z.record(z.string().max(100), z.string().min(1).max(1_000)),
    }),
    output: ruleSet,
  }),
  'rules.put': command({
    access: 'rule.edit',
    writes: ['ruleSet', 'rule'],
    input: z.object({ ruleSet: id, basedOn: z.number(), rule }),
    output: ruleSet,
  }),
  'rules.remove': command({
    access: 'rule.edit',
    writes: ['ruleSet', 'rule'],
    input: z.object({ ruleSet: id, basedOn: z.number(), rule: z.string() }),
    output: ruleSet,
  }),
  /** Runs one unsaved rule over a declared sample of a batch; never enters a score. */
  'rules.trial': scan({
    access: 'rule.read',
    reads: ['batch'],
    input: z.object({ batch: id, rule, sampleRows: z.int().min(100).max(1_000_000).default(100_000) }),
    output: z.object({
      rows: z.number(),
      sampled: z.boolean(),
      evaluated: z.number(),
      skipped: z.number(),
      failed: z.number(),
      ratio: z.number().nullable(),
      observed: z.json(),
      /** Why nothing was evaluated, or null. */
      note: z.string().nullable(),
      error: z.object({ code: z.string(), params: z.record(z.string(), z.json()) }).nullable(),
      sample: z.array(z.object({ row: z.number(), value: z.string().nullable() })),
    }),
  }),
  /** What an expression lacks and what can be written at a place of it; without a batch only the language is looked at. */
  'expressions.assist': query({
    access: 'rule.read',
    reads: ['batch', 'profile'],
    input: z.object({ batch: id.nullable(), expression: z.string().max(20_000), cursor: z.int().min(0) }),
    output: expressionAssist,
  }),
  /** One rule as a formula of the rule language and as text; a formula for reading only cannot be read back. */
  'rules.views': query({
    access: 'rule.read',
    reads: ['batch', 'profile'],
    input: z.object({ rule, batch: id.nullable() }),
    output: z.object({
      formula: z.object({ text: z.string(), editable: z.boolean(), expression: z.string(), where: z.string().nullable() }),
      yaml: z.string(),
    }),
  }),
  /** The rule that a changed view says, on the ground of the one that was there; null with the problem when it says none. */
  'rules.readView': query({
    access: 'rule.read',
    reads: ['batch', 'profile'],
    input: z.object({ as: z.enum(['formula', 'yaml']), text: z.string().max(100_000), rule, batch: id.nullable() }),
    output: z.object({
      text: z.string(),
      rule: rule.nullable(),
      problem: z.object({ code: z.string(), params: z.record(z.string(), z.json()) }).nullable(),
    }),
  }),
  'suggestions.list': query({
    access: 'rule.read',
    reads: ['profile', 'rule', 'ruleSet'],
    input: z.object({ batch: id }),
    output: z.array(suggestion),
  }),
  /** Adds suggestions to the dataset's rule set (created when there is none); `edited` holds, by key, what a person made of one. */
  'suggestions.accept': command({
    access: 'rule.edit',
    writes: ['ruleSet', 'rule', 'dataset'],
    input: z.object({ batch: id, keys: z.array(z.string()).min(1).max(500), edited: z.record(z.string(), rule).default({}) }),
    output: ruleSet,
  }),
  'suggestions.reject': command({
    access: 'rule.edit',
    writes: ['rule'],
    input: z.object({ batch: id, keys: z.array(z.string()).min(1).max(500), reason: z.string().max(200).default('') }),
    output: done,
  }),
  /** Takes rejections back: the suggestions are open again. */
  'suggestions.reopen': command({
    access: 'rule.edit',
    writes: ['rule'],
    input: z.object({ batch: id, keys: z.array(z.string()).min(1).max(500) }),
    output: done,
  }),
};
