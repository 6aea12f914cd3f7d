import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contributions, sharesOfTotal } from '../../../engine/quality/movement.ts';
import { type ScoredRule, scoreDimensions, scoreOf, type ScoreWeights } from '../../../engine/quality/score.ts';
import { propertyRuns } from '../../support/property.ts';

const rule = fc.record({
  rule: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
  dimension: fc.constantFrom(...scoreDimensions),
  indicator: fc.constantFrom('0101', '0302', '0304'),
  severity: fc.constantFrom('critical' as const, 'major' as const, 'info' as const),
  ratio: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 4 }),
});
const rules: fc.Arbitrary<readonly ScoredRule[]> = fc.uniqueArray(rule, { selector: (r) => r.rule, maxLength: 7 });
const weight = fc.constantFrom(0, 0.5, 1, 3, 10);
const weights: fc.Arbitrary<ScoreWeights> = fc.record({
  dimensions: fc.dictionary(fc.constantFrom(...scoreDimensions), weight),
  rules: fc.dictionary(fc.constantFrom('a', 'b', 'c'), weight),
});

test('the effective weights of a run add up to 1 and give its total', () => {
  fc.assert(
    fc.property(rules, weights, (list, w) => {
      const { total, formula } = scoreOf(list, w);
      const shares = [...sharesOfTotal(formula).values()];
      if (total === null) {
        assert.ok(shares.every((s) => s.weight === 0));
        return;
      }
      assert.ok(Math.abs(shares.reduce((sum, s) => sum + s.weight, 0) - 1) < 1e-9);
      assert.ok(Math.abs(shares.reduce((sum, s) => sum + s.weight * s.score, 0) - total) < 1e-9);
    }),
    propertyRuns(300),
  );
});

test('what the rules contributed adds up to the difference of the totals, and a rule that stayed contributed nothing', () => {
  fc.assert(
    fc.property(rules, weights, rules, weights, (before, w0, after, w1) => {
      const [old, now] = [scoreOf(before, w0), scoreOf(after, w1)];
      if (old.total === null || now.total === null) return;
      const [a, b] = [sharesOfTotal(old.formula), sharesOfTotal(now.formula)];
      const parts = contributions(a, b);
      const sum = parts.reduce((total, p) => total + p.byResult + p.byWeight, 0);
      assert.ok(Math.abs(sum - (now.total - old.total)) < 1e-9, `${sum} is not ${now.total - old.total}`);
      for (const { rule: name, byResult, byWeight } of parts) {
        if (a.get(name)?.score === b.get(name)?.score) assert.ok(byResult === 0);
        if (a.get(name)?.weight === b.get(name)?.weight) assert.ok(byWeight === 0);
      }
    }),
    propertyRuns(500),
  );
});
