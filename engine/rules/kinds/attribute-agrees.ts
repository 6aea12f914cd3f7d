import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { editSimilarity } from '../alike.ts';
import { comparedColumns, sameValue, type Tolerant } from '../compare-columns.ts';
import { parseDate } from '../dates.ts';
import { comparable } from '../fold.ts';
import { hashKey } from '../key-set.ts';
import { valuesOfHashed } from '../key-table.ts';
import { anyNull, rowRule } from '../kind.ts';
import { column, columns, otherColumn, otherColumns } from '../limits.ts';

const fold = z.enum(['none', 'trim', 'case', 'width', 'trim-case', 'all']);

export const attributeAgrees = rowRule({
  kind: 'attribute-agrees',
  severity: 'major',
  dimension: 'consistency',
  indicator: '0401',
  nulls: 'skipped',
  params: z.object({
    key: columns,
    column,
    dataset: z.string().min(1),
    otherKey: otherColumns.optional(),
    otherColumn: otherColumn.optional(),
    normalize: fold.optional(),
    similarity: z.union([z.literal('exact'), z.number().min(0).max(1)]).optional(),
    tolerance: z.number().min(0).optional(),
  }),
  text: {
    'zh-CN': {
      title: '跨源字段一致',
      about:
        '按键找到另一数据集中的同一对象,比较同一属性的值是否一致。对方没有该对象或任一方为空的行跳过;数值可相差 `tolerance`,文本相似度达到 `similarity`(0–1)即可。',
      reason: '{column} 与 {dataset} 中同一对象的值不一致',
    },
    en: {
      title: 'Agrees across sources',
      about:
        'A column says the same of a thing as a column of another dataset, where the key tells which row is which. Rows without a partner, or without a value on either side, are left out. Numbers may differ by `tolerance`, texts need only be as alike as `similarity` (0 to 1).',
      reason: '{column} is not what {dataset} says of the same thing',
    },
  },
  columns: (p) => [p.column, ...p.key],
  blames: (p) => p.column,
  references: (p, own, of) => {
    const from = { dataset: p.dataset };
    const otherKey = p.otherKey ?? p.key;
    const as = comparedColumns(own, of(from), p.key, (name) => otherKey[p.key.indexOf(name)] ?? name);
    return [{ from, columns: otherKey, where: null, fold: p.normalize ?? 'none', as, values: [p.otherColumn ?? p.column] }];
  },
  plan: (scope, p) => {
    const { columns: other, values } = scope.reference(0);
    const cell = scope.cell(p.column);
    if (!values) return { skips: null, fails: sql`0` };
    const otherKey = p.otherKey ?? p.key;
    const as = comparedColumns(scope.columns, other, p.key, (name) => otherKey[p.key.indexOf(name)] ?? name);
    const otherColumn = p.otherColumn ?? p.column;
    const keys = p.key.map((name, i) => comparable(scope, name, as[otherKey[i] ?? name] ?? 'text', p.normalize ?? 'none'));
    const how: Tolerant = {
      as: comparedColumns(scope.columns, other, [p.column], () => otherColumn)[otherColumn] ?? 'text',
      fold: p.normalize ?? 'none',
      tolerance: p.tolerance ?? 0,
      ...(typeof p.similarity === 'number' ? { alike: { of: editSimilarity, least: p.similarity } } : {}),
    };
    const theirs = (key: readonly SqlValue[]): string | number | null => {
      hashKey(key, false);
      return valuesOfHashed(values)?.[0] ?? null;
    };
    const differs = (mine: SqlValue | undefined, ...key: readonly SqlValue[]): SqlValue =>
      sameValue(typeof mine === 'string' ? mine : Number(mine), theirs(key), how, parseDate) ? 0 : 1;
    const alone = scope.fn((...key) => (theirs(key) === null ? 1 : 0), ...keys);
    return {
      skips: anyNull([cell, ...p.key.map((name) => scope.cell(name))]),
      out: alone,
      fails: scope.fn(differs, cell, ...keys),
    };
  },
  examples: [],
});
