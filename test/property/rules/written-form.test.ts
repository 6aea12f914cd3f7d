/** Rules about how a value is written, each against a second computation that goes from character to character. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkRows, failedOf } from '../../support/check.ts';
import { runs } from '../../support/rule-rows.ts';

/** Checks texts with one rule; which fail by its word and by ours must be the same. */
function agrees(
  arbitrary: fc.Arbitrary<string | null>,
  rule: Readonly<Record<string, unknown>>,
  fails: (text: string) => boolean,
): Promise<void> {
  return fc.assert(
    fc.asyncProperty(fc.array(arbitrary, { maxLength: 30 }), async (values) => {
      const run = await checkRows(
        ['v'],
        values.map((v) => [v]),
        [{ column: 'v', ...rule }],
      );
      const expected = values.flatMap((v, i) => (v !== null && fails(v) ? [i] : []));
      assert.deepEqual(failedOf(run), expected);
      assert.equal(run.results[0]?.skipped, values.filter((v) => v === null).length);
    }),
    { ...runs, numRuns: 300 },
  );
}
const pieces = (parts: readonly string[], maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...parts), { maxLength }).map((list) => list.join(''));

test('value-decimal-scale takes a number apart sign by sign', () =>
  agrees(
    fc.option(pieces(['0', '0', '1', '7', '.', '-', '+', ' ', 'e', '٣'], 7)),
    { kind: 'value-decimal-scale', maxScale: 2, maxPrecision: 3 },
    (text) => {
      const [signed, ...others] = text.trim().split('');
      const signs = signed === undefined ? [] : signed === '+' || signed === '-' ? others : [signed, ...others];
      const point = signs.indexOf('.');
      const whole = point < 0 ? signs : signs.slice(0, point);
      const after = point < 0 ? [] : signs.slice(point + 1);
      if ([...whole, ...after].some((c) => !'0123456789'.includes(c)) || whole.length + after.length === 0) return true;
      while (whole.length > 1 && whole[0] === '0') whole.shift();
      return after.length > 2 || whole.length + after.length > 3;
    },
  ));

const invisible = '\u200b\u200c\u200d\u2060\ufeff';
test('value-normalized goes from character to character', () =>
  agrees(
    fc.option(
      pieces(
        ['张', '三', 'a', 'B', '1', ' ', ' ', '\u3000', '\t', '\n', 'Ａ', '１', 'ｚ', '。', '\u200b', '\ufeff', 'e\u0301', 'é', '𠮷'],
        6,
      ),
    ),
    { kind: 'value-normalized' },
    (text) => {
      const signs = Array.from(text);
      const blank = (c: string | undefined): boolean => c !== undefined && ' \t\n\u3000\ufeff'.includes(c);
      if (blank(signs[0]) || blank(signs.at(-1))) return true;
      if (signs.some((c, i) => blank(c) && blank(signs[i + 1]))) return true;
      return signs.some((c) => {
        const p = c.codePointAt(0) ?? 0;
        const [digit, upper, lower] = [p - 0xff10, p - 0xff21, p - 0xff41];
        const wide = (digit >= 0 && digit < 10) || (upper >= 0 && upper < 26) || (lower >= 0 && lower < 26);
        return wide || invisible.includes(c) || c === '\n' || c === '\u0301';
      });
    },
  ));

/** UTF-8 of a text, each byte taken for a character: what a program does that knows Latin letters only. */
const asLatin = (text: string, encoding: 'iso-8859-1' | 'windows-1252'): string =>
  encoding === 'iso-8859-1' ? Buffer.from(text, 'utf8').toString('latin1') : new TextDecoder(encoding).decode(Buffer.from(text, 'utf8'));
const han = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((p) => String.fromCodePoint(p));
const clean = fc.oneof(
  pieces(['张', '三', 'a', 'B', '1', ' ', 'café ', 'señor', '𠮷', '·', '—', 'Ω', 'я', 'rôle', '€ '], 6),
  fc.stringMatching(/^[ -~]{0,8}$/),
);

test('value-no-garble fails what was read with a wrong encoding, and lets pass what was not', () =>
  agrees(
    fc.oneof(
      clean.map((text) => `ok:${text}`),
      fc
        .tuple(clean, fc.array(han, { minLength: 1, maxLength: 4 }))
        .map(([before, words]) => `no:${before}${asLatin(words.join(''), 'iso-8859-1')}`),
      fc
        .tuple(clean, fc.array(han, { minLength: 1, maxLength: 4 }))
        .map(([before, words]) => `no:${before}${asLatin(words.join(''), 'windows-1252')}`),
      fc.constantFrom('é', 'ü', 'ñ', 'Ö').map((letter) => `no:caf${asLatin(letter, 'iso-8859-1')}`),
      fc.constantFrom('锟斤拷', '烫烫烫烫', '屯屯屯', 'a\ufffdb').map((text) => `no:${text}`),
    ),
    { kind: 'value-no-garble' },
    (text) => text.startsWith('no:'),
  ));
