import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';

/** A value that is there; every row is evaluated. */
export const notNull = cellRule({
  kind: 'not-null',
  severity: 'critical',
  dimension: 'completeness',
  indicator: '0201',
  nulls: 'fails',
  params: z.object({ column }),
  text: { 'zh-CN': { title: '非空', reason: '值为空' }, en: { title: 'Not null', reason: 'there is no value' } },
  fails: ({ cell }) => sql`${cell} IS NULL`,
  examples: [{ params: { column: 'v' }, pass: ['a', '', ' ', '无', 0, '𠮷'], fail: [null] }],
});
