import { apartReasons } from '../../contract/methods/datasets.ts';
import { driftLimitsText, driftReasonText } from '../../contract/text/drift-sentence.ts';
import { alertSentence, type Language, t, tDynamic } from '../../contract/text/index.ts';
import type { ProfileDocument } from '../profile/index.ts';
import { html, type Html, htmlBar, htmlFacts, htmlHistogram, htmlPage, htmlTable } from './html.ts';

type Column = ProfileDocument['columns'][number];

const LISTED = 50;
const TOP = 8;

/** The profile of a file as a page to print or send; what the document masks stays masked. `at` is when it was made, as text. */
export function profileReport(document: ProfileDocument, language: Language, name: string, at: string): string {
  const title = t(language, 'report.profile', { name });
  return htmlPage(
    language,
    title,
    html`<h1>${title}</h1>
      <p class="muted">${t(language, 'report.made', { at })} · ${t(language, 'report.masked')}</p>
      ${htmlFacts([
        [t(language, 'report.rows'), count(document.rows)],
        [t(language, 'report.columns'), count(document.columns.length)],
        [t(language, 'report.duplicates'), document.duplicateRows === null ? '—' : count(document.duplicateRows)],
        [t(language, 'report.malformed'), count(document.malformed.filter(({ reason }) => !apartReasons.has(reason)).length)],
      ])}
      <h2>${t(language, 'report.overview')}</h2>
      ${overview(document, language)} ${alerts(document, language)} ${drift(document, language)} ${structure(document, language)}
      <h2>${t(language, 'profile.cards')}</h2>
      <div class="cards">${document.columns.map((column) => card(column, document.rows, language))}</div>
      ${malformed(document, language)}
      <footer>${t(language, 'report.footer')}</footer>`,
  );
}

const count = (value: number): string => value.toLocaleString('en-US');
const number = (value: number | null): string => (value === null ? '—' : String(Math.round(value * 1e6) / 1e6));

/** Never rounded to all or nothing. */
function share(part: number, of: number): string {
  if (of === 0 || part === 0) return '0%';
  if (part === of) return '100%';
  return `${Math.min(99.99, Math.max(0.01, Math.round((part / of) * 10_000) / 100))}%`;
}

function overview(document: ProfileDocument, language: Language): Html {
  const { rows } = document;
  const word = (key: string): string => tDynamic(language, key);
  return htmlTable<Column>(
    [
      { title: t(language, 'drift.column'), cell: ({ name }) => html`<b>${name}</b>` },
      { title: t(language, 'drift.type'), cell: ({ type }) => word(`type.${type}`) },
      { title: t(language, 'report.semantic'), cell: ({ semantic }) => semantic && word(`semantic.${semantic}`) },
      { title: t(language, 'profile.nulls'), right: true, cell: ({ nulls }) => share(nulls, rows) },
      { title: t(language, 'profile.blanks'), right: true, cell: ({ blanks }) => count(blanks) },
      { title: t(language, 'profile.placeholders'), right: true, cell: ({ placeholders }) => count(placeholders) },
      {
        title: t(language, 'profile.distinct'),
        right: true,
        cell: ({ distinct }) => `${distinct.exact ? '' : '≈'}${count(distinct.count)}`,
      },
      { title: t(language, 'report.invalid'), right: true, cell: ({ invalid }) => count(invalid.semantic + invalid.type) },
    ],
    document.columns,
  );
}

function alerts({ alerts: list }: ProfileDocument, language: Language): Html {
  if (list.length === 0) return html``;
  const word = (key: string, params?: Readonly<Record<string, string>>): string => tDynamic(language, key, params);
  return html`<h2>${t(language, 'profile.alerts')}</h2>
    ${htmlTable(
      [
        { title: t(language, 'profile.nextStep'), cell: ({ step }) => word(`alertStep.${step}`) },
        { title: t(language, 'drift.column'), cell: ({ column }) => column },
        { title: t(language, 'profile.alert'), cell: (one) => alertSentence(word, one) },
        { title: t(language, 'profile.alertCount'), right: true, cell: (one) => count(one.count) },
      ],
      list.slice(0, LISTED),
    )}`;
}

function structure(
  { keys, nearKeys, dependencies, correlations, structure: { rows, sampled } }: ProfileDocument,
  language: Language,
): Html {
  if (keys.length + nearKeys.length + dependencies.length + correlations.length === 0) return html``;
  return html`<h2>${t(language, 'profile.structure')}</h2>
    ${sampled && html`<p class="muted">${t(language, 'report.sampled', { rows: count(rows) })}</p>`}
    ${
      keys.length + nearKeys.length > 0 &&
      html`<h3>${t(language, 'profile.keys')}</h3>
        <p>
          ${[
            ...keys.map((key) => html`<span class="good">${key.join(' + ')}</span>`),
            ...nearKeys.map(
              ({ columns, shared, repeated }) =>
                html`${columns.join(' + ')}（${t(language, 'profile.structure.nearKey', { rows: count(shared), keys: count(repeated) })}）`,
            ),
          ].map((key, i) => (i === 0 ? key : html`；${key}`))}
        </p>`
    }
    ${
      dependencies.length > 0 &&
      html`<h3>${t(language, 'profile.structure.dependencies')}</h3>
        ${htmlTable(
          [
            { title: t(language, 'profile.structure.from'), cell: (one) => one.from.join(' + ') },
            { title: t(language, 'profile.structure.to'), cell: (one) => one.to },
            { title: t(language, 'profile.structure.strength'), right: true, cell: (one) => share(one.rows - one.violations, one.rows) },
            { title: t(language, 'profile.structure.violations'), right: true, cell: (one) => count(one.violations) },
          ],
          dependencies.slice(0, LISTED),
        )}`
    }
    ${
      correlations.length > 0 &&
      html`<h3>${t(language, 'profile.structure.correlations')}</h3>
        ${htmlTable(
          [
            { title: t(language, 'profile.structure.a'), cell: (one) => one.a },
            { title: t(language, 'profile.structure.b'), cell: (one) => one.b },
            { title: t(language, 'profile.structure.kind'), cell: (one) => t(language, `correlation.${one.kind}`) },
            { title: t(language, 'profile.structure.value'), right: true, cell: (one) => one.value.toFixed(2) },
          ],
          correlations.slice(0, LISTED),
        )}`
    }`;
}

function drift({ drift: found }: ProfileDocument, language: Language): Html {
  if (!found) return html``;
  const changed = found.columns.filter(({ verdict }) => verdict !== 'same');
  const values = (list: readonly { readonly value: string | number; readonly count: number }[]): string =>
    list
      .slice(0, 5)
      .map(({ value, count: rows }) => `${value} (${count(rows)})`)
      .join('、');
  return html`<h2>${t(language, 'screen.drift')}</h2>
    <p>${t(language, 'cli.drift.summary', { other: found.other, before: count(found.rows.before), after: count(found.rows.after) })}</p>
    <p class="muted">${driftLimitsText(language, found.limits)}</p>
    ${
      changed.length === 0
        ? html`<p class="good">${t(language, 'drift.nothing')}</p>`
        : htmlTable(
            [
              { title: t(language, 'drift.column'), cell: ({ name }) => name },
              { title: t(language, 'drift.verdict'), cell: ({ verdict }) => t(language, `drift.${verdict}`) },
              { title: t(language, 'drift.reason'), cell: ({ reason }) => (reason ? driftReasonText(language, reason) : '—') },
              { title: 'PSI', right: true, cell: ({ psi }) => (psi === null ? '—' : psi.toFixed(3)) },
              { title: 'KS', right: true, cell: ({ ks }) => (ks === null ? '—' : ks.toFixed(3)) },
              { title: t(language, 'drift.appeared'), cell: ({ appeared }) => values(appeared) },
              { title: t(language, 'drift.vanished'), cell: ({ vanished }) => values(vanished) },
            ],
            changed,
          )
    }`;
}

function card(column: Column, rows: number, language: Language): Html {
  const filled = Math.max(1, rows - column.nulls);
  const most = Math.max(1, ...column.top.map((one) => one.count));
  // days have their bars with the rest about dates
  const bins = column.histogram.length > 0 ? column.histogram : (column.dates?.histogram ?? []);
  return html`<section class="card">
    <h3>
      ${column.name}
      <small class="muted"
        >${tDynamic(language, `type.${column.type}`)}${column.semantic && ` · ${tDynamic(language, `semantic.${column.semantic}`)}`}</small
      >
    </h3>
    ${htmlFacts([
      [t(language, 'profile.nulls'), share(column.nulls, rows)],
      [t(language, 'profile.distinct'), count(column.distinct.count)],
      [t(language, 'profile.lengths'), `${column.length.min} – ${column.length.max}`],
      ...(column.min === null || column.max === null ? [] : [[t(language, 'profile.range'), `${column.min} … ${column.max}`] as const]),
      ...(column.mean === null ? [] : [[t(language, 'profile.mean'), number(column.mean)] as const]),
      ...(column.quantiles.p50 === null ? [] : [[t(language, 'profile.median'), number(column.quantiles.p50)] as const]),
    ])}
    ${
      bins.length > 1 && column.distinct.count > TOP
        ? htmlHistogram(
            bins.map((bin) => bin.count),
            t(language, 'profile.histogram'),
          )
        : column.top
            .slice(0, TOP)
            .map((one) =>
              htmlBar(one.count / most, [html`<b>${one.value}</b>`, html`<em>${count(one.count)} · ${share(one.count, filled)}</em>`]),
            )
    }
  </section>`;
}

function malformed({ malformed: list }: ProfileDocument, language: Language): Html {
  if (list.length === 0) return html``;
  return html`<h2>${t(language, 'intake.besideTitle')}</h2>
    ${htmlTable(
      [
        ...(list.some(({ batch }) => batch !== undefined)
          ? [{ title: t(language, 'quality.batch'), right: true, cell: ({ batch = 0 }: (typeof list)[number]) => count(batch) }]
          : []),
        { title: t(language, 'intake.malformedLine'), right: true, cell: ({ line }) => count(line) },
        { title: t(language, 'intake.malformedReason'), cell: ({ reason }) => tDynamic(language, `malformed.${reason}`) },
      ],
      list.slice(0, LISTED),
    )}`;
}
