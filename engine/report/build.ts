import { shanghaiDay, shanghaiTime } from '../../base/clock.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { InPlaceRun } from '../../contract/methods/in-place.ts';
import { reportSections, type ReportLetter, type ReportSpec } from '../../contract/methods/report.ts';
import type { Language } from '../../contract/text/index.ts';
import type { ScanContext } from '../context.ts';
import { getBatch } from '../datasets/index.ts';
import { findInPlace } from '../pushdown/index.ts';
import { getBands, getRun } from '../quality/index.ts';
import { comparisonSections } from './comparison-report.ts';
import { chosenSections, type ReportDocument, type ReportSection } from './document.ts';
import { runFacts, runSignature } from './gather.ts';
import { inPlaceFacts, placeFacts } from './in-place-facts.ts';
import { monthFacts, monthRange } from './month-facts.ts';
import { monthlySections } from './monthly-report.ts';
import { wordsOf } from './blocks.ts';
import { qualitySections } from './quality-report.ts';
import { batchLabel, comparedOf, type Reported, ruleSetLabel, tableName, timeText } from './reported.ts';

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
  const inPlace = findInPlace(context.reader, id);
  if (inPlace) return inPlaceBody(inPlace, language, context);
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

function comparisonBody(ids: Extract<ReportSpec, { type: 'comparison' }>, language: Language, context: ScanContext): Body {
  const { word } = wordsOf(language);
  const { before, after } = comparedOf(context, ids, language);
  // what is called by its time needs no other
  const named = ({ label, startedAt, ofBatch }: Reported): string => (ofBatch ? `${label} ${timeText(startedAt)}` : timeText(startedAt));
  return {
    title: word('report.title.comparison', { name: titled(after.name, language) }),
    subject: word('report.subject.comparison', { base: named(before), now: named(after) }),
    ...runSignature(after, context),
    all: comparisonSections(before, after, getBands(context.reader), language),
    sources: [
      [word(after.ofBatch ? 'report.about.dataset' : 'report.about.table'), after.name],
      [word('report.before'), `${named(before)} · ${before.ruleSetLabel}`],
      [word('report.after'), `${named(after)} · ${after.ruleSetLabel}`],
    ],
  };
}

/** A name before Chinese words; one that ends in Latin letters is set off from them. */
const titled = (name: string, language: Language): string => (language === 'zh-CN' && /[\w]$/.test(name) ? `${name} ` : name);

/** The report of a check of a table where it is. */
function inPlaceBody(run: InPlaceRun, language: Language, context: ScanContext): Body {
  const { word } = wordsOf(language);
  const name = tableName(run, language);
  return {
    title: word('report.title.quality', { name: titled(name, language) }),
    subject: word('report.subject.inPlace', { ruleSet: ruleSetLabel(run, language), at: timeText(run.startedAt) }),
    ...runSignature(run, context),
    all: qualitySections(inPlaceFacts(run, language, context), language),
    sources: [
      ...placeFacts(run, language),
      [word('report.about.scope'), `${word('report.about.all')} ${run.rows.toLocaleString('en-US')}`],
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
