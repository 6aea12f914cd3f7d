import { JiadiError } from '../../contract/errors.ts';
import type { InPlaceRun } from '../../contract/methods/in-place.ts';
import type { QualityRun } from '../../contract/methods/quality.ts';
import type { Language } from '../../contract/text/index.ts';
import type { QueryContext } from '../context.ts';
import { findInPlace, inPlaceDetail } from '../pushdown/index.ts';
import { getDetail, getRun, type ScoreFormula } from '../quality/index.ts';
import { shanghaiTime } from '../../base/clock.ts';
import { wordsOf } from './blocks.ts';
import { type RuleFacts } from './quality-report.ts';

/** A run as reports set it beside others, be it of a batch or of a table where it is. */
export interface Reported {
  /** What was checked, by the same rules where it is a table of a server: only runs of the same are compared. */
  readonly subject: string;
  readonly name: string;
  /** What tells it from other runs of the same: the batch, or the time. */
  readonly label: string;
  readonly ruleSet: string;
  readonly ruleSetVersion: number;
  readonly ruleSetLabel: string;
  readonly rows: number;
  readonly findings: number;
  readonly failingRows: number | null;
  readonly score: QualityRun['score'];
  readonly startedAt: string;
  readonly results: readonly RuleFacts[];
  readonly formula: ScoreFormula;
  readonly review: QualityRun['review'];
  /** False for a check in place. */
  readonly ofBatch: boolean;
}

/** A time as people in the centre read it. */
export const timeText = (iso: string): string => shanghaiTime(Date.parse(iso));

/** What the run of a batch is called. */
export function batchLabel(run: Pick<QualityRun, 'batchNumber'>, language: Language): string {
  return wordsOf(language).word('report.batchNumber', { number: run.batchNumber });
}

/** What a check in place is called beside others: day and minute. */
export const timeLabel = ({ startedAt }: Pick<InPlaceRun, 'startedAt'>): string => timeText(startedAt).slice(5, 16);

export const ruleSetLabel = (run: Pick<QualityRun, 'ruleSetName' | 'ruleSetVersion'>, language: Language): string =>
  wordsOf(language).word('report.ruleSetVersion', { name: run.ruleSetName, version: run.ruleSetVersion });

/** The table or query of a check in place, with its connection. */
export function tableName({ name, from }: Pick<InPlaceRun, 'name' | 'from'>, language: Language): string {
  if (from.kind === 'query') return wordsOf(language).word('report.queryOf', { name });
  return `${name} · ${from.schema === '' ? '' : `${from.schema}.`}${from.table}`;
}

/** A run of a batch or in place; `not-found` when there is neither. */
export function reportedOf({ reader }: Pick<QueryContext, 'reader'>, id: string, language: Language): Reported {
  const inPlace = findInPlace(reader, id);
  if (inPlace) {
    const { results, formula } = inPlaceDetail(reader, id);
    return {
      ...inPlace,
      subject: inPlace.table ?? inPlace.id,
      name: tableName(inPlace, language),
      label: timeLabel(inPlace),
      ruleSetLabel: ruleSetLabel(inPlace, language),
      failingRows: null,
      results: results.map(({ result }) => result),
      formula,
      ofBatch: false,
    };
  }
  const run = getRun(reader, id);
  const { dataset, datasetName, rows, findings, failingRows, score, startedAt, ruleSet, ruleSetVersion } = run;
  const base = { rows, findings, failingRows, score, startedAt, ruleSet, ruleSetVersion, ruleSetLabel: ruleSetLabel(run, language) };
  return {
    ...base,
    subject: dataset,
    name: datasetName,
    label: batchLabel(run, language),
    ...getDetail(reader, id),
    review: run.review,
    ofBatch: true,
  };
}

/** Two runs of the same, the earlier first as it was asked; runs of different tables say nothing of each other. */
export function comparedOf(context: QueryContext, ids: { readonly base: string; readonly run: string }, language: Language) {
  const [before, after] = [reportedOf(context, ids.base, language), reportedOf(context, ids.run, language)] as const;
  if (before.subject !== after.subject)
    throw new JiadiError('invalid-input', { problem: `base: ${before.name} ≠ ${after.name}`, method: 'report' });
  return { before, after };
}
