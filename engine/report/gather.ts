import { shanghaiDay } from '../../base/clock.ts';
import type { QualityRun } from '../../contract/methods/quality.ts';
import { rightsOf } from '../../contract/rights.ts';
import { type Language, reasonIn } from '../../contract/text/index.ts';
import type { QueryContext, ScanContext } from '../context.ts';
import { batchFileOf, findingsFile, getBatch, getDataset } from '../datasets/index.ts';
import { failuresByShare, listIssues } from '../issues/index.ts';
import {
  getBands,
  getDetail,
  getRun,
  listRuns,
  type RuleSamples,
  type RunDetail,
  type SamplesQuery,
  type ScoreFormula,
} from '../quality/index.ts';
import type { Signature } from './document.ts';
import { wordsOf } from './blocks.ts';
import { type CheckFacts, type IssueFacts } from './quality-report.ts';
import { batchLabel, ruleSetLabel, timeText } from './reported.ts';
import { signatureOf } from './store.ts';

/** How much a report shows: runs of a trend, rules with sample rows, rows of each. */
export const TREND = 12;
export const SAMPLED_RULES = 40;
export const SAMPLE_ROWS = 5;

/** The newest run of each batch up to this one's, oldest first, this one standing for its own batch. */
export function runsUpTo(run: QualityRun, runs: readonly QualityRun[]): readonly QualityRun[] {
  const newest = new Map<number, QualityRun>([[run.batchNumber, run]]);
  for (const other of runs) if (other.batchNumber < run.batchNumber && !newest.has(other.batchNumber)) newest.set(other.batchNumber, other);
  return [...newest.values()].toSorted((a, b) => a.batchNumber - b.batchNumber);
}

/** Issues as a report lists them. */
export function issueFacts(context: QueryContext, filter: { readonly dataset?: string; readonly table?: string }): readonly IssueFacts[] {
  const nowIso = context.nowIso();
  return listIssues(context.reader, { ...filter, state: 'active' }).map((issue) => ({
    number: issue.number,
    rule: issue.rule,
    severity: issue.severity,
    unit: issue.unit,
    state: issue.state,
    failed: issue.failed,
    due: issue.dueAt === null ? null : shanghaiDay(Date.parse(issue.dueAt)),
    overdue: issue.dueAt !== null && issue.dueAt < nowIso,
  }));
}

/** How the sub-indicators of a run came out. */
export function indicatorsOf({ formula }: { readonly formula: ScoreFormula }): CheckFacts['indicators'] {
  return formula.dimensions.flatMap(({ dimension, indicators }) =>
    indicators.map(({ indicator, score, rules }) => ({ dimension, indicator, score, rules: rules.length })),
  );
}

/** Failing rows of a run by the unit they name; empty where no column names units. */
export const sharesOf = (reader: QueryContext['reader'], run: string): CheckFacts['shares'] => failuresByShare(reader, run);

/** All that a quality report says of a run. */
export async function runFacts(id: string, language: Language, context: ScanContext): Promise<CheckFacts> {
  const { reader } = context;
  const { word } = wordsOf(language);
  const run = getRun(reader, id);
  const detail = getDetail(reader, id);
  const batch = getBatch(reader, run.batch);
  const dataset = getDataset(reader, run.dataset);
  const runs = runsUpTo(run, listRuns(reader, { dataset: run.dataset }));
  const before = runs.at(-2) ?? null;
  const samples = await samplesOf(run, detail, language, context);
  return {
    name: run.datasetName,
    runHead: 'report.batch',
    remarks: [],
    bands: getBands(reader),
    about: [
      [word('report.about.dataset'), `${run.datasetName} ${batchLabel(run, language)}`],
      [word('report.about.unit'), dataset.unit === '' ? word('report.noUnit') : dataset.unit],
      [word('report.about.file'), batch.fileName],
      [word('report.ruleSetHead'), ruleSetLabel(run, language)],
      [word('report.about.checked'), timeText(run.startedAt)],
      [word('report.about.by'), run.by],
    ],
    rows: run.rows,
    findings: run.findings,
    failingRows: run.failingRows,
    score: run.score,
    previous: before && { label: batchLabel(before, language), ...before.score },
    indicators: indicatorsOf(detail),
    trend: runs.slice(-TREND).map((one, i, list) => ({
      label: batchLabel(one, language),
      value: one.score.total,
      changed: i > 0 && (list[i - 1]?.ruleSet !== one.ruleSet || list[i - 1]?.ruleSetVersion !== one.ruleSetVersion),
      ruleSet: ruleSetLabel(one, language),
      rows: one.rows,
    })),
    rules: detail.results,
    shares: sharesOf(reader, run.id),
    issues: issueFacts(context, { dataset: run.dataset }),
    ...samples,
  };
}

type Samples = Pick<CheckFacts, 'samples' | 'noSamples'>;

/** A few failing rows of the rules that failed; none for who does not see rows, and none when they are kept no longer. */
async function samplesOf(run: QualityRun, detail: RunDetail, language: Language, context: ScanContext): Promise<Samples> {
  const failing = detail.results.filter(({ failed }) => failed > 0);
  if (failing.length === 0) return { samples: [], noSamples: null };
  const role = context.session?.user.role;
  if (role === undefined || !rightsOf[role].includes('data.read')) return { samples: [], noSamples: 'report.none.samplesRight' };
  if (!detailIsKept(run, context)) return { samples: [], noSamples: 'report.none.samplesFile' };
  const found = await context.task<readonly RuleSamples[]>('quality.samples', {
    batch: batchFileOf(context.workspace, context.reader, run.batch),
    ...findingsFile(context, run.id),
    rules: failing
      .toSorted((a, b) => b.failed - a.failed)
      .slice(0, SAMPLED_RULES)
      .map(({ rule, columns }) => ({ rule, columns })),
    perRule: SAMPLE_ROWS,
  } satisfies SamplesQuery);
  const samples = found.map(({ rule, columns, kind, reason, rows }) => {
    const sentence = reasonIn(language, { code: kind, params: reason });
    return { rule, columns, rows: rows.map((row) => ({ ...row, reason: sentence })) };
  });
  return { samples, noSamples: null };
}

/** True while the findings of a run are kept. */
function detailIsKept(run: QualityRun, context: QueryContext): boolean {
  try {
    findingsFile(context, run.id);
    return true;
  } catch {
    return false;
  }
}

/** Who answers for a run; a draft until its review was approved. */
export function runSignature(
  run: Pick<QualityRun, 'review'>,
  context: QueryContext,
): { readonly signature: Signature; readonly draft: boolean } {
  const approved = run.review?.state === 'approved' ? signatureOf(context.reader, run.review.review) : null;
  if (approved === null) return { draft: true, signature: { maker: null, madeAt: null, checker: null, checkedAt: null, approved: null } };
  return {
    draft: false,
    signature: {
      ...approved,
      madeAt: timeText(approved.madeAt),
      checkedAt: timeText(approved.checkedAt),
      approved: `sha256:${approved.approved}`,
    },
  };
}
