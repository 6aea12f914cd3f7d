import { Button } from 'antd';
import { useState } from 'react';
import type { RunPlan } from '../../../contract/methods/schedule.ts';
import { useActions } from '../../app/actions.ts';
import { useJob, useQuery } from '../../app/engine.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useSession } from '../../app/session.tsx';
import { useT } from '../../ui/appearance.tsx';
import { formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { ListTable } from '../../ui/ListTable.tsx';
import { IconButton } from '../../ui/parts.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import { EditDialog } from './EditDialog.tsx';
import { Log } from './Log.tsx';
import './schedule.css';

/** Checks that go by themselves: each dataset's plan, and what ran. */
export function SchedulePage() {
  const t = useT();
  const { can } = useSession();
  const plans = useQuery('schedule.plans', {});
  const look = useJob('schedule.look');
  const [editing, setEditing] = useState<RunPlan | null>(null);
  const may = can('quality.run');
  useActions(
    may
      ? [
          {
            id: 'schedule-look',
            title: t('schedule.look'),
            keys: 'F5',
            menu: 'refresh',
            disabled: look.running,
            run: () => void look.run({}),
          },
        ]
      : [],
  );
  return (
    <div className="schedule">
      <Toolbar
        label={t('screen.autoRuns')}
        actions={
          may && (
            <Button loading={look.running} aria-keyshortcuts="F5" onClick={() => void look.run({})}>
              {t('schedule.look')}
            </Button>
          )
        }
      >
        <span className="ui-muted">{t('schedule.about')}</span>
      </Toolbar>
      {look.error && <RunningJob of={look} onRetry={() => void look.run({})} />}
      <Load of={plans}>{(list) => <Plans list={list} editable={may} onEdit={setEditing} />}</Load>
      <Log editable={may} />
      {editing && <EditDialog plan={editing} onClose={() => setEditing(null)} />}
    </div>
  );
}

interface PlansProps {
  readonly list: readonly RunPlan[];
  readonly editable: boolean;
  readonly onEdit: (plan: RunPlan) => void;
}

function Plans({ list, editable, onEdit }: PlansProps) {
  const t = useT();
  const when = ({ schedule }: RunPlan): string => {
    if (schedule === null) return t('schedule.every.none');
    if (schedule.every === 'week')
      return t('schedule.text.week', { at: schedule.at, weekday: t(`schedule.weekday.${weekdayOf(schedule.weekday)}`) });
    return schedule.every === 'day'
      ? t('schedule.text.day', { at: schedule.at })
      : t('schedule.text.month', { at: schedule.at, day: schedule.day });
  };
  return (
    <section aria-label={t('schedule.plans', { count: list.length })}>
      <h2 className="schedule-title">{t('schedule.plans', { count: list.length })}</h2>
      <div className="ui-box">
        <ListTable
          label={t('schedule.plans', { count: list.length })}
          rows={list}
          rowKey={({ dataset }) => dataset}
          onOpen={(plan) => editable && onEdit(plan)}
          maxHeight={360}
          empty={<EmptyState small icon={<Icon name="clock" size={24} />} title={t('schedule.noDatasets')} />}
          columns={[
            {
              key: 'dataset',
              title: t('schedule.dataset'),
              width: '2fr',
              sortBy: ({ datasetName }) => datasetName,
              render: ({ datasetName }) => datasetName,
            },
            {
              key: 'ruleSet',
              title: t('schedule.ruleSet'),
              width: '2fr',
              sortBy: ({ ruleSetName }) => ruleSetName,
              render: ({ ruleSetName }) => ruleSetName ?? <span className="ui-muted">{t('schedule.noRuleSet')}</span>,
            },
            {
              key: 'arrival',
              title: t('schedule.arrival'),
              width: '1fr',
              sortBy: ({ arrival }) => arrival,
              render: ({ arrival }) => t(`schedule.arrival.${arrival}`),
            },
            { key: 'when', title: t('schedule.when'), width: '1fr', sortBy: when, render: when },
            {
              key: 'next',
              title: t('schedule.next'),
              width: 140,
              sortBy: ({ nextAt }) => nextAt,
              render: ({ nextAt }) => (nextAt === null ? '—' : formatTime(nextAt)),
            },
            {
              key: 'by',
              title: t('schedule.by'),
              width: '1fr',
              sortBy: ({ by }) => by,
              render: ({ by, nobody }) =>
                nobody ? <span className="schedule-nobody">{t('schedule.nobody', { name: by ?? '' })}</span> : (by ?? '—'),
            },
            {
              key: 'act',
              title: '',
              width: 40,
              align: 'right',
              render: (plan) =>
                editable && <IconButton icon="settings" label={t('schedule.edit')} keys="Enter" onClick={() => onEdit(plan)} />,
            },
          ]}
        />
      </div>
    </section>
  );
}

/** The number of a weekday as the type that its word is known by. */
const weekdayOf = (day: number): 1 | 2 | 3 | 4 | 5 | 6 | 7 => ([1, 2, 3, 4, 5, 6, 7] as const).find((one) => one === day) ?? 1;
