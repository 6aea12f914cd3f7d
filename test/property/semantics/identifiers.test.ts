/** Check characters computed a second time by other algorithms (recursion of ISO 7064, Horner's scheme, whole numbers without limit). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRowMasker, maskValue, passes, semanticKinds, upgradeResidentId } from '../../../engine/semantics/index.ts';
import { propertyRuns } from '../../support/property.ts';
import { semantics } from '../../unit/semantics/setup.ts';

const digitString = (n: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: n, maxLength: n }).map((d) => d.join(''));
const stringOf = (alphabet: string, n: number) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: n, maxLength: n }).map((c) => c.join(''));

/** ISO 7064 pure system MOD 11-2: p = (p + digit) * 2 mod 11; right when the check value completes it to 1. */
function iso7064Mod11(body: string): string {
  let p = 0;
  for (const ch of body) p = ((p + Number(ch)) * 2) % 11;
  const check = (12 - p) % 11;
  return check === 10 ? 'X' : String(check);
}

/** GB 32100: the number with digits in base 31 and weights 3^i is a polynomial at 3, evaluated without reduction. */
function creditCheck(body: string): string {
  const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  const sum = [...body].reverse().reduce((acc, ch) => acc * 3n + BigInt(letters.indexOf(ch)), 0n);
  const complement = ((-sum % 31n) + 31n) % 31n;
  return letters.charAt(Number(complement));
}

function orgCheck(body: string): string {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  let rest = 0;
  for (const [i, ch] of [...body].entries()) for (let k = 0; k < (weights[i] ?? 0); k++) rest = (rest + Number.parseInt(ch, 36)) % 11;
  return rest === 0 ? '0' : rest === 1 ? 'X' : String(11 - rest);
}

const birth = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2026-11-22T00:00:00Z'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10).replaceAll('-', ''));
const division = fc.constantFrom('440305', '110101', '650100', '330103', '540581', '810000', '830000');

test('citizen number: exactly the check character of ISO 7064 passes', () => {
  fc.assert(
    fc.property(division, birth, digitString(3), fc.constantFrom(...'0123456789X'), (code, day, sequence, last) => {
      const body = code + day + sequence;
      const isRight = iso7064Mod11(body) === last;
      assert.equal(passes(semantics.check('cn-resident-id', body + last, 'checksum')), isRight);
      assert.ok(passes(semantics.check('cn-resident-id', body + iso7064Mod11(body), 'reference')));
    }),
    propertyRuns(3000),
  );
});

test('citizen number: over any 18 digits, passing means right check and a real day not in the future', () => {
  fc.assert(
    fc.property(digitString(17), fc.constantFrom(...'0123456789X'), (body, last) => {
      const iso = `${body.slice(6, 10)}-${body.slice(10, 12)}-${body.slice(12, 14)}`;
      const time = Date.parse(`${iso}T00:00:00Z`);
      const isDay = !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) && Number(body.slice(6, 10)) > 0;
      const expected =
        isDay &&
        iso <= '2026-11-23' &&
        iso7064Mod11(body) === last &&
        semantics.env.tables.divisions.nameOf(body.slice(0, 6)) !== undefined;
      assert.equal(passes(semantics.check('cn-resident-id', body + last, 'reference')), expected);
    }),
    propertyRuns(3000),
  );
});

test('citizen number: an old number upgrades to one that passes and keeps its digits', () => {
  const shortDay = birth.filter((d) => d.startsWith('19')).map((d) => d.slice(2));
  fc.assert(
    fc.property(division, shortDay, digitString(3), (code, day, sequence) => {
      const upgraded = upgradeResidentId(code + day + sequence);
      assert.ok(upgraded !== null && passes(semantics.check('cn-resident-id', upgraded, 'reference')), String(upgraded));
      assert.equal(upgraded.slice(0, 6) + upgraded.slice(8, 17), code + day + sequence);
    }),
    propertyRuns(500),
  );
});

test('credit code: exactly the check character of the second computation passes', () => {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  fc.assert(
    fc.property(
      fc.constantFrom('91', '92', '12', '52', 'N2', 'Y1'),
      division,
      stringOf(alphabet, 9),
      fc.constantFrom(...alphabet),
      (type, code, org, last) => {
        const body = type + code + org;
        assert.equal(passes(semantics.check('cn-uscc', body + last, 'checksum')), creditCheck(body) === last);
        assert.ok(passes(semantics.check('cn-uscc', body + creditCheck(body), 'checksum')));
      },
    ),
    propertyRuns(3000),
  );
});

test('organisation code: exactly the check character of the second computation passes', () => {
  fc.assert(
    fc.property(stringOf('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', 8), fc.constantFrom(...'0123456789X'), (body, last) => {
      assert.equal(passes(semantics.check('cn-org-code', body + last, 'checksum')), orgCheck(body) === last);
    }),
    propertyRuns(2000),
  );
});

test('bank card: a changed digit or two swapped neighbours never pass (but 0 and 9)', () => {
  fc.assert(
    fc.property(digitString(17), fc.nat({ max: 16 }), fc.integer({ min: 1, max: 9 }), (middle, at, step) => {
      const body = `6${middle}`;
      const right = [...'0123456789'].map((d) => body + d).filter((card) => passes(semantics.check('cn-bank-card', card, 'checksum')));
      assert.equal(right.length, 1);
      const card = right[0] ?? '';
      const changed = card.slice(0, at + 1) + String((Number(card.charAt(at + 1)) + step) % 10) + card.slice(at + 2);
      assert.ok(!passes(semantics.check('cn-bank-card', changed, 'checksum')));
      const [a, b] = [card.charAt(at), card.charAt(at + 1)];
      if (a === b || (a === '0' && b === '9') || (a === '9' && b === '0')) return;
      assert.ok(at === 0 || !passes(semantics.check('cn-bank-card', card.slice(0, at) + b + a + card.slice(at + 2), 'checksum')));
    }),
    propertyRuns(1000),
  );
});

test('date: every day is right in both forms and repaired from the forms people write', () => {
  fc.assert(
    fc.property(birth, (day) => {
      const [y, m, d] = [day.slice(0, 4), day.slice(4, 6), day.slice(6)];
      const iso = `${y}-${m}-${d}`;
      assert.equal(semantics.check('date', day), 'ok');
      assert.equal(semantics.check('date', iso), 'ok');
      for (const form of [`${y}/${Number(m)}/${Number(d)}`, `${y}.${m}.${d}`, `${y}年${Number(m)}月${Number(d)}日`, `${iso} 00:00:00`]) {
        assert.equal(semantics.check('date', form), 'form', form);
        assert.equal(semantics.normalise('date', form), iso);
      }
    }),
    propertyRuns(500),
  );
});

/** Values that look a little like identifiers, and any text at all. */
const anyValue = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  digitString(18),
  digitString(15),
  digitString(11),
  digitString(20),
  digitString(25),
  stringOf('0123456789X xＸ１-+.@年月日/:,张王市区县街道镇号栋省ABEZ·', 12),
  stringOf('0123456789X xＸ１-+.@年月日/:,张王市区县街道镇号栋省ABEZ·', 18),
);

test('no kind throws, is undecided or repairs into something wrong, whatever the text', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      for (const kind of semanticKinds) {
        const deepest = kind.levels.at(-1) ?? 'shape';
        assert.equal(kind.check(value, deepest, semantics.env), kind.check(value, deepest, semantics.env));
        if (passes(kind.check(value, deepest, semantics.env)))
          assert.ok(passes(kind.check(value, 'shape', semantics.env)), `${kind.id} ${JSON.stringify(value)}`);
        const repaired = kind.normalise?.(value, semantics.env) ?? null;
        if (repaired !== null)
          assert.ok(
            passes(kind.check(repaired, kind.levels.includes('checksum') ? 'checksum' : 'shape', semantics.env)),
            `${kind.id} ${JSON.stringify(value)} -> ${repaired}`,
          );
      }
    }),
    propertyRuns(400),
  );
});

/** The most characters of the value a mask may leave standing. */
const SHOWN_MAX: Readonly<Record<string, number>> = {
  'cn-resident-id': 7,
  'cn-person-name': 2,
  'cn-mobile': 8,
  'cn-landline': 8,
  'cn-bank-card': 10,
  'cn-passport': 4,
  'cn-plate': 4,
  'cn-vin': 7,
};

test('a masked value shows no more than its kind allows, and never the value itself', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      for (const [kind, shownMax] of Object.entries(SHOWN_MAX)) {
        const masked = maskValue(kind, value);
        if (value.trim() === '') continue;
        assert.notEqual(masked, value.replaceAll('*', ''), `${kind} ${value}`);
        const shown = [...masked].filter((c) => c !== '*' && c !== '-').length;
        assert.ok(shown <= shownMax, `${kind} ${JSON.stringify(value)} -> ${masked}`);
      }
      const address = maskValue('cn-address', value);
      assert.ok(!/\d/.test(address), `${value} -> ${address}`);
    }),
    propertyRuns(1500),
  );
});

test('a row with a citizen number never shows the eight digits of birth', () => {
  fc.assert(
    fc.property(division, birth, digitString(3), fc.constantFrom('', '-', '/', '年'), (code, day, sequence, sign) => {
      const body = code + day + sequence;
      const date =
        sign === '年'
          ? `${day.slice(0, 4)}年${day.slice(4, 6)}月${day.slice(6)}日`
          : [day.slice(0, 4), day.slice(4, 6), day.slice(6)].join(sign);
      const row = createRowMasker([
        { name: 'a', semantic: 'cn-resident-id' },
        { name: 'b', semantic: null },
      ])([body + iso7064Mod11(body), date]);
      assert.ok(!row.join('|').replace(/\D/g, '').includes(day), row.join('|'));
    }),
    propertyRuns(500),
  );
});
