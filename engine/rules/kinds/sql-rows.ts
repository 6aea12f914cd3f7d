import { z } from 'zod';
import { plainOf, type RuleKind } from '../kind.ts';

const params = z.object({
  query: z.string().min(1).max(100_000),
  rowsTested: z.union([z.string().min(1).max(100_000), z.int().min(0)]).optional(),
});

export const sqlRows: RuleKind = {
  kind: 'sql-rows',
  grain: 'query',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0104',
  nulls: 'none',
  params,
  text: {
    'zh-CN': {
      title: '自定义 SQL',
      about: '用户查询返回的行是问题数据;查询只能看到表 `{dataset}`,在隔离进程中运行。',
      reason: '自定义查询返回了这一行',
    },
    en: {
      title: 'Custom SQL',
      about: "Rows that a query of the user's returns are findings; the query sees only the table `{dataset}` and runs in a guest process.",
      reason: 'the query returned this row',
    },
  },
  examples: [],
  bind: (raw) => {
    const p = params.parse(raw);
    return {
      grain: 'query',
      columns: [],
      reason: plainOf({}),
      query: p.query,
      rowsTested: p.rowsTested === undefined ? null : String(p.rowsTested),
      drill: null,
    };
  },
};
