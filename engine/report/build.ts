import { shanghaiDay, shanghaiTime } from '../../base/clock.ts';
import { JiadiError } from '../../contract/errors.ts';
import { reportSections, type ReportLetter, type ReportSpec } from '../../contract/methods/report.ts';
import type { Language } from '../../contract/text/index.ts';
import type { ScanContext } from '../context.ts';
import { getBatch } from '../datasets/index.ts';
import { getBands, getDetail, getRun } from '../quality/index.ts';
import { comparisonSections } from './comparison-report.ts';
import { chosenSections, type ReportDocument, type ReportSection } from './document.ts';
import { batchLabel, ruleSetLabel, runFacts, runSignature, timeText } from './gather.ts';
import { monthFacts, monthRange } from './month-facts.ts';
import { monthlySections } from './monthly-report.ts';
import { qualitySections, wordsOf } from './quality-report.ts';

/** A report as somebody asks for it. */
export interface Asked {
  readonly report: ReportSpec;
  readonly language: Language;
  readonly letter: ReportLetter;
  readonly sections: readonly string[];
}

type Body = Pick<ReportDocument, 'title' | 'subject' | 'signature' | 'draft' | 'sources'> & { readonly all: readonly ReportSection[] };

const unsigned = { maker: null, madeAt: null, checker: null, checkedAt: null, approved: null } as const;

/** Makes a report: gathers what it says, in the chosen sections and language. */
export async function buildReport(asked: Asked, context: ScanContext): Promise<ReportDocument> {
  const { report, language, letter, sections } = asked;
  const known: readonly string[] = reportSections[report.type];
  const strange = sections.find((id) => !known.includes(id));
  if (strange !== undefined) throw new JiadiError('invalid-input', { problem: `sections: ${strange}`, method: 'report' });
  const { word } = wordsOf(language);
  const { all, ...body } = await bodyOf(report, language, context);
  const madeAt = shanghaiTime(context.host.clock.nowMs());
  const madeBy = context.session?.user.name ?? context.actor;
  return {
    type: report.type,
    language,
    letter,
    ...body,
    sections: chosenSections(all, sections),
    sources: [
      ...body.sources,
      [word('report.about.masked'), word('report.masked')],
      [word('report.about.madeBy'), madeBy],
      [word('report.madeAt'), madeAt],
    ],
    madeAt,
    madeBy,
  };
}

function bodyOf(report: ReportSpec, language: Language, context: ScanContext): Promise<Body> | Body {
  switch (report.type) {
    case 'quality':
      return qualityBody(report.run, language, context);
    case 'comparison':
      return comparisonBody(report, language, context);
    case 'monthly':
      return monthlyBody(report, language, context);
  }
}

async function qualityBody(id: string, language: Language, context: ScanContext): Promise<Body> {
  const { word } = wordsOf(language);
  const run = getRun(context.reader, id);
  const batch = getBatch(context.reader, run.batch);
  return {
    title: word('report.title.quality', { name: run.datasetName }),
    subject: word('report.subject.quality', {
      batch: batchLabel(run, language),
      ruleSet: ruleSetLabel(run, language),
      at: timeText(run.startedAt),
    }),
    ...runSignature(run, context),
    all: qualitySections(await runFacts(id, language, context), language),
    sources: [
      [word('report.about.dataset'), `${run.datasetName} ${batchLabel(run, language)}`],
      [word('report.about.file'), batch.fileName],
      [word('report.about.sha256'), `sha256:${batch.sourceSha256}`],
      [word('report.ruleSetHead'), ruleSetLabel(run, language)],
      [word('report.about.scope'), `${word('report.about.all')} ${run.rows.toLocaleString('en-US')}`],
      [word('report.about.checked'), timeText(run.startedAt)],
    ],
  };
}

function comparisonBody({ run, base }: Extract<ReportSpec, { type: 'comparison' }>, language: Language, context: ScanContext): Body {
  const { reader } = context;
  const { word } = wordsOf(language);
  const [before, after] = [base, run].map((id) => ({ run: getRun(reader, id), detail: getDetail(reader, id) }));
  if (!before || !after) throw new JiadiError('not-found', { what: 'qualityRun', name: run });
  if (before.run.dataset !== after.run.dataset)
    throw new JiadiError('invalid-input', { problem: `base: ${before.run.datasetName} ≠ ${after.run.datasetName}`, method: 'report' });
  const named = (one: typeof before): string => `${batchLabel(one.run, language)} ${timeText(one.run.startedAt)}`;
  return {
    title: word('report.title.comparison', { name: after.run.datasetName }),
    subject: word('report.subject.comparison', { base: named(before), now: named(after) }),
    ...runSignature(after.run, context),
    all: comparisonSections(before, after, getBands(reader), language),
    sources: [
      [word('report.about.dataset'), after.run.datasetName],
      [word('report.before'), `${named(before)} · ${ruleSetLabel(before.run, language)}`],
      [word('report.after'), `${named(after)} · ${ruleSetLabel(after.run, language)}`],
    ],
  };
}

function monthlyBody({ month, unit }: Extract<ReportSpec, { type: 'monthly' }>, language: Language, context: ScanContext): Body {
  const { word } = wordsOf(language);
  const [year = '', number = ''] = month.split('-');
  const nowMs = context.host.clock.nowMs();
  const { from, to } = monthRange(month);
  const named = { year, month: language === 'zh-CN' ? String(Number(number)) : number };
  const lastDay = shanghaiDay(Date.parse(to) - 1);
  return {
    title: unit === null ? word('report.title.monthly', named) : word('report.title.monthlyUnit', { ...named, unit }),
    subject: word('report.subject.monthly', { from: shanghaiDay(Date.parse(from)), to: lastDay, at: shanghaiTime(nowMs) }),
    signature: unsigned,
    draft: false,
    all: monthlySections(monthFacts(context.reader, month, unit, nowMs), getBands(context.reader), language),
    sources: [
      [word('report.month'), month],
      [word('report.unitFilter'), unit ?? word('report.allUnits')],
    ],
  };
}
