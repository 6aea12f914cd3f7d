import type { MadeReport } from '../../../contract/methods/report.ts';
import { useQuery } from '../../app/engine.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatTime } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip } from '../../ui/parts.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';

/** Reports made before; opening one asks for it again. */
export function Made({ onOpen }: { readonly onOpen: (report: MadeReport) => void }) {
  const t = useT();
  const made = useQuery('report.made', {});
  return (
    <Load of={made}>
      {(list) => (
        <section className="report-made" aria-label={t('report.madeList', { count: list.length })}>
          <h2>{t('report.madeList', { count: list.length })}</h2>
          <div className="ui-box">
            <ListTable
              label={t('report.madeList', { count: list.length })}
              rows={list}
              rowKey={({ id }) => id}
              onOpen={onOpen}
              maxHeight={220}
              empty={<EmptyState small title={t('report.madeNone')} />}
              columns={[
                { key: 'at', title: t('report.madeAt'), width: 140, sortBy: ({ at }) => at, render: ({ at }) => formatTime(at) },
                {
                  key: 'title',
                  title: t('report.title'),
                  width: '2fr',
                  sortBy: ({ title }) => title,
                  render: ({ title, subject }) => <span title={subject}>{title}</span>,
                },
                {
                  key: 'file',
                  title: t('report.fileHead'),
                  width: '1fr',
                  sortBy: ({ fileName }) => fileName,
                  render: ({ fileName }) => fileName,
                },
                {
                  key: 'draft',
                  title: t('report.state'),
                  width: 80,
                  sortBy: ({ draft }) => Number(draft),
                  render: ({ draft }) => (draft ? <Chip tone="warn">{t('report.draftShort')}</Chip> : null),
                },
                { key: 'by', title: t('report.madeBy'), width: 100, sortBy: ({ by }) => by, render: ({ by }) => by },
                {
                  key: 'digest',
                  title: t('report.digest'),
                  width: 130,
                  render: ({ digest }) => <code title={digest}>{digest.replace(/^sha256:/, '').slice(0, 12)}</code>,
                },
              ]}
            />
          </div>
        </section>
      )}
    </Load>
  );
}
