/** Lists inside a JSON object, walked through in pieces, against `JSON.parse` of the whole text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseJsonValue } from '../../../engine/intake/readers/json/record.ts';
import { JsonBroken, JsonWalker } from '../../../engine/intake/readers/json/walker.ts';
import { propertyRuns } from '../../support/property.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
const isObject = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** All lists below an object by their path, the plain way. */
function listsOf(value: Json, path = '', depth = 1): [string, readonly Json[]][] {
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((key): [string, readonly Json[]][] => {
    const inner = value[key] ?? null;
    if (Array.isArray(inner)) return [[path + key, inner as readonly Json[]]];
    return isObject(inner) && depth < 6 ? listsOf(inner, `${path}${key}.`, depth + 1) : [];
  });
}

interface Walked {
  readonly entries: readonly string[];
  readonly lists: ReadonlyMap<string, number>;
  readonly values: number;
  readonly chars: number;
}

function walk(text: string, list: string | null, size: number, charsMax = 1e9): Walked {
  const walker = new JsonWalker({ list, charsMax });
  const entries: string[] = [];
  for (let at = 0; at < text.length; at += size) entries.push(...walker.push(text.slice(at, at + size)).map((piece) => piece.text));
  walker.end();
  return { entries, lists: walker.lists, values: walker.values, chars: walker.chars };
}

// keys without a point, so that no two lists share a path, and without a backslash: after a key that ends with one `JSON.parse` of this V8
// takes other keys with an escape for it, and would be no oracle; escapes, quotes, brackets, surrogates and controls in all texts
const texts = fc.oneof(
  fc.constantFrom('', '"', '\\', '\\"', '}', '[{', '\u0000', '\u2028', '𠮷', '\ud83d', 'null', ','),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const keys = texts.map((key) => key.replace(/[.\\]/g, ''));
const numbers = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const { tree } = fc.letrec<{ tree: Json; object: Json; list: Json }>((tie) => ({
  list: fc.array(tie('tree'), { maxLength: 4 }),
  object: fc.array(fc.tuple(keys, tie('tree')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
  tree: fc.oneof({ maxDepth: 9 }, fc.oneof(texts, numbers, fc.boolean(), fc.constant(null)), tie('object'), tie('list')),
}));
const document = fc.dictionary(keys, tree, { maxKeys: 5, noNullPrototype: true });
const layout = fc.constantFrom(undefined, 1, '\t', '\r\n'.slice(1));
const size = fc.integer({ min: 1, max: 40 });

test('lists and their entries are those of the parsed text, wherever it is broken into pieces', () => {
  fc.assert(
    fc.property(document, layout, size, (value, indent, pieces) => {
      const text = JSON.stringify(value, null, indent);
      const expected = listsOf(JSON.parse(text) as Json);
      const { lists, values, chars } = walk(text, null, pieces);
      assert.equal(values, 1);
      assert.equal(chars, text.length);
      assert.deepEqual(
        new Map(lists),
        new Map(expected.flatMap(([path, list]) => (list.some(isObject) ? [[path, list.filter(isObject).length] as const] : []))),
      );
      for (const [path, list] of expected)
        assert.deepEqual(
          walk(text, path, pieces).entries.map((entry) => JSON.parse(entry) as Json),
          list,
        );
    }),
    propertyRuns(300),
  );
});

test('values one after another, or in a list around them, give the entries of each', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.record({ n: numbers, t: texts })), { minLength: 1, maxLength: 4 }),
      size,
      fc.boolean(),
      (lists, pieces, around) => {
        const parts = lists.map((rows) => JSON.stringify({ head: { k: 1 }, rows }));
        const text = around ? `\uFEFF[${parts.join(' ,\n')}]` : parts.join('\n');
        const { entries, values } = walk(text, 'rows', pieces);
        assert.equal(values, lists.length);
        assert.deepEqual(
          entries.map((entry) => JSON.parse(entry) as Json),
          JSON.parse(JSON.stringify(lists.flat())),
        );
      },
    ),
    propertyRuns(200),
  );
});

test('a text that ends too early is broken wherever it ends', () => {
  fc.assert(
    fc.property(document, layout, size, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (value, indent, pieces, share) => {
      const text = JSON.stringify(value, null, indent);
      const cut = text.slice(0, Math.max(1, Math.floor(text.length * share)));
      assert.throws(() => walk(cut, null, pieces), JsonBroken);
    }),
    propertyRuns(300),
  );
});

test('what stands wrong on the way to a list is told by line and column, in every cut', () => {
  const wrong = [
    'x',
    ',',
    ':',
    ']',
    '}}',
    '"a" "b"',
    '01',
    '1.',
    '+1',
    'nul',
    "'a'",
    '[1 2]',
    '[,]',
    '[1,]',
    '{"a"}',
    '{"a":1,}',
    '{"a":1 "b":2}',
    '{1:2}',
  ];
  fc.assert(
    fc.property(document, fc.constantFrom(...wrong), size, (value, bad, pieces) => {
      const head = JSON.stringify(value, null, 1).slice(0, -1).trimEnd();
      const before = `${head}${Object.keys(value).length > 0 ? ',' : ''}\n"\u4e2d new key": `;
      const text = `${before}${bad}\n}`;
      assert.equal(parseJsonValue(text), null);
      const lines = before.split('\n');
      const thrown = (step: number): JsonBroken => {
        try {
          walk(text, null, step);
        } catch (error) {
          if (error instanceof JsonBroken) return error;
          throw error;
        }
        assert.fail(`${text} was taken`);
      };
      const whole = thrown(text.length);
      assert.ok(whole.line >= lines.length && whole.line <= lines.length + 2, `${whole.line} of ${lines.length}`);
      if (whole.line === lines.length) assert.ok(whole.column > (lines.at(-1) ?? '').length);
      const pieced = thrown(pieces);
      assert.deepEqual([pieced.problem, pieced.line, pieced.column], ['syntax', whole.line, whole.column]);
    }),
    propertyRuns(300),
  );
});

test('any text whatever is walked through to an end or found broken', () => {
  const anything = fc.string({
    unit: fc.constantFrom('\u0000', ' ', '\n', '"', '\\', '{', '}', '[', ']', ',', ':', '1', 'a'),
    maxLength: 40,
  });
  fc.assert(
    fc.property(anything, size, (text, pieces) => {
      try {
        walk(text, 'a', pieces);
      } catch (error) {
        assert.ok(error instanceof JsonBroken);
      }
    }),
    propertyRuns(1000),
  );
});

test('a key that stands twice is found, also when it is written in another way', () => {
  for (const again of ['"ab"', '"\\u0061b"']) {
    assert.throws(() => walk(`{"ab":1,"c":{"d":[]},${again}:2}`, null, 3), { problem: 'key-twice' });
    assert.throws(() => walk(`{"o":{"ab":[{"x":1}],${again}:2}}`, 'o.ab', 5), { problem: 'key-twice' });
  }
  // of two lists with one path the first counts: a key may have a point in it
  assert.deepEqual(walk('{"a":{"b":[{"x":1}]},"a.b":[{"x":2}]}', 'a.b', 4).entries, ['{"x":1}']);
});

test('a too long entry is cut, and those around it are whole', () => {
  const text = `{"rows":[{"a":1},{"a":"${'y'.repeat(5000)}"},{"a":2}]}`;
  for (const step of [1, 7, 5000, text.length]) {
    const entries = walk(text, 'rows', step, 100).entries;
    assert.deepEqual([entries[0], entries[1]?.startsWith('{"a":"yyy'), entries[2]], ['{"a":1}', true, '{"a":2}']);
    assert.ok((entries[1] ?? '').length <= 1000);
  }
});

test('numbers keep their digits in the entries, and nesting beyond the limit is no record', () => {
  const long = '{"rows":[{"n":12345678901234567890,"m":9007199254740993,"d":0.1000000000000000055}]}';
  const [entry = ''] = walk(long, 'rows', 9).entries;
  assert.deepEqual(parseJsonValue(entry)?.value, { n: '12345678901234567890', m: 9007199254740993n, d: 0.1 });
  const deep = `${'['.repeat(70)}${']'.repeat(70)}`;
  assert.deepEqual(walk(`{"rows":[${deep}]}`, 'rows', 11).entries, [deep]);
  assert.equal(parseJsonValue(deep), null);
});
