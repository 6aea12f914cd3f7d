import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { hasHashed, hashOne } from '../key-set.ts';
import { cellRule } from '../kind.ts';
import { column, scalar } from '../limits.ts';
import { inSet } from '../set.ts';

export const newValues = cellRule({
  kind: 'new-values',
  severity: 'minor',
  dimension: 'conformity',
  indicator: '0105',
  nulls: 'skipped',
  params: z.object({
    column,
    baseline: z.union([z.array(scalar).min(1), z.enum(['previous', 'all'])]).optional(),
    autoLearn: z.boolean().optional(),
  }),
  text: {
    'zh-CN': {
      title: '新增取值',
      about:
        '取值以前出现过:在清单中,或在数据集的早前批次(上一批,或未被拒收的全部批次)中。`autoLearn: false` 时只认第一批,直到有人把新值列入清单。没有早前批次时不评估。',
      reason: '以前没有出现过这个值',
    },
    en: {
      title: 'New values',
      about:
        'Values that were there before: in a list, or in earlier batches of the dataset (the previous one, or all that were not declined). With `autoLearn: false` only those of the first batch are known, so that a new value is told until somebody lists it. Without an earlier batch it is not evaluated.',
      reason: 'this value was not there before',
    },
  },
  references: (p, name) => {
    if (Array.isArray(p.baseline)) return [];
    const earlier = p.autoLearn === false ? 'first' : (p.baseline ?? 'all');
    return [{ from: { earlier }, columns: [name], where: null }];
  },
  fails: ({ scope, cell, params, name }) => {
    if (Array.isArray(params.baseline)) return sql`NOT ${inSet({ scope, cell, name }, { values: params.baseline })}`;
    const { keys } = scope.reference(0);
    const fresh = (v: SqlValue | undefined): SqlValue => {
      hashOne(v ?? null, false);
      return hasHashed(keys) ? 0 : 1;
    };
    return scope.fn(fresh, cell);
  },
  examples: [{ params: { column: 'v', baseline: ['男', '女', 1] }, pass: ['男', '1', 1], fail: ['其他', '𠮷'], skip: [null] }],
});
