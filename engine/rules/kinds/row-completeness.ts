import { z } from 'zod';
import { join, sql } from '../../../base/sqlite/index.ts';
import { rowRule } from '../kind.ts';
import { columns } from '../limits.ts';

export const rowCompleteness = rowRule({
  kind: 'row-completeness',
  severity: 'major',
  dimension: 'completeness',
  indicator: '0202',
  nulls: 'tested',
  params: z.object({ columns, minFilled: z.number().min(0).optional() }),
  text: {
    'zh-CN': {
      title: '行填充度',
      about: '几列中填写的足够多:`minFilled` 不小于 1 为列数,小于 1 为比例,默认全部。',
      reason: '{columns} 中填写的太少',
    },
    en: {
      title: 'Row completeness',
      about: 'Enough of the columns are filled: at least `minFilled` of them (1 or more), or that share of them (below 1). Default: all.',
      reason: 'too few of {columns} are filled',
    },
  },
  columns: (p) => p.columns,
  plan: (scope, p) => {
    const need = p.minFilled === undefined ? p.columns.length : p.minFilled < 1 ? p.minFilled * p.columns.length : p.minFilled;
    return {
      skips: null,
      fails: sql`(${join(
        p.columns.map((c) => sql`(${scope.cell(c)} IS NOT NULL)`),
        ' + ',
      )}) < ${need}`,
    };
  },
  examples: [
    {
      params: { columns: ['a', 'b'], minFilled: 1 },
      columns: ['a', 'b'],
      pass: [
        ['1', null],
        ['1', '2'],
      ],
      fail: [[null, null]],
    },
    { params: { columns: ['a', 'b'] }, columns: ['a', 'b'], pass: [['1', '']], fail: [['1', null]] },
    {
      params: { columns: ['a', 'b', 'c', 'd'], minFilled: 0.5 },
      columns: ['a', 'b', 'c', 'd'],
      pass: [['1', '2', null, null]],
      fail: [['1', null, null, null]],
    },
  ],
});
