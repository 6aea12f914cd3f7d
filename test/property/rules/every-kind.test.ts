import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { kinds } from '../../../engine/rules/kinds/index.ts';
import type { EarlierBatch } from '../../../engine/rules/index.ts';
import { checkRows, testFolder, type TestCell, writeBatch } from '../../support/check.ts';
import { cell, seed } from '../../support/rule-rows.ts';

const strange = fc.oneof(
  { weight: 4, arbitrary: cell },
  {
    weight: 2,
    arbitrary: fc.constantFrom<TestCell>(
      '\u0000',
      '😀𠮷',
      '9'.repeat(400),
      '-0',
      '1e400',
      'Infinity',
      'NaN',
      '0x1F',
      '9999-99-99',
      '0001-01-01',
      '2020-01-01T25:00',
      '{"a":[1]}',
      '%_[]*',
      '2147483648',
      9_007_199_254_740_991,
      -1e-300,
      1e308,
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }) },
);

/** Parameters of kinds that need more than rows, which have no example of their own. */
const others: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'aggregate-matches': { expression: 'sum(v)', dataset: 'ref', groupBy: 'v' },
  'attribute-agrees': { key: ['v'], column: 'v', dataset: 'ref', similarity: 0.5 },
  'composite': { all: ['first'] },
  'dataset-match': { key: ['v'], dataset: 'ref', tolerance: 1 },
  'exists-in': { columns: ['v'], dataset: 'ref' },
  'file-digest': { expected: 'a'.repeat(64) },
  'golden-accuracy': { key: ['v'], columns: ['v'], dataset: 'ref' },
  'malformed-rows': { maxRatio: 0.5 },
  'metadata-complete': {},
  'metric-change': { metric: 'first', maxChange: 0.5 },
  'reconcile': { key: ['v'], dataset: 'ref' },
  'row-count-change': { maxIncrease: 1 },
  'service-available': { endpoint: 'https://example.org' },
  'update-cycle-met': {},
};
const expected = ['nothing-to-measure', 'invalid-input'];

for (const kind of kinds.filter((k) => k.grain !== 'query')) {
  const params = kind.examples.length > 0 ? kind.examples.map((e) => e.params) : [others[kind.kind] ?? assert.fail(kind.kind)];
  const names = kind.examples[0]?.columns ?? ['v'];
  test(`${kind.kind} keeps its counts on strange rows, in one part or several`, () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(...names.map(() => strange)), { maxLength: 8 }),
        fc.array(fc.tuple(...names.map(() => strange)), { maxLength: 4 }),
        fc.constantFrom(...params),
        fc.nat({ max: 8 }),
        async (rows, other, chosen, cut) => {
          const folder = testFolder();
          try {
            const ref = writeBatch(folder.path, names, other, { name: 'ref' });
            const history: EarlierBatch[] = [
              { number: 1, at: '2026-05-01T00:00:00Z', rows: other.length, columns: ref.columns, file: ref, observed: { first: 0.5 } },
            ];
            const source = { sha256: 'a'.repeat(64), sm3: null, malformed: 1, malformedReasons: {} };
            const rules = [
              { id: 'first', kind: 'not-null', column: names[0] },
              { id: 'own', kind: kind.kind, ...chosen },
            ];
            const options = { references: { ref }, surroundings: { history, source } };
            const whole = (await checkRows(names, rows, rules, options)).results[1];
            const first = Math.min(cut, rows.length);
            const parts = (await checkRows(names, rows, rules, { ...options, partSizes: [first, rows.length - first] })).results[1];
            assert.ok(whole && parts);
            const { error } = whole;
            // other columns than the first example's are an error of the rule, by name
            assert.ok(error === null || expected.includes(error.code) || error.code === 'column-not-found', JSON.stringify(error));
            assert.deepEqual(
              [whole.status, whole.evaluated, whole.skipped, whole.failed],
              [parts.status, parts.evaluated, parts.skipped, parts.failed],
            );
            assert.ok(whole.failed <= whole.evaluated);
            if (whole.status === 'pass' && whole.note !== null) assert.deepEqual([whole.evaluated, whole.ratio], [0, null]);
            if (error !== null || whole.note !== null) return;
            const counts = kind.grain === 'cell' || kind.grain === 'row' || kind.grain === 'group';
            if (counts && kind.kind !== 'reconcile') assert.equal(whole.evaluated + whole.skipped, rows.length);
            if (!counts) assert.equal(whole.evaluated, 1);
          } finally {
            folder.done();
          }
        },
      ),
      { seed, numRuns: 12 },
    ));
}
