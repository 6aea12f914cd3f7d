import { defaultBands } from '../../contract/grade.ts';
import type { SourceFrom } from '../../contract/methods/sources.ts';
import { type Language, reasonIn } from '../../contract/text/index.ts';
import { keyText, type SourceCheckRun, type SourceDocument } from '../pushdown/index.ts';
import type { CheckDocument, CheckRun } from '../quality/index.ts';
import type { ReportDocument } from './document.ts';
import { indicatorsOf } from './gather.ts';
import { wordsOf } from './blocks.ts';
import { keyLabel, placeRemarks, serverLabel } from './in-place-facts.ts';
import { type CheckFacts, qualitySections } from './quality-report.ts';
import { tableName } from './reported.ts';

/** What a quality report of a check without a workspace is about. */
export interface CheckReportHead {
  readonly name: string;
  readonly ruleSet: string;
  /** When it was made, as text. */
  readonly at: string;
}

/** A check of a file as a report: the same sections as that of a run, without what only a workspace knows. */
export function checkDocumentReport(run: CheckRun, document: CheckDocument, language: Language, head: CheckReportHead): ReportDocument {
  const { word } = wordsOf(language);
  return reportOf(run, document, language, head, {
    name: head.name,
    runHead: 'report.batch',
    about: [[word('report.about.file'), head.name]],
    remarks: [],
  });
}

/** The same of a check of a table where it is; `head.name` names the connection. */
export function placeDocumentReport(
  run: SourceCheckRun,
  document: SourceDocument,
  language: Language,
  head: CheckReportHead & { readonly from: SourceFrom },
): ReportDocument {
  const { word } = wordsOf(language);
  const name = tableName(head, language);
  return reportOf(run, document, language, head, {
    name,
    runHead: 'report.run',
    about: [
      [word('report.about.table'), name],
      [word('report.about.server'), serverLabel(run)],
      [word('report.about.key'), keyLabel(run.key, language)],
    ],
    remarks: placeRemarks(run, language),
  });
}

function reportOf(
  run: CheckRun | SourceCheckRun,
  document: CheckDocument | SourceDocument,
  language: Language,
  head: CheckReportHead,
  { about, ...named }: Pick<CheckFacts, 'name' | 'runHead' | 'about' | 'remarks'>,
): ReportDocument {
  const { word } = wordsOf(language);
  const of = [...about, [word('report.ruleSetHead'), head.ruleSet] as const];
  const sections = qualitySections(
    {
      ...named,
      bands: defaultBands,
      about: [...of, [word('report.about.checked'), head.at]],
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
        const rows = sample.map((one) => ({ row: 'key' in one ? keyText(one.key) : one.row, value: one.value, reason }));
        return rows.length === 0 ? [] : [{ rule, columns, rows }];
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
    title: word('report.title.quality', { name: named.name }),
    subject: `${word('report.ruleSet', { name: head.ruleSet })} · ${head.at}`,
    letter: { number: '', to: '', from: '', date: '' },
    sections: sections.filter(({ id }) => known.has(id)),
    signature: { maker: null, madeAt: null, checker: null, checkedAt: null, approved: null },
    draft: true,
    sources: [
      ...of,
      [word('report.about.scope'), `${word('report.about.all')} ${document.rows.toLocaleString('en-US')}`],
      [word('report.about.masked'), word('report.masked')],
      [word('report.madeAt'), head.at],
    ],
    madeAt: head.at,
    madeBy: '',
  };
}
