import { defaultBands } from '../../contract/grade.ts';
import { type Language, reasonIn } from '../../contract/text/index.ts';
import type { CheckDocument, CheckRun } from '../quality/index.ts';
import type { ReportDocument } from './document.ts';
import { indicatorsOf } from './gather.ts';
import { wordsOf } from './blocks.ts';
import { qualitySections } from './quality-report.ts';

/** What a quality report of a file is about. */
export interface CheckReportHead {
  readonly name: string;
  readonly ruleSet: string;
  /** When it was made, as text. */
  readonly at: string;
}

/** A check of a file as a report: the same sections as that of a run, without what only a workspace knows. */
export function checkDocumentReport(run: CheckRun, document: CheckDocument, language: Language, head: CheckReportHead): ReportDocument {
  const { word } = wordsOf(language);
  const sections = qualitySections(
    {
      name: head.name,
      runHead: 'report.batch',
      remarks: [],
      bands: defaultBands,
      about: [
        [word('report.about.file'), head.name],
        [word('report.ruleSetHead'), head.ruleSet],
        [word('report.about.checked'), head.at],
      ],
      rows: document.rows,
      findings: document.results.reduce((sum, { failed }) => sum + failed, 0),
      failingRows: null,
      score: document.score,
      previous: null,
      indicators: indicatorsOf(run.score),
      trend: [],
      rules: document.results,
      shares: [],
      issues: [],
      samples: document.results.flatMap(({ rule, kind, columns, sample }, i) => {
        const reason = reasonIn(language, { code: kind, params: run.results[i]?.reason ?? {} });
        return sample.length === 0 ? [] : [{ rule, columns, rows: sample.map((row) => ({ ...row, reason })) }];
      }),
      noSamples: null,
    },
    language,
  );
  // trend, units and issues are known in a workspace only
  const known = new Set(['summary', 'score', 'indicators', 'rules', 'samples', 'method']);
  return {
    type: 'quality',
    language,
    title: word('report.title.quality', { name: head.name }),
    subject: `${word('report.ruleSet', { name: head.ruleSet })} · ${head.at}`,
    letter: { number: '', to: '', from: '', date: '' },
    sections: sections.filter(({ id }) => known.has(id)),
    signature: { maker: null, madeAt: null, checker: null, checkedAt: null, approved: null },
    draft: true,
    sources: [
      [word('report.about.file'), head.name],
      [word('report.ruleSetHead'), head.ruleSet],
      [word('report.about.scope'), `${word('report.about.all')} ${document.rows.toLocaleString('en-US')}`],
      [word('report.about.masked'), word('report.masked')],
      [word('report.madeAt'), head.at],
    ],
    madeAt: head.at,
    madeBy: '',
  };
}
