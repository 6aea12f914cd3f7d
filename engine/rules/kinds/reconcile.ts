import { z } from 'zod';
import type { Sql } from '../../../base/sqlite/index.ts';
import type { BatchColumn } from '../../table/batch-file.ts';
import { comparedColumns } from '../compare-columns.ts';
import { comparable } from '../fold.ts';
import { anyNull, groupRule, type ReferenceNeed } from '../kind.ts';
import { columns } from '../limits.ts';

const params = z.object({ dataset: z.string().min(1), key: columns, columns: columns.optional() });

/** The columns that are compared: those named, or all that both sides have. */
function compared(p: z.infer<typeof params>, own: readonly BatchColumn[], other: readonly BatchColumn[]): readonly string[] {
  const names = p.columns ?? own.map((c) => c.name).filter((name) => other.some((c) => c.name === name));
  return names.filter((name) => !p.key.includes(name));
}

export const reconcile = groupRule({
  kind: 'reconcile',
  severity: 'major',
  dimension: 'consistency',
  indicator: '0401',
  nulls: 'skipped',
  judge: () => ({ how: 'reconcile' }),
  params,
  text: {
    'zh-CN': {
      title: '双向对账',
      about:
        '两个数据集内容相同:每个键双方都有,值也相同。仅本方有或内容不同的行是问题数据,仅对方有的也计入不通过,观察值分别给出三种条数。没有键的行跳过。',
      reason: '{dataset} 中没有这个 {key},或其内容不同',
    },
    en: {
      title: 'Reconcile',
      about:
        'Two datasets hold the same: every key stands on both sides, with the same values. Findings are the rows that only this side has or that differ; rows that only the other has count as well, and `observed` tells all three. Rows without a key are left out.',
      reason: '{dataset} has no such {key}, or other values for it',
    },
  },
  columns: (p) => p.key,
  references: (p, own, of) => {
    const from = { dataset: p.dataset };
    const other = of(from);
    const names = compared(p, own, other);
    const shared: ReferenceNeed = { from, columns: p.key, where: null, as: comparedColumns(own, other, [...p.key, ...names]) };
    return [shared, { ...shared, content: names }];
  },
  keys: (scope, p) => {
    const { columns: other } = scope.reference(0);
    const names = compared(p, scope.columns, other);
    const as = comparedColumns(scope.columns, other, [...p.key, ...names]);
    const read = (name: string): Sql => comparable(scope, name, as[name] ?? 'text', 'none');
    const keys = p.key.map(read);
    return { skips: anyNull(p.key.map((name) => scope.cell(name))), keys, dependents: [...keys, ...names.map(read)] };
  },
  examples: [],
});
