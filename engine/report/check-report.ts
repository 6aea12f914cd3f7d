import { type Language, t, tDynamic } from '../../contract/text/index.ts';
import { type CheckDocument, scoreDimensions } from '../quality/index.ts';
import { html, type Html, htmlBar, htmlFacts, htmlPage, htmlTable } from './html.ts';

type Result = CheckDocument['results'][number];

/** What a quality report is about. */
export interface CheckReportHead {
  readonly name: string;
  readonly ruleSet: string;
  /** When it was made, as text. */
  readonly at: string;
}

/** A quality run as a page to print or send to a unit: scores, every rule, sample rows (masked as in the document), and a block to sign. */
export function checkReport(document: CheckDocument, language: Language, head: CheckReportHead): string {
  const title = t(language, 'report.check', { name: head.name });
  const failing = document.results.filter(({ status }) => status === 'fail' || status === 'error');
  return htmlPage(
    language,
    title,
    html`<h1>${title}</h1>
      <p class="muted">
        ${t(language, 'report.made', { at: head.at })} · ${t(language, 'report.ruleSet', { name: head.ruleSet })} ·
        ${t(language, 'report.masked')}
      </p>
      ${htmlFacts([
        [t(language, 'report.rows'), count(document.rows)],
        [t(language, 'report.rules'), count(document.results.length)],
        [t(language, 'report.failing'), count(failing.length)],
      ])}
      <h2>${t(language, 'report.score')}</h2>
      <p class="score">${document.score.total === null ? t(language, 'score.notEvaluated') : scoreText(document.score.total)}</p>
      ${scoreDimensions.map((dimension) => dimensionBar(document, dimension, language))}
      <h2>${t(language, 'report.rules')}</h2>
      ${rules(document.results, language)} ${samples(failing, language)}
      <h2>${t(language, 'report.signatures')}</h2>
      ${htmlFacts([
        [t(language, 'report.maker'), html`<br /><br />`],
        [t(language, 'report.checker'), html`<br /><br />`],
        [t(language, 'report.unit'), html`<br /><br />`],
      ])}
      <footer>${t(language, 'report.footer')}</footer>`,
  );
}

const count = (value: number): string => value.toLocaleString('en-US');

/** Two places, and never rounded up to 100. */
function scoreText(score: number): string {
  return score === 100 ? '100' : Math.min(99.99, Math.round(score * 100) / 100).toFixed(2);
}

function dimensionBar({ score }: CheckDocument, dimension: (typeof scoreDimensions)[number], language: Language): Html {
  const value = score.dimensions[dimension];
  const word = t(language, `dimension.${dimension}`);
  return htmlBar(value === null ? 0 : value / 100, [
    html`<b>${word}</b>`,
    value === null ? t(language, 'score.notEvaluated') : scoreText(value),
  ]);
}

function rules(results: readonly Result[], language: Language): Html {
  const status = (one: Result): Html =>
    one.note === null || one.status !== 'pass'
      ? html`<span class="${one.status === 'fail' || one.status === 'error' ? 'bad' : 'good'}"
          >${tDynamic(language, `ruleStatus.${one.status}`)}</span
        >`
      : html`<span class="muted" title="${tDynamic(language, `note.${one.note}`)}">${t(language, 'ruleStatus.none')}</span>`;
  return htmlTable<Result>(
    [
      { title: t(language, 'report.status'), cell: status },
      { title: t(language, 'report.rule'), cell: (one) => one.rule },
      { title: t(language, 'report.kind'), cell: (one) => tDynamic(language, `ruleKind.${one.kind}`) },
      { title: t(language, 'profile.structure.columns'), cell: (one) => one.columns.join('、') },
      { title: t(language, 'report.dimension'), cell: (one) => tDynamic(language, `dimension.${one.dimension}`) },
      { title: t(language, 'report.severity'), cell: (one) => tDynamic(language, `severity.${one.severity}`) },
      { title: t(language, 'report.evaluated'), right: true, cell: (one) => count(one.evaluated) },
      { title: t(language, 'report.skipped'), right: true, cell: (one) => count(one.skipped) },
      { title: t(language, 'report.failed'), right: true, cell: (one) => count(one.failed) },
      { title: t(language, 'report.ratio'), right: true, cell: (one) => ratioText(one) },
    ],
    results,
  );
}

function ratioText({ ratio }: Result): string {
  if (ratio === null) return '—';
  return ratio === 1 ? '100%' : `${Math.min(99.99, Math.round(ratio * 10_000) / 100).toFixed(2)}%`;
}

function samples(failing: readonly Result[], language: Language): Html {
  const shown = failing.filter(({ sample }) => sample.length > 0);
  if (shown.length === 0) return html``;
  return html`<h2>${t(language, 'report.samples')}</h2>
    ${shown.map(
      (one) =>
        html`<div class="card">
          <h3>${one.rule} <small class="muted">${one.columns.join('、')}</small></h3>
          ${htmlTable(
            [
              { title: t(language, 'ui.grid.rowNumber'), right: true, cell: ({ row }) => count(row) },
              { title: t(language, 'findings.value'), cell: ({ value }) => value ?? t(language, 'ui.grid.null') },
            ],
            one.sample,
          )}
        </div>`,
    )}`;
}
