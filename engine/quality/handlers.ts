import { basename } from 'node:path';
import { remove, sizeOfInput } from '../../base/files.ts';
import { digestOf, utf8 } from '../../base/trust/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { QualityRun, qualityMethods, RuleResult as PublicResult } from '../../contract/methods/quality.ts';
import type { ruleMethods } from '../../contract/methods/rules.ts';
import type { JobContext, ModuleHandlers, QueryContext } from '../context.ts';
import { batchFileOf, findingsFile, getBatch, getDataset } from '../datasets/index.ts';
import { updateIssuesAfterRun } from '../issues/index.ts';
import { recordEvent } from '../lifecycle/index.ts';
import { insertRunRules, kinds, referencesOf, type RuleSetForRun, ruleSetForRun } from '../rules/index.ts';
import { createSemantics, loadTables } from '../semantics/index.ts';
import type { BatchFile } from '../table/index.ts';
import { getDataFile, insertDataFile, sha256OfFile } from '../workspace/index.ts';
import { type CheckRun, runCheck } from './check.ts';
import type { FindingsExport } from './export.task.ts';
import type { FindingRow, FindingsQuery } from './findings.task.ts';
import type { RuleResult } from './result.ts';
import { countRows, type RunChunk, unite } from './runs.ts';
import { guestOf } from './guest.ts';
import { surroundingsOf } from './surroundings.ts';
import { trial } from './trial.ts';
import { getDetail, getRun, insertRun, listRuns, recentRuns } from './store.ts';

/** The kinds' sentences for findings; exports are read by the units, in Chinese. */
const reasonSentences = Object.fromEntries(kinds.map((kind) => [kind.kind, kind.text['zh-CN'].reason]));

/** A rule's result as it is kept and shown: without the rows, which stand in the findings file. */
function publicResult({ findings: _, reason: __, learned: ___, ...result }: RuleResult): PublicResult & { readonly indicator: string } {
  return { ...result, columns: [...result.columns], observed: (result.observed ?? null) as PublicResult['observed'] };
}

async function run(request: { readonly batch: string; readonly ruleSet?: string }, context: JobContext): Promise<QualityRun> {
  const batch = getBatch(context.reader, request.batch);
  const dataset = getDataset(context.reader, batch.dataset);
  const ruleSetId = request.ruleSet ?? dataset.ruleSet;
  if (!ruleSetId) throw new JiadiError('not-found', { what: 'ruleSet', name: dataset.name });
  const ruleSet = ruleSetForRun(context.reader, ruleSetId);
  context.track(`${dataset.name} #${batch.number}`);
  const startedAt = context.nowIso();
  const startedMs = context.nowMs();
  const file = context.newDataFile();
  const checked = await runCheck(
    {
      batch: batchFileOf(context.workspace, context.reader, batch.id),
      rules: ruleSet.rules,
      nullLike: ruleSet.nullLike,
      asOf: batch.importedAt.slice(0, 10),
      references: referenceFiles(ruleSet, context),
      surroundings: surroundingsOf(context, batch.id),
      findings: { temporary: file.temporary, path: file.final, key: file.key },
    },
    {
      tasks: context.host.tasks,
      semantics: createSemantics({ today: batch.importedAt.slice(0, 10), tables: loadTables(context.host.resources) }),
      guest: guestOf(context.host),
    },
    { signal: context.signal, onProgress: context.report },
  );
  try {
    const sha256 = await sha256OfFile(file.final);
    return publish(context, {
      batch,
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

/** The newest batches of the datasets that rules refer to by name. */
function referenceFiles(ruleSet: RuleSetForRun, context: QueryContext): Readonly<Record<string, BatchFile>> {
  return Object.fromEntries(
    referencesOf(context.reader, ruleSet).map(({ name, batch }) => [name, batchFileOf(context.workspace, context.reader, batch)]),
  );
}

interface Finished {
  readonly batch: ReturnType<typeof getBatch>;
  readonly ruleSet: RuleSetForRun;
  readonly checked: CheckRun;
  readonly file: { readonly id: string; readonly final: string; readonly key: Uint8Array; readonly sha256: string };
  readonly startedAt: string;
  readonly seconds: number;
}

function publish(context: JobContext, { batch, ruleSet, checked, file, startedAt, seconds }: Finished): QualityRun {
  const results = checked.results.map(publicResult);
  const failing = checked.results.reduce<readonly RunChunk[]>((rows, r) => unite(rows, r.findings), []);
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
      failingRows: countRows(failing),
      total: checked.score.total,
      dimensions: checked.score.dimensions,
      success: checked.success,
      detail: { results, formula: checked.score.formula },
      findingsFile: file.id,
      startedAt,
      seconds,
      byId: command.actor,
    });
    if (ruleSet.resolved) insertRunRules(writer, id, ruleSet.resolved);
    updateIssuesAfterRun(command, { id, dataset: batch.dataset, results });
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

const explainWhy = { info: 'info', 'not-evaluated': 'not-evaluated' } as const;

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
    const why = result.status === 'error' ? 'error' : explainWhy[reason];
    return [{ dimension: result.dimension, indicator: result.indicator, rule, weight: 0, score: null, counted: false, why }];
  });
  return [...counted, ...left];
}

interface FindingsRequest {
  readonly run: string;
  readonly rule?: string;
  readonly column?: string;
  readonly severity?: PublicResult['severity'];
}

/** The rules whose findings are asked for, and where they lie. */
export function findingsRequest(
  request: FindingsRequest,
  context: QueryContext,
): Pick<FindingsQuery, 'batch' | 'path' | 'key' | 'rules'> & { readonly severityOf: ReadonlyMap<string, PublicResult['severity']> } {
  const run = getRun(context.reader, request.run);
  const { results } = getDetail(context.reader, request.run);
  const wanted = results.filter(
    (r) =>
      (request.rule === undefined || r.rule === request.rule) &&
      (request.column === undefined || r.columns.includes(request.column)) &&
      (request.severity === undefined || r.severity === request.severity),
  );
  const { path, key } = findingsFile(context, request.run);
  return {
    batch: batchFileOf(context.workspace, context.reader, run.batch),
    path,
    key,
    rules: wanted.map((r) => r.rule),
    severityOf: new Map(results.map((r) => [r.rule, r.severity])),
  };
}

/** Quality runs: plan, scan, score, findings. */
export const quality: ModuleHandlers<typeof qualityMethods & Pick<typeof ruleMethods, 'rules.trial'>> = {
  'rules.trial': (request, context) => trial(request, context),
  'findings.export': async ({ to, format, ...request }, context) => {
    const path = context.grants.path(to, 'write');
    const { severityOf: _, ...where } = findingsRequest(request, context);
    const { datasetName, dataset } = getRun(context.reader, request.run);
    context.track(basename(path));
    const input: FindingsExport = { ...where, clearColumns: [], to: path, format, sentences: reasonSentences };
    const { rows, bytes } = await context.task<{ readonly rows: number; readonly bytes: number }>('quality.exportFindings', input);
    return context.commit((command) => {
      recordEvent(command, { stage: 'apply', kind: 'findings.export', dataset, rows, bytes, subject: basename(path) });
      command.audit(datasetName, { run: request.run, rows, format });
      return { fileName: basename(path), bytes, rows };
    });
  },
  'quality.run': (request, context) => run(request, context),
  'quality.list': (filter, { reader }) => listRuns(reader, filter),
  'quality.recent': (_, { reader }) => recentRuns(reader, 20),
  'quality.get': ({ run: id }, { reader }) => ({ run: getRun(reader, id), results: [...getDetail(reader, id).results] }),
  'quality.explain': ({ run: id }, { reader }) => explain(reader, id),
  'findings.page': async ({ offset, limit, reveal: _, ...request }, context) => {
    const { severityOf, ...where } = findingsRequest(request, context);
    const page = await context.task<{ readonly total: number; readonly rows: readonly FindingRow[] }>('quality.findings', {
      ...where,
      offset,
      limit,
      clearColumns: [],
    } satisfies FindingsQuery);
    return { total: page.total, offset, rows: page.rows.map((row) => ({ ...row, severity: severityOf.get(row.rule) ?? 'info' })) };
  },
};
