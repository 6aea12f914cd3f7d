import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { alikeAmong, fingerprint, soundOf } from '../alike.ts';
import { groupColumns, groupKey } from '../by-group.ts';
import { hasHashed, hashKey, KeySetWriter } from '../key-set.ts';
import { anyNull, type Bound, plainOf, type RuleKind, type Scope } from '../kind.ts';
import { columns, groupBy } from '../limits.ts';
import { mergeCounts, valueCounter } from '../value-counts.ts';

const params = z.object({
  columns,
  method: z.enum(['fingerprint', 'pinyin', 'edit-distance', 'token']).optional(),
  similarity: z.number().min(0.5).max(1).optional(),
  block: groupBy.optional(),
});
type Params = z.infer<typeof params>;

/** The cells as one text, for a person the same thing. */
const joined = (cells: readonly SqlValue[]): string => cells.map((v) => String(v).trim()).join(' ');
const plan = (scope: Scope, p: Params) => {
  const cells = p.columns.map((name) => scope.cell(name));
  return { cells, block: groupColumns(p.block).map((name) => scope.cell(name)), skips: anyNull(cells) };
};

/** Rows that share a key although they are written differently. */
function byKey(p: Params, key: (text: string) => string): Bound {
  return {
    ...head(p),
    grain: 'group',
    judge: { how: 'mixed' },
    plan: (scope) => {
      const { cells, block, skips } = plan(scope, p);
      return {
        skips,
        fails: null,
        keys: [scope.fn((...values) => key(joined(values)), ...cells), ...block],
        dependents: [scope.fn((...values) => joined(values), ...cells)],
      };
    },
  };
}

/** Rows whose text was found, in a pass before, to have a similar one among the different texts of its block. */
function bySimilarity(p: Params, how: 'edit-distance' | 'token'): Bound {
  const width = p.columns.length;
  const one = (values: readonly SqlValue[]): string => JSON.stringify([groupKey(values.slice(width)), joined(values.slice(0, width))]);
  return {
    ...head(p),
    grain: 'row',
    learns: {
      plan: (scope) => {
        const { cells, block, skips } = plan(scope, p);
        return { skips, args: [scope.fn((...values) => one(values), ...cells, ...block)], create: valueCounter };
      },
      learn: (states) => {
        const texts = [...mergeCounts(states as Parameters<typeof mergeCounts>[0]).keys()].map(String);
        const split = texts.map((text) => JSON.parse(text) as [string, string]).map(([block, text]) => ({ block, text }));
        const alike = alikeAmong(split, how, p.similarity ?? 0.85);
        const keys = new KeySetWriter();
        for (const i of alike) {
          hashKey([texts[i] ?? ''], true);
          keys.add();
        }
        return { numbers: { alike: alike.size }, keys: keys.finish() };
      },
    },
    plan: (scope) => {
      const { cells, block, skips } = plan(scope, p);
      const known = scope.learned?.keys;
      const alike = (...values: readonly SqlValue[]): SqlValue => {
        if (!known) return 0;
        hashKey([one(values)], true);
        return hasHashed(known) ? 1 : 0;
      };
      return { skips, fails: known ? scope.fn(alike, ...cells, ...block) : sql`0` };
    },
  };
}

function head(p: Params): Pick<Bound, 'columns' | 'reason'> {
  return { columns: p.columns, reason: plainOf(p) };
}

export const nearDuplicates: RuleKind = {
  kind: 'near-duplicates',
  grain: 'group',
  severity: 'minor',
  dimension: 'accuracy',
  indicator: '0303',
  nulls: 'skipped',
  params,
  text: {
    'zh-CN': {
      title: '疑似重复',
      about:
        '写法不同而实为同一对象的行:词语相同而次序、标点、全半角不同(`fingerprint`),读音相同(`pinyin`),或按改动字数、共有词语计相似度不低于 `similarity`(0.85)。`block` 只在这些列相同的行之间比较。写法完全相同的由 `unique`、`duplicate-rows` 检查。',
      reason: '{columns} 与另一行只是写法不同,疑似同一对象',
    },
    en: {
      title: 'Near duplicates',
      about:
        'Rows that are the same thing written differently: with the same words whatever their order, signs and width (`fingerprint`), the same sound (`pinyin`), or at least so similar (`similarity`, 0.85) by changes of characters or by shared words. `block` compares only rows that agree in these columns. Rows written alike are for `unique` and `duplicate-rows` to tell.',
      reason: '{columns} differ from another row only in how they are written',
    },
  },
  bind: (raw) => {
    const p = params.parse(raw);
    switch (p.method ?? 'fingerprint') {
      case 'fingerprint':
        return byKey(p, fingerprint);
      case 'pinyin':
        return byKey(p, soundOf);
      case 'edit-distance':
        return bySimilarity(p, 'edit-distance');
      case 'token':
        return bySimilarity(p, 'token');
    }
  },
  examples: [
    {
      params: { columns: ['v'] },
      given: [['Jiadi Ltd.'], ['ltd jiadi'], ['Jiadi Ltd.'], ['其他'], [null], ['深圳(家底)公司'], ['深圳（家底）公司'], ['x'], ['x']],
      failed: [0, 1, 2, 5, 6],
    },
    { params: { columns: ['v'], method: 'pinyin' }, given: [['张珊'], ['张山'], ['李四'], ['章善'], ['张珊']], failed: [0, 1, 3, 4] },
    {
      params: { columns: ['v'], method: 'edit-distance', similarity: 0.8 },
      given: [['深圳市福田区'], ['深圳市福甲区'], ['广州市天河区'], [null], ['深圳市福田区']],
      failed: [0, 1, 4],
    },
    {
      params: { columns: ['v'], method: 'edit-distance', similarity: 0.8, block: 'b' },
      columns: ['v', 'b'],
      given: [
        ['深圳市福田区', '1'],
        ['深圳市福甲区', '2'],
        ['深圳市南山区', '3'],
        ['深圳市南出区', '3'],
      ],
      failed: [2, 3],
    },
    {
      params: { columns: ['v'], method: 'token', similarity: 0.6 },
      given: [['big data centre'], ['centre big data'], ['big data'], ['small data']],
      failed: [0, 1, 2],
    },
    { params: { columns: ['v'], method: 'token' }, given: [], failed: [] },
    { params: { columns: ['v'] }, given: [['a']], failed: [] },
  ],
};
