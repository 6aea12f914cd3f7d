import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson, type JsonValue, parseStrictJson, utf8 } from '../../../../base/trust/index.ts';

const parse = (text: string) => parseStrictJson(utf8(text));
const faultOf = (text: string): string | null => {
  const result = parse(text);
  return result.ok ? null : result.fault;
};

test('RFC 8785 §3.2.2: the sample object in its canonical form', () => {
  const source = String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`;
  const parsed = parse(source);
  assert.ok(parsed.ok);
  const expected = String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`;
  assert.equal(canonicalJson(parsed.value), expected);
  assert.equal(Buffer.from(canonicalJson(parsed.value)).toString('hex').slice(0, 40), '7b226c69746572616c73223a5b6e756c6c2c7472');
});

test('RFC 8785 §3.2.3: members are sorted by UTF-16 code units', () => {
  const value: JsonValue = {
    '\u20ac': 'Euro Sign',
    '\r': 'Carriage Return',
    '\ufb33': 'Hebrew Letter Dalet With Dagesh',
    '1': 'One',
    '\ud83d\ude00': 'Emoji: Grinning Face',
    '\u0080': 'Control',
    '\u00f6': 'Latin Small Letter O With Diaeresis',
  };
  const order = [...canonicalJson(value).matchAll(/:"([^"]+)"/g)].map((m) => m[1]);
  assert.deepEqual(order, [
    'Carriage Return',
    'One',
    'Control',
    'Latin Small Letter O With Diaeresis',
    'Euro Sign',
    'Emoji: Grinning Face',
    'Hebrew Letter Dalet With Dagesh',
  ]);
});

test('RFC 8785 appendix B: numbers by their IEEE 754 bits', () => {
  const samples: readonly (readonly [string, string])[] = [
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ];
  for (const [bits, text] of samples) assert.equal(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE()), text, bits);
  assert.throws(() => canonicalJson(Number.NaN), /not finite/);
  assert.throws(() => canonicalJson(Number.POSITIVE_INFINITY), /not finite/);
  assert.throws(() => canonicalJson('\ud800'), /lone surrogate/);
});

test('undefined members are left out; undefined elsewhere is a mistake', () => {
  assert.equal(canonicalJson({ b: undefined, a: 1 }), '{"a":1}');
  assert.throws(() => canonicalJson(undefined as unknown as JsonValue), /not a JSON value/);
});

test('strict parsing refuses what has two meanings', () => {
  assert.equal(faultOf('{"a":1,"a":2}'), 'duplicate-key');
  assert.equal(faultOf('{"a":1,"\\u0061":2}'), 'duplicate-key', 'also when one is escaped');
  assert.equal(faultOf('[{"x":{"k":1,"k":1}}]'), 'duplicate-key');
  assert.equal(faultOf('{"a":{"b":1},"b":2}'), null, 'the same name at two levels is fine');
  assert.equal(faultOf('"\\ud800"'), 'lone-surrogate');
  assert.equal(faultOf('1e400'), 'number-out-of-range');
  assert.equal(faultOf('\ufeff{}'), 'syntax', 'no byte order mark');
});

test('strict parsing keeps to its limits', () => {
  assert.equal(faultOf('['.repeat(32) + ']'.repeat(32)), null);
  assert.equal(faultOf('['.repeat(33) + ']'.repeat(33)), 'too-deep');
  assert.equal(faultOf('{"a":'.repeat(33) + '1' + '}'.repeat(33)), 'too-deep');
  assert.equal(faultOf('['.repeat(200_000)), 'too-deep');
  assert.equal(faultOf(`"${'x'.repeat(1024 * 1024 - 2)}"`), null, 'exactly one MiB');
  assert.equal(faultOf(`"${'x'.repeat(1024 * 1024 - 1)}"`), 'too-large');
  const escapes = parse(`"${'\\n'.repeat(500_000)}"`);
  assert.ok(escapes.ok && escapes.value === '\n'.repeat(500_000), 'half a million escapes');
});

test('strict parsing refuses bytes that are not UTF-8', () => {
  for (const bytes of [
    [0x22, 0xff, 0x22],
    [0x22, 0xc0, 0xaf, 0x22],
    [0x22, 0xed, 0xa0, 0x80, 0x22],
  ]) {
    const result = parseStrictJson(Uint8Array.from(bytes));
    assert.ok(!result.ok && result.fault === 'not-utf8');
  }
});

test('strict parsing refuses everything that is not JSON', () => {
  const wrong = [
    '',
    ' ',
    '{',
    '}',
    '[1,]',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '01',
    '+1',
    '.5',
    '1.',
    '-',
    '1e',
    'NaN',
    'Infinity',
    'undefined',
    'nul',
    'truex',
    '"a',
    '"\t"',
    '"\\x41"',
    '"\\u12"',
    '[1 2]',
    '{"a" 1}',
    '{"a":}',
    '1 1',
    '// c\n1',
    '[1]]',
    '{"a":1}}',
    '\u00a01',
  ];
  for (const text of wrong) assert.equal(faultOf(text), 'syntax', JSON.stringify(text));
});

test('names that could touch a prototype are plain data', () => {
  const result = parse('{"__proto__":{"admin":true},"constructor":1,"hasOwnProperty":2}');
  assert.ok(result.ok);
  assert.equal(canonicalJson(result.value), '{"__proto__":{"admin":true},"constructor":1,"hasOwnProperty":2}');
  assert.equal(({} as Record<string, unknown>)['admin'], undefined);
});
