import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isJiadiError } from '../../../../contract/errors.ts';
import { readRuleFile } from '../../../../engine/rules/rule-file.ts';

const fails = (text: string): { readonly code: string; readonly params: Readonly<Record<string, unknown>> } => {
  try {
    readRuleFile(text, 'r.yml');
  } catch (error) {
    assert.ok(isJiadiError(error), String(error));
    return { code: error.code, params: error.params };
  }
  return assert.fail('nothing was refused');
};

test('a rule set as the contract shows it', () => {
  const file = readRuleFile(
    `ruleSet: population-basic
version: 3
nullLike: [无, 未知]
rules:
  - id: id-check   # a remark
    kind: value-matches-semantic
    column: 证件号码
    semantic: cn-resident-id
    level: checksum
    where: "户籍状态 <> '注销'"
    threshold: 0.99
    severity: critical
  - { id: one-person-one-row, kind: unique, column: 证件号码 }
`,
    'r.yml',
  );
  assert.deepEqual([file.name, file.version, file.nullLike], ['population-basic', 3, ['无', '未知']]);
  const [first, second] = file.rules.map((r) => r.spec);
  assert.deepEqual(
    [first?.threshold, first?.severity, first?.where, first?.dimension],
    [0.99, 'critical', "户籍状态 <> '注销'", 'accuracy'],
  );
  assert.deepEqual([second?.id, second?.threshold, second?.severity], ['one-person-one-row', 1, 'critical']);
});

test('an unknown key names the nearest known one and its line, and the other rules stay', () => {
  const file = readRuleFile(
    'rules:\n  - kind: not-null\n    colunm: a\n  - kind: not-nul\n    column: a\n  - { kind: not-null, column: a, threshold: 2 }\n  - { kind: not-null, column: a }\n',
    'r.yml',
  );
  assert.deepEqual(
    file.rules.map((r) => r.error?.code ?? 'ok'),
    ['unknown-key', 'unknown-kind', 'invalid-input', 'ok'],
  );
  assert.deepEqual([file.rules[0]?.error?.params['nearest'], file.rules[0]?.error?.params['line']], ['column', 3]);
  assert.equal(file.rules[1]?.error?.params['nearest'], 'not-null');
});

test('a file that is no rule set is refused with its line', () => {
  assert.deepEqual(fails('ruleSet: a\nversoin: 2\nrules: []\n'), {
    code: 'unknown-key',
    params: { file: 'r.yml', line: 2, key: 'versoin', nearest: 'version' },
  });
  assert.equal(fails('just text').code, 'rule-file-invalid');
  assert.equal(fails('ruleSet: a\n').code, 'rule-file-invalid');
  assert.equal(fails('rules:\n  - kind: [\n').code, 'rule-file-invalid');
  assert.equal(fails('rules:\n  - { id: a, kind: not-null, column: x }\n  - { id: a, kind: unique, column: x }\n').params['line'], 3);
  assert.equal(fails('a: &a [x]\nb: [*a, *a]\n').code, 'unknown-key');
});

test('a Great Expectations suite becomes rules, and what is not understood stays an error', () => {
  const suite = {
    name: 's',
    expectations: [
      { type: 'expect_column_values_to_not_be_null', kwargs: { column: 'a', mostly: 0.9 }, severity: 'warning' },
      {
        expectation_type: 'expect_column_values_to_be_in_set',
        kwargs: { column: 'a', value_set: [1, 2], row_condition: 'col("b") == "x" ', condition_parser: 'great_expectations' },
      },
      { expectation_type: 'expect_something_else', kwargs: {} },
    ],
  };
  const { rules, name } = readRuleFile(JSON.stringify(suite, null, 1), 's.json');
  assert.equal(name, 's');
  assert.deepEqual([rules[0]?.spec?.kind, rules[0]?.spec?.threshold, rules[0]?.spec?.severity], ['not-null', 0.9, 'minor']);
  assert.equal(rules[1]?.spec?.where?.trim(), "`b` = 'x'");
  assert.equal(rules[2]?.error?.code, 'unsupported-expectation');
});

test('anchors that are not there, name themselves or stand for very much make it no rule file', () => {
  const bomb = [
    'a: &a [x, x]',
    'b: &b [*a, *a, *a, *a, *a, *a, *a, *a]',
    'c: &c [*b, *b, *b, *b, *b, *b, *b, *b]',
    'rules: [*c, *c, *c, *c]',
  ];
  for (const [text, problem, line] of [
    ['rules:\n  - *nowhere\n', '*nowhere', 2],
    ['rules:\n  - &a { id: a, kind: not-null, column: *a }\n', '*a', 2],
    [bomb.join('\n'), '&, *', 2],
  ] as const)
    assert.deepEqual(fails(text), { code: 'rule-file-invalid', params: { file: 'r.yml', line, problem } });
  const { rules } = readRuleFile('rules:\n  - &a { id: a, kind: not-null, column: x }\n  - { <<: *a, id: b }\n', 'r.yml');
  assert.equal(rules.length, 2);
});
