import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { hasHashed, hashKey, hashOne } from '../key-set.ts';
import { allNull, rowRule } from '../kind.ts';
import { column, columns, otherColumns } from '../limits.ts';
import { listIgnored, listMissing } from '../missing.ts';

export const existsIn = rowRule({
  kind: 'exists-in',
  severity: 'major',
  dimension: 'consistency',
  indicator: '0402',
  nulls: 'skipped',
  params: z
    .object({
      columns: columns.optional(),
      column: column.optional(),
      dataset: z.string().min(1),
      otherColumns: otherColumns.optional(),
      otherWhere: z.string().min(1).optional(),
      negate: z.boolean().optional(),
      ignoreRowIf: listMissing.optional(),
    })
    .check((c) => {
      const own = c.value.columns?.length ?? (c.value.column === undefined ? 0 : 1);
      if (own === 0) c.issues.push({ code: 'custom', message: 'columns', input: c.value, path: ['columns'] });
      else if (c.value.otherColumns && c.value.otherColumns.length !== own)
        c.issues.push({ code: 'custom', message: `${own} columns`, input: c.value, path: ['otherColumns'] });
    }),
  text: {
    'zh-CN': {
      title: '外部存在',
      about: '键在另一数据集中存在(`negate` 时不存在)。键全空的行跳过,部分为空的不通过。',
      reason: '与 {dataset} 的对应关系不符合要求',
    },
    en: {
      title: 'Exists in',
      about:
        'A key that is (or with `negate` is not) among the keys of another dataset. Keys wholly null are left out, keys partly null fail.',
      reason: 'does not match {dataset} as required',
    },
  },
  columns: (p) => p.columns ?? (p.column === undefined ? [] : [p.column]),
  references: (p) => [
    {
      from: { dataset: p.dataset },
      columns: p.otherColumns ?? p.columns ?? (p.column === undefined ? [] : [p.column]),
      where: p.otherWhere ?? null,
    },
  ],
  plan: (scope, p) => {
    const cells = (p.columns ?? (p.column === undefined ? [] : [p.column])).map((c) => scope.cell(c));
    const set = scope.reference(0).keys;
    const negate = p.negate ?? false;
    const missing = (...values: readonly SqlValue[]): SqlValue => {
      if (values.includes(null)) return 1;
      hashKey(values, false);
      return hasHashed(set) === negate ? 1 : 0;
    };
    const missingOne = (value: SqlValue | undefined): SqlValue => {
      if (value === null || value === undefined) return 1;
      hashOne(value, false);
      return hasHashed(set) === negate ? 1 : 0;
    };
    const found = scope.fn(cells.length === 1 ? missingOne : missing, ...cells);
    const ignored = listIgnored(cells, p.ignoreRowIf ?? 'all_values_are_missing');
    return { skips: ignored ?? sql`${allNull(cells)}`, fails: found };
  },
  examples: [],
});
