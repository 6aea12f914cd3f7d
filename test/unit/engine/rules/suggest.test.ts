import assert from 'node:assert/strict';
import { test } from 'node:test';
import { text } from '../../../../contract/text/index.ts';
import type { ColumnProfile, TableProfile } from '../../../../engine/profile/index.ts';
import { readRule } from '../../../../engine/rules/rule.ts';
import { regexOf, suggestRules } from '../../../../engine/rules/suggest.ts';
import { checkRows } from '../../../support/check.ts';
import { columnProfile } from '../../../support/column-profile.ts';

const column = (name: string, over: Partial<ColumnProfile> = {}): ColumnProfile =>
  columnProfile({
    name,
    distinct: { count: 1000, exact: true },
    once: 1000,
    unique: true,
    length: { min: 3, max: 9, mean: 5 },
    kinds: { text: 0, integer: 0, decimal: 0, boolean: 0, date: 0, datetime: 0, time: 0, code: 0, integerDate: 0 },
    ...over,
  });
const profile = (columns: readonly ColumnProfile[]): TableProfile => ({
  format: 1,
  rowCount: 1000,
  columns,
  duplicateRows: 0,
  keys: [],
});
const few = { unique: false, once: 0 };

const sample = profile([
  column('证件号码', {
    semantic: 'cn-resident-id',
    invalid: { type: 0, semantic: 27 },
    unique: false,
    once: 990,
    distinct: { count: 995, exact: true },
  }),
  column('性别', {
    ...few,
    distinct: { count: 4, exact: true },
    top: [
      { value: '男', count: 500 },
      { value: '女', count: 480 },
      { value: '未知', count: 18 },
      { value: 'm', count: 2 },
    ],
    placeholders: 18,
    length: { min: 1, max: 2, mean: 1 },
  }),
  column('出生日期', { ...few, type: 'date', min: '1935-01-01', max: '2019-12-28', distinct: { count: 900, exact: true } }),
  column('登记时间', {
    ...few,
    type: 'datetime',
    nulls: 50,
    min: '2010-01-01 00:00:00',
    max: '2024-12-28 23:59:59',
    distinct: { count: 900, exact: true },
  }),
  column('房屋面积', {
    ...few,
    type: 'decimal',
    min: 20,
    max: 200,
    invalid: { type: 3, semantic: 0 },
    distinct: { count: 700, exact: true },
  }),
  column('编号', { patterns: [{ pattern: 'A99-9999', count: 999 }], length: { min: 8, max: 8, mean: 8 } }),
]);

test('a profile speaks for rules with support and expected failures', () => {
  const found = new Map(suggestRules(sample, '2026-06-30').map((s) => [s.key, s]));
  const id = found.get('value-matches-semantic:证件号码');
  assert.deepEqual([id?.support, id?.expectedFailures, id?.rule['semantic']], [0.973, 27, 'cn-resident-id']);
  assert.equal(found.get('unique:证件号码')?.expectedFailures, 10);
  assert.deepEqual(found.get('value-in-set:性别')?.rule['values'], ['男', '女']);
  assert.equal(found.get('value-in-set:性别')?.expectedFailures, 20);
  assert.equal(found.get('not-placeholder:性别')?.expectedFailures, 18);
  assert.equal(found.get('not-null:登记时间')?.expectedFailures, 50);
  assert.deepEqual([found.get('value-between:房屋面积')?.rule['min'], found.get('value-between:房屋面积')?.expectedFailures], [20, 3]);
  assert.equal(found.get('value-between:出生日期')?.rule['max'], 'today');
  assert.deepEqual(found.get('value-matches-regex:编号')?.rule['patterns'], ['^[A-Z][0-9]{2}-[0-9]{4}$']);
  assert.equal(found.get('value-length:编号')?.rule['equals'], 8);
  // the order of two columns is known when it was counted, not from their extremes
  assert.equal(found.get('date-order:出生日期|登记时间'), undefined);
});

test('every proposed rule can be read, has words for its evidence, and keeps its own batch above its threshold', () => {
  for (const [i, s] of suggestRules(sample, '2026-06-30').entries()) {
    assert.equal(readRule(s.rule, i).error, null, JSON.stringify(s.rule));
    assert.ok(`evidence.${s.evidence.code}` in text);
    assert.ok(s.support >= Number(s.rule['threshold'] ?? 1), JSON.stringify(s));
  }
});

test('values of persons never become a set in a rule', () => {
  const few = { unique: false, once: 0, distinct: { count: 2, exact: true } };
  const top = [
    { value: '11010519491231002X', count: 500 },
    { value: '440524188001010014', count: 500 },
  ];
  const kinds = (semantic: string | null) =>
    suggestRules(profile([column('身份证号', { ...few, semantic, top })]), '2026-06-30').map(({ rule }) => rule['kind']);
  assert.ok(kinds(null).includes('value-in-set'));
  assert.ok(!kinds('cn-resident-id').includes('value-in-set'));
});

test('too few rows speak for nothing', () => assert.deepEqual(suggestRules({ ...sample, rowCount: 5 }, '2026-06-30'), []));

test('a pattern becomes a regular expression that its values match', async () => {
  assert.equal(regexOf('汉A·99.9'), '^\\p{Script=Han}[A-Z]·[0-9]{2}\\.[0-9]$');
  const run = await checkRows(
    ['v'],
    [['粤B·12.3'], ['粤b·12.3']],
    [{ kind: 'value-matches-regex', column: 'v', patterns: [regexOf('汉A·99.9')] }],
  );
  assert.equal(run.results[0]?.failed, 1);
});
