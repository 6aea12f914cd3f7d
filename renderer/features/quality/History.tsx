import { useMemo } from 'react';
import type { Compared } from '../../../contract/methods/quality.ts';
import { useAppearance, useT, useTDynamic } from '../../ui/appearance.tsx';
import { Chart, type ChartOption } from '../../ui/chart/Chart.tsx';
import { formatTime } from '../../ui/format.ts';
import { seriesOf, tokensOf } from '../../ui/tokens.ts';

interface Props {
  readonly compared: Compared;
  /** The number of the batch that was checked. */
  readonly batch: number;
  readonly failed: boolean;
}

const short = (value: number): string => (Number.isInteger(value) ? value.toLocaleString('en') : String(Number(value.toPrecision(5))));
const dayOf = (at: string): string => formatTime(at).slice(0, 10);

/** What a value was compared with: in a sentence, and as values over batches with what was allowed. */
export function History(props: Props) {
  const t = useT();
  const { theme } = useAppearance();
  const sentence = useSentence(props);
  const { compared, batch, failed } = props;
  const option = useMemo(
    () => historyOption(props, { words: { values: t('quality.past.value'), allowed: t('quality.past.allowed') }, theme }),
    [props, t, theme],
  );
  const name = (number: number): string => `#${number}`;
  return (
    <div className="quality-past">
      <p>{sentence}</p>
      {compared.points.length > 0 && (
        <Chart
          label={`${t('quality.past.chart')}: ${sentence}`}
          option={option}
          height={150}
          table={{
            columns: [t('quality.past.batch'), t('quality.at'), t('quality.past.value'), t('quality.past.used')],
            rows: [
              ...compared.points.map((p) => [name(p.number), dayOf(p.at), short(p.value), p.used ? t('quality.past.yes') : '']),
              [`${name(batch)} ${t('quality.past.this')}`, '', short(compared.value), failed ? t('ruleStatus.fail') : t('ruleStatus.pass')],
            ],
          }}
        />
      )}
    </div>
  );
}

/** Which value stood against which batches, what was allowed, and by how much it was missed. */
function useSentence({ compared }: Props): string {
  const t = useT();
  const dynamic = useTDynamic();
  const { metric, how, value, mean, low, high, k, points } = compared;
  const used = points.filter((p) => p.used);
  const [first, last] = [used[0], used.at(-1)];
  const word = dynamic(`quality.past.how.${how}`);
  const many = used.length > 1 || ['last-n', 'deviation', 'online-normal', 'seasonal', 'month-to-date'].includes(how);
  const others =
    first === undefined || last === undefined
      ? word
      : many
        ? t('quality.past.many', {
            word,
            n: used.length,
            first: first.number,
            from: dayOf(first.at),
            last: last.number,
            to: dayOf(last.at),
          })
        : t('quality.past.one', { word, number: last.number, date: dayOf(last.at) });
  const middle =
    mean === null
      ? ''
      : k === null
        ? t(many ? 'quality.past.mean' : 'quality.past.was', { mean: short(mean) })
        : t('quality.past.meanBand', { mean: short(mean), k });
  const band =
    low !== null && high !== null
      ? t('quality.past.between', { low: short(low), high: short(high) })
      : low !== null
        ? t('quality.past.atLeast', { low: short(low) })
        : t('quality.past.atMost', { high: high === null ? '∞' : short(high) });
  const verdict =
    high !== null && value > high
      ? t('quality.past.above', { by: short(value - high) })
      : low !== null && value < low
        ? t('quality.past.below', { by: short(low - value) })
        : t('quality.past.inside');
  return t('quality.past.sentence', {
    metric: metric === 'row-count' ? t('quality.past.rows') : t('quality.past.metric', { rule: metric }),
    value: short(value),
    with: others,
    mean: middle,
    band,
    verdict,
  });
}

/** Earlier values as a line with this batch at its end, over the band; those that were not compared with are hollow. */
function historyOption(
  { compared, batch, failed }: Props,
  { words, theme }: { readonly words: { readonly values: string; readonly allowed: string }; readonly theme: 'light' | 'dark' },
): ChartOption {
  const { points, low, high, value } = compared;
  const tokens = tokensOf[theme];
  const [line = tokens.text3] = seriesOf[theme];
  const all = [...points.map((p) => p.value), value, ...[low, high].filter((v) => v !== null)];
  const room = Math.max((Math.max(...all) - Math.min(...all)) * 0.1, Math.abs(value) * 1e-6, 1e-9);
  const bottom = low ?? Math.min(...all) - room;
  const top = high ?? Math.max(...all) + room;
  const names = [...points.map((p) => `#${p.number}`), `#${batch}`];
  const edge = { type: 'line', symbol: 'none', silent: true, stack: 'band', stackStrategy: 'all', tooltip: { show: false } };
  return {
    grid: { left: 4, right: 14, top: 10, bottom: 0, containLabel: true },
    xAxis: { type: 'category', data: names },
    yAxis: {
      type: 'value',
      scale: true,
      min: Math.min(bottom, ...all) - room,
      max: Math.max(top, ...all) + room,
      splitNumber: 3,
      axisLabel: { formatter: short, showMinLabel: false, showMaxLabel: false },
    },
    series: [
      {
        ...edge,
        lineStyle: { opacity: low === null ? 0 : 0.6, type: 'dashed', width: 1, color: tokens.text3 },
        data: names.map(() => bottom),
      },
      {
        ...edge,
        name: words.allowed,
        lineStyle: { opacity: high === null ? 0 : 0.6, type: 'dashed', width: 1, color: tokens.text3 },
        areaStyle: { color: line, opacity: 0.12 },
        data: names.map(() => top - bottom),
      },
      {
        type: 'line',
        name: words.values,
        lineStyle: { color: line, width: 2 },
        data: [
          ...points.map((p) => ({
            value: p.value,
            symbol: p.used ? 'circle' : 'emptyCircle',
            symbolSize: 6,
            itemStyle: { color: line },
          })),
          { value, symbol: failed ? 'diamond' : 'circle', symbolSize: 12, itemStyle: { color: failed ? tokens.error : line } },
        ],
      },
    ],
  };
}
