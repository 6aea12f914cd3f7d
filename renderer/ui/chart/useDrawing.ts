import type { EChartsType } from 'echarts/core';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useLatest } from '../useLatest.ts';
import { inTurn } from './turns.ts';
import type { ChartOption } from './themed.ts';

export interface Pick {
  readonly series: string;
  readonly name: string;
  readonly index: number;
}

interface How {
  readonly renderer: 'canvas' | 'svg';
  readonly onPick?: ((pick: Pick) => void) | undefined;
}

/** Draws an option into the element of the ref and follows its size. Charts that appear together are drawn one after the other, between frames. */
export function useDrawing(
  option: ChartOption,
  { renderer, onPick }: How,
): { readonly box: RefObject<HTMLDivElement | null>; readonly isDrawn: boolean } {
  const box = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType | null>(null);
  const [isDrawn, setDrawn] = useState(false);
  const pick = useLatest(onPick);
  const latest = useLatest(option);
  const drawn = useRef<ChartOption | null>(null);
  useEffect(() => {
    let live: EChartsType | null = null;
    let watch: ResizeObserver | null = null;
    let leave = (): void => undefined;
    let gone = false;
    const begin = async (): Promise<void> => {
      const { createChart } = await import('./draw.ts');
      if (gone) return;
      leave = inTurn(() => {
        if (!box.current) return;
        const made = createChart(box.current, renderer);
        live = made;
        made.on('click', (event) => pick.current?.({ series: event.seriesName ?? '', name: event.name, index: event.dataIndex ?? 0 }));
        made.setOption(latest.current, { notMerge: true });
        drawn.current = latest.current;
        // it tells the size it has at once, which is no change
        watch = new ResizeObserver(() => {
          if (made.getWidth() !== box.current?.clientWidth || made.getHeight() !== box.current.clientHeight) made.resize();
        });
        watch.observe(box.current);
        setChart(made);
        setDrawn(true);
      });
    };
    void begin();
    return () => {
      gone = true;
      leave();
      watch?.disconnect();
      live?.dispose();
      setChart(null);
      setDrawn(false);
    };
  }, [renderer, pick, latest]);
  useEffect(() => {
    if (!chart || drawn.current === option) return;
    drawn.current = option;
    chart.setOption(option, { notMerge: true });
  }, [chart, option]);
  return { box, isDrawn };
}
