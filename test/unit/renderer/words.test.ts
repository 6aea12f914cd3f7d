/** What the window says about numbers, filters and problems of columns. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { t } from '../../../contract/text/index.ts';
import type { ColumnProfile } from '../../../contract/methods/profile.ts';
import { bestFirst, loadInitials } from '../../../renderer/app/frame/palette-search.ts';
import { matchPath } from '../../../renderer/app/match-path.ts';
import { chosenValues, describeFilter, parseFilters, toggleValue, withFilter, without } from '../../../renderer/features/rows/filters.ts';
import { isMasked, problemsOf, urgency } from '../../../renderer/features/profile/problems.ts';
import { formatBytes, formatClock, formatScore, formatShare, formatShort } from '../../../renderer/ui/format.ts';

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

describe('problems of a column', () => {
  const base: ColumnProfile = {
    name: 'c',
    type: 'text',
    semantic: null,
    sensitivity: null,
    nulls: 0,
    blanks: 0,
    distinct: { count: 500, exact: true },
    unique: false,
    min: null,
    max: null,
    mean: null,
    stddev: null,
    quantiles: { p5: null, p25: null, p50: null, p75: null, p95: null },
    length: { min: 1, max: 1, mean: 1 },
    top: [],
    patterns: [],
    histogram: [],
    invalid: { type: 0, semantic: 0 },
    placeholders: 0,
  };
  const codes = (column: Partial<ColumnProfile>, rows = 1000): string =>
    problemsOf({ ...base, ...column }, rows)
      .map(({ code }) => code)
      .join();
  test('are named by what is wrong', () => {
    assert.equal(codes({}), '');
    assert.equal(codes({ semantic: 'cn-resident-id', invalid: { type: 0, semantic: 3 } }), 'semantic');
    assert.equal(codes({ nulls: 49 }), '');
    assert.equal(codes({ nulls: 50 }), 'nulls');
    assert.equal(codes({ nulls: 1000 }), 'empty');
    assert.equal(codes({ distinct: { count: 1, exact: true } }), 'constant');
    assert.equal(codes({ distinct: { count: 995, exact: true } }), 'almostUnique');
  });
  test('a date that stands out is taken for a default, with its rows behind it', () => {
    const [problem] = problemsOf(
      {
        ...base,
        type: 'date',
        top: [
          { value: '1900-01-01', count: 300 },
          { value: '1980-02-03', count: 3 },
        ],
      },
      1000,
    );
    assert.equal(problem?.code, 'default');
    assert.deepEqual(problem?.filter, { column: 'c', op: 'equals', value: '1900-01-01' });
  });
  test('the graver column comes first', () => {
    const grave = problemsOf({ ...base, semantic: 'cn-uscc', invalid: { type: 0, semantic: 1 } }, 1000);
    const light = problemsOf({ ...base, nulls: 900 }, 1000);
    assert.ok(urgency(grave, 1000) > urgency(light, 1000));
    assert.equal(isMasked({ ...base, top: [{ value: '张*', count: 1 }] }), true);
    assert.equal(isMasked({ ...base, top: [{ value: '男', count: 1 }] }), false);
  });
});
