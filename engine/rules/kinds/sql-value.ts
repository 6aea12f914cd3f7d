import { z } from 'zod';
import { plainOf, type RuleKind } from '../kind.ts';
import { numberLimits, within } from '../limits.ts';

const text = z.string().min(1).max(100_000);
const params = z.object({ query: text, ...numberLimits, drill: text.optional() }).check((c) => {
  if (c.value.min === undefined && c.value.max === undefined)
    c.issues.push({ code: 'custom', message: 'min or max', input: c.value, path: ['min'] });
});

export const sqlValue: RuleKind = {
  kind: 'sql-value',
  grain: 'query',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0104',
  nulls: 'none',
  params,
  text: {
    'zh-CN': {
      title: '自定义 SQL(指标值)',
      about: '用户查询返回的一个数在上下限之内;`drill` 列出背后的行。两者都只能看到表 `{dataset}`,在隔离进程中运行。',
      reason: '查询结果为 {observed},不在 {min} 到 {max} 之间',
    },
    en: {
      title: 'Custom SQL value',
      about:
        "The number that a query of the user's returns lies within limits; `drill` names the rows behind it. Both see only the table `{dataset}`, in a guest process.",
      reason: 'the query returned {observed}, not between {min} and {max}',
    },
  },
  examples: [],
  bind: (raw) => {
    const p = params.parse(raw);
    return {
      grain: 'query',
      columns: [],
      reason: plainOf({ min: p.min, max: p.max }),
      query: p.query,
      rowsTested: null,
      drill: p.drill ?? null,
      judge: (value) => (value === null ? { observed: null, ok: false, empty: true } : { observed: value, ok: within(value, p) }),
    };
  },
};
