import { Button } from 'antd';
import { useMemo, useState } from 'react';
import type { Batch } from '../../../contract/methods/datasets.ts';
import { BatchFacts } from '../../app/BatchFacts.tsx';
import { goToDataset, useDatasetPlace } from '../../app/dataset-place.tsx';
import { DecisionChip } from '../../app/decision.tsx';
import { useQuery } from '../../app/engine.ts';
import { chooseIntakeFiles } from '../../app/intake-files.ts';
import { RefreshSource } from '../../app/RefreshSource.tsx';
import { useSession } from '../../app/session.tsx';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { Chart } from '../../ui/chart/Chart.tsx';
import { formatBytes, formatCount, formatDuration, formatScore, formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { Card, Chip, Facts } from '../../ui/parts.tsx';
import { SideDrawer } from '../../ui/SideDrawer.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { EditDialog, ForgetDialog, RemoveDialog } from './dialogs.tsx';
import { Score, Timeliness } from './Page.tsx';

/** Who a dataset is, and its batches over time. */
export function OverviewPage() {
  const t = useT();
  const { dataset, batches } = useDatasetPlace();
  const { can } = useSession();
  const [dialog, setDialog] = useState<'edit' | 'forget' | 'remove' | null>(null);
  const memory = useQuery('intake.memory', { dataset: dataset.id });
  const remembers = Object.values(memory.data ?? {}).some((part) => Object.keys(part).length > 0);
  const { timeliness } = dataset;
  return (
    <div className="overview">
      <Card
        title={t('datasets.identity')}
        className="overview-identity"
        extra={
          can('data.import') && (
            <span className="ui-actions">
              <Button size="small" onClick={() => setDialog('edit')}>
                {t('datasets.edit')}
              </Button>
              {remembers && (
                <Button size="small" onClick={() => setDialog('forget')}>
                  {t('datasets.forget')}
                </Button>
              )}
              <Button size="small" danger onClick={() => setDialog('remove')}>
                {t('datasets.remove')}
              </Button>
            </span>
          )
        }
      >
        <Facts
          rows={[
            [t('datasets.name'), dataset.name],
            [t('datasets.unit'), dataset.unit],
            [t('datasets.cycle'), t(`cycle.${dataset.updateCycle}`)],
            [
              t('datasets.timeliness'),
              <span key="late">
                <Timeliness dataset={dataset} />{' '}
                {timeliness.dueAt && <span className="ui-muted">{t('datasets.dueAt', { time: formatTime(timeliness.dueAt) })}</span>}
              </span>,
            ],
            [t('datasets.score'), <Score key="score" dataset={dataset} />],
            [t('datasets.issues'), formatCount(dataset.openIssues)],
          ]}
        />
      </Card>
      <Card
        title={t('datasets.timeline')}
        className="overview-timeline"
        extra={<span className="ui-muted">{t('datasets.timelineHint')}</span>}
      >
        {batches.length === 0 ? <NoBatch /> : <Timeline batches={batches} name={dataset.name} />}
        <RefreshSource dataset={dataset} />
      </Card>
      {batches.length > 0 && (
        <Card title={t('datasets.allBatches')} flush className="overview-batches" extra={<NewBatch />}>
          <Batches batches={batches} />
        </Card>
      )}
      {dialog === 'edit' && <EditDialog dataset={dataset} onClose={() => setDialog(null)} />}
      {dialog === 'forget' && <ForgetDialog dataset={dataset} onClose={() => setDialog(null)} />}
      {dialog === 'remove' && <RemoveDialog dataset={dataset} onClose={() => setDialog(null)} />}
    </div>
  );
}

function NoBatch() {
  const t = useT();
  return <EmptyState small title={t('datasets.noBatch')} action={<NewBatch />} />;
}

/** Asks for files that are batches of this dataset. */
function NewBatch() {
  const t = useT();
  const { can } = useSession();
  const { dataset } = useDatasetPlace();
  const { id, name, unit, updateCycle } = dataset;
  if (!can('data.import')) return null;
  return (
    <Button size="small" icon={<Icon name="intake" />} onClick={() => void chooseIntakeFiles({ dataset: id, name, unit, updateCycle })}>
      {t('datasets.newBatch')}
    </Button>
  );
}

function Timeline({ batches, name }: { readonly batches: readonly Batch[]; readonly name: string }) {
  const t = useT();
  const { dataset } = useDatasetPlace();
  const { language } = useAppearance();
  const option = useMemo(() => {
    const sorted = batches.toSorted((a, b) => a.number - b.number).slice(-24);
    const labels = sorted.map((batch) => `${batch.number}\n${formatTime(batch.importedAt).slice(5, 10)}`);
    const axis = { type: 'value', axisLine: { show: false } };
    return {
      grid: [
        { left: 72, right: 16, top: 8, height: 92 },
        { left: 72, right: 16, top: 112, height: 44 },
      ],
      tooltip: { trigger: 'axis' },
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      xAxis: [
        { type: 'category', data: labels, axisLabel: { show: false } },
        { type: 'category', data: labels, gridIndex: 1 },
      ],
      yAxis: [
        { ...axis, min: 0, splitNumber: 3 },
        { ...axis, gridIndex: 1, min: 0, max: 100, interval: 50 },
      ],
      series: [
        { name: t('datasets.rows'), type: 'bar', barMaxWidth: 36, data: sorted.map((batch) => batch.rows) },
        {
          name: t('datasets.score'),
          type: 'line',
          xAxisIndex: 1,
          yAxisIndex: 1,
          symbol: 'circle',
          symbolSize: 8,
          connectNulls: false,
          data: sorted.map((batch) => batch.lastRun?.total ?? null),
        },
      ],
    };
    // the words in the option follow the language
    // eslint-disable-next-line react/exhaustive-deps
  }, [batches, language]);
  const table = {
    columns: [t('datasets.batch'), t('datasets.updated'), t('datasets.rows'), t('datasets.score')],
    rows: batches.map((batch) => [
      batch.number,
      formatTime(batch.importedAt),
      formatCount(batch.rows),
      typeof batch.lastRun?.total === 'number' ? formatScore(batch.lastRun.total) : t('ui.level.none'),
    ]),
  };
  return (
    <Chart
      label={t('datasets.timelineLabel', { name, count: batches.length })}
      option={option}
      height={190}
      table={table}
      onPick={({ index }) => {
        const batch = batches.toSorted((a, b) => a.number - b.number).slice(-24)[index];
        if (batch) goToDataset(dataset.id, 'profile', { batch: batch.id });
      }}
    />
  );
}

function Batches({ batches }: { readonly batches: readonly Batch[] }) {
  const t = useT();
  const { language } = useAppearance();
  const { dataset } = useDatasetPlace();
  const [shown, setShown] = useState<Batch | null>(null);
  return (
    <div className="table-scroll">
      <SideDrawer open={shown !== null} title={t('datasets.provenance')} onClose={() => setShown(null)}>
        {shown && <BatchFacts batch={shown} />}
      </SideDrawer>
      <table className="ui-table">
        <thead>
          <tr>
            <th>{t('datasets.batch')}</th>
            <th>{t('decision.state')}</th>
            <th>{t('datasets.file')}</th>
            <th className="num">{t('datasets.rows')}</th>
            <th className="num">{t('datasets.malformed')}</th>
            <th>{t('datasets.score')}</th>
            <th>{t('datasets.encoding')}</th>
            <th className="num">{t('datasets.bytes')}</th>
            <th className="num">{t('datasets.seconds')}</th>
            <th>{t('datasets.importedBy')}</th>
            <th>{t('datasets.importedAt')}</th>
            <th>
              <span className="ui-hidden">{t('ui.more')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {batches
            .toSorted((a, b) => b.number - a.number)
            .map((batch) => (
              <tr key={batch.id}>
                <td>{t('datasets.batchNumber', { number: batch.number })}</td>
                <td>
                  <Decision batch={batch} />
                </td>
                <td>
                  <Button size="small" type="link" onClick={() => setShown(batch)}>
                    {batch.fileName}
                  </Button>
                </td>
                <td className="num">{formatCount(batch.rows)}</td>
                <td className="num">
                  {batch.malformed === 0 ? <span className="ui-muted">0</span> : <Chip tone="warn">{formatCount(batch.malformed)}</Chip>}
                </td>
                <td>
                  {batch.lastRun ? (
                    batch.lastRun.total === null ? (
                      t('ui.level.none')
                    ) : (
                      formatScore(batch.lastRun.total)
                    )
                  ) : (
                    <Chip tone="warn">{t('datasets.notChecked')}</Chip>
                  )}
                </td>
                <td>{batch.encoding ?? batch.format}</td>
                <td className="num">{formatBytes(batch.bytes)}</td>
                <td className="num">{formatDuration(batch.seconds, language)}</td>
                <td>{batch.importedBy}</td>
                <td className="ui-muted">{formatTime(batch.importedAt)}</td>
                <td>
                  <Button
                    size="small"
                    type="link"
                    icon={<Icon name="right" size={12} />}
                    iconPlacement="end"
                    onClick={() => goToDataset(dataset.id, 'rows', { batch: batch.id })}
                  >
                    {t('datasets.open')}
                  </Button>
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

/** A batch that waits leads to what it changes. */
function Decision({ batch }: { readonly batch: Batch }) {
  const t = useT();
  return (
    <span className="ui-actions">
      <DecisionChip batch={batch} />
      {batch.decision === null && (
        <Button size="small" type="link" onClick={() => goToDataset(batch.dataset, 'changes', { batch: batch.id })}>
          {t('decision.look')}
        </Button>
      )}
    </span>
  );
}
