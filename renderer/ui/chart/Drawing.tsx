import { useMemo } from 'react';
import { useAppearance } from '../appearance.tsx';
import { tokensOf } from '../tokens.ts';
import type { ChartOption } from './themed.ts';
import { useDrawing } from './useDrawing.ts';

export interface BarsOption {
  /** Upright from the bottom, or lying from the left. */
  readonly way: 'up' | 'right';
  readonly values: readonly number[];
  /** The value that takes the whole height or width. */
  readonly most: number;
}

const hiddenAxis = { show: false, splitLine: { show: false } } as const;
/** Room between bars, as a share of the room of each. */
const GAP = { up: '4%', right: '25%' } as const;

/** Bars of equal room from edge to edge, in the same order as what stands over them and names them; drawn alone they say nothing. */
export function BarsDrawing({ way, values, most }: BarsOption) {
  const { theme } = useAppearance();
  // a card is rendered with every step of scrolling, its bars stay
  const key = values.join();
  const option = useMemo((): ChartOption => {
    const c = tokensOf[theme];
    const counts = key === '' ? [] : key.split(',').map(Number);
    const category = { type: 'category', data: counts.map((_, i) => i), ...hiddenAxis };
    const value = { type: 'value', min: 0, max: most, ...hiddenAxis };
    return {
      animation: false,
      aria: { enabled: false },
      grid: { left: 0, right: 0, top: 0, bottom: 0 },
      ...(way === 'up' ? { xAxis: category, yAxis: value } : { xAxis: value, yAxis: { ...category, inverse: true } }),
      series: [
        {
          type: 'bar',
          silent: true,
          barCategoryGap: GAP[way],
          barMinHeight: 2,
          itemStyle: way === 'up' ? { color: c.barStrong } : { color: c.bar, opacity: 0.55 },
          // nothing is drawn for none, not even the least
          data: counts.map((count) => (count === 0 ? '-' : count)),
        },
      ],
    };
  }, [way, key, most, theme]);
  const { box, isDrawn } = useDrawing(option, { renderer: 'svg' });
  return <div ref={box} className="ui-drawing" data-drawn={isDrawn} aria-hidden="true" />;
}
