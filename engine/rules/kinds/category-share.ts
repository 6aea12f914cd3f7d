import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { aggregateRule } from '../kind.ts';
import { column, scalar, within } from '../limits.ts';
import { inSet } from '../set.ts';

export const categoryShare = aggregateRule({
  kind: 'category-share',
  severity: 'minor',
  dimension: 'consistency',
  indicator: '0402',
  params: z
    .object({
      column,
      value: scalar.optional(),
      values: z.array(scalar).min(1).optional(),
      min: z.number().min(0).max(1).optional(),
      max: z.number().min(0).max(1).optional(),
    })
    .check((c) => {
      if ((c.value.value === undefined) === (c.value.values === undefined))
        c.issues.push({ code: 'custom', message: 'value or values', input: c.value, path: ['value'] });
      if (c.value.min === undefined && c.value.max === undefined)
        c.issues.push({ code: 'custom', message: 'min or max', input: c.value, path: ['min'] });
    }),
  text: {
    'zh-CN': {
      title: '类别占比',
      about: '一个或几个取值在本列非空值中的占比在上下限之内。',
      reason: '占比为 {observed},不在 {min} 到 {max} 之间',
    },
    en: {
      title: 'Share of a category',
      about: 'The share of one value, or of several together, among all values of a column within limits.',
      reason: 'the share is {observed}, not between {min} and {max}',
    },
  },
  args: (scope, p) => {
    const cell = scope.cell(p.column);
    const values = p.values ?? (p.value === undefined ? [] : [p.value]);
    return { skips: sql`${cell} IS NULL`, args: [sql`coalesce(${inSet({ scope, cell, name: p.column }, { values })}, 0)`] };
  },
  create: () => {
    let [count, hits] = [0, 0];
    return { step: (hit?: SqlValue) => (void count++, void (hits += Number(hit))), state: () => ({ count, hits }) };
  },
  observe: (states, p) => {
    const [count, hits] = [states.reduce((n, s) => n + s.count, 0), states.reduce((n, s) => n + s.hits, 0)];
    if (count === 0) return { observed: null, ok: false, empty: true };
    return { observed: hits / count, ok: within(hits / count, p) };
  },
  examples: [
    { params: { column: 'v', value: '男', min: 0.4, max: 0.6 }, given: [['男'], ['女'], [null]], observed: 0.5, ok: true },
    { params: { column: 'v', values: ['a', 1], max: 0.5 }, given: [['a'], ['1'], [1], ['𠮷']], observed: 0.75, ok: false },
  ],
});
