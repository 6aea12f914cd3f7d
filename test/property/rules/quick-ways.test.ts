/** What is told in a quick way for the usual values is what the plain way says, for all values. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { openDatabase, sql } from '../../../base/sqlite/index.ts';
import { BLANKS, blankText, blankTextQuickly, isBlank, mayBeBlank } from '../../../engine/rules/blanks.ts';
import { byPattern, dateFormat } from '../../../engine/rules/date-format.ts';
import { hashAt, hashed, hashKey } from '../../../engine/rules/key-set.ts';
import { digitsByPattern, digitsOf } from '../../../engine/rules/kinds/value-decimal-scale.ts';
import { isGarbled, isPlainlyRead } from '../../../engine/rules/kinds/value-no-garble.ts';
import { isPlainlyTidy, untidy } from '../../../engine/rules/kinds/value-normalized.ts';
import { compact, toHalfWidth } from '../../../engine/semantics/chars.ts';
import { propertyRuns } from '../../support/property.ts';

const near = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...BLANKS, 'a', 'Z', 'ｂ', '-', '~', '中', '\u009f', '\u00a1', '\u3001', '\ufefe', '\uff00', '𠮷'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 4,
});

test('a blank text is known by its first character or by all of them', () => {
  const db = openDatabase({ path: ':memory:', mode: 'data-write', key: null });
  const quick = db
    .statement(sql`SELECT ${blankTextQuickly(sql`value`)} AS quick, ${blankText(sql`value`)} AS plain FROM (SELECT ? AS value)`.text)
    .raw(true);
  const values = [...blankTextQuickly(sql`value`).values, ...blankText(sql`value`).values];
  fc.assert(
    fc.property(near, (text) => {
      const [found, plain] = quick.get(...values, text) as readonly (number | bigint)[];
      assert.equal(Number(found), Number(plain));
      assert.equal(Number(found) === 1, isBlank(text));
    }),
    propertyRuns(2000),
  );
  for (const other of [null, 0, 1.5]) assert.notEqual((quick.get(...values, other) as readonly unknown[])[0], 1);
  db.close();
});

const formats = [
  'yyyy-MM-dd',
  'yyyyMMdd',
  'yyyy-MM-dd HH:mm:ss',
  'yyyy年MM月dd日',
  'HH:mm',
  'dd/MM/yyyy HH:mm:ss.SSS',
  'MM𠮷dd',
  'yyyy-M-d',
  'yyyyMM',
];
const digits = (most: number): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(String(most).length, '0'));
const parts: Readonly<Record<string, fc.Arbitrary<string>>> = {
  yyyy: digits(9999),
  MM: digits(13),
  dd: digits(32),
  HH: digits(25),
  mm: digits(61),
  ss: digits(61),
  SSS: digits(999),
};

test('a date of fixed places is read as its pattern says', () => {
  const written = fc.constantFrom(...formats).chain((format) => {
    const tokens = format.match(/y+|M+|d+|H+|m+|s+|S+|./gu) ?? [];
    const text = fc.tuple(...tokens.map((one) => parts[one] ?? fc.constantFrom(one, one, one, ' ', '１'))).map((found) => found.join(''));
    return fc.tuple(fc.constant(format), fc.oneof(text, text, fc.string({ maxLength: 20 })));
  });
  fc.assert(
    fc.property(written, ([format, text]) => assert.equal(dateFormat(format)(text), byPattern(format)(text), `${format}: ${text}`)),
    propertyRuns(2000),
  );
});

test('a key has one hash, gathered or not', () => {
  const value = fc.oneof(fc.string(), fc.constant(null), fc.integer(), fc.double());
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), fc.boolean(), (values, strict) => {
      hashKey(values, strict);
      const { high, low } = hashed;
      const spread = values.flatMap((one) => ['-', one]);
      hashAt(
        spread,
        values.map((_, i) => i * 2 + 1),
        strict,
      );
      assert.deepEqual([hashed.high, hashed.low], [high, low]);
    }),
    propertyRuns(2000),
  );
});

test('what is compact already stays as it is', () => {
  fc.assert(
    fc.property(near, (text) => {
      const plain = toHalfWidth([...text].filter((c) => !/[\s\u200b\u2010-\u2015\u2212\uff0d-]/u.test(c)).join('')).toUpperCase();
      if (!/[\u2000-\u200a\u1680\u2028\u2029\u202f\u205f\v\f]/u.test(text)) assert.equal(compact(text), plain);
    }),
    propertyRuns(2000),
  );
});

test('what may be no blank is none', () => {
  for (const blank of BLANKS) assert.ok(mayBeBlank(blank.charCodeAt(0)));
});

const mixed = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '张',
      '三',
      'a',
      'Z',
      '9',
      ' ',
      '-',
      'Ã',
      '©',
      '锟',
      '斤',
      '拷',
      '\ufffd',
      '\u0301',
      '\u3000',
      'Ａ',
      '\n',
      '\u200b',
      '𠮷',
      '\ud842',
      '豈',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 6,
});

test('what is plainly tidy, or plainly read well, passes every check', () => {
  fc.assert(
    fc.property(mixed, (text) => {
      if (isPlainlyTidy(text)) for (const [name, fails] of Object.entries(untidy)) assert.equal(fails(text), false, name);
      if (isPlainlyRead(text)) assert.equal(isGarbled(text), false);
    }),
    propertyRuns(5000),
  );
  assert.ok(isPlainlyTidy('张三 a-9') && isPlainlyRead('张三 a-9'));
});

test('the digits of a number are counted as its pattern says', () => {
  const written = fc.oneof(
    fc.string({ unit: fc.constantFrom('0', '1', '9', '.', '+', '-', ' ', 'e', '１'), maxLength: 8 }),
    fc.double().map(String),
  );
  fc.assert(
    fc.property(written, (text) => assert.deepEqual(digitsOf(text), digitsByPattern(text))),
    propertyRuns(3000),
  );
});
