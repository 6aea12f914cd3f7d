/** What the window says about numbers, filters and problems of columns. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { alertSentence, t } from '../../../contract/text/index.ts';
import type { Alert } from '../../../contract/methods/profile.ts';
import { alertCodes } from '../../../engine/profile/index.ts';
import { bestFirst, loadInitials } from '../../../renderer/app/frame/palette-search.ts';
import { parseDraft } from '../../../renderer/features/rules/model.ts';
import { matchPath } from '../../../renderer/app/match-path.ts';
import {
  chosenValues,
  describeFilter,
  parseFilters,
  rulesOf,
  toggleValue,
  withFilter,
  without,
} from '../../../renderer/features/rows/filters.ts';
import { binsFilter, isMasked, problemsOf, urgency } from '../../../renderer/features/profile/problems.ts';
import { formatBytes, formatClock, formatRanges, formatScore, formatShare, formatShort } from '../../../renderer/ui/format.ts';

describe('numbers', () => {
  test('never round to perfection', () => {
    assert.equal(formatShare(99_999, 100_000), '>99.99%');
    assert.equal(formatShare(1, 100_000_000), '<0.01%');
    assert.equal(formatShare(100, 100), '100%');
    assert.equal(formatShare(0, 0), '—');
    assert.equal(formatScore(99.96), '99.9');
    assert.equal(formatScore(100), '100');
  });
  test('are short in the language’s own steps', () => {
    assert.equal(formatShort(123_456, 'zh-CN'), '12.3万');
    assert.equal(formatShort(123_456, 'en'), '123.5 k');
    assert.equal(formatBytes(1536), '1.5 KB');
    assert.equal(formatClock(3725), '1:02:05');
  });
});

describe('filters', () => {
  const zh = (key: Parameters<typeof t>[1], params?: Parameters<typeof t>[2]): string => t('zh-CN', key, params);
  test('a value is ticked, joined by another and unticked', () => {
    const one = toggleValue([], '区', '福田');
    assert.deepEqual(one, [{ column: '区', op: 'in', values: ['福田'] }]);
    const two = toggleValue(one, '区', '罗湖');
    assert.deepEqual(chosenValues(two, '区'), ['福田', '罗湖']);
    assert.deepEqual(toggleValue(toggleValue(two, '区', '福田'), '区', '罗湖'), []);
  });
  test('null goes alone, and other columns stay as they are', () => {
    const other = { column: '性别', op: 'equals', value: '男' } as const;
    const now = toggleValue([other, { column: '区', op: 'in', values: ['福田'] }], '区', null);
    assert.deepEqual(now, [other, { column: '区', op: 'isNull' }]);
    assert.deepEqual(without(now, '区'), [other]);
    assert.deepEqual(withFilter(now, { column: '区', op: 'isNotNull' }).length, 2);
  });
  test('many values are said in short', () => {
    assert.equal(describeFilter(zh, { column: '区', op: 'in', values: ['a', 'b', 'c', 'd'] }), '区：a、b、c 等 4 个值');
    assert.equal(describeFilter(zh, { column: '岁', op: 'between', min: 3 }), '岁 3 – …');
  });
  test('a filter can become a rule: values like this only, or never', () => {
    assert.deepEqual(
      rulesOf({ column: '岁', op: 'between', min: 0, max: 120 }).map(({ rule }) => rule),
      [{ kind: 'value-between', column: '岁', min: 0, max: 120 }],
    );
    assert.deepEqual(
      rulesOf({ column: '区', op: 'equals', value: '福田' }).map(({ rule }) => rule['kind']),
      ['value-in-set', 'value-not-in-set'],
    );
    assert.deepEqual(rulesOf({ op: 'finding', run: 'x' }), []);
    assert.deepEqual(parseDraft(JSON.stringify({ kind: 'not-null', column: '区' })), { kind: 'not-null', column: '区' });
    for (const bad of [undefined, '{', '[]', '{"column":"区"}', 'null']) assert.equal(parseDraft(bad), null);
  });
  test('what is not a list in an address is ignored', () => {
    assert.equal(parseFilters('{'), null);
    assert.equal(parseFilters('{}'), null);
    assert.deepEqual(parseFilters('[]'), []);
  });
});

describe('search', () => {
  const items = [{ found: ['数据画像', 'Profile'] }, { found: ['数据集', 'Datasets'] }, { found: ['设置', 'Settings'] }];
  test('finds by pinyin initials, by either language, the best first', async () => {
    const initials = await loadInitials();
    assert.deepEqual(bestFirst(items, 'sjhx', initials), [items[0]]);
    assert.deepEqual(bestFirst(items, 'SET', initials), [items[2], items[1]]);
    assert.deepEqual(bestFirst(items, 'sj', null), []);
    assert.equal(bestFirst(items, '', null), items);
  });
});

test('a path fits its pattern and gives its parameters', () => {
  assert.deepEqual(matchPath('/datasets/:dataset/rows', '/datasets/a%2Fb/rows'), { dataset: 'a/b' });
  assert.equal(matchPath('/datasets/:dataset/rows', '/datasets/a'), null);
});

test('bars of a histogram lead to exactly their rows: the upper edge of a bin belongs to the next one, the last bin and days hold theirs', () => {
  const bins = (...edges: readonly (number | string)[]) => edges.slice(1).map((to, i) => ({ from: edges[i] ?? to, to, count: 1 }));
  const filter = (type: 'integer' | 'decimal' | 'date', edges: readonly (number | string)[], first: number, last: number) =>
    binsFilter({ name: 'c', type, histogram: bins(...edges) }, first, last)[0];
  assert.deepEqual(filter('integer', [0, 10, 20, 30], 0, 1), { column: 'c', op: 'between', min: 0, max: 19 });
  assert.deepEqual(filter('integer', [0, 2.5, 5], 0, 0), { column: 'c', op: 'between', min: 0, max: 2 });
  assert.deepEqual(filter('integer', [0, 10, 20, 30], 1, 2), { column: 'c', op: 'between', min: 10, max: 30 });
  const decimal = filter('decimal', [-1, 0.5, 1], 0, 0);
  assert.ok(decimal?.op === 'between' && Number(decimal.max) < 0.5 && Number(decimal.max) > 0.4999999);
  assert.deepEqual(filter('date', ['2024-01-01', '2024-02-01'], 0, 0), {
    column: 'c',
    op: 'between',
    min: '2024-01-01',
    max: '2024-02-01',
  });
  assert.deepEqual(filter('date', [], 0, 0), undefined);
});

describe('alerts of a column', () => {
  const alert = (code: string, weight: number, count: number, more: Partial<Alert> = {}): Alert => ({
    code,
    column: 'c',
    count,
    params: {},
    filter: null,
    step: 'rule',
    rule: null,
    weight,
    ...more,
  });
  test('are those that ask for something to be done', () => {
    const alerts = [alert('semantic', 30, 3), alert('constant', 3, 10, { step: 'know' }), alert('nulls', 9, 8, { column: 'd' })];
    assert.deepEqual(
      problemsOf({ alerts }, 'c').map(({ code }) => code),
      ['semantic'],
    );
  });
  test('the graver column comes first, whatever the number of rows', () => {
    assert.ok(urgency([alert('semantic', 30, 1)], 1000) > urgency([alert('nulls', 9, 900)], 1000));
    assert.ok(urgency([alert('nulls', 9, 900)], 1000) > urgency([alert('nulls', 9, 90)], 1000));
  });
  test('are said with their numbers and meanings in words', () => {
    const zh = (key: string, params?: Readonly<Record<string, string>>): string => t('zh-CN', key as Parameters<typeof t>[1], params);
    assert.equal(
      alertSentence(zh, alert('semantic', 30, 1234, { params: { semantic: 'cn-uscc' } })),
      '1,234 个值不符合统一社会信用代码的格式或校验',
    );
    assert.equal(alertSentence(zh, alert('nulls', 9, 52, { params: { share: 0.0523 } })), '空值 5.23%');
  });
  test('every kind has a sentence in both languages', () => {
    for (const code of alertCodes)
      for (const language of ['zh-CN', 'en'] as const) {
        const key = `alert.${code}` as Parameters<typeof t>[1];
        assert.notEqual(t(language, key), key, `${language} ${code}`);
      }
  });
});

test('a column whose values come with stars is a masked one', () => {
  const of = (value: string): Parameters<typeof isMasked>[0] => ({ top: [{ value, count: 1 }] });
  assert.equal(isMasked(of('张*')), true);
  assert.equal(isMasked(of('男')), false);
});

test('numbers of batches are told as ranges', () => {
  assert.deepEqual(
    [[], [7], [1, 2, 3, 5, 8, 9]].map((numbers) => [formatRanges(numbers, 'zh-CN'), formatRanges(numbers, 'en')]),
    [
      ['', ''],
      ['7', '7'],
      ['1–3、5、8–9', '1–3, 5, 8–9'],
    ],
  );
});
