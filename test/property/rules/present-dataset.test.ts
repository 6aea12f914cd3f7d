/** A rule sees another dataset of several batches as it sees one batch with all their rows, wherever each of them has its columns. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { together } from '../../../engine/table/index.ts';
import { checkRows, failedOf, testFolder, type TestCell, writeBatch } from '../../support/check.ts';
import { runs } from '../../support/rule-rows.ts';

const names = ['k', 'v', 'n'];
type Row = readonly [TestCell, TestCell, TestCell];

const row: fc.Arbitrary<Row> = fc.tuple(
  fc.constantFrom<TestCell>('a', 'b', 'c', 'd', '1', 1, null),
  fc.constantFrom<TestCell>('x', 'y', 'z', null),
  fc.constantFrom<TestCell>(1, 2, 10, '2', null),
);
/** A delivery: its rows, the order of its columns, and those that it does not have; the key is always there. */
const delivery = fc.record({
  rows: fc.array(row, { maxLength: 6 }),
  columns: fc.shuffledSubarray([0, 1, 2], { minLength: 1 }).filter((own) => own.includes(0)),
});
const rules = [
  { kind: 'exists-in', columns: ['k'] },
  { kind: 'exists-in', columns: ['k', 'v'] },
  { kind: 'exists-in', columns: ['k'], otherWhere: "v = 'x'", negate: true },
  { kind: 'dataset-match', key: ['k'], columns: ['v'] },
  { kind: 'dataset-match', key: ['k'], columns: ['n'], tolerance: 1 },
  { kind: 'reconcile', key: ['k'] },
  { kind: 'attribute-agrees', key: ['k'], column: 'v' },
  { kind: 'golden-accuracy', key: ['k'], columns: ['v', 'n'] },
  { kind: 'aggregate-matches', expression: 'sum(n)' },
  { kind: 'aggregate-matches', expression: 'count(*)', groupBy: ['v'] },
].map((rule) => ({ dataset: 'ref', ...rule }));
const drift = { kind: 'distribution-close', column: 'v', baseline: { dataset: 'ref' } };

test('what is looked up in several batches is what is looked up in one batch with all their rows', () =>
  fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 8 }), fc.array(delivery, { minLength: 1, maxLength: 4 }), async (rows, deliveries) => {
      const folder = testFolder();
      try {
        const files = deliveries.map(({ rows: own, columns }, i) => {
          const cells = own.map((values) => columns.map((c) => values[c] ?? null));
          const half = Math.floor(own.length / 2);
          const at = columns.map((c) => names[c] ?? '');
          return writeBatch(folder.path, at, cells, { name: `ref${i}`, partSizes: [half, own.length - half] });
        });
        const whole = deliveries.flatMap(({ rows: own, columns }) =>
          own.map((values) => values.map((value, c) => (columns.includes(c) ? value : null))),
        );
        const one = writeBatch(folder.path, names, whole, { name: 'one' });
        const present = { ...together(files, one.columns), batches: deliveries.map((_, i) => deliveries.length - i) };
        const all = [...rules, drift];
        const [actual, expected] = [
          await checkRows(names, rows, all, { references: { ref: present } }),
          await checkRows(names, rows, all, { references: { ref: one } }),
        ];
        actual.results.forEach((result, i) => {
          const { findings: _, looked, ...told } = result;
          const { findings: __, ...wanted } = expected.results[i] ?? result;
          assert.deepEqual(told, wanted);
          assert.ok(told.error === null || told.error.code === 'nothing-to-measure', told.error?.code);
          assert.deepEqual(failedOf(actual, i), failedOf(expected, i));
          assert.deepEqual(looked, { dataset: 'ref', batches: deliveries.map((___, n) => n + 1), rows: whole.length });
        });
      } finally {
        folder.done();
      }
    }),
    runs,
  ));

test('of a key that several batches brought the values of the first table count, and no room is kept for rows that repeat', async () => {
  const folder = testFolder();
  try {
    const [newest, older] = [
      writeBatch(folder.path, ['k', 'v'], [['a', 'new']], { name: 'newest' }),
      writeBatch(
        folder.path,
        ['v', 'k'],
        Array.from({ length: 5000 }, (_, i) => ['old', i % 2 === 0 ? 'a' : `k${i}`]),
        { name: 'older' },
      ),
    ];
    const rule = { kind: 'attribute-agrees', dataset: 'ref', key: ['k'], column: 'v' };
    const run = await checkRows(
      ['k', 'v'],
      [
        ['a', 'new'],
        ['a', 'old'],
        ['k4999', 'old'],
        ['k4998', 'old'],
      ],
      [rule],
      { references: { ref: together([newest, older], newest.columns) } },
    );
    assert.deepEqual([failedOf(run), run.results[0]?.skipped], [[1], 1]);
  } finally {
    folder.done();
  }
});
