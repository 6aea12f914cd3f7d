import type { InPlaceRun } from '../../../contract/methods/in-place.ts';
import type { SourceFrom } from '../../../contract/methods/sources.ts';
import { useQuery } from '../../app/engine.ts';
import { go } from '../../app/router.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount, formatScore, formatTime } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Card, Chip } from '../../ui/parts.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';

const open = ({ id }: InPlaceRun): void => go(`/in-place/${encodeURIComponent(id)}`);

/** The checks of a table that were made before, newest first. */
export function Earlier({ source, from }: { readonly source: string; readonly from: SourceFrom }) {
  const t = useT();
  const runs = useQuery('inPlace.list', { source, from });
  return (
    <Card flush title={t('inPlace.earlier')}>
      <Load of={runs}>
        {(list) => (
          <ListTable
            label={t('inPlace.earlier')}
            rows={list}
            rowKey={({ id }) => id}
            onSelect={() => undefined}
            onOpen={open}
            maxHeight={240}
            empty={<EmptyState small title={t('inPlace.earlierNone')} />}
            columns={[
              {
                key: 'at',
                title: t('inPlace.when'),
                width: 150,
                sortBy: ({ startedAt }) => startedAt,
                render: (one) => (
                  <a href={`#/in-place/${encodeURIComponent(one.id)}`} tabIndex={-1}>
                    {formatTime(one.startedAt)}
                  </a>
                ),
              },
              {
                key: 'rules',
                title: t('inPlace.ruleSet'),
                width: '2fr',
                sortBy: ({ ruleSetName }) => ruleSetName,
                render: ({ ruleSetName, ruleSetVersion }) => `${ruleSetName} v${ruleSetVersion}`,
              },
              {
                key: 'rows',
                title: t('inPlace.rows'),
                width: 110,
                align: 'right',
                sortBy: ({ rows }) => rows,
                render: ({ rows }) => formatCount(rows),
              },
              {
                key: 'findings',
                title: t('inPlace.findings'),
                width: 110,
                align: 'right',
                sortBy: ({ findings }) => findings,
                render: ({ findings }) => formatCount(findings),
              },
              {
                key: 'score',
                title: t('inPlace.score'),
                width: 130,
                align: 'right',
                sortBy: ({ score }) => score.total,
                render: ({ score, cut }) => (
                  <>
                    {cut !== null && <Chip tone="warn">{t('inPlace.cutShort')}</Chip>}{' '}
                    {score.total === null ? <span className="ui-muted">{t('score.notEvaluated')}</span> : formatScore(score.total)}
                  </>
                ),
              },
              { key: 'by', title: t('inPlace.by'), width: '1fr', sortBy: ({ by }) => by, render: ({ by }) => by },
            ]}
          />
        )}
      </Load>
    </Card>
  );
}
