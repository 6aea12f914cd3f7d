import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { errorSentence } from '../../../../contract/text/index.ts';
import { assist, type AssistColumn } from '../../../../engine/rules/expression/index.ts';
import { functionNames } from '../../../../engine/rules/expression/compile.ts';
import { tokenize } from '../../../../engine/rules/expression/tokens.ts';
import { propertyRuns } from '../../../support/property.ts';

const columns: readonly AssistColumn[] = [
  { name: '户籍状态', type: 'text', values: ['正常', '注销', "it's"] },
  { name: '月收入', type: 'decimal', values: [0, 1500.5] },
  { name: '出生 日期', type: 'date', values: [] },
  { name: 'and', type: 'text', values: [] },
  { name: 'say "hi"', type: 'text', values: [] },
];
/** What is offered where `|` stands. */
const at = (text: string) => {
  const cursor = text.indexOf('|');
  return assist(text.replace('|', ''), cursor, columns);
};
const labels = (text: string): readonly string[] => at(text).options.map((option) => option.label);
/** The text after the option of this label was taken. */
const taken = (text: string, label: string): string => {
  const { from, to, options } = at(text);
  const option = options.find((one) => one.label === label);
  assert.ok(option, `${label} among ${options.map((one) => one.label).join()}`);
  const source = text.replace('|', '');
  return source.slice(0, from) + option.insert + source.slice(to);
};

test('an empty place offers columns and functions, a place after a value offers operators', () => {
  assert.ok(labels('|').includes('户籍状态'));
  assert.ok(labels('|').includes('length()'));
  assert.ok(!labels('|').includes('AND'));
  assert.deepEqual(labels('户籍状态 |').slice(0, 3), ['=', '<>', '>']);
  assert.ok(labels("户籍状态 = '正常' |").includes('AND'));
  assert.deepEqual(labels('户籍状态 IS |'), ['NULL', 'NOT NULL']);
});

test('what was begun narrows the list and is replaced as a whole', () => {
  assert.equal(taken("户籍|态 = '注销'", '户籍状态'), "户籍状态 = '注销'");
  assert.deepEqual(labels('月|'), ['月收入']);
  assert.equal(taken('月收入 > 0 AN|', 'AND'), '月收入 > 0 AND ');
});

test('values of the column that is compared come first, also within a list', () => {
  assert.deepEqual(labels('户籍状态 <> |').slice(0, 3), ['正常', '注销', "it's"]);
  assert.equal(taken("户籍状态 = '注|", '注销'), "户籍状态 = '注销'");
  assert.equal(taken('户籍状态 = |', "it's"), "户籍状态 = 'it''s'");
  assert.equal(taken("户籍状态 NOT IN ('正常', |", '注销'), "户籍状态 NOT IN ('正常', '注销'");
  assert.equal(taken('月收入 = |', '1500.5'), '月收入 = 1500.5');
  assert.deepEqual(labels("月收入 = '|"), ['0', '1500.5']);
});

test('names that the language would read otherwise are written in quotes', () => {
  assert.equal(taken('|', '出生 日期'), '"出生 日期"');
  assert.equal(taken('|', 'and'), '"and"');
  assert.equal(taken('|', 'say "hi"'), '"say ""hi"""');
  assert.equal(taken('"出生|', '出生 日期'), '"出生 日期"');
});

test('what is wrong is said at once: words, columns, functions', () => {
  const said = (text: string): string => {
    const { problem } = assist(text, text.length, columns);
    return problem ? errorSentence('zh-CN', problem.code, problem.params as Record<string, string>) : '';
  };
  assert.equal(said("户籍状态 <> '注销'"), '');
  assert.equal(said('   '), '');
  assert.match(said('月收入 > '), /没有写完/);
  assert.match(said('(月收入 > 0'), /后面应为 \)/);
  assert.match(said('月收入 NOT 5'), /IN \/ BETWEEN \/ LIKE/);
  assert.match(said('收入 > 0'), /收入/);
  assert.match(said('len(户籍状态) > 2'), /没有名为 len\(\) 的函数/);
  assert.match(said('月收入 > 0 0'), /不该出现“0”/);
  assert.equal(assist('nowhere > 0', 0, null).problem, null);
});

test('every function that is offered exists', () => {
  for (const name of functionNames) {
    const problem = assist(`${name}()`, 0, columns).problem;
    assert.notEqual(problem?.params['problem'], 'unknown-function', name);
  }
});

test('at any place of any text the help answers, and what it offers can be read', () => {
  const words = fc.constantFrom(
    '户籍状态',
    '月收入',
    "'正常'",
    '=',
    '<>',
    '(',
    ')',
    ',',
    'IN',
    'NOT',
    'AND',
    'OR',
    'IS',
    'NULL',
    '12',
    'length(',
    '"出生 日期"',
    'BETWEEN',
    'LIKE',
    '|',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 6 }), fc.nat(), (list, noise, n) => {
      const source = list.join(' ') + noise;
      const cursor = n % (source.length + 1);
      const { from, to, options } = assist(source, cursor, columns);
      assert.ok(from <= cursor && cursor <= to && to <= source.length);
      for (const option of options) tokenize(source.slice(0, from) + option.insert);
    }),
    propertyRuns(500),
  );
});

test('half of a character is told as what cannot be read, however often it is asked', () => {
  const half = '𬒯'.charAt(0);
  for (let n = 0; n < 3_000; n++) {
    assert.throws(() => tokenize(`月收入 =${half}`), { code: 'expression-invalid' });
    assert.throws(() => tokenize(`名${half}`), { code: 'expression-invalid' });
    assert.deepEqual(assist('月收入 =𬒯', 6, columns).options, []);
  }
});
