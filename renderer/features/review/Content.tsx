import type { ReactNode } from 'react';
import type { ResourceFields } from '../../../contract/methods/catalog.ts';
import type { Review } from '../../../contract/methods/review.ts';
import { useQuery } from '../../app/engine.ts';
import { dimensions, SeverityChip, StatusChip } from '../../app/marks.tsx';
import { hrefOf } from '../../app/router.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount, formatScore, formatShare, formatTime } from '../../ui/format.ts';
import { type Json, JsonTree } from '../../ui/JsonTree.tsx';
import { ListTable } from '../../ui/ListTable.tsx';
import { Facts } from '../../ui/parts.tsx';
import { Radar } from '../../ui/Radar.tsx';
import { asResource, asRun, type PlaceContent, type ResourceContent, type RunContent } from './content.ts';

/** What was submitted, readable: a quality report or a catalogue entry; anything else as the data it is. */
export function Content({ review, content }: { readonly review: Review; readonly content: unknown }) {
  const run = review.subject === 'qualityRun' ? asRun(content) : null;
  if (run) return <RunReport run={run} id={review.subjectId} />;
  const resource = review.subject === 'resource' ? asResource(content) : null;
  if (resource) return <ResourceReport review={review} content={resource} />;
  return <JsonTree value={content as Json} />;
}

function RunReport({ run, id }: { readonly run: RunContent; readonly id: string }) {
  const t = useT();
  const dynamic = useTDynamic();
  const axes = dimensions.map((key) => {
    const value = run.score.dimensions[key] ?? null;
    return { key, name: t(`dimension.${key}`), value, shown: value === null ? t('score.notEvaluated') : formatScore(value) };
  });
  const bad = run.rules.filter((one) => one.status !== 'pass').length;
  return (
    <>
      <div className="review-score">
        <div>
          <div className="ui-muted">{t('quality.total')}</div>
          <div className="review-total">{run.score.total === null ? t('score.notEvaluated') : formatScore(run.score.total)}</div>
          <p>{t('review.runFacts', { rows: formatCount(run.rows), findings: formatCount(run.findings), rules: run.rules.length, bad })}</p>
          {run.place && <Place place={run.place} at={run.startedAt} />}
          <a href={hrefOf(`/${run.place ? 'in-place' : 'quality'}/${encodeURIComponent(id)}`)}>{t('review.openRun')}</a>
        </div>
        <Radar axes={axes} label={axes.map((axis) => `${axis.name} ${axis.shown}`).join('; ')} size={250} />
      </div>
      <ListTable
        label={t('rules.rules')}
        maxHeight={360}
        rows={run.rules.toSorted((a, b) => Number(a.status === 'pass') - Number(b.status === 'pass') || b.failed - a.failed)}
        rowKey={(one) => one.rule}
        columns={[
          {
            key: 'status',
            title: t('quality.status'),
            width: 100,
            render: (one) => (
              <StatusChip result={{ ...one, note: one.ratio === null && one.status === 'pass' ? 'nothing-evaluated' : null }} />
            ),
          },
          {
            key: 'rule',
            title: t('findings.rule'),
            width: '2fr',
            sortBy: (one) => one.rule,
            render: (one) => <span title={one.rule}>{`${dynamic(`ruleKind.${one.kind}`)} ${one.columns.join('、')}`}</span>,
          },
          { key: 'severity', title: t('rules.severity'), width: 64, render: (one) => <SeverityChip severity={one.severity} /> },
          {
            key: 'failed',
            title: t('quality.failed'),
            width: 84,
            align: 'right',
            sortBy: (one) => one.failed,
            render: (one) => formatCount(one.failed),
          },
          {
            key: 'ratio',
            title: t('quality.ratio'),
            width: 84,
            align: 'right',
            sortBy: (one) => one.ratio,
            render: (one) => (one.ratio === null ? '—' : formatShare(one.evaluated - one.failed, one.evaluated)),
          },
        ]}
      />
    </>
  );
}

/** Which table of which server was checked, and when: it may be another by now. */
function Place({ place, at }: { readonly place: PlaceContent; readonly at: string | undefined }) {
  const t = useT();
  return (
    <>
      <Facts
        rows={[
          [t('review.place.table'), `${place.connection} · ${place.name}`],
          ...(place.query ? [[t('review.place.query'), <code key="sql">{place.query.sql}</code>] as const] : []),
          [t('review.place.server'), `${place.server.product} ${place.server.version}`],
          [t('review.place.at'), at === undefined ? '—' : formatTime(at)],
        ]}
      />
      <p className="ui-muted">{t(place.oneState ? 'review.place.oneState' : 'review.place.states')}</p>
    </>
  );
}

type Words = ReturnType<typeof useTDynamic>;

/** The 12 + 1 elements in words, in the order of the standard. */
function elements(fields: ResourceFields, w: Words): readonly (readonly [key: string, value: string])[] {
  const { sharing, opening } = fields;
  const shared = [w(`sharing.${sharing.type}`), sharing.condition, sharing.method, sharing.legalBasis]
    .filter((one) => one !== '')
    .join(' · ');
  return [
    ['classification', fields.classification],
    ['name', fields.name],
    ['code', fields.code],
    ['provider', fields.provider],
    ['providerCode', fields.providerCode],
    ['abstract', fields.abstract],
    ['format', `${w(`catalog.formatClass.${fields.format.class}`)} ${fields.format.type}`.trim()],
    ['items', fields.items.map((item) => `${item.name}(${item.type}${item.length === null ? '' : item.length})`).join('、')],
    ['updateCycle', w(`cycle.${fields.updateCycle}`)],
    ['sharing', shared],
    ['opening', opening.open ? `${w('catalog.open')} ${opening.condition}`.trim() : w('catalog.closed')],
    ['publishedOn', fields.publishedOn ?? ''],
    ['system', fields.system],
  ];
}

function ResourceReport({ review, content }: { readonly review: Review; readonly content: ResourceContent }) {
  const t = useT();
  const dynamic = useTDynamic();
  const reviews = useQuery('review.list', { state: 'approved' });
  // the content that was approved last is what is in force
  const before = reviews.data
    ?.filter(
      (one) =>
        one.subject === 'resource' && one.subjectId === review.subjectId && one.id !== review.id && one.submittedAt < review.submittedAt,
    )
    .toSorted((a, b) => b.submittedAt.localeCompare(a.submittedAt))[0];
  const published = useQuery('review.get', { review: before?.id ?? '' }, { skip: before === undefined });
  const old = asResource(published.data?.content);
  const now = elements(content.fields, dynamic);
  const then = old ? new Map(elements(old.fields, dynamic)) : null;
  return (
    <>
      {content.fields.sharing.type === 'denied' && <p className="ui-note ui-note-warn">{t('review.negative')}</p>}
      <p className="ui-muted">{then ? t('review.versus', { version: old?.version ?? 0 }) : t('review.first')}</p>
      <table className="ui-table review-fields">
        <thead className={then ? undefined : 'ui-hidden'}>
          <tr>
            <th scope="col">{t('catalog.element')}</th>
            {then && <th scope="col">{t('review.inForce')}</th>}
            <th scope="col">{t('review.submitted')}</th>
          </tr>
        </thead>
        <tbody>
          {now.map(([key, value]) => (
            <Row key={key} label={dynamic(`catalog.element.${key}`)} old={then?.get(key)} value={value} />
          ))}
          <Row
            label={t('catalog.datasets')}
            old={old?.datasets.map((one) => one.name).join('、')}
            value={content.datasets.map((one) => one.name).join('、')}
          />
          <Row label={t('catalog.tags')} old={old?.tags.join('、')} value={content.tags.join('、')} />
        </tbody>
      </table>
    </>
  );
}

function Row({ label, old, value }: { readonly label: string; readonly old: string | undefined; readonly value: string }): ReactNode {
  const t = useT();
  const changed = old !== undefined && old !== value;
  return (
    <tr className={changed ? 'review-changed' : undefined}>
      <th scope="row">{label}</th>
      {old !== undefined && <td>{changed ? <del>{old || '—'}</del> : <span className="ui-muted">{old || '—'}</span>}</td>}
      <td>{changed ? <ins aria-label={t('review.changed')}>{value || '—'}</ins> : value || <span className="ui-muted">—</span>}</td>
    </tr>
  );
}
