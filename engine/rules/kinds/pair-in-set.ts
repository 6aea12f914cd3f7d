import { z } from 'zod';
import { rowRule } from '../kind.ts';
import { column, scalarOrNull } from '../limits.ts';
import { pairIgnored, pairMissing } from '../missing.ts';

export const pairInSet = rowRule({
  kind: 'pair-in-set',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0105',
  nulls: 'fails',
  params: z.object({ a: column, b: column, pairs: z.array(z.tuple([scalarOrNull, scalarOrNull])), ignoreRowIf: pairMissing.optional() }),
  text: {
    'zh-CN': { title: '组合枚举', about: '两列的组合在清单之内;空值可以是组合的一部分。', reason: '{a} 与 {b} 的组合不在允许范围内' },
    en: {
      title: 'Pair in set',
      about: 'Two columns whose values together are one of the listed pairs; a null may be part of a pair.',
      reason: '{a} and {b} together are not an allowed pair',
    },
  },
  columns: (p) => [p.a, p.b],
  plan: (scope, p) => {
    const key = (v: unknown): string => {
      if (v === null || v === undefined) return 'null';
      if (typeof v === 'string') return `t${v}`;
      return scope.strictTypes ? `n${Number(v)}` : `t${JSON.stringify(v)}`;
    };
    const allowed = new Set(p.pairs.map(([x, y]) => JSON.stringify([key(x), key(y)])));
    return {
      skips: pairIgnored(scope.cell(p.a), scope.cell(p.b), p.ignoreRowIf ?? 'both_values_are_missing'),
      fails: scope.fn((x, y) => (allowed.has(JSON.stringify([key(x), key(y)])) ? 0 : 1), scope.cell(p.a), scope.cell(p.b)),
    };
  },
  examples: [
    {
      params: {
        a: 'a',
        b: 'b',
        pairs: [
          ['440304', '福田区'],
          ['440305', '南山区'],
          [null, '其他'],
          [1, 2],
        ],
      },
      columns: ['a', 'b'],
      pass: [
        ['440304', '福田区'],
        [null, '其他'],
        ['1', '2'],
        [1, 2],
      ],
      fail: [
        ['440304', '南山区'],
        ['440304', null],
        ['', ''],
      ],
      skip: [[null, null]],
    },
  ],
});
