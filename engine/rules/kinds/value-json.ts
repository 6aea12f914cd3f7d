import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';

export const valueJson = cellRule({
  kind: 'value-json',
  severity: 'minor',
  dimension: 'conformity',
  indicator: '0302',
  nulls: 'skipped',
  params: z.object({ column }),
  text: {
    'zh-CN': { title: 'JSON 校验', about: '是合法的 JSON(RFC 8259)。', reason: '不是合法的 JSON' },
    en: { title: 'JSON', about: 'Text that is well-formed JSON (RFC 8259).', reason: 'this is not well-formed JSON' },
  },
  fails: ({ scope, cell }) =>
    sql`${scope.fn((v) => {
      if (v === null || v === undefined) return null;
      try {
        JSON.parse(String(v));
        return 0;
      } catch {
        return 1; // the answer asked for
      }
    }, cell)}`,
  examples: [{ params: { column: 'v' }, pass: ['{"a":1}', '[]', '"x"', 'null', 12], fail: ['{a:1}', '', "{'a':1}", 'x'], skip: [null] }],
});
