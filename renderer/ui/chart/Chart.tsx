import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useAppearance, useT } from '../appearance.tsx';
import { useLatest } from '../useLatest.ts';
import { fontStack, seriesOf, type Theme, tokensOf } from '../tokens.ts';

export type ChartOption = EChartsCoreOption;

export interface ChartProps {
  /** What the chart says, in a sentence, for those who do not see it. */
  readonly label: string;
  /** Colours and fonts of axes, legend and series come by themselves. */
  readonly option: ChartOption;
  readonly height: number;
  /** The same numbers as a table. */
  readonly table?: { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] };
  /** Click or Enter on a part: its series name and category or data name. */
  readonly onPick?: (pick: { readonly series: string; readonly name: string; readonly index: number }) => void;
}

const axisKeys = ['xAxis', 'yAxis'] as const;

/** Our type and colours under whatever a screen says itself. */
function themed(option: ChartOption, theme: Theme, fontSize: number, still: boolean): ChartOption {
  const c = tokensOf[theme];
  const axis = {
    axisLine: { lineStyle: { color: c.border } },
    axisTick: { lineStyle: { color: c.border } },
    axisLabel: { color: c.text3, fontSize: fontSize - 2 },
    splitLine: { lineStyle: { color: c.line } },
    nameTextStyle: { color: c.text3 },
  };
  const withAxis = (value: unknown): unknown => (Array.isArray(value) ? value.map((one) => over(axis, one)) : over(axis, value));
  const axes = Object.fromEntries(axisKeys.filter((key) => option[key] !== undefined).map((key) => [key, withAxis(option[key])]));
  return {
    color: [...seriesOf[theme]],
    animation: !still,
    animationDuration: 200,
    aria: { enabled: true },
    textStyle: { fontFamily: fontStack, color: c.text, fontSize: fontSize - 2 },
    grid: { left: 8, right: 12, top: 12, bottom: 4, containLabel: true },
    ...option,
    ...axes,
    ...(option['legend'] === undefined
      ? {}
      : { legend: { textStyle: { color: c.text2 }, icon: 'rect', itemWidth: 12, itemHeight: 8, ...(option['legend'] as object) } }),
    tooltip: {
      trigger: 'item',
      backgroundColor: c.raised,
      borderColor: c.line,
      textStyle: { color: c.text, fontSize: fontSize - 1 },
      confine: true,
      ...(option['tooltip'] as object | undefined),
    },
  };
}

/** What a screen says of an axis over our colours: a label that it formats keeps its colour. */
function over(axis: Readonly<Record<string, object>>, own: unknown): object {
  const given = own as Readonly<Record<string, unknown>>;
  const both = Object.keys(axis).filter((part) => typeof given[part] === 'object');
  return { ...axis, ...given, ...Object.fromEntries(both.map((part) => [part, { ...axis[part], ...(given[part] as object) }])) };
}

/** A chart in our colours that follows size and theme, with the same numbers as a table one key away. */
export function Chart({ label, option, height, table, onPick }: ChartProps) {
  const t = useT();
  const { theme, fontSize, still } = useAppearance();
  const box = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType | null>(null);
  const [asTable, setAsTable] = useState(false);
  const pick = useLatest(onPick);
  useEffect(() => {
    if (asTable) return undefined;
    let live: EChartsType | null = null;
    let gone = false;
    let watch: ResizeObserver | null = null;
    const draw = async (): Promise<void> => {
      const { createChart } = await import('./draw.ts');
      if (gone || !box.current) return;
      live = createChart(box.current);
      live.on('click', (event) => pick.current?.({ series: event.seriesName ?? '', name: event.name, index: event.dataIndex ?? 0 }));
      watch = new ResizeObserver(() => live?.resize());
      watch.observe(box.current);
      setChart(live);
    };
    void draw();
    return () => {
      gone = true;
      watch?.disconnect();
      live?.dispose();
      setChart(null);
    };
  }, [asTable, pick]);
  useEffect(() => {
    chart?.setOption(themed(option, theme, fontSize, still), { notMerge: true });
  }, [chart, option, theme, fontSize, still]);
  return (
    <figure className={table ? 'ui-chart ui-chart-switched' : 'ui-chart'}>
      {table && (
        <Button size="small" type="text" className="ui-chart-switch" onClick={() => setAsTable(!asTable)}>
          {asTable ? t('ui.chart.chart') : t('ui.chart.table')}
        </Button>
      )}
      {asTable && table ? (
        <ChartTable label={label} table={table} height={height} />
      ) : (
        <div ref={box} role="img" aria-label={label} data-drawn={chart !== null} style={{ height }} />
      )}
    </figure>
  );
}

function ChartTable({
  label,
  table,
  height,
}: {
  readonly label: string;
  readonly table: NonNullable<ChartProps['table']>;
  readonly height: number;
}) {
  return (
    <div className="ui-chart-table" style={{ maxHeight: Math.max(height, 160) }} tabIndex={0} role="region" aria-label={label}>
      <table className="ui-table">
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            <tr key={[at, ...row].join('|')}>
              {row.map((value, i) => (
                <td key={table.columns[i]}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
