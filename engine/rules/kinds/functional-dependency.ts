import { z } from 'zod';
import { anyNull, groupRule } from '../kind.ts';
import { column, columns } from '../limits.ts';

export const functionalDependency = groupRule({
  kind: 'functional-dependency',
  severity: 'major',
  dimension: 'consistency',
  indicator: '0401',
  nulls: 'skipped',
  judge: () => ({ how: 'minority' }),
  params: z.object({ determinant: columns, dependent: column, minStrength: z.number().min(0).max(1).optional() }),
  // the strength of a dependency is the share of rows that follow it
  tolerance: (p) => (p.minStrength === undefined ? {} : { threshold: p.minStrength }),
  text: {
    'zh-CN': {
      title: '函数依赖',
      about: '决定列相同的行,被决定列的值也应相同:与多数不同的行是问题数据,没有多数时该组各行都是。决定列或被决定列为空的行跳过。',
      reason: '与 {determinant} 相同的其他行相比，{dependent} 不一致',
    },
    en: {
      title: 'Functional dependency',
      about:
        'The determinant columns fix the value of the dependent column: rows that differ from the commonest value of their determinant are findings, and where no value is commonest, all rows of it. Rows without a determinant, or without a dependent value, are left out.',
      reason: '{dependent} differs from other rows with the same {determinant}',
    },
  },
  columns: (p) => [p.dependent, ...p.determinant],
  blames: (p) => p.dependent,
  keys: (scope, p) => {
    const keys = p.determinant.map((name) => scope.cell(name));
    const dependent = scope.cell(p.dependent);
    return { skips: anyNull([...keys, dependent]), keys, dependents: [dependent] };
  },
  examples: [
    {
      params: { determinant: ['code'], dependent: 'name' },
      columns: ['code', 'name'],
      given: [
        ['440304', '福田区'],
        ['440304', '福田区'],
        ['440304', '福甲区'],
        ['440305', '南山区'],
        [null, '南山区'],
        ['440304', null],
        ['440306', '宝安'],
        ['440306', '宝安区'],
      ],
      failed: [2, 6, 7],
    },
    {
      params: { determinant: ['a', 'b'], dependent: 'c' },
      columns: ['a', 'b', 'c'],
      given: [
        ['1', '1', 'x'],
        ['1', '2', 'y'],
        ['1', '1', 'x'],
        ['1', '1', 'z'],
        ['1', null, 'z'],
      ],
      failed: [3],
    },
    { params: { determinant: ['a'], dependent: 'b' }, columns: ['a', 'b'], given: [], failed: [] },
  ],
});
