import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';

export const notNull = cellRule({
  kind: 'not-null',
  severity: 'critical',
  dimension: 'completeness',
  indicator: '0201',
  nulls: 'fails',
  params: z.object({ column }),
  text: {
    'zh-CN': { title: '非空', about: '必须有值;每一行都评估。', reason: '值为空' },
    en: { title: 'Not null', about: 'A value that is there; every row is evaluated.', reason: 'there is no value' },
  },
  passes: () => () => true,
  fails: ({ cell }) => sql`${cell} IS NULL`,
  examples: [{ params: { column: 'v' }, pass: ['a', '', ' ', '无', 0, '𠮷'], fail: [null] }],
});
