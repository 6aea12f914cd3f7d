import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isJiadiError } from '../../../../contract/errors.ts';
import { compilePattern } from '../../../../engine/rules/regex.ts';

test('a pattern is searched anywhere unless anchored', () => {
  assert.equal(compilePattern('b')('abc'), true);
  assert.equal(compilePattern('b', { anchored: true })('abc'), false);
  assert.equal(compilePattern('a|abc', { anchored: true })('abc'), true);
});

test('the quick way gives what the safe way gives', () => {
  // a group around the whole is repeated once, which sends the same pattern the safe way
  const patterns = [
    '^1[3-9]\\d{9}$',
    '^\\d{6}$',
    '[A-Z]{2}\\d+',
    '^[^0-9]*$',
    '^(\\d{15}|\\d{17}[\\dXx])$',
    'a?b',
    '^\\w+@\\w{2}$',
    '\\s',
    '^\\.$',
    '[\\d-]',
    '^$',
    '',
  ];
  const texts = [
    '13800138000',
    '1380013800',
    '518000',
    'AB12',
    'ab',
    '',
    ' ',
    '\u00a0',
    '\n',
    '110105194912310021',
    '11010519491231002X',
    'a@bc',
    '.',
    '福田',
    '𠮷',
    '١٢٣٤٥٦',
    '５１８０００',
    '518000\n',
    'a-b',
  ];
  for (const pattern of patterns) {
    const quick = compilePattern(pattern);
    const safe = compilePattern(`(?:${pattern}){1}`);
    for (const text of texts) assert.equal(quick(text), safe(text), `${JSON.stringify(pattern)} on ${JSON.stringify(text)}`);
  }
});

test('patterns that make others run for ever end at once', () => {
  const started = performance.now();
  for (const pattern of ['^(\\d+)+$', '^(a|a)*$', '^(a?){40}a{40}$', '(x+x+)+y', 'a*a*a*a*b', '^\\d*\\d*\\d*x$'])
    compilePattern(pattern)(`${'1'.repeat(20_000)}${'a'.repeat(50)}${'x'.repeat(30)}`);
  assert.ok(performance.now() - started < 3_000, `${performance.now() - started} ms`);
});

test('what RE2 cannot do is an error of its own', () => {
  const problem = (pattern: string): unknown => {
    try {
      compilePattern(pattern);
      return null;
    } catch (error) {
      return isJiadiError(error) ? error.params['problem'] : error;
    }
  };
  assert.equal(problem('(?=a)b'), 'pattern-needs-backtracking');
  assert.equal(problem('(a)\\1'), 'pattern-needs-backtracking');
  assert.equal(problem('('), 'pattern');
  assert.equal(compilePattern('\\u4e00')('一'), true);
  assert.equal(compilePattern('^\\p{Script=Han}+$')('福田𠮷'), true);
});
