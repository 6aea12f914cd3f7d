import { Button, Input } from 'antd';
import { useState } from 'react';
import type { Alert } from '../../../contract/methods/lifecycle.ts';
import { useCommand, useQuery } from '../../app/engine.ts';
import { hrefOf } from '../../app/router.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip, ConfirmDialog, Field, LevelChip } from '../../ui/parts.tsx';
import { EmptyState, ErrorPanel, Load } from '../../ui/states.tsx';

const levels = ['red', 'orange', 'yellow', 'blue'];

/** S16: one list of what crossed a line; a cause is one alert and closes itself. */
export function AlertsPage() {
  const t = useT();
  const dynamic = useTDynamic();
  const alerts = useQuery('alerts.list', {});
  const [chosen, setChosen] = useState<Alert | null>(null);
  return (
    <div className="ui-pane">
      <Load of={alerts}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState icon={<Icon name="lifecycle" size={36} />} title={t('alerts.none')} hint={t('alerts.noneHint')} />
          ) : (
            <div className="ui-box">
              <ListTable<Alert>
                label={t('screen.alerts')}
                rows={list}
                rowKey={(alert) => alert.id}
                keys={{ A: setChosen }}
                columns={[
                  {
                    key: 'level',
                    title: t('alerts.level'),
                    width: 96,
                    sortBy: (alert) => levels.indexOf(alert.level),
                    render: (alert) => <LevelChip level={alert.level} />,
                  },
                  {
                    key: 'what',
                    title: t('alerts.what'),
                    width: '2fr',
                    sortBy: (alert) => alert.code,
                    render: (alert) => dynamic(`alert.${alert.code}`, alert.params),
                  },
                  {
                    key: 'object',
                    title: t('alerts.object'),
                    width: '1fr',
                    sortBy: (alert) => alert.datasetName,
                    render: (alert) =>
                      alert.dataset === null ? '—' : <a href={hrefOf(`/datasets/${alert.dataset}/overview`)}>{alert.datasetName}</a>,
                  },
                  {
                    key: 'since',
                    title: t('alerts.since'),
                    width: 150,
                    sortBy: (alert) => alert.since,
                    render: (alert) => (alert.since === '' ? '—' : formatTime(alert.since)),
                  },
                  {
                    key: 'state',
                    title: t('alerts.state'),
                    width: 90,
                    sortBy: (alert) => alert.state,
                    render: (alert) => (
                      <span title={alert.note}>
                        <Chip tone={alert.state === 'new' ? 'warn' : 'plain'}>{t(`alerts.state.${alert.state}`)}</Chip>
                      </span>
                    ),
                  },
                  {
                    key: 'act',
                    title: '',
                    width: 96,
                    render: (alert) =>
                      alert.state === 'new' ? (
                        <Button size="small" onClick={() => setChosen(alert)}>
                          {t('alerts.acknowledge')}
                        </Button>
                      ) : null,
                  },
                ]}
              />
            </div>
          )
        }
      </Load>
      {chosen && <Acknowledge alert={chosen} onClose={() => setChosen(null)} />}
    </div>
  );
}

function Acknowledge({ alert, onClose }: { readonly alert: Alert; readonly onClose: () => void }) {
  const t = useT();
  const dynamic = useTDynamic();
  const [note, setNote] = useState('');
  const acknowledge = useCommand('alerts.acknowledge');
  const submit = (): void => {
    void acknowledge.run({ alert: alert.id, note }).then((done) => {
      if (done) onClose();
      return done;
    });
  };
  return (
    <ConfirmDialog
      open
      title={t('alerts.acknowledgeTitle')}
      confirm={t('alerts.acknowledge')}
      busy={acknowledge.busy}
      disabled={alert.level === 'red' && note.trim() === ''}
      onConfirm={submit}
      onCancel={onClose}
    >
      <p>
        <LevelChip level={alert.level} /> {alert.datasetName} {dynamic(`alert.${alert.code}`, alert.params)}
      </p>
      <Field label={t('alerts.note')}>
        {(id) => <Input.TextArea id={id} value={note} maxLength={500} rows={3} onChange={(event) => setNote(event.target.value)} />}
      </Field>
      {acknowledge.error && <ErrorPanel error={acknowledge.error} />}
    </ConfirmDialog>
  );
}
