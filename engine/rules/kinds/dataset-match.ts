import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import type { BatchColumn } from '../../table/batch-file.ts';
import { comparedColumns, sameValue } from '../compare-columns.ts';
import { parseDate } from '../dates.ts';
import { comparable } from '../fold.ts';
import { hasHashed, hashKey } from '../key-set.ts';
import { valuesOfHashed } from '../key-table.ts';
import { type ReferenceNeed, rowRule, type RowCondition, type Scope } from '../kind.ts';
import { columns } from '../limits.ts';

const params = z.object({
  dataset: z.string().min(1),
  key: columns,
  columns: columns.optional(),
  tolerance: z.number().min(0).optional(),
  ignoreCase: z.boolean().optional(),
});
type Params = z.infer<typeof params>;

/** The columns that are compared: those named, or all but the key. */
const compared = (p: Params, own: readonly BatchColumn[]): readonly string[] =>
  (p.columns ?? own.map((c) => c.name)).filter((name) => !p.key.includes(name));
const foldName = (p: Params) => (p.ignoreCase ? 'case' : 'none');

/** Row by row within a tolerance: the other row's values are fetched by the key. */
function withTolerance(scope: Scope, p: Params): RowCondition {
  const names = compared(p, scope.columns);
  const { columns: other, values } = scope.reference(0);
  if (!values) return { skips: null, fails: sql`0` };
  const as = comparedColumns(scope.columns, other, [...p.key, ...names]);
  const keys = p.key.map((name) => comparable(scope, name, as[name] ?? 'text', foldName(p)));
  const differs = (...row: readonly SqlValue[]): SqlValue => {
    hashKey(row.slice(0, keys.length), false);
    const theirs = valuesOfHashed(values);
    if (!theirs) return 1;
    const same = names.every((name, i) => {
      const mine = row[keys.length + i] ?? null;
      const how = { as: as[name] ?? 'text', fold: foldName(p), tolerance: p.tolerance ?? 0 } as const;
      return sameValue(typeof mine === 'string' || mine === null ? mine : Number(mine), theirs[i] ?? null, how, parseDate);
    });
    return same ? 0 : 1;
  };
  return { skips: null, fails: scope.fn(differs, ...keys, ...names.map((name) => scope.cell(name))) };
}

export const datasetMatch = rowRule({
  kind: 'dataset-match',
  severity: 'major',
  dimension: 'consistency',
  indicator: '0401',
  nulls: 'tested',
  params,
  text: {
    'zh-CN': {
      title: '数据集比对',
      about:
        '每一行在另一数据集中都有键相同、所比各列也相同的记录。空等于空;数值和日期按数值和日期比较,`tolerance` 允许数值有差。反方向由对方数据集的规则或 `reconcile` 检查。',
      reason: '{dataset} 中没有相同的记录',
    },
    en: {
      title: 'Matches a dataset',
      about:
        'Every row stands in another dataset with the same values in the columns compared; which row is which is told by the key. Null equals null; numbers and dates are compared as such; `tolerance` lets numbers differ. The other way round is for a rule of the other dataset, or for `reconcile`.',
      reason: '{dataset} has no such record',
    },
  },
  columns: (p) => [...p.key, ...(p.columns ?? []).filter((name) => !p.key.includes(name))],
  references: (p, own, of) => {
    const from = { dataset: p.dataset };
    const names = compared(p, own);
    const as = comparedColumns(own, of(from), [...p.key, ...names]);
    const shared: ReferenceNeed = { from, columns: [], where: null, fold: foldName(p), as };
    return [p.tolerance === undefined ? { ...shared, content: [...p.key, ...names] } : { ...shared, content: p.key, values: names }];
  },
  plan: (scope, p) => {
    if (p.tolerance !== undefined) return withTolerance(scope, p);
    const { columns: other, keys } = scope.reference(0);
    const names = [...p.key, ...compared(p, scope.columns)];
    const as = comparedColumns(scope.columns, other, names);
    const missing = (...row: readonly SqlValue[]): SqlValue => {
      hashKey(row, false);
      return hasHashed(keys) ? 0 : 1;
    };
    return { skips: null, fails: scope.fn(missing, ...names.map((name) => comparable(scope, name, as[name] ?? 'text', foldName(p)))) };
  },
  examples: [],
});
