import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';
import { mergeCounts, valueCounter } from '../value-counts.ts';

/** Widths that columns of databases and forms usually have. */
const usualLengths = [
  20, 30, 32, 40, 50, 64, 80, 100, 128, 150, 200, 250, 254, 255, 256, 500, 512, 1000, 1024, 2000, 4000, 8000, 32767, 65535,
];
/** The largest numbers that columns of databases hold. */
const numberLimits = new Set(['32767', '65535', '2147483647', '4294967295', '9223372036854775807', '-32768', '-2147483648']);
/** From this share on values of one length are codes of that length. */
const FIXED = 0.9;

export const valueNotTruncated = cellRule({
  kind: 'value-not-truncated',
  severity: 'minor',
  dimension: 'accuracy',
  indicator: '0301',
  nulls: 'skipped',
  params: z.object({
    column,
    lengths: z.array(z.int().min(1)).min(1).optional(),
    minShare: z.number().min(0).max(1).optional(),
    numericLimits: z.boolean().optional(),
  }),
  text: {
    'zh-CN': {
      title: '疑似截断',
      about:
        '文本不像被截断:没有比它更长的值、长度又正好等于常见字段上限、且超过 `minShare` 的值都停在这个长度的,疑为截断。几乎全列同长的是代码,不算。数值不等于字段能存的最大值。',
      reason: '长度正好等于常见的字段上限,疑似被截断',
    },
    en: {
      title: 'Not cut off',
      about:
        'Text that does not look cut off: no value is as long as a usual width of columns while none is longer and more than a few (`minShare` of the values) end right there. Columns whose values nearly all have one length hold codes and are left alone. Numbers are not the largest a column can hold.',
      reason: 'as long as a column usually can be: probably cut off',
    },
  },
  learns: (p, name) => ({
    plan: (scope) => ({
      skips: sql`${scope.cell(name)} IS NULL`,
      args: [sql`length(${scope.cell(name)})`],
      create: () => valueCounter(),
    }),
    learn: (states) => {
      const counts = mergeCounts(states as Parameters<typeof mergeCounts>[0]);
      let [rows, longest] = [0, 0];
      for (const [length, count] of counts) {
        rows += count;
        longest = Math.max(longest, Number(length));
      }
      const share = rows === 0 ? 0 : (counts.get(longest) ?? 0) / rows;
      const cut = (p.lengths ?? usualLengths).includes(longest) && share >= (p.minShare ?? 0.005) && share < FIXED;
      const numbers: Record<string, number> = cut ? { length: longest, share } : {};
      return { numbers };
    },
  }),
  fails: ({ scope, cell, params }) => {
    const length = scope.learned?.numbers['length'] ?? -1;
    const limits = params.numericLimits ?? true;
    const cut = (v: SqlValue | undefined, size: SqlValue | undefined): SqlValue =>
      size === length || (limits && (typeof v !== 'string' || v.length <= 20) && numberLimits.has(String(v))) ? 1 : 0;
    return scope.fn(cut, cell, sql`length(${cell})`);
  },
  examples: [
    {
      params: { column: 'v' },
      given: [['深圳市福田区福中路一号市民中心东座二十号'], ['深圳市福田区福中路一号市民中心东座二十'], ['短'], [null], ['2147483647']],
      failed: [0, 4],
    },
    { params: { column: 'v', lengths: [3] }, given: [['abc'], ['abcd'], ['a']], failed: [] },
    { params: { column: 'v', lengths: [2] }, given: [['𠮷田'], ['a'], ['']], failed: [0] },
    { params: { column: 'v', lengths: [3] }, given: [['abc'], ['def']], failed: [] },
    { params: { column: 'v', numericLimits: false }, given: [[2147483647], [1]], failed: [] },
    { params: { column: 'v' }, given: [], failed: [] },
  ],
});
