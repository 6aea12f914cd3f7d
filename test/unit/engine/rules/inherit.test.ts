import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isJiadiError } from '../../../../contract/errors.ts';
import type { FindSet } from '../../../../engine/rules/resolve.ts';
import { readRuleFile } from '../../../../engine/rules/rule-file.ts';

const sets =
  (files: Readonly<Record<string, string>>): FindSet =>
  (name) => {
    const text = files[name];
    return text === undefined ? null : { id: `id-${name}`, name, version: 7, text };
  };
const read = (text: string, files: Readonly<Record<string, string>> = {}) => readRuleFile(text, 'r.yml', sets(files));
const refused = (text: string, files: Readonly<Record<string, string>> = {}) => {
  try {
    read(text, files);
  } catch (error) {
    assert.ok(isJiadiError(error), String(error));
    return { code: error.code, params: error.params };
  }
  return assert.fail('nothing was refused');
};

const city = `ruleSet: 全市人口
nullLike: [无]
parameters:
  idNumber: { type: column, default: 证件号码 }
rules:
  - { id: id-check, kind: value-matches-semantic, column: "{{idNumber}}", semantic: cn-resident-id, threshold: 0.99 }
  - { id: one-row, kind: unique, column: "{{idNumber}}" }
  - { id: adults, kind: row-expression, expression: "length({{idNumber}}) = 18" }
`;
const unit = `ruleSet: 公安人口
extends: 全市人口
rules:
  - { id: id-check, threshold: 0.995, severity: critical }
  - { id: name, kind: not-null, column: 姓名 }
`;

test('city, unit and data set: rules are inherited, changed by id, switched off with a reason', () => {
  const file = read(
    `ruleSet: 户籍
extends: 公安人口
rules:
  - { id: one-row, off: true, reason: 一人可有多条变更记录 }
  - { id: id-check, threshold: null }
  - { id: sex, kind: value-in-set, column: 性别, values: [男, 女] }
`,
    { 全市人口: city, 公安人口: unit },
  );
  assert.deepEqual(
    file.rules.map((r) => [r.spec?.id, r.spec?.threshold, r.spec?.severity, r.origin?.set?.name ?? null, r.origin?.changed ?? []]),
    [
      ['id-check', 1, 'critical', '全市人口', ['threshold']],
      ['adults', 1, 'major', '全市人口', []],
      ['name', 1, 'critical', '公安人口', []],
      ['sex', 1, 'major', null, []],
    ],
  );
  assert.deepEqual(
    file.off.map((o) => [o.written['id'], o.reason, o.origin.set?.name]),
    [['one-row', '一人可有多条变更记录', '全市人口']],
  );
  assert.deepEqual(
    file.parents.map((p) => [p.name, p.id, p.version]),
    [
      ['公安人口', 'id-公安人口', 7],
      ['全市人口', 'id-全市人口', 7],
    ],
  );
  assert.deepEqual(file.nullLike, ['无']);
});

test('a set says under which name its columns go, and a set between may change what it passes on', () => {
  const file = read('ruleSet: 网格\nextends: { set: 全市人口, with: { idNumber: 身份证 `号` } }\nnullLike: [空]\n', { 全市人口: city });
  assert.deepEqual(
    file.rules.map((r) => r.spec?.params['column'] ?? r.spec?.params['expression']),
    ['身份证 `号`', '身份证 `号`', 'length(`身份证 ``号```) = 18'],
  );
  assert.deepEqual(file.nullLike, ['空']);
});

test('a rule of the same id with a kind stands in the place of the inherited one', () => {
  const { rules } = read('ruleSet: a\nextends: 全市人口\nrules:\n  - { id: adults, kind: not-null, column: 年龄 }\n', { 全市人口: city });
  assert.deepEqual(
    rules.map((r) => r.spec?.kind),
    ['value-matches-semantic', 'unique', 'not-null'],
  );
  assert.deepEqual(rules[2]?.spec?.params, { column: '年龄' });
});

test('circles, missing parents and wrong values for them are errors that name the line', () => {
  const circle = refused('ruleSet: a\nextends: b\n', { a: 'ruleSet: a\nextends: b\n', b: 'ruleSet: b\nextends: a\n' });
  assert.deepEqual([circle.code, circle.params['path']], ['rule-parent-circle', 'a → b → a']);
  assert.equal(refused('ruleSet: a\nextends: a\n', { a: 'ruleSet: a\nrules: []\n' }).code, 'rule-parent-circle');
  assert.deepEqual(refused('ruleSet: a\nextends:\n  - 全市人口\n  - 没有的\n', { 全市人口: city }), {
    code: 'rule-parent-missing',
    params: { file: 'r.yml', line: 4, name: '没有的' },
  });
  const wrong = refused('ruleSet: a\nextends: { set: 全市人口, with: { idNumber: 3 } }\n', { 全市人口: city });
  assert.deepEqual([wrong.code, wrong.params['line'], wrong.params['name']], ['parameter-invalid', 2, 'idNumber']);
  assert.equal(refused('ruleSet: a\nextends: { set: 全市人口, wiht: {} }\n', { 全市人口: city }).params['nearest'], 'with');
});

test('what cannot be changed is said for that rule, and the others run', () => {
  const { rules, off } = read(
    `ruleSet: a
extends: 全市人口
rules:
  - { id: id-chek, threshold: 0.9 }
  - { id: one-row, off: true }
  - { id: adults, reason: 说明 }
`,
    { 全市人口: city },
  );
  assert.deepEqual(off, []);
  assert.deepEqual(
    rules.map((r) => [r.spec?.id ?? null, r.error?.code ?? null, r.error?.params['nearest'] ?? r.error?.params['key'] ?? null]),
    [
      ['id-check', null, null],
      [null, 'invalid-input', 'reason'],
      [null, 'invalid-input', 'off'],
      [null, 'rule-override-unknown', 'id-check'],
    ],
  );
});

const templates = `ruleSet: t
templates:
  filled:
    parameters:
      column: { type: column }
      share: { type: number, default: 1 }
    rules:
      - { kind: not-null, column: "{{column}}", threshold: "{{share}}" }
      - { kind: not-placeholder, column: "{{column}}", where: "{{column}} <> '无'", description: "{{column}} 必填" }
  listed:
    parameters: { column: { type: column }, words: { type: list } }
    rules:
      - { id: "{{column}}-listed", kind: value-in-set, column: "{{column}}", values: "{{words}}", where: "{{column}} NOT IN ({{words}})" }
`;

test('a template is put to use for one column or many', () => {
  const { rules } = read(`${templates}rules:
  - { use: filled, for: [姓名, 住址], with: { share: 0.98 } }
  - { use: listed, with: [{ column: 性别, words: [男, 女] }, { column: 级别, words: [1, O'K] }] }
  - { id: filled-住址-1, threshold: 0.5 }
`);
  assert.deepEqual(
    rules.map((r) => [r.spec?.id, r.spec?.params['column'], r.spec?.threshold, r.origin?.template]),
    [
      ['filled-姓名-1', '姓名', 0.98, 'filled'],
      ['filled-姓名-2', '姓名', 1, 'filled'],
      ['filled-住址-1', '住址', 0.5, 'filled'],
      ['filled-住址-2', '住址', 1, 'filled'],
      ['性别-listed', '性别', 1, 'listed'],
      ['级别-listed', '级别', 1, 'listed'],
    ],
  );
  assert.deepEqual([rules[1]?.spec?.where, rules[1]?.spec?.description], ["`姓名` <> '无'", '姓名 必填']);
  assert.deepEqual(rules[5]?.spec?.params['values'], [1, "O'K"]);
  assert.equal(rules[5]?.spec?.where, "`级别` NOT IN (1, 'O''K')");
});

test('templates are inherited, and mistakes in their use are said for that entry', () => {
  const { rules } = read(
    `ruleSet: a
extends: t
rules:
  - { use: fillled, with: { column: x } }
  - { use: filled }
  - { use: filled, with: { column: x, shaer: 1 } }
  - { use: filled, with: { column: x, share: much } }
  - { use: filled, for: [好] }
`,
    { t: `${templates}rules: []\n` },
  );
  assert.deepEqual(
    rules.map((r) => r.error?.code ?? r.spec?.id),
    ['unknown-template', 'parameter-missing', 'unknown-key', 'parameter-invalid', 'filled-好-1', 'filled-好-2'],
  );
  assert.equal(rules[0]?.error?.params['nearest'], 'filled');
});

test('nothing is put into SQL, and an undeclared placeholder is no text', () => {
  const { rules } = read(`ruleSet: a
parameters: { c: { type: column, default: x } }
rules:
  - { kind: sql-rows, query: "select * from {dataset} where {{c}} = 1" }
  - { kind: not-null, column: "{{d}}" }
`);
  assert.deepEqual(
    rules.map((r) => r.error?.code),
    ['parameter-in-query', 'parameter-unknown'],
  );
  assert.equal(
    read('rules:\n  - { kind: not-null, column: "{{d}}" }\n').rules[0]?.spec?.params['column'],
    '{{d}}',
    'a plain set has no placeholders',
  );
});

test('what multiplies without end is refused before it is made', () => {
  const times = (count: number): string => Array.from({ length: count }, (_, i) => `c${i}`).join(', ');
  const template = 'templates: { t: { parameters: { c: { type: column } }, rules: [{ kind: not-null, column: "{{c}}" }] } }';
  const applied = read(`${template}\nrules:\n  - { use: t, with: [${'{}, '.repeat(300)}], for: [${times(300)}] }\n`);
  assert.deepEqual(
    applied.rules.map(({ error }) => [error?.code, error?.params['limit'], error?.params['max']]),
    [['limit-reached', 'rules', 5000]],
  );
  const level = (n: number): [string, string] => [
    `s${n}`,
    `ruleSet: s${n}\nextends: [${Array.from({ length: 5 }, () => `s${n + 1}`).join(', ')}]\n`,
  ];
  const files = { ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map(level)), s9: 'ruleSet: s9\nrules: []\n' };
  assert.deepEqual(refused('ruleSet: r\nextends: s1\n', files), { code: 'limit-reached', params: { limit: 'rule-sets', max: 500 } });
});
