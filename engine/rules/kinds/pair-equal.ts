import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { rowRule } from '../kind.ts';
import { column } from '../limits.ts';
import { pairIgnored, pairMissing } from '../missing.ts';
import { trimBlanks } from '../set.ts';

export const pairEqual = rowRule({
  kind: 'pair-equal',
  severity: 'major',
  dimension: 'consistency',
  indicator: '0402',
  nulls: 'fails',
  params: z.object({
    a: column,
    b: column,
    ignoreRowIf: pairMissing.optional(),
    normalize: z.enum(['none', 'trim', 'case', 'trim-case']).optional(),
  }),
  text: {
    'zh-CN': { title: '两列相等', about: '两列的值相同;两列都是数值列时按数值比较。', reason: '{a} 与 {b} 不相等' },
    en: {
      title: 'Columns are equal',
      about: 'Two columns with the same value; numbers are equal as numbers where both columns are numeric.',
      reason: '{a} and {b} differ',
    },
  },
  columns: (p) => [p.a, p.b],
  plan: (scope, p) => {
    const [a, b] = [scope.cell(p.a), scope.cell(p.b)];
    const numeric = [p.a, p.b].every((c) => ['integer', 'decimal'].includes(scope.column(c).type));
    const skips = pairIgnored(a, b, p.ignoreRowIf ?? 'both_values_are_missing');
    const how = p.normalize ?? 'none';
    if (numeric) return { skips, fails: sql`coalesce(${scope.number(p.a)}, ${a}) IS NOT coalesce(${scope.number(p.b)}, ${b})` };
    if (how === 'none') return { skips, fails: sql`${a} IS NOT ${b}` };
    const fold = (text: string): string => {
      const trimmed = how.includes('trim') ? trimBlanks(text) : text;
      return how.includes('case') ? trimmed.toLowerCase() : trimmed;
    };
    return {
      skips,
      fails: scope.fn((x, y) => (x === null || y === null ? Number(x !== y) : Number(fold(String(x)) !== fold(String(y)))), a, b),
    };
  },
  examples: [
    {
      params: { a: 'a', b: 'b' },
      columns: ['a', 'b'],
      pass: [
        ['x', 'x'],
        ['', ''],
      ],
      fail: [
        ['x', 'y'],
        ['x', null],
        [null, ''],
        ['1', '1.0'],
      ],
      skip: [[null, null]],
    },
    {
      params: { a: 'a', b: 'b' },
      columns: ['a', 'b'],
      types: { a: 'integer', b: 'decimal' },
      pass: [
        ['1', '1.0'],
        ['x', 'x'],
      ],
      fail: [
        ['1', '2'],
        ['x', '1'],
      ],
    },
    {
      params: { a: 'a', b: 'b', ignoreRowIf: 'either_value_is_missing', normalize: 'trim-case' },
      columns: ['a', 'b'],
      pass: [[' X', 'x']],
      fail: [['x', 'y']],
      skip: [
        ['x', null],
        [null, null],
      ],
    },
    { params: { a: 'a', b: 'b', ignoreRowIf: 'neither' }, columns: ['a', 'b'], pass: [[null, null]], fail: [['x', null]] },
  ],
});
