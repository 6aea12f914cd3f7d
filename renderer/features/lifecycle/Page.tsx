import { Segmented } from 'antd';
import { useState } from 'react';
import { type Metric, type Stage, stages } from '../../../contract/methods/lifecycle.ts';
import { type Output, useQuery } from '../../app/engine.ts';
import { hrefOf } from '../../app/router.ts';
import { useSticky } from '../../app/sticky.ts';
import { useAppearance, useT, useTDynamic } from '../../ui/appearance.tsx';
import { Chart } from '../../ui/chart/Chart.tsx';
import { formatShare, formatTime } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Card, LevelChip, Stat } from '../../ui/parts.tsx';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';
import { Behind, type Opened } from './Behind.tsx';
import { mainMetric, trendMetrics, valueText, worstLevel } from './model.ts';
import './lifecycle.css';

const periods = ['7', '30', '90', '365'] as const;

/** S15: the six stages with real counts, trends and timeliness; each number opens to the rows behind it. */
export function LifecyclePage() {
  const t = useT();
  const [period, setPeriod] = useSticky<(typeof periods)[number]>('lifecycle.period', '30');
  const [opened, setOpened] = useState<Opened | null>(null);
  const days = Number(period);
  const overview = useQuery('lifecycle.overview', { days }, { keep: true });
  return (
    <div className="lifecycle">
      <Load of={overview}>
        {(data) => (
          <>
            <div className="lifecycle-bar">
              <span className="ui-muted">{t('lifecycle.asOf', { time: formatTime(data.asOf) })}</span>
              <Segmented
                aria-label={t('lifecycle.period')}
                value={period}
                onChange={setPeriod}
                options={periods.map((value) => ({ value, label: t('lifecycle.days', { days: value }) }))}
              />
            </div>
            <div className="lifecycle-stages" role="list" aria-label={t('lifecycle.stages')}>
              {stages.map((stage) => (
                <StageCard
                  key={stage}
                  stage={stage}
                  metrics={data.metrics.filter((m) => m.stage === stage)}
                  onOpen={(metric) => setOpened({ metric, day: null })}
                />
              ))}
            </div>
            <Trends metrics={data.metrics} days={days} onOpen={setOpened} />
          </>
        )}
      </Load>
      <Timeliness />
      {opened && <Behind opened={opened} days={days} onClose={() => setOpened(null)} />}
    </div>
  );
}

function StageCard({
  stage,
  metrics,
  onOpen,
}: {
  readonly stage: Stage;
  readonly metrics: readonly Metric[];
  readonly onOpen: (metric: string) => void;
}) {
  const t = useT();
  const dynamic = useTDynamic();
  const { language } = useAppearance();
  const main = metrics.find((m) => m.id === mainMetric[stage]);
  const level = worstLevel(metrics);
  const text = (m: Metric, value: number | null): string => valueText(m, value, language) ?? t('lifecycle.none');
  return (
    <div role="listitem">
      <Card className="lifecycle-stage">
        <div className="lifecycle-stage-head">
          <b>{t(`stage.${stage}`)}</b>
          {level !== 'none' && <LevelChip level={level} />}
        </div>
        {main && (
          <Stat
            label={dynamic(`metric.${main.id}`)}
            value={text(main, main.value)}
            note={main.target === null ? t('lifecycle.noTarget') : t('lifecycle.target', { value: text(main, main.target) })}
            onOpen={() => onOpen(main.id)}
          />
        )}
        {main && <Sparkline values={main.trend.map((p) => p.value)} width={140} />}
        {metrics
          .filter((m) => m.id !== main?.id)
          .map((m) => (
            <div key={m.id} className="lifecycle-small">
              <button type="button" className="lifecycle-link" onClick={() => onOpen(m.id)}>
                {dynamic(`metric.${m.id}`)}
              </button>
              <span>{text(m, m.value)}</span>
            </div>
          ))}
      </Card>
    </div>
  );
}

function Trends({
  metrics,
  days,
  onOpen,
}: {
  readonly metrics: readonly Metric[];
  readonly days: number;
  readonly onOpen: (opened: Opened) => void;
}) {
  const t = useT();
  const dynamic = useTDynamic();
  const { language } = useAppearance();
  const drawn = trendMetrics.flatMap((id) => metrics.filter((m) => m.id === id && m.trend.some((p) => p.value !== null && p.value !== 0)));
  if (drawn.length === 0) return <EmptyState small title={t('lifecycle.empty')} hint={t('lifecycle.emptyHint')} />;
  return (
    <div className="ui-charts" aria-label={t('lifecycle.trends')}>
      {drawn.map((metric) => {
        const name = dynamic(`metric.${metric.id}`);
        const points = metric.trend.map((p) => ({ day: p.day.slice(5), value: p.value }));
        const line = metric.id === 'maintain.score' || metric.id === 'store.rows';
        return (
          <Card key={metric.id} title={name}>
            <Chart
              label={t('lifecycle.trendOf', { metric: name, days })}
              height={180}
              option={{
                xAxis: { type: 'category', data: points.map((p) => p.day) },
                yAxis: { type: 'value', ...(metric.unit === 'score' ? { max: 100 } : {}) },
                tooltip: { trigger: 'axis' },
                series: [
                  {
                    type: line ? 'line' : 'bar',
                    name,
                    data: points.map((p) => p.value),
                    connectNulls: true,
                    symbolSize: 6,
                    showSymbol: points.filter((p) => p.value !== null).length <= 12,
                    ...(metric.target !== null && line
                      ? {
                          markLine: { silent: true, symbol: 'none', label: { position: 'insideEndTop' }, data: [{ yAxis: metric.target }] },
                        }
                      : {}),
                  },
                ],
              }}
              table={{
                columns: [t('lifecycle.day'), name],
                rows: metric.trend.map((p) => [p.day, valueText(metric, p.value, language) ?? '—']),
              }}
              onPick={({ index }) => onOpen({ metric: metric.id, day: metric.trend[index]?.day ?? null })}
            />
          </Card>
        );
      })}
    </div>
  );
}

type Late = Output<'lifecycle.timeliness'>[number];

function Timeliness() {
  const t = useT();
  const dynamic = useTDynamic();
  const timeliness = useQuery('lifecycle.timeliness', undefined);
  const time = (iso: string | null): string => (iso === null ? '—' : formatTime(iso));
  return (
    <Card title={t('lifecycle.timeliness')} flush>
      <Load of={timeliness}>
        {(rows) => (
          <ListTable<Late>
            label={t('lifecycle.timeliness')}
            rows={rows}
            rowKey={(row) => row.dataset}
            maxHeight={320}
            empty={<EmptyState small title={t('lifecycle.timelinessNone')} />}
            columns={[
              {
                key: 'level',
                title: t('behind.level'),
                width: 120,
                sortBy: (row) => ['red', 'orange', 'yellow', 'blue', 'ok', 'none'].indexOf(row.level),
                render: (row) => <LevelChip level={row.level} />,
              },
              {
                key: 'name',
                title: t('behind.dataset'),
                width: '2fr',
                sortBy: (row) => row.datasetName,
                render: (row) => <a href={hrefOf(`/datasets/${row.dataset}/overview`)}>{row.datasetName}</a>,
              },
              { key: 'unit', title: t('behind.unit'), sortBy: (row) => row.unit, render: (row) => row.unit },
              {
                key: 'cycle',
                title: t('behind.cycle'),
                width: 96,
                sortBy: (row) => row.cycle,
                render: (row) => dynamic(`cycle.${row.cycle}`),
              },
              { key: 'last', title: t('behind.lastAt'), width: 140, sortBy: (row) => row.lastAt, render: (row) => time(row.lastAt) },
              { key: 'due', title: t('behind.dueAt'), width: 140, sortBy: (row) => row.dueAt, render: (row) => time(row.dueAt) },
              {
                key: 'late',
                title: t('behind.latePeriods'),
                width: 96,
                align: 'right',
                sortBy: (row) => row.latePeriods,
                render: (row) => row.latePeriods,
              },
              {
                key: 'rate',
                title: t('behind.onTimeRate'),
                width: 96,
                align: 'right',
                sortBy: (row) => row.onTimeRate,
                render: (row) => (row.onTimeRate === null ? '—' : formatShare(row.onTimeRate * 10_000, 10_000)),
              },
            ]}
          />
        )}
      </Load>
    </Card>
  );
}
