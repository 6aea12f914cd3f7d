import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passes, passesAt, semanticLevels } from '../../../engine/semantics/kind.ts';
import { semantics } from './setup.ts';

test('ids are unique and every kind describes itself in both languages', () => {
  assert.equal(new Set(semantics.kinds.map((k) => k.id)).size, semantics.kinds.length);
  assert.ok(semantics.kinds.length >= 45, `${semantics.kinds.length} kinds`);
  for (const kind of semantics.kinds) {
    assert.match(kind.id, /^[a-z][a-z0-9-]*$/);
    assert.ok(kind.text['zh-CN'].title.length > 0 && kind.text.en.title.length > 0, kind.id);
    assert.ok(kind.levels.includes(kind.defaultLevel), kind.id);
    assert.equal(kind.levels[0], 'shape', kind.id);
    assert.ok(kind.hintNames.length > 0, kind.id);
    assert.ok(kind.examples.valid.length >= 2 && kind.examples.invalid.length >= 2, kind.id);
  }
});

for (const kind of semantics.kinds) {
  const { env } = semantics;
  const deepest = kind.levels.at(-1) ?? 'shape';

  test(`${kind.id}: examples get their verdict at the deepest level`, () => {
    for (const value of kind.examples.valid)
      assert.ok(passes(kind.check(value, deepest, env)), `${value} -> ${kind.check(value, deepest, env)}`);
    for (const [value, verdict] of kind.examples.invalid) assert.equal(kind.check(value, deepest, env), verdict, value);
  });

  test(`${kind.id}: the deepest verdict tells what a shallower level would say`, () => {
    const values = [...kind.examples.valid, ...kind.examples.invalid.map(([value]) => value)];
    for (const value of values) {
      const verdict = kind.check(value, deepest, env);
      for (const level of semanticLevels) {
        assert.equal(
          passes(kind.check(value, level, env)),
          passesAt(verdict, level),
          `${value} at ${level}: ${kind.check(value, level, env)}, deepest ${verdict}`,
        );
      }
    }
  });

  test(`${kind.id}: a repaired value is right, and repairing it again changes nothing`, () => {
    const { normalise } = kind;
    if (normalise === undefined) return;
    for (const value of [...kind.examples.valid, ...kind.examples.invalid.map(([v]) => v)]) {
      const repaired = normalise(value, env);
      const verdict = kind.check(value, deepest, env);
      if (verdict === 'form') assert.notEqual(repaired, null, `${value} is said to be repairable`);
      if (repaired === null) continue;
      assert.ok(passes(kind.check(repaired, kind.levels.includes('checksum') ? 'checksum' : 'shape', env)), `${value} -> ${repaired}`);
      assert.equal(normalise(repaired, env), repaired);
    }
  });

  test(`${kind.id}: text that is nothing at all is not accepted`, () => {
    for (const value of ['', ' ', '\u3000', '-', '?', '\0', '\ud800'])
      assert.ok(!passes(kind.check(value, deepest, env)), JSON.stringify(value));
  });
}
