import { Button } from 'antd';
import { useState } from 'react';
import type { OutboxRow, SyncStatus } from '../../../contract/methods/sync.ts';
import { useActions } from '../../app/actions.ts';
import { wallMs } from '../../app/clock.ts';
import { useCommand, useJob, useQuery } from '../../app/engine.ts';
import { useTick } from '../../app/reveal.ts';
import { go, hrefOf } from '../../app/router.ts';
import type { ScreenProps } from '../../app/routes.tsx';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useToast } from '../../app/toasts.tsx';
import { useAppearance, useT, useTDynamic } from '../../ui/appearance.tsx';
import { describeCode } from '../../ui/error-words.ts';
import { formatBytes, formatClock, formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { ListTable } from '../../ui/ListTable.tsx';
import { Card, Chip, ConfirmDialog, Stat } from '../../ui/parts.tsx';
import { EmptyState, ErrorPanel, Load } from '../../ui/states.tsx';
import { CountTabs } from '../../ui/Toolbar.tsx';
import { ConnectDialog } from './ConnectDialog.tsx';
import { PackageDrawer } from './PackageDrawer.tsx';
import { stateTone, whyOf } from './model.ts';
import './sync.css';

const tabs = ['all', 'waiting', 'arrived', 'refused'] as const;
type Tab = (typeof tabs)[number];

const inTab = ({ state }: OutboxRow, tab: Tab): boolean => {
  if (tab === 'waiting') return state === 'queued' || state === 'received' || state === 'held';
  if (tab === 'arrived') return state === 'applied' || state === 'superseded' || state === 'withdrawn';
  return tab === 'all' || state === 'rejected';
};

/** S18: the line to the platform and what is on its way there. */
export function SyncPage({ query }: ScreenProps) {
  const { can } = useSession();
  const status = useQuery('sync.status', undefined);
  const [connecting, setConnecting] = useState(false);
  return (
    <div className="ui-pane">
      <Load of={status}>{(data) => <Line status={data} onConnect={() => setConnecting(true)} />}</Load>
      {can('sync.read') && (
        <Outbox shown={query['package'] ?? null} configured={status.data?.configured ?? false} onConnect={() => setConnecting(true)} />
      )}
      {connecting && <ConnectDialog known={status.data?.url ?? ''} onClose={() => setConnecting(false)} />}
    </div>
  );
}

const linkTone = { none: 'plain', offline: 'plain', connecting: 'info', online: 'good', refused: 'bad' } as const;

/** How the line stands; being offline is normal. */
function Line({ status, onConnect }: { readonly status: SyncStatus; readonly onConnect: () => void }) {
  const t = useT();
  const toast = useToast();
  const { can } = useSession();
  const { language } = useAppearance();
  const push = useJob('sync.push');
  const disconnect = useCommand('sync.disconnect');
  const [leaving, setLeaving] = useState(false);
  const mayPush = can('sync.push') && status.configured;
  const send = async (): Promise<void> => {
    if (!mayPush || push.running) return;
    const done = await push.run(undefined);
    if (done) toast({ text: t(done.counts.queued === 0 ? 'sync.pushed' : 'sync.pushedSome', { count: done.counts.queued }) });
  };
  useActions([
    { id: 'sync.push', title: t('sync.push'), keys: 'F5', menu: 'refresh', disabled: !mayPush || push.running, run: () => void send() },
    { id: 'sync.connect', title: t('sync.connect'), disabled: !can('sync.setup'), run: onConnect },
  ]);
  return (
    <Card
      title={t('sync.line')}
      extra={
        <div className="ui-row">
          {can('sync.setup') && <Button onClick={onConnect}>{t(status.configured ? 'sync.reconnect' : 'sync.connect')}</Button>}
          {can('sync.setup') && status.configured && (
            <Button type="text" onClick={() => setLeaving(true)}>
              {t('sync.disconnect')}
            </Button>
          )}
          {mayPush && (
            <Button type="primary" icon={<Icon name="sync" />} loading={push.running} title="F5" onClick={() => void send()}>
              {t('sync.push')}
            </Button>
          )}
        </div>
      }
    >
      <div className="sync-line">
        <div className="sync-state">
          <Chip tone={linkTone[status.link]}>{t(`frame.sync.${status.link}`)}</Chip>
          {status.allSynced && (
            <Chip tone="good" icon="check">
              {t('sync.allSynced')}
            </Chip>
          )}
          <div className="sync-where">
            {status.configured ? (
              <>
                <strong>{status.platformName ?? status.url}</strong>
                <span className="ui-mono ui-muted">{status.url}</span>
              </>
            ) : (
              <span className="ui-muted">{t('sync.notConfigured')}</span>
            )}
          </div>
        </div>
        <dl className="sync-facts">
          <div>
            <dt>{t('sync.lastContact')}</dt>
            <dd>{status.lastContactAt === null ? t('sync.never') : formatTime(status.lastContactAt)}</dd>
          </div>
          {status.configured && (
            <div>
              <dt>{t('sync.nextTry')}</dt>
              <dd>{status.nextTryAt === null ? t('sync.nextNone') : <NextTry at={status.nextTryAt} />}</dd>
            </div>
          )}
        </dl>
        <div className="sync-counts">
          <Stat label={t('sync.state.queued')} value={status.counts.queued} />
          <Stat label={t('sync.state.applied')} value={status.counts.applied} />
          <Stat label={t('sync.state.held')} value={status.counts.held} />
          <Stat
            label={t('sync.state.rejected')}
            value={<span className={status.counts.rejected > 0 ? 'sync-bad' : undefined}>{status.counts.rejected}</span>}
          />
        </div>
      </div>
      {status.link === 'offline' && <p className="ui-note">{t('sync.offlineNormal')}</p>}
      {status.link === 'refused' && status.lastError && (
        <p className="ui-note ui-note-bad">{`${describeCode(language, status.lastError.code, status.lastError.params)} ${t('sync.refusedHint')}`}</p>
      )}
      {push.job?.state === 'failed' && push.error?.code === 'offline' ? (
        <p className="ui-note">{t('sync.pushOffline')}</p>
      ) : (
        <RunningJob of={push} onRetry={() => void send()} />
      )}
      {disconnect.error && <ErrorPanel error={disconnect.error} />}
      <ConfirmDialog
        open={leaving}
        danger
        title={t('sync.disconnect')}
        confirm={t('sync.disconnect')}
        busy={disconnect.busy}
        onCancel={() => setLeaving(false)}
        onConfirm={() => void disconnect.run(undefined).then(() => setLeaving(false))}
      >
        {t('sync.disconnectSure', { count: status.counts.queued })}
      </ConfirmDialog>
    </Card>
  );
}

/** Counts down to the next try by itself. */
function NextTry({ at }: { readonly at: string }) {
  const t = useT();
  useTick(true);
  const seconds = (Date.parse(at) - wallMs()) / 1000;
  return <>{seconds <= 0 ? t('sync.nextNow') : t('sync.nextIn', { time: formatClock(seconds) })}</>;
}

function Outbox({
  shown,
  configured,
  onConnect,
}: {
  readonly shown: string | null;
  readonly configured: boolean;
  readonly onConnect: () => void;
}) {
  const t = useT();
  const dynamic = useTDynamic();
  const { can } = useSession();
  const outbox = useQuery('sync.outbox', undefined);
  const [tab, setTab] = useSticky<Tab>('sync.tab', 'all');
  const open = (digest: string | null): void => go('/sync', digest === null ? {} : { package: digest }, true);
  return (
    <Load of={outbox}>
      {(list) => {
        const rows = list.filter((row) => inTab(row, tab));
        return (
          <div className="sync-outbox">
            <div className="ui-row">
              <h2 className="ui-h3">{t('sync.outbox')}</h2>
              <CountTabs
                label={t('sync.outbox')}
                value={tab}
                onChange={setTab}
                tabs={tabs.map((value) => ({
                  value,
                  label: t(`sync.tab.${value}`),
                  count: list.filter((row) => inTab(row, value)).length,
                }))}
              />
            </div>
            <div className={list.length === 0 ? '' : 'ui-box sync-table'}>
              <ListTable
                label={t('sync.outbox')}
                rows={rows}
                rowKey={(row) => row.digest}
                selected={shown}
                onOpen={(row) => open(row.digest)}
                empty={
                  list.length === 0 ? (
                    <EmptyState
                      icon={<Icon name="sync" size={36} />}
                      title={t('sync.empty')}
                      hint={t('sync.emptyHint')}
                      action={!configured && can('sync.setup') && <Button onClick={onConnect}>{t('sync.connect')}</Button>}
                    />
                  ) : (
                    <EmptyState small title={t('sync.emptyHere')} />
                  )
                }
                columns={[
                  { key: 'seq', title: t('sync.seq'), width: 56, align: 'right', sortBy: (row) => row.seq, render: (row) => row.seq },
                  {
                    key: 'title',
                    title: t('sync.package'),
                    width: '2fr',
                    sortBy: (row) => row.title,
                    render: (row) => (
                      <a href={hrefOf('/sync', { package: row.digest })} tabIndex={-1}>
                        {row.title}
                      </a>
                    ),
                  },
                  {
                    key: 'kind',
                    title: t('sync.kind'),
                    width: 104,
                    sortBy: (row) => row.kind,
                    render: (row) => dynamic(`sync.kind.${row.kind}`),
                  },
                  {
                    key: 'state',
                    title: t('issues.stateTitle'),
                    width: 84,
                    sortBy: (row) => row.state,
                    render: (row) => <Chip tone={stateTone[row.state]}>{t(`sync.state.${row.state}`)}</Chip>,
                  },
                  {
                    key: 'why',
                    title: t('sync.why'),
                    width: '2fr',
                    render: (row) => (
                      <span className={row.state === 'rejected' ? 'sync-bad' : 'ui-muted'} title={whyOf(row, dynamic, t)}>
                        {whyOf(row, dynamic, t)}
                      </span>
                    ),
                  },
                  {
                    key: 'queued',
                    title: t('sync.queuedAt'),
                    width: 136,
                    sortBy: (row) => row.queuedAt,
                    render: (row) => formatTime(row.queuedAt),
                  },
                  {
                    key: 'ended',
                    title: t('sync.endedAt'),
                    width: 136,
                    sortBy: (row) => row.endedAt,
                    render: (row) => (row.endedAt === null ? <span className="ui-muted">—</span> : formatTime(row.endedAt)),
                  },
                  {
                    key: 'bytes',
                    title: t('sync.size'),
                    width: 76,
                    align: 'right',
                    sortBy: (row) => row.bytes,
                    render: (row) => formatBytes(row.bytes),
                  },
                ]}
              />
            </div>
            <PackageDrawer row={list.find((row) => row.digest === shown) ?? null} onClose={() => open(null)} />
          </div>
        );
      }}
    </Load>
  );
}
