import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';

export const mustBeNull = cellRule({
  kind: 'must-be-null',
  severity: 'minor',
  dimension: 'conformity',
  indicator: '0104',
  nulls: 'tested',
  params: z.object({ column }),
  text: {
    'zh-CN': { title: '应为空', about: '本列应当留空。', reason: '此列不应有值' },
    en: { title: 'Must be null', about: 'A column that must stay empty.', reason: 'a value stands where none may' },
  },
  fails: ({ cell }) => sql`${cell} IS NOT NULL`,
  examples: [{ params: { column: 'v' }, pass: [null], fail: ['', 'a', 0] }],
});
