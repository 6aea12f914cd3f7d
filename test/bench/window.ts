import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, type Measure, median, percentile } from './bench.ts';

/** Milliseconds from the start of the process to the named moments of each start. */
export interface StartOutput {
  readonly starts: readonly Readonly<Record<string, number>>[];
}

/** How long threads were blocked while a file was imported and profiled from the window, in milliseconds. */
export interface Blocks {
  readonly seconds: number;
  readonly main: number;
  /** The page's thread: its longest task, and the most that a timer came late. */
  readonly windowTask: number;
  readonly windowLate: number;
  readonly engine: number;
}

/** A stretch of steady scrolling. */
export interface Scroll {
  readonly framesPerSecond: number;
  readonly frameP95Ms: number;
}

export interface GridOutput {
  readonly blocks: Blocks;
  readonly firstRowsMs: readonly number[];
  readonly scrolls: readonly Scroll[];
  readonly jumpsMs: readonly number[];
  /** Changes of the shape of a large file in its preview. */
  readonly previewMs: readonly number[];
  /** Threads while the grid was used. */
  readonly gridMainMs: number;
  readonly gridTaskMs: number;
}

const STARTS = 5;

/** The real program in an Electron window: its start, and a batch of a million rows being imported, scrolled and searched by row number. */
export const windowBench: Bench = {
  name: 'window',
  about: 'the program in its Electron window: start, import of the population file, grid over its rows',
  run: async (context) => {
    const folder = mkdtempSync(join(context.scratch, 'window-'));
    try {
      const { output: start } = await context.child<StartOutput>('window/start.child.ts', { folder, starts: STARTS });
      for (const marks of start.starts) context.log(JSON.stringify(marks));
      const { output: grid } = await context.child<GridOutput>('window/grid.child.ts', { folder, path: context.population() });
      context.log(JSON.stringify(grid));
      return [...startMeasures(start), ...blockMeasures(grid), ...gridMeasures(grid), ...previewMeasures(grid)];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function startMeasures({ starts }: StartOutput): Measure[] {
  const moment = (name: string): number => median(starts.map((marks) => marks[name] ?? Number.NaN)) / 1000;
  return [
    { name: 'start of the process to a shown window', value: moment('shown'), unit: 's' },
    { name: 'start of the process to a usable window', value: moment('usable'), unit: 's', budget: 'window.startSeconds' },
  ];
}

function blockMeasures({ blocks, gridMainMs, gridTaskMs }: GridOutput): Measure[] {
  return [
    { name: 'import + profile from the window', value: blocks.seconds, unit: 's' },
    { name: 'longest block of main meanwhile', value: blocks.main, unit: 'ms', budget: 'window.blockMs' },
    { name: 'longest task of the window meanwhile', value: blocks.windowTask, unit: 'ms', budget: 'window.blockMs' },
    { name: 'a timer in the window came late by', value: blocks.windowLate, unit: 'ms' },
    { name: 'longest block of the engine meanwhile', value: blocks.engine, unit: 'ms' },
    { name: 'longest block of main while the grid is used', value: gridMainMs, unit: 'ms', budget: 'window.blockMs' },
    { name: 'longest task of the window in the grid', value: gridTaskMs, unit: 'ms' },
  ];
}

function gridMeasures({ firstRowsMs, scrolls, jumpsMs }: GridOutput): Measure[] {
  const sorted = [...jumpsMs].sort((a, b) => a - b);
  const fps = median(scrolls.map(({ framesPerSecond }) => framesPerSecond));
  return [
    { name: 'grid of the batch: first rows', value: median(firstRowsMs), unit: 'ms', budget: 'window.firstRowsMs' },
    { name: 'steady scrolling, frames a second', value: fps, unit: 'count' },
    { name: 'steady scrolling, mean frame', value: 1000 / fps, unit: 'ms', budget: 'window.frameMeanMs' },
    {
      name: 'steady scrolling, frame p95',
      value: median(scrolls.map(({ frameP95Ms }) => frameP95Ms)),
      unit: 'ms',
      budget: 'window.frameP95Ms',
    },
    { name: 'jump to a row until painted, p50', value: median(sorted), unit: 'ms' },
    {
      name: 'jump to a row until painted, p95',
      value: sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN,
      unit: 'ms',
      budget: 'window.jumpP95Ms',
    },
  ];
}

function previewMeasures({ previewMs }: GridOutput): Measure[] {
  return [
    { name: 'change of a preview until painted, p50', value: median(previewMs), unit: 'ms', budget: 'window.previewMs' },
    { name: 'change of a preview until painted, p95', value: percentile(previewMs, 0.95), unit: 'ms' },
  ];
}
