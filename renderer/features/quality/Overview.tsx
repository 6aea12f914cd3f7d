import { useMemo } from 'react';
import type { QualityRun, RuleResult } from '../../../contract/methods/quality.ts';
import { dimensions, levelOfResult } from '../../app/marks.tsx';
import { go } from '../../app/router.ts';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { Chart, type ChartOption } from '../../ui/chart/Chart.tsx';
import { formatCount, formatScore, formatShare, formatTime } from '../../ui/format.ts';
import { ScoreGauge } from '../../ui/Gauge.tsx';
import { Card, LevelChip, type Level } from '../../ui/parts.tsx';
import { Radar } from '../../ui/Radar.tsx';
import { tokensOf } from '../../ui/tokens.ts';
import { criticalFailed, gradeOf, inOrder, signed, toneOf } from './model.ts';

const target = 95;

export interface OverviewProps {
  readonly run: QualityRun;
  readonly results: readonly RuleResult[];
  readonly previous: QualityRun | null;
  readonly runs: readonly QualityRun[];
  readonly onLevel: (level: Level | null) => void;
}

/** The answer first: total, six dimensions, the trend, and what waits to be done. */
export function Overview(props: OverviewProps) {
  return (
    <div className="quality-cards">
      <Total {...props} />
      <Dimensions {...props} />
      <Trend {...props} />
      <Todo {...props} />
    </div>
  );
}

function Total({ run, results, previous }: OverviewProps) {
  const t = useT();
  const { total } = run.score;
  const critical = criticalFailed(results);
  const before = previous?.score.total ?? null;
  const change = total !== null && before !== null ? total - before : null;
  const shown = total === null ? t('score.notEvaluated') : formatScore(total);
  const grade = total === null ? null : t(`grade.${gradeOf(total, critical)}`);
  return (
    <Card title={t('quality.total')} className="quality-total">
      <ScoreGauge
        score={total}
        target={target}
        tone={toneOf(total, critical)}
        label={t('quality.totalLabel', { score: shown, grade: grade ?? '' })}
      >
        {total === null ? <span className="ui-muted">{shown}</span> : <span className="ui-gauge-number">{shown}</span>}
        {grade !== null && <span className="quality-grade">{grade}</span>}
      </ScoreGauge>
      <div className="ui-muted quality-total-note">
        {t('quality.target', { target })}
        {change !== null && (
          <span
            className={change < 0 ? 'quality-down' : change > 0 ? 'quality-up' : ''}
          >{` · ${t('quality.change', { change: signed(change) })}`}</span>
        )}
      </div>
      {critical && <div className="quality-critical">{t('quality.criticalNote')}</div>}
    </Card>
  );
}

function Dimensions({ run, previous }: OverviewProps) {
  const t = useT();
  const axes = dimensions.map((key) => {
    const value = run.score.dimensions[key];
    return { key, name: t(`dimension.${key}`), value, shown: value === null ? t('score.notEvaluated') : formatScore(value) };
  });
  const label = t('quality.radarLabel', { values: axes.map((axis) => `${axis.name} ${axis.shown}`).join('; ') });
  return (
    <Card title={t('quality.dimensions')} className="quality-dimensions">
      <div className="quality-radar">
        <Radar
          axes={axes.map((axis) => ({ ...axis, shown: '' }))}
          label={label}
          {...(previous ? { before: dimensions.map((key) => previous.score.dimensions[key]) } : {})}
          size={230}
        />
        <table className="quality-numbers">
          <tbody>
            {axes.map((axis) => {
              const old = previous?.score.dimensions[axis.key] ?? null;
              const change = axis.value !== null && old !== null ? axis.value - old : null;
              return (
                <tr key={axis.key} className={axis.value === null ? 'quality-none' : undefined}>
                  <th scope="row">{axis.name}</th>
                  <td>{axis.shown}</td>
                  <td
                    className={
                      change !== null && change < -0.05 ? 'quality-down' : change !== null && change > 0.05 ? 'quality-up' : 'ui-muted'
                    }
                  >
                    {change === null ? '' : signed(change)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

const shownRuns = 12;

/** Points of one rule-set version are joined by a solid line, versions by a dashed one: their scores are not the same measure. */
function trendOption(runs: readonly QualityRun[], current: string, ground: string, text3: string): ChartOption {
  const labels = runs.map((run) => `#${run.batchNumber}`);
  const changes = runs.flatMap((run, i) => (i > 0 && runs[i - 1]?.ruleSetVersion !== run.ruleSetVersion ? [i] : []));
  const versions = [...new Set(runs.map((run) => `${run.ruleSet} v${run.ruleSetVersion}`))];
  const solid = versions.map((version) => ({
    type: 'line',
    name: version,
    symbolSize: (_: unknown, p: { readonly dataIndex: number }) => (runs[p.dataIndex]?.id === current ? 11 : 7),
    symbol: 'circle',
    color: undefined,
    data: runs.map((run) => (`${run.ruleSet} v${run.ruleSetVersion}` === version ? run.score.total : null)),
  }));
  const dashed = changes.map((i) => ({
    type: 'line',
    symbol: 'none',
    lineStyle: { type: 'dashed', width: 1, color: text3 },
    silent: true,
    tooltip: { show: false },
    data: runs.map((run, at) => (at === i || at === i - 1 ? run.score.total : null)),
  }));
  const all = runs.map((run) => run.score.total).filter((one) => one !== null);
  const low = Math.max(0, Math.floor((Math.min(95, ...all) - 5) / 10) * 10);
  const [blue] = ground.split(' ');
  return {
    grid: { left: 4, right: 14, top: 14, bottom: 0, containLabel: true },
    tooltip: { trigger: 'item' },
    xAxis: { type: 'category', data: labels, boundaryGap: true },
    yAxis: { type: 'value', min: low, max: 100, splitNumber: 3 },
    series: [
      ...solid.map((one, i) => ({
        ...one,
        itemStyle: { color: blue },
        lineStyle: { color: blue, width: 2 },
        ...(i === 0
          ? {
              markLine: {
                silent: true,
                symbol: 'none',
                label: { show: true, position: 'insideEndTop', formatter: '95', color: text3 },
                lineStyle: { color: text3, type: 'dotted' },
                data: [{ yAxis: 95 }],
              },
            }
          : {}),
      })),
      ...dashed,
    ],
  };
}

function Trend({ run, runs }: OverviewProps) {
  const t = useT();
  const { theme } = useAppearance();
  const mine = useMemo(() => inOrder(runs.filter((one) => one.dataset === run.dataset)).slice(-shownRuns), [runs, run.dataset]);
  const c = tokensOf[theme];
  const option = useMemo(() => trendOption(mine, run.id, c.barStrong, c.text3), [mine, run.id, c]);
  const first = mine[0]?.score.total ?? null;
  const last = mine.at(-1)?.score.total ?? null;
  const label = t('quality.trendLabel', {
    count: mine.length,
    first: first === null ? '—' : formatScore(first),
    last: last === null ? '—' : formatScore(last),
  });
  return (
    <Card title={t('quality.trend')} className="quality-trend">
      {mine.length < 2 ? (
        <p className="ui-muted">{t('quality.trendNone')}</p>
      ) : (
        <Chart
          label={label}
          option={option}
          height={170}
          onPick={({ index }) => {
            const picked = mine[index];
            if (picked && picked.id !== run.id) go(`/quality/${picked.id}`);
          }}
          table={{
            columns: [t('quality.batch'), t('quality.at'), t('quality.ruleSet'), t('quality.total')],
            rows: mine.map((one) => [
              `#${one.batchNumber}`,
              formatTime(one.startedAt),
              `v${one.ruleSetVersion}`,
              one.score.total === null ? t('score.notEvaluated') : formatScore(one.score.total),
            ]),
          }}
        />
      )}
    </Card>
  );
}

const levels = ['red', 'orange', 'yellow', 'blue'] as const satisfies readonly Level[];

function Todo({ run, results, onLevel }: OverviewProps) {
  const t = useT();
  const { language } = useAppearance();
  const counts = new Map<Level, number>();
  for (const result of results)
    if (result.status !== 'error') counts.set(levelOfResult(result), (counts.get(levelOfResult(result)) ?? 0) + 1);
  const errors = results.filter((one) => one.status === 'error').length;
  const open = dimensions.filter((key) => run.score.dimensions[key] === null);
  return (
    <Card title={t('quality.todo')} className="quality-todo">
      <div className="quality-levels">
        {levels.map((level) => (
          <button
            key={level}
            type="button"
            disabled={(counts.get(level) ?? 0) === 0}
            onClick={() => onLevel(level)}
            title={t('quality.filterLevel')}
          >
            <LevelChip level={level} />
            <strong>{counts.get(level) ?? 0}</strong>
          </button>
        ))}
      </div>
      <dl className="quality-facts">
        <div>
          <dt>{t('quality.failingRows')}</dt>
          <dd>
            {formatCount(run.failingRows)} <small>{formatShare(run.failingRows, run.rows)}</small>
          </dd>
        </div>
        <div>
          <dt>{t('quality.findings')}</dt>
          <dd>{formatCount(run.findings)}</dd>
        </div>
        {errors > 0 && (
          <div className="quality-down">
            <dt>{t('quality.errors')}</dt>
            <dd>{errors}</dd>
          </div>
        )}
        {open.length > 0 && (
          <div>
            <dt>{t('quality.openDimensions')}</dt>
            <dd className="quality-open">{open.map((key) => t(`dimension.${key}`)).join(language === 'zh-CN' ? '、' : ', ')}</dd>
          </div>
        )}
      </dl>
    </Card>
  );
}
