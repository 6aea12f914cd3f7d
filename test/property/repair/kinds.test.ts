/** What every kind of repair promises: its examples, idempotence, no emptied value, and no change of what its own rule accepts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type RepairEnv, type RepairKind, repairOf } from '../../../engine/repair/kind.ts';
import { repairKinds } from '../../../engine/repair/kinds/index.ts';
import { isBlank } from '../../../engine/table/index.ts';
import { checkRows, failedOf, semantics } from '../../support/check.ts';
import { propertyRuns } from '../../support/property.ts';

const env: RepairEnv = { semantics };

interface Example {
  readonly params: unknown;
  readonly repairs: readonly (readonly [string, string])[];
  readonly keeps: readonly string[];
}
const examplesOf = (kind: RepairKind): readonly Example[] => kind.examples;

/** Texts that are near the examples of a kind: theirs, with pieces put in, taken out or doubled. */
function nearby(kind: RepairKind): fc.Arbitrary<string> {
  const known = examplesOf(kind).flatMap(({ repairs, keeps }) => [...repairs.flat(), ...keeps]);
  const piece = fc.constantFrom(
    ' ',
    '\u3000',
    '\u200b',
    '\u200d',
    '\ufeff',
    '\u00a0',
    '\n',
    '\r\n',
    '-',
    ',',
    '0',
    '9',
    'x',
    'Ｏ',
    'I',
    '汉',
    '\u0301',
    'é',
    '',
  );
  return fc.tuple(fc.constantFrom(...known), piece, fc.nat(30), fc.nat(2), fc.boolean()).map(([text, put, at, cut, twice]) => {
    const edited = text.slice(0, at) + put + text.slice(at + cut);
    return twice ? edited + put + edited : edited;
  });
}

const valuesOf = (kind: RepairKind): fc.Arbitrary<string> =>
  fc.oneof({ weight: 4, arbitrary: nearby(kind) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 24 }) });

for (const kind of repairKinds) {
  test(`${kind.kind}: its examples`, () => {
    for (const { params, repairs, keeps } of examplesOf(kind)) {
      const repair = repairOf(kind, params, env);
      for (const [before, after] of repairs) assert.equal(repair(before), after, JSON.stringify(before));
      for (const value of keeps) assert.equal(repair(value), null, JSON.stringify(value));
    }
  });

  test(`${kind.kind}: repaired twice is repaired once, and nothing becomes empty`, () => {
    for (const { params } of examplesOf(kind)) {
      const repair = repairOf(kind, params, env);
      fc.assert(
        fc.property(valuesOf(kind), (value) => {
          const after = repair(value);
          if (after === null) return;
          assert.notEqual(after, value);
          assert.ok(!isBlank(after), JSON.stringify([value, after]));
          assert.equal(repair(after), null, JSON.stringify([value, after, repair(after)]));
        }),
        propertyRuns(400),
      );
    }
  });

  for (const [index, { params }] of examplesOf(kind).entries()) {
    const rule = kind.rule?.(params as never);
    if (!rule) continue;
    test(`${kind.kind} ${index}: what its rule accepts stays, and its own examples fail the rule before and pass it after`, async () => {
      const repair = repairOf(kind, params, env);
      const values = fc.sample(valuesOf(kind), { numRuns: 400, seed: propertyRuns(1).seed });
      const { repairs } = examplesOf(kind)[index] as Example;
      const all = [...values, ...repairs.flat()].filter((value) => !isBlank(value) && !value.includes('\0'));
      const run = await checkRows(
        ['v'],
        all.map((v) => [v]),
        [{ ...rule, column: 'v' }],
      );
      const failed = new Set(failedOf(run));
      all.forEach((value, i) => {
        if (!failed.has(i)) assert.equal(repair(value), null, JSON.stringify(value));
      });
      for (const [before, after] of repairs) {
        assert.ok(failed.has(all.indexOf(before)), before);
        assert.ok(!failed.has(all.indexOf(after)), after);
      }
    });
  }

  test(`${kind.kind}: says in both languages what it does, why that is safe and what it never does`, () => {
    for (const language of ['zh-CN', 'en'] as const)
      for (const part of ['title', 'does', 'proof', 'never'] as const) assert.ok(kind.text[language][part].length > 1);
    assert.ok(examplesOf(kind).some(({ repairs }) => repairs.length > 0));
  });
}

test('kinds have names of their own', () => {
  assert.equal(new Set(repairKinds.map(({ kind }) => kind)).size, repairKinds.length);
});
