/** A rule as a formula: a formula that can be changed finds the very rows that the kind finds, and is read back as the same rule. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formulaOf, noTypes, ruleOfFormula, type TypeOf } from '../../../engine/rules/formula/index.ts';
import { forms } from '../../../engine/rules/formula/editable.ts';
import { expressionText } from '../../../engine/rules/formula/print.ts';
import { parseExpression } from '../../../engine/rules/expression/index.ts';
import { kinds } from '../../../engine/rules/kinds/index.ts';
import type { RuleObject } from '../../../engine/rules/rule.ts';
import type { ColumnType } from '../../../engine/table/index.ts';
import { checkRows, failedOf } from '../../support/check.ts';
import { propertyRuns } from '../../support/property.ts';

const number = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constantFrom(0.5, -1.25, 1e6));
const texts = fc.constantFrom(
  '',
  'a',
  'ab',
  'A',
  '1',
  '01',
  '1.0',
  '2',
  ' 3 ',
  '-5',
  'x',
  '福田区',
  '福田',
  "o'k",
  '2000-01-01',
  '2020/6/1',
  '19991231',
  'a%',
  '_',
);
const cell = fc.option(texts, { nil: null });
const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 30 });
const day = fc.constantFrom('1999-12-31', '2000-01-01', '2020-06-01');
const op = fc.constantFrom('=', '!=', '<', '<=', '>', '>=');
const column = fc.constantFrom('列', 'b', '名 称');
const types = fc.constantFrom<Readonly<Record<string, ColumnType>>>({}, { 列: 'integer', b: 'decimal' }, { 列: 'date', b: 'date' });
const condition = fc.constantFrom("b = 'a'", '列 IS NULL OR b IS NULL', "length(b) > 1 AND 列 <> 'x'", "NOT (b = 'x')");
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const params: Readonly<Record<string, fc.Arbitrary<RuleObject>>> = {
  'not-null': fc.record({ column }),
  'must-be-null': fc.record({ column }),
  'value-between': fc.oneof(
    fc.record({
      column,
      min: fc.integer({ min: -9, max: 0 }),
      max: optional(fc.integer({ min: 0, max: 9 })),
      strictMin: optional(fc.boolean()),
      strictMax: optional(fc.boolean()),
    }),
    fc.record({ column, max: number }),
    fc.record({ column, min: fc.constant('1999-12-31'), max: day }),
  ),
  'value-compare': fc.oneof(fc.record({ column, op, value: number }), fc.record({ column, op, value: day })),
  'value-in-set': fc.oneof(
    fc.record({ column, values: fc.array(texts, { minLength: 1, maxLength: 4 }) }),
    fc.record({ column, values: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 }) }),
  ),
  'value-not-in-set': fc.record({ column, values: fc.array(texts, { minLength: 1, maxLength: 4 }) }),
  'value-length': fc.oneof(
    fc.record({ column, min: fc.integer({ min: 0, max: 2 }), max: optional(fc.integer({ min: 2, max: 4 })) }),
    fc.record({ column, equals: fc.nat(3) }),
  ),
  'value-matches-like': fc.record({
    column,
    patterns: fc.array(fc.constantFrom('a%', '%区', '_', "o'%", 'a\\%'), { minLength: 1, maxLength: 3 }),
    match: optional(fc.constantFrom('any', 'all')),
  }),
  'value-not-matches-like': fc.record({
    column,
    patterns: fc.array(fc.constantFrom('a%', '%区', '_'), { minLength: 1, maxLength: 3 }),
    match: optional(fc.constantFrom('any', 'all')),
  }),
  'pair-compare': fc.record({
    a: fc.constant('列'),
    op,
    b: fc.constant('b'),
    offset: optional(fc.constantFrom(0, 2, -1.5, '0d')),
    ignoreRowIf: optional(fc.constantFrom('both_values_are_missing', 'either_value_is_missing', 'neither')),
  }),
  'pair-equal': fc.record({
    a: fc.constant('列'),
    b: fc.constant('b'),
    ignoreRowIf: optional(fc.constantFrom('both_values_are_missing', 'either_value_is_missing', 'neither')),
  }),
  'row-all-or-none': fc.record({ columns: fc.constantFrom(['列', 'b'], ['b'], ['列', 'b', '名 称']) }),
  'required-if': fc.record({ column, when: condition }),
  'row-implies': fc.record({ when: condition, then: condition }),
  'row-expression': fc.record({ expression: condition }),
};
const tidy = (rule: RuleObject): RuleObject => Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined));
const names = ['列', 'b', '名 称'];
/** What the formula finds: a row expression of its own. */
const asExpression = (rule: RuleObject, typeOf: TypeOf): RuleObject => {
  const { text } = formulaOf(rule, typeOf);
  return ruleOfFormula(text, { kind: 'row-expression', expression: 'TRUE' }, typeOf);
};

test('every kind with a form has rules to try it on', () =>
  assert.deepEqual(Object.keys(params).toSorted(), Object.keys(forms).toSorted()));

for (const [kind, own] of Object.entries(params))
  test(`${kind}: its formula finds what it finds, and is read back as the rule`, async () => {
    let editable = 0;
    await fc.assert(
      fc.asyncProperty(own, fc.option(condition, { nil: undefined }), types, rows, async (given, where, typed, table) => {
        const rule = tidy({ kind, ...given, where });
        const typeOf: TypeOf = (name) => typed[name] ?? 'text';
        const view = formulaOf(rule, typeOf);
        if (!view.editable) return;
        editable++;
        const expression = asExpression(rule, typeOf);
        assert.equal(expression['kind'], 'row-expression');
        const back = ruleOfFormula(view.text, rule, typeOf);
        assert.equal(back['kind'], kind, view.text);
        const run = await checkRows(names, table, [rule, expression, back], { types: typed });
        const [mine, theirs] = run.results;
        assert.deepEqual([mine?.error, theirs?.error], [null, null], view.text);
        assert.deepEqual(failedOf(run, 1), failedOf(run, 0), view.text);
        assert.deepEqual([theirs?.evaluated, theirs?.ratio], [mine?.evaluated, mine?.ratio], view.text);
        // read back it is the rule, or one that says the same
        assert.deepEqual([failedOf(run, 2), run.results[2]?.evaluated], [failedOf(run, 0), mine?.evaluated], view.text);
      }),
      propertyRuns(60),
    );
    assert.ok(editable > 10, `${kind} ${editable}`);
  });

test('a changed formula is the same kind while it has its form, and a row expression that weighs the same after that', () => {
  const rule = { id: 'age', kind: 'value-between', column: '年龄', min: 0, max: 150, where: "状态 <> '注销'", threshold: 0.99 };
  const { text } = formulaOf(rule);
  assert.equal(text, "number(年龄) BETWEEN 0 AND 150\nWHERE 状态 <> '注销' AND 年龄 IS NOT NULL");
  assert.deepEqual(ruleOfFormula(text.replace('150', '120'), rule), { ...rule, max: 120 });
  assert.deepEqual(ruleOfFormula(text.replace("状态 <> '注销' AND ", ''), rule), {
    id: 'age',
    kind: 'value-between',
    column: '年龄',
    min: 0,
    max: 150,
    threshold: 0.99,
  });
  assert.deepEqual(ruleOfFormula('number(年龄) < 120 OR 备注 IS NOT NULL', rule), {
    id: 'age',
    threshold: 0.99,
    kind: 'row-expression',
    expression: 'number(年龄) < 120 OR 备注 IS NOT NULL',
    severity: 'major',
    dimension: 'conformity',
  });
  assert.deepEqual(ruleOfFormula("a IN ('1', '2') WHERE a IS NOT NULL", { kind: 'value-in-set', column: 'a', values: [1] })['values'], [
    1,
    '2',
  ]);
  assert.throws(() => ruleOfFormula('a >', rule));
});

test('what no formula can say exactly is told for reading, for every kind', () => {
  const ratio = formulaOf({ kind: 'column-distinct-ratio', column: 'id', min: 0.95, where: "状态 = '在册'" });
  assert.deepEqual([ratio.text, ratio.editable], ["count_distinct(id) / count(id) >= 0.95\nOVER ROWS WHERE 状态 = '在册'", false]);
  assert.equal(
    formulaOf({ kind: 'value-matches-semantic', column: '证件', semantic: 'cn-uscc', threshold: 0.9 }).text,
    "value_matches_semantic(证件, semantic = 'cn-uscc')\nSHARE >= 0.9",
  );
  assert.equal(formulaOf({ kind: 'value-between', column: 'a', max: 'today' }).editable, false);
  assert.equal(formulaOf({ kind: 'value-between', column: 'a', min: 0, of: 'rows' }).editable, false);
  for (const { kind, examples } of kinds)
    for (const { params: given } of examples) {
      const view = formulaOf({ kind, ...given });
      assert.ok(view.text.length > 3, kind);
      if (view.editable) assert.equal(ruleOfFormula(view.text, { kind, ...given })['kind'], kind);
    }
});

test('an expression written anew reads as the same expression', () => {
  for (const text of [
    'NOT (a = 1 OR b = 2) AND c',
    'a - (b - c) * -d',
    "a || 'x' LIKE 'y%'",
    '(a OR b) AND (c OR NOT d)',
    '"AND" = 1',
    '"where" IS NULL',
    'coalesce(a, b + 1) BETWEEN -1 AND (2 + 3)',
  ]) {
    const once = expressionText(parseExpression(text));
    assert.equal(expressionText(parseExpression(once)), once);
  }
  assert.equal(noTypes('x'), null);
});
