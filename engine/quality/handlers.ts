import { remove, sizeOfInput } from '../../base/files.ts';
import { digestOf, utf8 } from '../../base/trust/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { OutputOf } from '../../contract/method.ts';
import type { QualityRun, qualityMethods } from '../../contract/methods/quality.ts';
import type { ruleMethods } from '../../contract/methods/rules.ts';
import { codesUsed, editionsFor } from '../codes/index.ts';
import type { JobContext, ModuleHandlers, QueryContext } from '../context.ts';
import { batchFileOf, getBatch, getDataset } from '../datasets/index.ts';
import { activeWaivers, ofDataset, type RunForIssues, todayOf, unitColumnOf, updateIssuesAfterRun } from '../issues/index.ts';
import { recordEvent } from '../lifecycle/index.ts';
import { insertRunRules, type RuleSetForRun, ruleSetForRun } from '../rules/index.ts';
import { createSemantics, loadTables } from '../semantics/index.ts';
import { getDataFile, insertDataFile } from '../workspace/index.ts';
import { type CheckInput, type CheckRun, runCheck } from './check.ts';
import { describePlan } from './describe.ts';
import { guestOf } from './guest.ts';
import { publicResult, referenceFiles } from './public.ts';
import { runWhole, wholeCheck } from './whole-check.ts';
import { wholePlan } from './whole-plan.ts';
import { surroundingsOf } from './surroundings.ts';
import { trial } from './trial.ts';
import { blockedBy, getBands, weightsFor } from './score-store.ts';
import { getDetail, getRun, insertRun, lastCosts, listRuns, recentRuns } from './store.ts';
import type { countUnits, UnitsInput } from './units.task.ts';

type Planned = OutputOf<(typeof qualityMethods)['quality.plan']>;

/** Batches that are being checked, by workspace and batch. */
const busy = new Set<string>();

/** Checks a batch and publishes what came of it; a batch that is being checked is refused (`check-running`). */
export async function runQuality(request: { readonly batch: string; readonly ruleSet?: string }, context: JobContext): Promise<QualityRun> {
  const mine = `${context.workspace.folder} ${request.batch}`;
  if (busy.has(mine)) {
    const { dataset, number } = getBatch(context.reader, request.batch);
    throw new JiadiError('check-running', { name: `${getDataset(context.reader, dataset).name} #${number}` });
  }
  busy.add(mine);
  try {
    return await run(request, context);
  } finally {
    busy.delete(mine);
  }
}

/** A batch and the rules it is checked by: those asked for, or those of its dataset. */
function subjectOf(request: { readonly batch: string; readonly ruleSet?: string }, context: QueryContext) {
  const batch = getBatch(context.reader, request.batch);
  const dataset = getDataset(context.reader, batch.dataset);
  const ruleSetId = request.ruleSet ?? dataset.ruleSet;
  if (!ruleSetId) throw new JiadiError('not-found', { what: 'ruleSet', name: dataset.name });
  return { batch, dataset, ruleSet: ruleSetForRun(context.reader, ruleSetId) };
}

/** What a check of these rules over this batch depends on, but for where its findings go and the weights of its score. */
function inputOf({ batch, ruleSet }: ReturnType<typeof subjectOf>, context: QueryContext): CheckInput {
  return {
    batch: batchFileOf(context.workspace, context.reader, batch.id),
    rules: ruleSet.rules,
    nullLike: ruleSet.nullLike,
    asOf: batch.importedAt.slice(0, 10),
    references: referenceFiles(ruleSet, context),
    surroundings: surroundingsOf(context, batch.id),
    codes: editionsFor(
      context,
      ruleSet.rules.map(({ spec }) => spec?.params),
    ),
    findings: null,
  };
}

const semanticsOf = (batch: ReturnType<typeof getBatch>, context: QueryContext) =>
  createSemantics({ today: batch.importedAt.slice(0, 10), tables: loadTables(context.host.resources) });

/** How a check would run, and what it cost the last time. */
function plan(request: { readonly batch: string; readonly ruleSet?: string }, context: QueryContext): Planned {
  const subject = subjectOf(request, context);
  const { batch, dataset, ruleSet } = subject;
  const { rows, statements, references, rules } = describePlan(inputOf(subject, context), semanticsOf(batch, context));
  return {
    rows,
    statements: statements.map((s) => ({ ...s, values: [...s.values], rules: [...s.rules] })),
    references: references.map((r) => ({ ...r, columns: [...r.columns], rules: [...r.rules] })),
    rules: rules.map((r) => ({ ...r, error: r.error && { code: r.error.code, params: { ...r.error.params } } })),
    batch: batch.id,
    batchNumber: batch.number,
    datasetName: dataset.name,
    ruleSetName: ruleSet.name,
    ruleSetVersion: ruleSet.version,
    last: lastCosts(context.reader, { dataset: dataset.id, batch: batch.id, ruleSet: ruleSet.id }),
  };
}

async function run(request: { readonly batch: string; readonly ruleSet?: string }, context: JobContext): Promise<QualityRun> {
  const subject = subjectOf(request, context);
  const { batch, dataset, ruleSet } = subject;
  context.track(`${dataset.name} #${batch.number}`);
  const startedAt = context.nowIso();
  const startedMs = context.nowMs();
  const file = context.newDataFile();
  const checked = await runCheck(
    {
      ...inputOf(subject, context),
      weights: weightsFor(context.reader, ruleSet.id),
      findings: { temporary: file.temporary, path: file.final, key: file.key },
      waivers: activeWaivers(context.reader, ofDataset(dataset.id), todayOf(context)),
    },
    {
      tasks: context.host.tasks,
      semantics: semanticsOf(batch, context),
      guest: guestOf(context.host),
    },
    { signal: context.signal, onProgress: context.report },
  );
  try {
    const sha256 = await context.task<string>('intake.sha256', { path: file.final });
    const shares = await unitShares(context, batch, { path: file.final, key: file.key });
    return publish(context, {
      batch,
      shares,
      ruleSet,
      checked,
      file: { ...file, sha256 },
      startedAt,
      seconds: (context.nowMs() - startedMs) / 1000,
    });
  } catch (error) {
    // cancelled or refused after the file got its name: no row names it
    if (!getDataFile(context.reader, file.id)) remove(file.final);
    throw error;
  }
}

/** Failing rows of each rule by the unit that they name, where a column of the dataset says so. */
async function unitShares(
  context: JobContext,
  batch: ReturnType<typeof getBatch>,
  findings: Pick<UnitsInput, 'path' | 'key'>,
): Promise<Finished['shares']> {
  const column = unitColumnOf(context.reader, ofDataset(batch.dataset));
  const file = batchFileOf(context.workspace, context.reader, batch.id);
  if (column === null || !file.columns.some(({ name }) => name === column)) return null;
  const input: UnitsInput = { batch: file, column, ...findings };
  const counted = await context.task<ReturnType<typeof countUnits>>('quality.units', input);
  return new Map(Object.entries(counted).map(([rule, units]) => [rule, new Map(units)]));
}

interface Finished {
  readonly batch: ReturnType<typeof getBatch>;
  readonly ruleSet: RuleSetForRun;
  readonly shares: RunForIssues['shares'];
  readonly checked: CheckRun;
  readonly file: { readonly id: string; readonly final: string; readonly key: Uint8Array; readonly sha256: string };
  readonly startedAt: string;
  readonly seconds: number;
}

function publish(context: JobContext, { batch, ruleSet, shares, checked, file, startedAt, seconds }: Finished): QualityRun {
  const results = checked.results.map(publicResult);
  return context.commit((command) => {
    const { writer } = command;
    const id = command.newId();
    insertDataFile(writer, {
      id: file.id,
      kind: 'findings',
      key: file.key,
      bytes: sizeOfInput(file.final),
      sha256: file.sha256,
      at: command.nowIso(),
    });
    insertRun(writer, {
      id,
      batch: batch.id,
      ruleSet: ruleSet.id,
      ruleSetVersion: ruleSet.version,
      rows: checked.rowCount,
      findings: results.reduce((n, r) => n + r.failed, 0),
      failingRows: checked.failingRows ?? 0,
      total: checked.score.total,
      dimensions: checked.score.dimensions,
      success: checked.success,
      detail: {
        results,
        formula: checked.score.formula,
        codes: codesUsed(
          command,
          ruleSet.rules.map(({ spec }) => spec?.params),
        ),
      },
      costs: checked.costs,
      findingsFile: file.id,
      startedAt,
      seconds,
      byId: command.actor,
    });
    if (ruleSet.resolved) insertRunRules(writer, id, ruleSet.resolved);
    updateIssuesAfterRun(command, { id, of: ofDataset(batch.dataset), results, shares });
    const { name, unit } = getDataset(writer, batch.dataset);
    recordEvent(command, { stage: 'maintain', kind: 'quality.run', dataset: batch.dataset, unit, rows: checked.rowCount, subject: name });
    command.audit(name, { run: id, batch: batch.number, score: checked.score.total });
    return getRun(writer, id);
  });
}

/** What a checker looks at, and what is sent after approval. */
export function runForReview(reader: QueryContext['reader'], id: string) {
  const run = getRun(reader, id);
  const batch = getBatch(reader, run.batch);
  const { results } = getDetail(reader, id);
  const { yaml } = ruleSetForRun(reader, run.ruleSet, run.ruleSetVersion);
  return {
    title: `${run.datasetName} #${run.batchNumber}`,
    runId: run.id,
    datasetId: run.dataset,
    datasetName: run.datasetName,
    batchNumber: run.batchNumber,
    fileName: batch.fileName,
    sourceSha256: batch.sourceSha256,
    rows: run.rows,
    findings: run.findings,
    failingRows: run.failingRows,
    ruleSetName: run.ruleSetName,
    ruleSetVersion: run.ruleSetVersion,
    ruleSetDigest: digestOf(utf8(yaml)),
    score: run.score,
    startedAt: run.startedAt,
    by: run.by,
    rules: results,
  };
}

function explain(reader: QueryContext['reader'], id: string) {
  const { results, formula } = getDetail(reader, id);
  const counted = formula.dimensions.flatMap((d) =>
    d.indicators.flatMap((i) =>
      i.rules.map((r) => ({
        dimension: d.dimension,
        indicator: i.indicator,
        rule: r.rule,
        weight: r.weight,
        score: r.score,
        counted: true,
        why: null,
      })),
    ),
  );
  const left = formula.left.flatMap(({ rule, reason }) => {
    const result = results.find((r) => r.rule === rule);
    if (!result) return [];
    const why = result.status === 'error' ? 'error' : reason;
    return [{ dimension: result.dimension, indicator: result.indicator, rule, weight: 0, score: null, counted: false, why }];
  });
  return [...counted, ...left];
}

/** Quality runs: plan, scan, score. */
export const quality: ModuleHandlers<typeof qualityMethods & Pick<typeof ruleMethods, 'rules.trial'>> = {
  'rules.trial': (request, context) => trial(request, context),
  'quality.run': (request, context) => runQuality(request, context),
  'quality.plan': (request, context) => plan(request, context),
  'quality.whole': ({ dataset }, context) => wholeCheck(context, dataset),
  'quality.wholePlan': ({ dataset }, context) => wholePlan(context, dataset),
  'quality.runWhole': ({ dataset }, context) => runWhole(dataset, context),
  'quality.list': (filter, { reader }) => listRuns(reader, filter),
  'quality.recent': (_, { reader }) => recentRuns(reader, 20),
  'quality.get': ({ run: id }, { reader }) => ({
    run: getRun(reader, id),
    results: [...getDetail(reader, id).results],
    blockedBy: blockedBy(reader, id).map((b) => ({ ...b })),
    bands: getBands(reader),
    codes: [...(getDetail(reader, id).codes ?? [])],
  }),
  'quality.explain': ({ run: id }, { reader }) => explain(reader, id),
};
