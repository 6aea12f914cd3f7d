import type { EChartsCoreOption } from 'echarts/core';
import { fontStack, seriesOf, type Theme, tokensOf } from '../tokens.ts';

export type ChartOption = EChartsCoreOption;

const axisKeys = ['xAxis', 'yAxis'] as const;

/** Our type and colours under whatever a screen says itself. */
export function themed(option: ChartOption, theme: Theme, fontSize: number, still: boolean): ChartOption {
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
