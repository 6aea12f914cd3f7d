import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalBytes, canonicalJson, type JsonValue, parseStrictJson, utf8 } from '../../../../base/trust/index.ts';
import { propertyRuns } from '../../../support/property.ts';

const jsonValue = fc.jsonValue({ maxDepth: 6, stringUnit: 'grapheme' }) as fc.Arbitrary<JsonValue>;

test('canonical text parses strictly to the same canonical text', () => {
  fc.assert(
    fc.property(jsonValue, (value) => {
      const text = canonicalJson(value);
      const parsed = parseStrictJson(utf8(text));
      assert.ok(parsed.ok);
      assert.equal(canonicalJson(parsed.value), text);
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)), 'it means what JSON.stringify means');
    }),
    propertyRuns(500),
  );
});

test('canonical form does not depend on the order of members', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(fc.string(), jsonValue), { selector: ([name]) => name, maxLength: 12 }), (members) => {
      const forward = canonicalJson(Object.fromEntries(members));
      assert.equal(canonicalJson(Object.fromEntries(members.toReversed())), forward);
    }),
    propertyRuns(300),
  );
});

test('the strict parser accepts what JSON.parse accepts, with the same meaning, save what it refuses by name', () => {
  const nearlyJson = fc.oneof(
    fc.json(),
    fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 })).map(([text, at, insert]) => {
      const i = at % (text.length + 1);
      return text.slice(0, i) + insert + text.slice(i + 1);
    }),
  );
  fc.assert(
    fc.property(nearlyJson, (text) => {
      let expected: unknown;
      let valid = true;
      try {
        expected = JSON.parse(text);
      } catch {
        valid = false;
      }
      const result = parseStrictJson(utf8(text));
      if (!valid) assert.equal(result.ok, false);
      else if (result.ok) assert.equal(canonicalJson(result.value), canonicalJson(expected as JsonValue));
      else assert.ok(['duplicate-key', 'lone-surrogate', 'number-out-of-range', 'too-deep'].includes(result.fault), result.fault);
    }),
    propertyRuns(2000),
  );
});

test('any bytes at all give an answer, never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const result = parseStrictJson(bytes);
      if (result.ok) assert.ok(canonicalBytes(result.value).length > 0);
    }),
    propertyRuns(1000),
  );
});
