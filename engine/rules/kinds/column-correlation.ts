import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { type CoMoments, cramersV, joinCoMoments, noCoMoments, pearson, spearman } from '../correlation.ts';
import { aggregateRule, anyNull } from '../kind.ts';
import { column, within } from '../limits.ts';
import { NumberList } from '../numbers.ts';
import { type CountedValue, mergeCounts, valueCounter } from '../value-counts.ts';

interface State {
  readonly moments?: CoMoments;
  readonly pairs?: readonly [Float64Array, Float64Array];
  readonly counts?: readonly CountedValue[];
}

/** What is kept of the rows, as the method needs it. */
function collect(method: 'pearson' | 'spearman' | 'cramers-v'): { step(...args: SqlValue[]): void; state(): State } {
  if (method === 'cramers-v') {
    const counter = valueCounter();
    return { step: (a, b) => counter.step(JSON.stringify([String(a), String(b)])), state: () => ({ counts: counter.state() }) };
  }
  if (method === 'spearman') {
    const [xs, ys] = [new NumberList(), new NumberList()];
    return { step: (a, b) => (xs.add(Number(a)), ys.add(Number(b))), state: () => ({ pairs: [xs.list(), ys.list()] }) };
  }
  let moments = noCoMoments;
  return {
    step: (a, b) => {
      moments = joinCoMoments(moments, { n: 1, meanX: Number(a), meanY: Number(b), xx: 0, yy: 0, xy: 0 });
    },
    state: () => ({ moments }),
  };
}

function together(lists: readonly (Float64Array | undefined)[]): Float64Array {
  const all = new NumberList();
  for (const list of lists) for (const x of list ?? []) all.add(x);
  return all.list();
}

export const columnCorrelation = aggregateRule({
  kind: 'column-correlation',
  severity: 'minor',
  dimension: 'consistency',
  indicator: '0402',
  params: z
    .object({
      a: column,
      b: column,
      method: z.enum(['pearson', 'spearman', 'cramers-v']).optional(),
      min: z.number().min(-1).max(1).optional(),
      max: z.number().min(-1).max(1).optional(),
    })
    .check((c) => {
      if (c.value.min === undefined && c.value.max === undefined)
        c.issues.push({ code: 'custom', message: 'min or max', input: c.value, path: ['min'] });
    }),
  text: {
    'zh-CN': {
      title: '列相关',
      about: '两列的相关系数在上下限之内:数值(`pearson`)、秩次(`spearman`)或类别(`cramers-v`,0 到 1)。',
      reason: '{a} 与 {b} 的相关系数为 {observed},不在 {min} 到 {max} 之间',
    },
    en: {
      title: 'Correlation',
      about:
        'The correlation of two columns within limits: of numbers (`pearson`), of their ranks (`spearman`), or of categories (`cramers-v`, 0 to 1).',
      reason: 'the correlation of {a} and {b} is {observed}, not between {min} and {max}',
    },
  },
  columns: (p) => [p.a, p.b],
  args: (scope, p) => {
    const read = p.method === 'cramers-v' ? scope.cell : scope.number;
    const args = [read(p.a), read(p.b)];
    return { skips: sql`${anyNull(args)}`, args };
  },
  create: (p) => collect(p.method ?? 'pearson'),
  observe: (states, p) => {
    const method = p.method ?? 'pearson';
    const observed =
      method === 'cramers-v'
        ? cramersV(mergeCounts(states.map((s) => s.counts ?? [])) as Map<string, number>)
        : method === 'spearman'
          ? spearman(together(states.map((s) => s.pairs?.[0])), together(states.map((s) => s.pairs?.[1])))
          : pearson(states.reduce((all, s) => joinCoMoments(all, s.moments ?? noCoMoments), noCoMoments));
    if (observed === null) return { observed: null, ok: false, empty: true };
    return { observed, ok: within(observed, p) };
  },
  examples: [
    {
      params: { a: 'a', b: 'b', min: 0.9 },
      columns: ['a', 'b'],
      given: [
        ['1', 2],
        ['2', 4],
        [3, '6'],
        [null, 1],
        ['x', 100],
      ],
      observed: 1,
      ok: true,
    },
    {
      params: { a: 'a', b: 'b', method: 'spearman', max: 0 },
      columns: ['a', 'b'],
      given: [
        [1, 100],
        [2, 10],
        [3, 1],
      ],
      observed: -1,
      ok: true,
    },
    {
      params: { a: 'a', b: 'b', method: 'cramers-v', max: 0.5 },
      columns: ['a', 'b'],
      given: [
        ['男', 'x'],
        ['女', 'y'],
        ['男', 'x'],
        ['女', null],
      ],
      observed: 1,
      ok: false,
    },
  ],
});
