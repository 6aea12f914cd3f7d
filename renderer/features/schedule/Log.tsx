import type { AutoRun } from '../../../contract/methods/schedule.ts';
import { useCommand, useQuery } from '../../app/engine.ts';
import { go } from '../../app/router.ts';
import { useAppearance, useT, useTDynamic } from '../../ui/appearance.tsx';
import { describeCode } from '../../ui/error-words.ts';
import { formatTime } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip, IconButton } from '../../ui/parts.tsx';
import { EmptyState, ErrorPanel, Load } from '../../ui/states.tsx';

const tones = { waiting: 'plain', running: 'info', done: 'good', skipped: 'plain', failed: 'bad' } as const;

/** What ran by itself, why, and what came of it. */
export function Log({ editable }: { readonly editable: boolean }) {
  const t = useT();
  const dynamic = useTDynamic();
  const { language } = useAppearance();
  const list = useQuery('schedule.log', {});
  const retry = useCommand('schedule.retry');
  const result = (one: AutoRun): string => {
    if (one.run !== null) return one.total === null ? t('score.notEvaluated') : one.total.toFixed(2);
    if (one.problem === null) return '';
    if (one.state === 'skipped') return dynamic(`schedule.skip.${one.problem.code}`);
    const tried = one.attempts > 0 ? ` (${t('schedule.attempts', { count: one.attempts })})` : '';
    return `${describeCode(language, one.problem.code, one.problem.params)}${tried}`;
  };
  const open = ({ run }: AutoRun): void => {
    if (run !== null) go(`/quality/${encodeURIComponent(run)}`);
  };
  return (
    <Load of={list}>
      {(entries) => (
        <section aria-label={t('schedule.log', { count: entries.length })}>
          <h2 className="schedule-title">{t('schedule.log', { count: entries.length })}</h2>
          {retry.error && <ErrorPanel error={retry.error} onClose={retry.clear} />}
          <div className="ui-box">
            <ListTable
              label={t('schedule.log', { count: entries.length })}
              rows={entries}
              rowKey={({ id }) => id}
              onOpen={open}
              maxHeight={360}
              empty={<EmptyState small title={t('schedule.logNone')} />}
              columns={[
                {
                  key: 'due',
                  title: t('schedule.due'),
                  width: 140,
                  sortBy: ({ dueAt }) => dueAt,
                  render: ({ dueAt }) => formatTime(dueAt),
                },
                {
                  key: 'dataset',
                  title: t('schedule.dataset'),
                  width: '1fr',
                  sortBy: ({ datasetName }) => datasetName,
                  render: ({ datasetName, batchNumber }) =>
                    batchNumber === null ? datasetName : `${datasetName} ${t('schedule.batchNumber', { number: batchNumber })}`,
                },
                {
                  key: 'reason',
                  title: t('schedule.reason'),
                  width: 110,
                  sortBy: ({ reason }) => reason,
                  render: ({ reason }) => t(`schedule.reason.${reason}`),
                },
                {
                  key: 'state',
                  title: t('schedule.state'),
                  width: 96,
                  sortBy: ({ state }) => state,
                  render: ({ state }) => <Chip tone={tones[state]}>{t(`schedule.state.${state}`)}</Chip>,
                },
                {
                  key: 'result',
                  title: t('schedule.result'),
                  width: '2fr',
                  render: (one) => <span title={result(one)}>{result(one)}</span>,
                },
                {
                  key: 'act',
                  title: '',
                  width: 64,
                  align: 'right',
                  render: (one) => (
                    <>
                      {one.run !== null && <IconButton icon="quality" label={t('schedule.open')} keys="Enter" onClick={() => open(one)} />}
                      {editable && one.state === 'failed' && (
                        <IconButton icon="lifecycle" label={t('schedule.retry')} onClick={() => void retry.run({ entry: one.id })} />
                      )}
                    </>
                  ),
                },
              ]}
            />
          </div>
        </section>
      )}
    </Load>
  );
}
