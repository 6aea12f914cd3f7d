import { canonicalJson } from '../../base/trust/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { gradeOf } from '../../contract/grade.ts';
import type { QualityRun } from '../../contract/methods/quality.ts';
import type { ComparedRows, ComparedRule, scoreMethods, TrendPoint } from '../../contract/methods/score.ts';
import type { RowHashes, RowHashesInput } from '../batches/index.ts';
import type { JobContext, ModuleHandlers, QueryContext } from '../context.ts';
import { batchFileOf, findingsFile, getDataset } from '../datasets/index.ts';
import { readRuleFile, type RuleSpec, ruleSetForRun, runRules } from '../rules/index.ts';
import type { CompareRowsInput, ComparedRows as Counted } from './compare.task.ts';
import { contributions, type RuleShare, sharesOfTotal } from './movement.ts';
import { getBands, listWeights, putBands, putWeight, runsBefore, scoredDatasets } from './score-store.ts';
import { getDetail, getOutcomes, getRun, type RunDetail } from './store.ts';
import { unitScores } from './units.ts';

type Reader = QueryContext['reader'];

function units(reader: Reader) {
  const weights = new Map(listWeights(reader).map((w) => [`${w.level} ${w.subject}`, w.weight]));
  const bands = getBands(reader);
  const datasets = scoredDatasets(reader, (id) => weights.get(`dataset ${id}`) ?? 1);
  const scored = unitScores(datasets, (unit) => weights.get(`unit ${unit}`) ?? 1, bands);
  const critical = scored.units.some((unit) => unit.criticalFailed > 0);
  return {
    total: scored.total,
    grade: gradeOf(scored.total, critical, bands),
    units: scored.units.map((unit) => ({ ...unit, datasets: unit.datasets.map((d) => ({ ...d })) })),
    bands,
  };
}

function history(reader: Reader, id: string, limit: number): TrendPoint[] {
  const run = getRun(reader, id);
  return runsBefore(reader, run, limit)
    .toReversed()
    .map((one) => {
      const { batch, batchNumber, ruleSet, ruleSetVersion, startedAt, score } = getRun(reader, one);
      const rules = getOutcomes(reader, one).map(({ rule, ratio, failed, status }) => [rule, { ratio, failed, status }] as const);
      return { run: one, batch, batchNumber, ruleSet, ruleSetVersion, at: startedAt, score, rules: Object.fromEntries(rules) };
    });
}

type Result = RunDetail['results'][number];

interface Side {
  readonly run: QualityRun;
  readonly results: ReadonlyMap<string, Result>;
  readonly shares: ReadonlyMap<string, RuleShare>;
  readonly specs: ReadonlyMap<string, RuleSpec>;
}

function sideOf(reader: Reader, id: string): Side {
  const run = getRun(reader, id);
  const { results, formula } = getDetail(reader, id);
  // what was inherited may have changed since: a run keeps the rules that it checked
  const kept = runRules(reader, id);
  const { rules } = kept ? readRuleFile(kept.yaml, run.ruleSetName) : ruleSetForRun(reader, run.ruleSet, run.ruleSetVersion);
  return {
    run,
    results: new Map(results.map((r) => [r.rule, r])),
    shares: sharesOfTotal(formula),
    specs: new Map(rules.flatMap(({ spec }) => (spec ? [[spec.id, spec] as const] : []))),
  };
}

type Json = ComparedRule['changes'][number]['before'];

const asJson = (value: unknown): Json => (value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json));

/** What two versions of a rule say otherwise, by parameter. */
function changesOf(before: RuleSpec | undefined, after: RuleSpec | undefined): ComparedRule['changes'] {
  if (!before || !after) return [];
  const flat = ({ params, id: _, ...shared }: RuleSpec): Readonly<Record<string, unknown>> => ({ ...shared, ...params });
  const [old, now] = [flat(before), flat(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .map((field) => ({ field, before: asJson(old[field]), after: asJson(now[field]) }))
    .filter((one) => canonicalJson(one.before) !== canonicalJson(one.after));
}

function ruleSide(side: Side, rule: string): ComparedRule['before'] {
  const result = side.results.get(rule);
  if (!result) return null;
  const share = side.shares.get(rule);
  const { status, ratio, failed, evaluated } = result;
  return { status, ratio, failed, evaluated, score: share?.score ?? null, weight: share?.weight ?? 0 };
}

function compare(reader: Reader, request: { readonly before: string; readonly after: string }) {
  const before = sideOf(reader, request.before);
  const after = sideOf(reader, request.after);
  if (before.run.dataset !== after.run.dataset)
    throw new JiadiError('invalid-input', { problem: `${before.run.datasetName} ≠ ${after.run.datasetName}` });
  const moved = new Map(contributions(before.shares, after.shares).map((c) => [c.rule, c]));
  const rules = [...new Set([...after.results.keys(), ...before.results.keys()])].flatMap((rule): ComparedRule[] => {
    const result = after.results.get(rule) ?? before.results.get(rule);
    if (!result) return [];
    const changes = changesOf(before.specs.get(rule), after.specs.get(rule));
    const state = !before.results.has(rule) ? 'new' : !after.results.has(rule) ? 'gone' : changes.length > 0 ? 'changed' : 'same';
    const { kind, columns, dimension, severity } = result;
    return [
      {
        rule,
        kind,
        columns,
        dimension,
        severity,
        state,
        changes,
        before: ruleSide(before, rule),
        after: ruleSide(after, rule),
        byResult: moved.get(rule)?.byResult ?? 0,
        byWeight: moved.get(rule)?.byWeight ?? 0,
      },
    ];
  });
  const points = (one: ComparedRule): number => Math.abs(one.byResult + one.byWeight);
  const [old, now] = [before.run.score.total, after.run.score.total];
  return {
    before: before.run,
    after: after.run,
    difference: old === null || now === null ? null : now - old,
    rules: rules.sort((a, b) => points(b) - points(a) || a.rule.localeCompare(b.rule)),
  };
}

/** Hashes of the dataset's key in a batch. */
async function keysOf(batch: string, key: readonly string[], context: JobContext): Promise<RowHashes | null> {
  const file = batchFileOf(context.workspace, context.reader, batch);
  const columns = key.map((name) => file.columns.findIndex((c) => c.name === name));
  if (columns.includes(-1)) return null;
  return await context.task<RowHashes>('batches.rowHashes', { file, key: columns, rest: [] } satisfies RowHashesInput);
}

async function compareRows(request: { readonly before: string; readonly after: string }, context: JobContext): Promise<ComparedRows> {
  const [before, after] = [getRun(context.reader, request.before), getRun(context.reader, request.after)];
  const same = before.batch === after.batch;
  const key = same ? [] : getDataset(context.reader, after.dataset).key;
  const none: ComparedRows = { by: 'none', key: [], all: null, rules: [] };
  if (!same && key.length === 0) return none;
  const [oldKeys, newKeys] = same ? [null, null] : [await keysOf(before.batch, key, context), await keysOf(after.batch, key, context)];
  if (!same && (oldKeys === null || newKeys === null)) return none;
  const rules = [...new Set([before, after].flatMap(({ id }) => getDetail(context.reader, id).results.map((r) => r.rule)))];
  const input: CompareRowsInput = {
    before: { ...findingsFile(context, before.id), rowCount: before.rows, keys: oldKeys },
    after: { ...findingsFile(context, after.id), rowCount: after.rows, keys: newKeys },
    rules,
  };
  const counted = await context.task<Counted>('quality.compareRows', input);
  return { by: same ? 'number' : 'key', key: [...key], all: counted.all, rules: counted.rules.map((r) => ({ ...r })) };
}

/** Scores beyond one run: units, weights, trend, and what moved the score. */
export const scores: ModuleHandlers<typeof scoreMethods> = {
  'quality.units': (_, { reader }) => units(reader),
  'quality.weights': (_, { reader }) => ({
    weights: listWeights(reader).map(({ owner, ...w }) => ({ ...w, ruleSet: owner === '' ? null : owner })),
    bands: getBands(reader),
  }),
  'quality.setWeight': ({ level, ruleSet, subject, weight }, context) => {
    if ((level === 'rule') !== (ruleSet !== null)) throw new JiadiError('invalid-input', { problem: 'ruleSet' });
    const owner = ruleSet ?? '';
    const old = listWeights(context.reader).find((w) => w.level === level && w.owner === owner && w.subject === subject)?.weight ?? 1;
    putWeight(context.writer, { level, owner, subject, weight }, context.nowIso(), context.actor);
    context.audit(level === 'dataset' ? getDataset(context.reader, subject).name : subject, { level, before: old, after: weight });
    return {};
  },
  'quality.setBands': (bands, context) => {
    if (!(100 >= bands.A && bands.A > bands.B && bands.B > bands.C && bands.C > bands.D && bands.D > 0))
      throw new JiadiError('invalid-input', { problem: 'bands: 100 ≥ A > B > C > D > 0' });
    putBands(context.writer, bands, context.nowIso(), context.actor);
    context.audit('grades', { ...bands });
    return bands;
  },
  'quality.history': ({ run, limit }, { reader }) => history(reader, run, limit),
  'quality.compare': (request, { reader }) => compare(reader, request),
  'quality.compareRows': (request, context) => compareRows(request, context),
};
