import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { groupRule } from '../kind.ts';
import { column } from '../limits.ts';
import { trimBlanks } from '../set.ts';

const how = z.enum(['trim', 'width', 'case']);

export const unique = groupRule({
  kind: 'unique',
  severity: 'critical',
  dimension: 'accuracy',
  indicator: '0304',
  nulls: 'skipped',
  params: z.object({ column, normalize: z.array(how).optional() }),
  text: {
    'zh-CN': { title: '唯一', about: '值不重复;重复值的每一行都是问题数据。', reason: '值重复出现' },
    en: {
      title: 'Unique',
      about: 'A value that occurs once; every row of a repeated value is a finding.',
      reason: 'the value occurs more than once',
    },
  },
  columns: (p) => [p.column],
  keys: (scope, p) => {
    const cell = scope.cell(p.column);
    const wanted = p.normalize ?? [];
    if (wanted.length === 0) return { skips: sql`${cell} IS NULL`, keys: [cell] };
    const fold = (text: string): string => {
      let t = wanted.includes('width') ? text.normalize('NFKC') : text;
      if (wanted.includes('trim')) t = trimBlanks(t);
      return wanted.includes('case') ? t.toLowerCase() : t;
    };
    return { skips: sql`${cell} IS NULL`, keys: [scope.fn((v) => (typeof v === 'string' ? fold(v) : (v ?? null)), cell)] };
  },
  examples: [
    { params: { column: 'v' }, given: [['a'], ['b'], ['a'], [null], [null], ['𠮷'], ['𠮷'], ['']], failed: [0, 2, 5, 6] },
    { params: { column: 'v', normalize: ['trim', 'width', 'case'] }, given: [['a1'], [' Ａ１'], ['b']], failed: [0, 1] },
    { params: { column: 'v' }, given: [], failed: [] },
  ],
});
