import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isJiadiError } from '../../../../contract/errors.ts';
import { columnsOf, parseExpression } from '../../../../engine/rules/expression/index.ts';
import { checkRows, failedOf, type TestCell } from '../../../support/check.ts';

const truth = async (
  expression: string,
  rows: readonly (readonly TestCell[])[],
  names = ['a', 'b'],
  types = {},
): Promise<readonly number[]> => {
  const run = await checkRows(names, rows, [{ kind: 'row-expression', expression }], { types });
  assert.equal(run.results[0]?.error, null, JSON.stringify(run.results[0]?.error));
  const failed = new Set(failedOf(run));
  return rows.flatMap((_, i) => (failed.has(i) ? [] : [i]));
};

test('numbers in text are compared as numbers', async () => {
  assert.deepEqual(
    await truth('a > 9', [
      ['10', ''],
      ['9', ''],
      ['x', ''],
      [null, ''],
      [9.5, ''],
    ]),
    [0, 4],
  );
  assert.deepEqual(
    await truth('a BETWEEN 2 AND 10', [
      ['2', ''],
      ['10', ''],
      ['11', ''],
      ['1', ''],
    ]),
    [0, 1],
  );
  assert.deepEqual(
    await truth('a IN (1, 2) OR a NOT IN (1, 2, 3, 4)', [
      ['1', ''],
      ['3', ''],
      ['5', ''],
      [null, ''],
    ]),
    [0, 2],
  );
});

test('unknown is neither true nor false', async () => {
  assert.deepEqual(
    await truth("NOT (a = 'x')", [
      ['y', ''],
      [null, ''],
      ['x', ''],
    ]),
    [0],
  );
  assert.deepEqual(
    await truth("a = 'x' OR b = 'y'", [
      [null, 'y'],
      [null, null],
      ['x', null],
    ]),
    [0, 2],
  );
  assert.deepEqual(
    await truth('coalesce(a, 0) = 0', [
      [null, ''],
      ['0', ''],
      ['1', ''],
    ]),
    [0, 1],
  );
});

test('an unknown filter leaves the row out, an unknown condition fails or leaves it out as its rule says', async () => {
  const rows = [
    ['1', 'x'],
    ['1', null],
    [null, 'x'],
    ['2', 'x'],
  ];
  const run = await checkRows(['a', 'b'], rows, [
    { kind: 'not-null', column: 'b', where: 'a = 1' },
    { kind: 'row-expression', expression: 'a = 1' },
    { kind: 'row-implies', when: 'a = 1', then: "b = 'x'" },
    { kind: 'required-if', column: 'b', when: 'a = 1' },
  ]);
  assert.deepEqual(
    run.results.map(({ evaluated, skipped, failed }, i) => [evaluated, skipped, failed, failedOf(run, i)]),
    [
      [2, 0, 1, [1]],
      [4, 0, 2, [2, 3]],
      [2, 2, 1, [1]],
      [2, 2, 1, [1]],
    ],
  );
});

test('precedence: NOT before AND before OR, products before sums', async () => {
  assert.deepEqual(
    await truth('a = 1 OR a = 2 AND b = 1', [
      ['1', '0'],
      ['2', '0'],
      ['2', '1'],
    ]),
    [0, 2],
  );
  assert.deepEqual(
    await truth('a + b * 2 = 7 AND (a + b) * 2 = 8', [
      ['1', '3'],
      ['3', '1'],
    ]),
    [0],
  );
  assert.deepEqual(
    await truth('a / b = 0.5 AND -a < 0 AND a % b = 1', [
      ['1', '2'],
      ['2', '4'],
    ]),
    [0],
  );
});

test('texts: the case counts in LIKE, quotes double, brackets and back quotes name columns', async () => {
  assert.deepEqual(
    await truth("a LIKE 'A_*%'", [
      ['Ax*y', ''],
      ['ax*y', ''],
      ['Ax', ''],
    ]),
    [0],
  );
  assert.deepEqual(await truth("a = 'it''s'", [["it's", '']]), [0]);
  assert.deepEqual(
    await truth(
      '[户籍 状态] <> \'注销\' AND `b c` = "户籍 状态"',
      [
        ['x', 'x'],
        ['注销', '注销'],
      ],
      ['户籍 状态', 'b c'],
    ),
    [0],
  );
  assert.deepEqual(
    await truth(
      "姓名 LIKE '张%' AND length(姓名) = 3 AND upper(substr(b, 1, 2)) = 'AB'",
      [
        ['张𠮷三', 'abc'],
        ['张三', 'abc'],
      ],
      ['姓名', 'b'],
    ),
    [0],
  );
});

test('dates are compared as days in every usual form, and counted', async () => {
  const rows = [
    ['2020/1/5', '20200106'],
    ['2020-01-07', '2020-01-06'],
    ['x', '2020-01-06'],
  ];
  assert.deepEqual(await truth('a < b', rows, ['a', 'b'], { a: 'date', b: 'date' }), [0]);
  assert.deepEqual(await truth('b - a = 1', rows, ['a', 'b'], { a: 'date', b: 'date' }), [0]);
  assert.deepEqual(await truth("a >= '2020-01-06'", rows), [1]);
  assert.deepEqual(await truth('year(a) = 2020 AND month(a) = 1 AND day(a) = 5', rows, ['a', 'b'], { a: 'date', b: 'date' }), [0]);
});

const wrong: readonly (readonly [string, number])[] = [
  ['a >', 4],
  ['a = 1 b', 7],
  ["a = 'x", 5],
  ['a # 1', 3],
  ['(a = 1', 7],
  ['a IN ()', 7],
  ['frobnicate(a) = 1', 1],
  ['a NOT = 1', 7],
  ['', 1],
  ['户籍 = = 1', 6],
];
for (const [expression, position] of wrong) {
  test(`refused with its place: ${expression}`, async () => {
    const run = await checkRows(['a', 'b'], [['1', '2']], [{ kind: 'row-expression', expression: expression || ' ' }]);
    const error = run.results[0]?.error;
    assert.equal(error?.code, 'expression-invalid', JSON.stringify(error));
    if (expression) assert.equal(error?.params['position'], position, JSON.stringify(error));
  });
}

test('deep nesting and huge texts are refused before they hurt', () => {
  for (const source of [
    '('.repeat(5_000) + 'a',
    'NOT '.repeat(5_000) + 'a',
    '-'.repeat(5_000) + 'a',
    'a = 1 OR '.repeat(5_000) + 'a = 1',
  ]) {
    assert.throws(
      () => parseExpression(source),
      (e) => isJiadiError(e) && e.code === 'expression-invalid',
    );
  }
});

test('a value in an expression is bound, never spliced', async () => {
  assert.deepEqual(
    await truth(`a = ''') OR 1=1; --'`, [
      ['x', ''],
      ["') OR 1=1; --", ''],
    ]),
    [1],
  );
});

test('the columns of an expression', () =>
  assert.deepEqual(columnsOf("a + length(户籍状态) > 1 AND [b c] IS NULL OR a = 'x'"), ['a', '户籍状态', 'b c']));

test('a long chain of conditions runs, whatever is nested too deeply for SQLite is refused as that rule’s own mistake', async () => {
  const chain = (op: string, count: number): string => Array.from({ length: count }, (_, i) => `a<>'${i}'`).join(op);
  assert.deepEqual(await truth(chain(' and ', 1300), [['5'], ['x'], ['1299']], ['a']), [1]);
  assert.deepEqual(await truth(`a in (${Array.from({ length: 4000 }, (_, i) => i).join(',')})`, [['5'], ['x'], ['3999']], ['a']), [0, 2]);
  // each level names what it contains once only
  assert.deepEqual(await truth(`${'trim('.repeat(55)}a${')'.repeat(55)} = 'x'`, [[' x'], ['y']], ['a']), [0]);
  const refused = {
    [`a > 0${' + 1'.repeat(4000)}`]: 'too-deep',
    [`a > ''${` || 'x'`.repeat(300)}`]: 'too-deep',
    [`${'('.repeat(50)}a${' between 1 and 2)'.repeat(50)}`]: 'too-long',
    [`${'('.repeat(50)}a${' in (1, 2, 3))'.repeat(50)}`]: 'too-long',
  };
  const rules = Object.keys(refused).map((expression) => ({ kind: 'row-expression', expression }));
  const run = await checkRows(['a'], [['1']], [...rules, { kind: 'not-null', column: 'a' }]);
  assert.deepEqual(
    run.results.map(({ error }) => error?.params['problem'] ?? null),
    [...Object.values(refused), null],
  );
});
