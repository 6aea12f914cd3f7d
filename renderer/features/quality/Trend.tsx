import { Select } from 'antd';
import { useMemo } from 'react';
import type { QualityRun } from '../../../contract/methods/quality.ts';
import type { Dimension } from '../../../contract/methods/rules.ts';
import { dimensions } from '../../app/marks.tsx';
import { go } from '../../app/router.ts';
import { useSticky } from '../../app/sticky.ts';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { Chart, type ChartOption } from '../../ui/chart/Chart.tsx';
import { formatScore, formatTime } from '../../ui/format.ts';
import { Card } from '../../ui/parts.tsx';
import { seriesOf, tokensOf } from '../../ui/tokens.ts';
import { inOrder } from './model.ts';

const shownRuns = 12;

type Shown = 'total' | Dimension;

const scoreOf = (run: QualityRun, shown: Shown): number | null => (shown === 'total' ? run.score.total : run.score.dimensions[shown]);
const versionOf = (run: QualityRun): string => `${run.ruleSet} v${run.ruleSetVersion}`;

interface TrendLook {
  readonly lines: readonly string[];
  readonly text: string;
  readonly target: number;
}

/**
 * A line for each chosen score. Points of one rule-set version are joined by a solid line, versions by a dashed one, with an upright line between them:
 * their scores are not the same measure. What was not evaluated is a gap.
 */
function trendOption(
  runs: readonly QualityRun[],
  shown: readonly Shown[],
  current: string,
  { lines, text, target }: TrendLook,
): ChartOption {
  const changes = runs.flatMap((run, i) => {
    const before = runs[i - 1];
    return before && versionOf(before) !== versionOf(run) ? [i] : [];
  });
  const series = shown.flatMap((one, n) => {
    const color = lines[n % lines.length];
    const values = runs.map((run) => scoreOf(run, one));
    const solid = [...new Set(runs.map(versionOf))].map((version) => ({
      type: 'line',
      name: one,
      symbol: 'circle',
      symbolSize: (_: unknown, p: { readonly dataIndex: number }) => (runs[p.dataIndex]?.id === current ? 11 : 7),
      itemStyle: { color },
      lineStyle: { color, width: 2 },
      data: runs.map((run, i) => (versionOf(run) === version ? values[i] : null)),
    }));
    const dashed = changes.map((i) => ({
      type: 'line',
      symbol: 'none',
      lineStyle: { type: 'dashed', width: 1, color },
      silent: true,
      tooltip: { show: false },
      data: values.map((value, at) => (at === i || at === i - 1 ? value : null)),
    }));
    return [...solid, ...dashed];
  });
  const all = shown.flatMap((one) => runs.map((run) => scoreOf(run, one))).filter((one) => one !== null);
  const low = Math.max(0, Math.floor((Math.min(target, ...all) - 5) / 10) * 10);
  const marks = {
    silent: true,
    symbol: 'none',
    lineStyle: { color: text, type: 'dotted' },
    data: [
      { yAxis: target, label: { show: true, position: 'insideEndTop', formatter: String(target), color: text } },
      ...changes.map((i) => ({
        xAxis: i,
        lineStyle: { type: 'solid', width: 1, color: text },
        label: { show: true, position: 'insideStartTop', formatter: `v${runs[i]?.ruleSetVersion ?? ''}`, color: text },
      })),
    ],
  };
  return {
    grid: { left: 4, right: 14, top: 14, bottom: 0, containLabel: true },
    tooltip: { trigger: 'item' },
    xAxis: { type: 'category', data: runs.map((run) => `#${run.batchNumber}`), boundaryGap: true },
    yAxis: { type: 'value', min: low, max: 100, splitNumber: 3 },
    series: series.map((one, i) => (i === 0 ? { ...one, markLine: marks } : one)),
  };
}

/** The newest runs of the dataset as lines; which of the scores are shown is remembered while the window lives. */
export function Trend({ run, runs, target }: { readonly run: QualityRun; readonly runs: readonly QualityRun[]; readonly target: number }) {
  const t = useT();
  const { theme } = useAppearance();
  const [shown, setShown] = useSticky<readonly Shown[]>('quality.trend', ['total']);
  const mine = useMemo(() => inOrder(runs.filter((one) => one.dataset === run.dataset)).slice(-shownRuns), [runs, run.dataset]);
  const option = useMemo(
    () => trendOption(mine, shown, run.id, { lines: seriesOf[theme], text: tokensOf[theme].text3, target }),
    [mine, shown, run.id, theme, target],
  );
  const word = (one: Shown): string => (one === 'total' ? t('quality.total') : t(`dimension.${one}`));
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
        <>
          <Select<Shown[]>
            mode="multiple"
            size="small"
            className="quality-trend-of"
            aria-label={t('quality.trendShow')}
            maxTagCount="responsive"
            showSearch={false}
            value={[...shown]}
            onChange={(next) => setShown(next.length === 0 ? ['total'] : next)}
            options={(['total', ...dimensions] as const).map((value) => ({ value, label: word(value) }))}
          />
          <Chart
            label={label}
            option={option}
            height={146}
            onPick={({ index }) => {
              const picked = mine[index];
              if (picked && picked.id !== run.id) go(`/quality/${picked.id}`);
            }}
            table={{
              columns: [t('quality.batch'), t('quality.at'), t('quality.ruleSet'), ...shown.map(word)],
              rows: mine.map((one) => [
                `#${one.batchNumber}`,
                formatTime(one.startedAt),
                `v${one.ruleSetVersion}`,
                ...shown.map((of) => {
                  const score = scoreOf(one, of);
                  return score === null ? t('score.notEvaluated') : formatScore(score);
                }),
              ]),
            }}
          />
        </>
      )}
    </Card>
  );
}
