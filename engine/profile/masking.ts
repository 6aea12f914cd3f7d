/**
 * What may be told of a column whose values say something about persons. One rule: counts, shares, lengths and forms, yes; values only as their mask leaves
 * them; of a figure that is or may nearly be a value — an end, a quantile, a mean, a limit of a bar — what `maskFigure` leaves of it.
 */
import type { OutputOf } from '../../contract/method.ts';
import type { profileMethods } from '../../contract/methods/profile.ts';
import { maskFigure, maskKindOf, maskValue, semanticKinds } from '../semantics/index.ts';
import type { ColumnProfile, HistogramBin, NumberShape } from './model.ts';

type Public = OutputOf<(typeof profileMethods)['profile.get']>;

/** `personal`, `sensitive`, or null for what says nothing about a person. */
export function sensitivityOf(semantic: string | null): string | null {
  const personal = semanticKinds.find((k) => k.id === semantic)?.sensitivity.personal ?? 'none';
  return personal === 'none' ? null : personal;
}

/** True for columns whose values say something about a person: none of them is told. */
export const isHidden = ({ semantic }: Pick<ColumnProfile, 'semantic'>): boolean => maskKindOf(semantic) !== 'none';

/** A column's profile as it may be told. */
export function toldOf(column: ColumnProfile): ColumnProfile {
  const { semantic, quantiles } = column;
  if (!isHidden(column)) return column;
  const text = (value: string | number): string => maskValue(semantic, String(value));
  const figure = (value: number | null): number | null => (value === null ? null : maskFigure(semantic, value));
  return {
    ...column,
    min: column.min === null ? null : text(column.min),
    max: column.max === null ? null : text(column.max),
    mean: figure(column.mean),
    stddev: figure(column.stddev),
    quantiles: {
      p5: figure(quantiles.p5),
      p25: figure(quantiles.p25),
      p50: figure(quantiles.p50),
      p75: figure(quantiles.p75),
      p95: figure(quantiles.p95),
    },
    top: column.top.map(({ value, count }) => ({ value: text(value), count })),
    patterns: column.patterns.filter(({ pattern }) => !writesItself(pattern)),
    histogram: barsOf(column.histogram, figure),
    shape: column.shape && shapeOf(column.shape, figure),
    dates: column.dates && { ...column.dates, gap: null },
    rareHan: column.rareHan.map((one) => ({ ...one, examples: [] })),
    minority: column.minority.map((one) => ({ ...one, examples: one.examples.map(text) })),
    counterExamples: column.counterExamples.map(text),
  };
}

/** A column's profile as it leaves the engine. */
export function masked(column: ColumnProfile): Public['columns'][number] {
  const told = toldOf(column);
  return {
    ...told,
    sensitivity: sensitivityOf(column.semantic),
    top: [...told.top],
    patterns: [...told.patterns],
    histogram: [...told.histogram],
    dates: told.dates && { ...told.dates, weekdays: [...told.dates.weekdays] },
    characters: [...told.characters],
    rareHan: told.rareHan.map((one) => ({ ...one, examples: [...one.examples] })),
    minority: told.minority.map((one) => ({ ...one, examples: [...one.examples] })),
    counterExamples: [...told.counterExamples],
  };
}

type Figure = (value: number) => number | null;

/** All bars or none: their counts say nothing without the limits. */
function barsOf(bars: readonly HistogramBin[], figure: Figure): readonly HistogramBin[] {
  const edge = (value: number | string): number | null => (typeof value === 'number' ? figure(value) : null);
  const told = bars.flatMap(({ from, to, count }) => {
    const [low, high] = [edge(from), edge(to)];
    return low === null || high === null ? [] : [{ from: low, to: high, count }];
  });
  return told.length === bars.length ? told : [];
}

function shapeOf(shape: NumberShape, figure: Figure): NumberShape | null {
  const [low, high] = [figure(shape.fences.low), figure(shape.fences.high)];
  return low === null || high === null ? null : { ...shape, fences: { low, high } };
}

/** Patterns leave other scripts, full-width digits and characters without a code as they are: such a pattern may be the value itself. */
function writesItself(pattern: string): boolean {
  return /[\p{L}\p{N}\p{So}\p{Co}]/u.test(pattern.replace(/[9Aa汉]/g, ''));
}
