import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isJiadiError } from '../../../../contract/errors.ts';
import { readForeign } from '../../../../engine/rules/exchange/index.ts';
import { importRules } from '../../../../engine/rules/transfer.ts';
import { readRuleFile } from '../../../../engine/rules/rule-file.ts';

const read = (text: string) => {
  const found = readForeign(text, 'x.yml');
  assert.ok(found);
  const rules = found.rules.map(({ id: _, ...rule }) => rule);
  return { ...found, rules, lost: found.notes.filter((n) => n.outcome === 'lost').map((n) => [n.what, n.reasons.join(), n.about]) };
};

test('Soda v3: limits, shares, validity, filters and what has no counterpart', () => {
  const { format, name, rules, notes, lost } = read(`checks for dim_customer:
  - row_count between 10 and 1000
  - row_count > 0
  - missing_count(birth_date) = 0
  - missing_percent(gender) < 5%
  - missing_percent(phone) <= 2.5
  - missing_count(last_name) < 5:
      missing values: [n/a, NA]
  - missing_count(first_name) = 0:
      missing values: [n/a, none]
  - invalid_percent(email) <= 1 %:
      valid format: email
      name: 邮箱
  - invalid_count(cars) = 0:
      valid min: 1
      valid max: 6
      filter: country = 'US'
  - invalid_count(grade) = 0:
      valid values: [A, B]
      valid length: 1
  - duplicate_count(phone) = 0
  - duplicate_count(a, b) = 0
  - duplicate_count(c) < 3
  - avg(cost) between (1 and 5.5)
  - max(cost) <= 100
  - percentile(cost, 0.95) < 50
  - freshness(updated) < 2d
  - missing_percent(x):
      warn: when > 1
      fail: when > 5
  - schema:
      fail:
        when required column missing: [id, name]
        when wrong column type: { id: integer }
      warn:
        when forbidden column present: [pii]
  - failed rows:
      name: 负数
      fail condition: cost < 0
  - anomaly score for row_count < default
  - change for row_count < 10
  - invalid_count(z) = 0:
      valid regex: (a)\\1
`);
  assert.deepEqual([format, name], ['soda3', 'dim_customer']);
  assert.deepEqual(rules, [
    { kind: 'row-count', min: 10, max: 1000 },
    { kind: 'row-count', min: 1 },
    { kind: 'not-null', column: 'birth_date' },
    { kind: 'not-null', column: 'gender', threshold: 0.95 },
    { kind: 'not-null', column: 'phone', threshold: 0.975 },
    { kind: 'not-null', column: 'first_name' },
    { kind: 'not-placeholder', column: 'first_name', values: ['n/a', 'none'] },
    { kind: 'value-matches-semantic', column: 'email', semantic: 'email', threshold: 0.99, of: 'rows', description: '邮箱' },
    { kind: 'value-between', column: 'cars', min: 1, max: 6, where: "country = 'US'" },
    { kind: 'value-in-set', column: 'grade', values: ['A', 'B'] },
    { kind: 'value-length', column: 'grade', equals: 1 },
    { kind: 'unique', column: 'phone' },
    { kind: 'compound-unique', columns: ['a', 'b'] },
    { kind: 'column-stat', column: 'cost', stat: 'mean', min: 1, max: 5.5, strictMin: true, strictMax: true },
    { kind: 'column-stat', column: 'cost', stat: 'max', max: 100 },
    { kind: 'column-stat', column: 'cost', stat: 'quantile', q: 0.95, max: 50, strictMax: true },
    { kind: 'freshness', column: 'updated', maxAge: '2d' },
    { kind: 'not-null', column: 'x', threshold: 0.95, warnAt: 0.99 },
    { kind: 'column-exists', column: 'id' },
    { kind: 'column-exists', column: 'name' },
    { kind: 'columns-absent', columns: ['pii'], severity: 'minor' },
    { kind: 'row-expression', expression: 'NOT coalesce((cost < 0), FALSE)', description: '负数' },
  ]);
  assert.deepEqual(lost, [
    ['missing_count(last_name) < 5', 'several-conditions', ''],
    ['duplicate_count(c) < 3', 'duplicate-count', ''],
    ['schema fail: when wrong column type', 'no-counterpart', 'when wrong column type'],
    ['anomaly score for row_count < default', 'no-counterpart', ''],
    ['change for row_count < 10', 'no-counterpart', ''],
    ['invalid_count(z) = 0', 'pattern-dialect', '(a)\\1'],
  ]);
  const differs = notes.find((n) => n.what === 'missing_percent(gender) < 5%');
  assert.deepEqual([differs?.outcome, differs?.reasons], ['differs', ['limit-inclusive']]);
  assert.equal(notes.find((n) => n.what === 'missing_percent(phone) <= 2.5')?.outcome, 'exact');
});

test('Soda v4: a contract with columns, thresholds and the schema', () => {
  const { format, rules, lost } = read(`dataset: db/public/people
columns:
  - name: id
    data_type: varchar
    checks:
      - missing:
      - duplicate:
  - name: size
    valid_values: [S, M]
    checks:
      - invalid:
          threshold: { metric: percent, must_be_less_than_or_equal: 10 }
  - name: price
    checks:
      - aggregate:
          function: avg
          threshold: { must_be_between: { greater_than: 20, less_than: 50 } }
      - invalid: { valid_format: { name: digits, regex: '^[0-9]+$' } }
      - metric: { expression: avg(price - 1), threshold: { must_be: 0 } }
checks:
  - schema:
      allow_extra_columns: true
      allow_other_column_order: true
  - row_count:
  - duplicate: { columns: [id, size] }
  - freshness: { column: created, threshold: { unit: hour, must_be_less_than_or_equal: 48 } }
  - failed_rows: { expression: price < 0 }
`);
  assert.equal(format, 'soda4');
  assert.deepEqual(rules, [
    { kind: 'columns-match-set', columns: ['id', 'size', 'price'], exact: false },
    { kind: 'row-count', min: 1 },
    { kind: 'compound-unique', columns: ['id', 'size'] },
    { kind: 'freshness', column: 'created', maxAge: '2d' },
    { kind: 'row-expression', expression: 'NOT coalesce((price < 0), FALSE)' },
    { kind: 'not-null', column: 'id' },
    { kind: 'unique', column: 'id' },
    { kind: 'value-in-set', column: 'size', values: ['S', 'M'], threshold: 0.9, of: 'rows' },
    { kind: 'column-stat', column: 'price', stat: 'mean', min: 20, max: 50, strictMin: true, strictMax: true },
    { kind: 'value-matches-regex', column: 'price', patterns: ['^[0-9]+$'] },
  ]);
  assert.deepEqual(lost, [
    ['id: data_type', 'type-names', 'varchar'],
    ['price: metric', 'no-counterpart', 'metric'],
  ]);
});

test('Frictionless: a table schema inside a data package', () => {
  const { format, name, nullLike, rules, lost } = read(
    JSON.stringify({
      name: 'package',
      resources: [
        {
          name: '厕所',
          schema: {
            fields: [
              { name: 'id', type: 'integer', constraints: { required: true, unique: true } },
              { name: '邮箱', type: 'string', format: 'email' },
              { name: '等级', type: 'string', constraints: { enum: ['一', '二'], pattern: '.', maxLength: 1 } },
              { name: '位置', type: 'geopoint' },
              { name: '面积', type: 'number', constraints: { minimum: 0, exclusiveMaximum: 500 } },
              { name: '乱', type: 'string', constraints: { pattern: '(a)\\1', jsonSchema: {} } },
            ],
            primaryKey: 'id',
            foreignKeys: [
              { fields: '等级', reference: { resource: '等级表', fields: '代码' } },
              { fields: ['id'], reference: { resource: '', fields: ['id'] } },
            ],
            missingValues: ['', '-', 'N/A'],
          },
        },
        { name: '另一个' },
      ],
    }),
  );
  assert.deepEqual([format, name, nullLike], ['frictionless', '厕所', ['-', 'N/A']]);
  assert.deepEqual(rules, [
    { kind: 'value-type', column: 'id', type: 'integer' },
    { kind: 'not-null', column: 'id' },
    { kind: 'unique', column: 'id' },
    { kind: 'value-matches-semantic', column: '邮箱', semantic: 'email' },
    { kind: 'value-length', column: '等级', max: 1 },
    { kind: 'value-in-set', column: '等级', values: ['一', '二'] },
    { kind: 'value-matches-regex', column: '等级', patterns: ['.'], anchored: true },
    { kind: 'value-type', column: '面积', type: 'decimal' },
    { kind: 'value-between', column: '面积', min: 0, max: 500, strictMax: true },
    { kind: 'columns-match-order', columns: ['id', '邮箱', '等级', '位置', '面积', '乱'] },
    { kind: 'primary-key', columns: ['id'] },
    { kind: 'exists-in', columns: ['等级'], dataset: '等级表', otherColumns: ['代码'] },
  ]);
  assert.deepEqual(
    lost.map(([what]) => what),
    ['位置: type geopoint', '乱: pattern', '乱: jsonSchema', 'foreignKeys id', 'resources 另一个'],
  );
});

test('a check that is not carried over is an error in a run, never passed over', () => {
  const { rules } = readRuleFile('checks for t:\n  - row_count > 0\n  - change for row_count < 5\n', 'checks.yml');
  assert.deepEqual(
    rules.map((r) => r.error?.code ?? r.spec?.kind),
    ['row-count', 'unsupported-expectation'],
  );
});

test('what is read becomes a rule set of ours that reads the same', () => {
  const { yaml, count, format } = importRules('checks for "人口":\n  - missing_percent(姓名) <= 5\n  - row_count > 0\n', 'c.yml');
  assert.deepEqual([format, count], ['soda3', 2]);
  assert.deepEqual(
    readRuleFile(yaml, 'r.yml').rules.map((r) => [r.spec?.kind, r.spec?.threshold]),
    [
      ['not-null', 0.95],
      ['row-count', 1],
    ],
  );
});

test('a file is not read as what it is not', () => {
  assert.throws(
    () => readForeign('ruleSet: a\nrules: []\n', 'a.yml', 'gx'),
    (error) => isJiadiError(error) && error.code === 'format-unsupported',
  );
  assert.equal(readForeign('ruleSet: a\nrules: []\n', 'a.yml'), null);
});

test('ten thousand checks of one name are given ids of their own at once', () => {
  const one = { expectation_type: 'expect_column_values_to_not_be_null', kwargs: { column: 'a' } };
  const from = performance.now();
  const { yaml } = importRules(JSON.stringify({ expectations: Array.from({ length: 10_000 }, () => one) }), 'x.json');
  assert.match(yaml, /id: column_values_to_not_be_null-a-10000\n/);
  assert.ok(performance.now() - from < 5000);
});
