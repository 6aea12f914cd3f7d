import { z } from 'zod';
import { plainOf, type RuleKind } from '../kind.ts';
import { columns } from '../limits.ts';

const params = z.object({
  query: z.string().min(1).max(100_000),
  rowsTested: z.union([z.string().min(1).max(100_000), z.int().min(0)]).optional(),
  keys: columns.optional(),
});

/** The rows whose key columns are those of a row that the query returned. */
function byKeys(query: string, keys: readonly string[]): string {
  const list = keys.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ');
  return `SELECT "_row" FROM {dataset} WHERE (${list}) IN (SELECT ${list} FROM (${query.replace(/[\s;]+$/, '')}\n))`;
}

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
      about: '用户查询返回的行是问题数据,以 `_row` 列或 `keys` 各列找到行;查询只能看到表 `{dataset}`,在隔离进程中运行。',
      reason: '自定义查询返回了这一行',
    },
    en: {
      title: 'Custom SQL',
      about:
        "Rows that a query of the user's returns are findings, found by its `_row` column or by the columns of `keys`; the query sees only the table `{dataset}` and runs in a guest process.",
      reason: 'the query returned this row',
    },
  },
  examples: [],
  bind: (raw) => {
    const p = params.parse(raw);
    return {
      grain: 'query',
      columns: p.keys ?? [],
      reason: plainOf({}),
      query: p.keys === undefined ? p.query : byKeys(p.query, p.keys),
      rowsTested: p.rowsTested === undefined ? null : String(p.rowsTested),
      drill: null,
    };
  },
};
