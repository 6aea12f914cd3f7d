import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { comparedColumns, sameValue } from '../compare-columns.ts';
import { parseDate } from '../dates.ts';
import { comparable } from '../fold.ts';
import { hashed, hashKey } from '../key-set.ts';
import { valuesOfHashed } from '../key-table.ts';
import { anyNull, rowRule } from '../kind.ts';
import { columns } from '../limits.ts';

/** Hashes below a share of all of them choose a sample that is always the same. */
const HASHES = 0x1_0000_0000;

export const goldenAccuracy = rowRule({
  kind: 'golden-accuracy',
  severity: 'major',
  dimension: 'accuracy',
  indicator: '0301',
  nulls: 'skipped',
  params: z.object({ dataset: z.string().min(1), key: columns, columns, sample: z.number().gt(0).max(1).optional() }),
  text: {
    'zh-CN': {
      title: '与权威源比对',
      about:
        '按键与权威数据集逐列比对,一致的行所占比例即准确率。权威源没有的对象不通过;权威源为空的列不比,全为空的行跳过。`sample`(比例)只比其中固定的一部分行。',
      reason: '与权威源 {dataset} 的记录不一致,或权威源中没有',
    },
    en: {
      title: 'Against the authority',
      about:
        'The values of a row are those of an authoritative dataset, found by the key; the share of such rows is the accuracy. Rows of things that the authority does not know fail; columns for which it has no value are passed over, and rows for which it has none are left out. `sample` (a share) looks at so many of the rows only, always the same ones.',
      reason: 'not as in the authoritative {dataset}, or not known there',
    },
  },
  columns: (p) => [...p.columns, ...p.key],
  references: (p, own, of) => {
    const from = { dataset: p.dataset };
    return [{ from, columns: p.key, where: null, as: comparedColumns(own, of(from), p.key), values: p.columns }];
  },
  plan: (scope, p) => {
    const { columns: other, values } = scope.reference(0);
    if (!values) return { skips: null, fails: sql`0` };
    const as = comparedColumns(scope.columns, other, [...p.key, ...p.columns]);
    const keys = p.key.map((name) => comparable(scope, name, as[name] ?? 'text', 'none'));
    const out = (...key: readonly SqlValue[]): SqlValue => {
      hashKey(key, false);
      if (hashed.high >= (p.sample ?? 1) * HASHES) return 1;
      const theirs = valuesOfHashed(values);
      return theirs !== null && theirs.every((v) => v === null) ? 1 : 0;
    };
    const differs = (...row: readonly SqlValue[]): SqlValue => {
      hashKey(row.slice(0, keys.length), false);
      const theirs = valuesOfHashed(values);
      if (!theirs) return 1;
      const same = p.columns.every((name, i) => {
        const [mine = null, right = null] = [row[keys.length + i], theirs[i]];
        const plain = mine === null || typeof mine === 'string' ? mine : Number(mine);
        return right === null || sameValue(plain, right, { as: as[name] ?? 'text', fold: 'none', tolerance: 0 }, parseDate);
      });
      return same ? 0 : 1;
    };
    return {
      skips: anyNull(p.key.map((name) => scope.cell(name))),
      out: scope.fn(out, ...keys),
      fails: scope.fn(differs, ...keys, ...p.columns.map((name) => scope.cell(name))),
    };
  },
  examples: [],
});
