import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { groupRule } from '../kind.ts';
import { column } from '../limits.ts';

const writings = ['upper', 'lower', 'title'] as const;
const written: Readonly<Record<(typeof writings)[number], (text: string) => boolean>> = {
  upper: (t) => t === t.toUpperCase() && t !== t.toLowerCase(),
  lower: (t) => t === t.toLowerCase() && t !== t.toUpperCase(),
  title: (t) => t === t.toLowerCase().replace(/(?<!\p{L})\p{L}/gu, (c) => c.toUpperCase()) && t !== t.toLowerCase(),
};

export const valueConsistentCase = groupRule({
  kind: 'value-consistent-case',
  severity: 'minor',
  dimension: 'consistency',
  indicator: '0401',
  nulls: 'skipped',
  judge: () => ({ how: 'minority' }),
  params: z.object({ column, ignoreKinds: z.array(z.enum(writings)).optional() }),
  text: {
    'zh-CN': {
      title: '大小写一致',
      about: '只有大小写不同的值写法一致:与同一值的常用写法不同的是问题数据。',
      reason: '与同一个值的常用写法大小写不一致',
    },
    en: {
      title: 'Consistent case',
      about:
        'Values that are the same but for upper and lower case are written alike: those that differ from the commonest writing are findings.',
      reason: 'upper and lower case differ from the usual writing of the same value',
    },
  },
  columns: (p) => [p.column],
  keys: (scope, p) => {
    const cell = scope.cell(p.column);
    const ignored = (p.ignoreKinds ?? []).map((kind) => written[kind]);
    const out = (v: SqlValue | undefined): SqlValue => (typeof v === 'string' && ignored.some((is) => is(v)) ? 1 : 0);
    return {
      skips: ignored.length === 0 ? sql`${cell} IS NULL` : sql`(${cell} IS NULL OR ${scope.fn(out, cell)})`,
      keys: [scope.fn((v) => (typeof v === 'string' ? v.toLowerCase() : v), cell)],
      dependents: [cell],
    };
  },
  examples: [
    { params: { column: 'v' }, given: [['Shenzhen'], ['shenzhen'], ['Shenzhen'], ['福田'], [null], ['b'], ['a']], failed: [1] },
    { params: { column: 'v' }, given: [['ab'], ['AB']], failed: [0, 1] },
    { params: { column: 'v', ignoreKinds: ['upper'] }, given: [['Ab'], ['Ab'], ['AB'], ['aB']], failed: [3] },
    { params: { column: 'v' }, given: [], failed: [] },
  ],
});
