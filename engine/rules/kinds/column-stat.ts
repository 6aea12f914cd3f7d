import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { formatDate, parseDate } from '../dates.ts';
import { aggregateRule } from '../kind.ts';
import { column, type Limits, within } from '../limits.ts';
import { kurtosis, mergeMoments, MomentCounter, type Moments, noMoments, skewness } from '../moments.ts';
import { type Interpolation, quantile } from '../numbers.ts';
import { type CountedValue, mergeCounts, valueCounter } from '../value-counts.ts';
import { wrong } from '../wrong.ts';

const stats = [
  'min',
  'max',
  'range',
  'mean',
  'median',
  'sum',
  'stdev',
  'variance',
  'quantile',
  'iqr',
  'skewness',
  'kurtosis',
  'entropy',
  'zeros',
  'zero-ratio',
  'negatives',
  'min-length',
  'max-length',
  'mean-length',
] as const;
type Stat = (typeof stats)[number];
const noCounts: readonly CountedValue[] = [];
const limit = z.union([z.number(), z.string().min(1)]);
const sorting: readonly Stat[] = ['median', 'quantile', 'iqr', 'skewness', 'kurtosis'];
const ordering: readonly Stat[] = ['min', 'max'];

export const columnStat = aggregateRule({
  kind: 'column-stat',
  severity: 'minor',
  dimension: 'conformity',
  indicator: '0104',
  params: z.object({
    column,
    stat: z.enum(stats),
    q: z.number().min(0).max(1).optional(),
    interpolation: z.enum(['nearest', 'linear', 'lower', 'higher', 'midpoint']).optional(),
    min: limit.optional(),
    max: limit.optional(),
    strictMin: z.boolean().optional(),
    strictMax: z.boolean().optional(),
  }),
  text: {
    'zh-CN': {
      title: '列统计量',
      about: '本列的一个统计量在上下限之内。文本形式的数按数值计算;上下限写成日期时按日期统计。',
      reason: '{stat} 为 {observed},不在 {min} 到 {max} 之间',
    },
    en: {
      title: 'Column statistic',
      about:
        'One statistic of a column within limits. Numbers in text count as numbers; limits written as dates make it a statistic of dates.',
      reason: '{stat} is {observed}, not between {min} and {max}',
    },
  },
  args: (scope, p) => {
    const cell = scope.cell(p.column);
    if (p.stat === 'quantile' && p.q === undefined) throw wrong('q', '0..1');
    if (p.stat === 'entropy') return { skips: sql`${cell} IS NULL`, args: [sql`CAST(${cell} AS TEXT)`, sql`0`] };
    if (p.stat.endsWith('-length')) return { skips: sql`${cell} IS NULL`, args: [sql`length(${cell})`, sql`0`] };
    const type = scope.column(p.column).type;
    const dates =
      ordering.includes(p.stat) && (type === 'date' || type === 'datetime' || typeof p.min === 'string' || typeof p.max === 'string');
    for (const value of [p.min, p.max]) {
      if (value !== undefined && dates !== (typeof value === 'string'))
        throw wrong('min/max', dates ? 'a date' : 'a number', String(value));
    }
    return { skips: sql`${cell} IS NULL`, args: [dates ? scope.date(p.column) : scope.number(p.column), sql`${dates}`] };
  },
  create: (p) => {
    if (p.stat === 'entropy') {
      const counter = valueCounter();
      return { step: (x) => counter.step(x), state: () => ({ moments: noMoments, counts: counter.state(), dates: false }) };
    }
    const moments = new MomentCounter(sorting.includes(p.stat));
    let dates = false;
    return {
      step: (x, isDate) => {
        dates = isDate === 1;
        moments.add(typeof x === 'number' ? x : typeof x === 'bigint' ? Number(x) : null);
      },
      state: () => ({ moments: moments.state(), counts: noCounts, dates }),
    };
  },
  observe: (states, p) => {
    if (p.stat === 'entropy') {
      const value = entropy([...mergeCounts(states.map((s) => s.counts)).values()]);
      return value === null ? { observed: null, ok: false, empty: true } : { observed: value, ok: within(value, numbersOnly(p)) };
    }
    const m = mergeMoments(states.map((s) => s.moments));
    const dates = states.some((s) => s.dates);
    if (m.count === 0) return { observed: null, ok: false, empty: true };
    const value = statOf(m, p.stat, p.q ?? 0.5, p.interpolation ?? 'linear');
    if (value === null) return { observed: null, ok: false, empty: true };
    const number = (v: number | string | undefined): number | undefined => (typeof v === 'string' ? (parseDate(v) ?? undefined) : v);
    const ok = within(value, { ...p, min: number(p.min), max: number(p.max) });
    return { observed: dates ? formatDate(value) : value, ok };
  },
  examples: [
    { params: { column: 'v', stat: 'mean', min: 2, max: 2 }, given: [['1'], [3], [null], ['2']], observed: 2, ok: true },
    { params: { column: 'v', stat: 'stdev', max: 1 }, given: [[1], [2], [3]], observed: 1, ok: true },
    { params: { column: 'v', stat: 'max', max: 3, strictMax: true }, given: [['3'], ['1']], observed: 3, ok: false },
    { params: { column: 'v', stat: 'median', min: 0 }, given: [[4], [1], [3], [2]], observed: 2.5, ok: true },
    { params: { column: 'v', stat: 'min', min: '2000-01-01' }, given: [['2001/2/3'], ['2010-01-01']], observed: '2001-02-03', ok: true },
    { params: { column: 'v', stat: 'max-length', max: 2 }, given: [['𠮷𠮷'], ['a'], [null]], observed: 2, ok: true },
    { params: { column: 'v', stat: 'skewness', max: 2 }, given: [[1], [2], [3], [10]], observed: 1.763632614803888, ok: true },
    { params: { column: 'v', stat: 'kurtosis', min: 0 }, given: [[1], [2], [3], [4]], observed: -1.2, ok: false },
    { params: { column: 'v', stat: 'entropy', min: 1 }, given: [['a'], ['b'], [null], ['𠮷'], ['b']], observed: 1.5, ok: true },
    {
      params: { column: 'v', stat: 'mean', min: 2, groupBy: 'g' },
      columns: ['v', 'g'],
      given: [
        [3, 'a'],
        [1, 'b'],
        [1, 'b'],
        [null, 'c'],
      ],
      observed: { groups: 2, failed: 1, failing: { b: 1 } },
      ok: false,
    },
    { params: { column: 'v', stat: 'sum', min: 0 }, given: [['0.1'], ['0.2'], ['0.3']], observed: 0.6, ok: true },
  ],
});

/** Shannon's entropy of values by their counts, in bits; null without any. */
function entropy(counts: readonly number[]): number | null {
  const total = counts.reduce((a, b) => a + b, 0);
  return total === 0 ? null : counts.reduce((sum, n) => sum - (n / total) * Math.log2(n / total), 0);
}

/** The limits of a rule that are numbers. */
function numbersOnly(p: Limits<number | string>): Limits<number> {
  const number = (v: number | string | undefined): number | undefined => (typeof v === 'number' ? v : undefined);
  return { min: number(p.min), max: number(p.max), strictMin: p.strictMin, strictMax: p.strictMax };
}

function statOf(m: Moments, stat: Exclude<Stat, 'entropy'>, q: number, how: Interpolation): number | null {
  const numbers = m.numbers ?? [];
  const variance = m.count > 1 ? m.m2 / (m.count - 1) : null;
  switch (stat) {
    case 'min':
    case 'min-length':
      return m.min;
    case 'max':
    case 'max-length':
      return m.max;
    case 'range':
      return m.max - m.min;
    case 'mean':
    case 'mean-length':
      return m.sum / m.count;
    case 'sum':
      return m.sum;
    case 'median':
      return quantile(numbers, 0.5, 'linear');
    case 'quantile':
      return quantile(numbers, q, how);
    case 'iqr':
      return quantile(numbers, 0.75, how) - quantile(numbers, 0.25, how);
    case 'variance':
      return variance;
    case 'stdev':
      return variance === null ? null : Math.sqrt(variance);
    case 'skewness':
      return skewness(numbers, m.mean);
    case 'kurtosis':
      return kurtosis(numbers, m.mean);
    case 'zeros':
      return m.zeros;
    case 'zero-ratio':
      return m.zeros / m.count;
    case 'negatives':
      return m.negatives;
  }
}
