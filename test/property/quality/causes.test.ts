import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { causesOf, upperTail } from '../../../engine/quality/causes.ts';
import { findCauses } from '../../../engine/quality/causes.task.ts';
import { writeFindings } from '../../../engine/quality/findings.ts';
import { RunWriter } from '../../../engine/quality/runs.ts';
import { checkRows, testFolder, writeBatch } from '../../support/check.ts';
import { quietContext } from '../../support/intake.ts';
import { propertyRuns } from '../../support/property.ts';

const place = testFolder();
after(() => place.done());

/** Binomial coefficients in whole numbers. */
function choose(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let out = 1n;
  for (let i = 0; i < k; i++) out = (out * BigInt(n - i)) / BigInt(i + 1);
  return out;
}

test('the tail of the hypergeometric distribution is that of whole numbers', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(60), fc.nat(60), fc.nat(60), (all, a, b, c) => {
      const [rows, failures, hit] = [a % (all + 1), b % (all + 1), c % (all + 1)];
      let ways = 0n;
      for (let k = hit; k <= Math.min(rows, failures); k++) ways += choose(rows, k) * choose(all - rows, failures - k);
      const exact = Number((ways * 10n ** 15n) / choose(all, failures)) / 1e15;
      assert.ok(Math.abs(upperTail(hit, rows, failures, all) - exact) < 1e-9, `${hit} ${rows} ${failures} ${all}`);
    }),
    propertyRuns(400),
  );
});

test('a million rows are counted without a loss of sense', () => {
  assert.ok(upperTail(9_100, 120_000, 10_000, 1_000_000) < 1e-100);
  assert.ok(upperTail(1_200, 120_000, 10_000, 1_000_000) > 0.4);
  const found = causesOf([{ column: '区划', values: [{ value: '龙华区', rows: 120_000, failures: 9_100 }] }], 1_000_000, 10_000, 10);
  assert.deepEqual([found[0]?.share, found[0]?.base], [0.91, 0.12]);
});

const table = fc.integer({ min: 1, max: 120 }).chain((n) =>
  fc.record({
    rows: fc.array(
      fc.tuple(fc.constantFrom('福田区', '龙华区', '南山区', null), fc.constantFrom('男', '女'), fc.integer({ min: 0, max: 400 })),
      { minLength: n, maxLength: n },
    ),
    failing: fc.array(fc.array(fc.integer({ min: 1, max: n }), { maxLength: n }), { minLength: 1, maxLength: 3 }),
    parts: fc.integer({ min: 1, max: n }),
  }),
);

test('one scan over several parts gives the counts of plain arrays', async () => {
  const [template] = (await checkRows(['a'], [['x']], [{ kind: 'not-null', column: 'a' }])).results;
  assert.ok(template);
  let run = 0;
  fc.assert(
    fc.property(table, ({ rows, failing, parts }) => {
      const names = ['区划', '性别', '金额'];
      const sizes = [parts, rows.length - parts].filter((n) => n > 0);
      const batch = writeBatch(place.path, names, rows, { partSizes: sizes, name: `causes-${++run}` });
      const file = { temporary: join(place.path, `${run}.tmp`), path: join(place.path, `${run}.findings`), key: null };
      const sets = failing.map((list) => [...new Set(list)].sort((a, b) => a - b));
      const results = sets.map((list, i) => {
        const writer = new RunWriter();
        for (const row of list) writer.push(row);
        return { ...template, rule: `r${i}`, columns: i === 0 ? ['性别'] : [], failed: list.length, findings: writer.chunks() };
      });
      writeFindings(file, results);
      const input = { batch, path: file.path, key: null, rules: results.map(({ rule, columns }) => ({ rule, columns })) };
      const found = findCauses(input, quietContext);
      // the same in readings of a rule each
      assert.deepEqual(findCauses({ ...input, countsMax: 1 }, quietContext), found);
      const any = [...new Set(sets.flat())];
      for (const [i, list] of [any, ...sets].entries()) {
        const got = found.rules[i];
        assert.equal(got?.rule, i === 0 ? null : `r${i - 1}`);
        assert.equal(got.failures, list.length);
        if (i === 1)
          assert.ok(
            got.causes.every((c) => c.column !== '性别'),
            'a rule is no explanation of itself',
          );
        for (const cause of got.causes) {
          const at = names.indexOf(cause.column);
          assert.equal(cause.rows, rows.filter((row) => row[at] === cause.value).length);
          assert.equal(cause.failures, list.filter((row) => rows[row - 1]?.[at] === cause.value).length);
          assert.equal(cause.share, cause.failures / list.length);
          assert.equal(cause.base, cause.rows / rows.length);
          assert.ok(cause.p < 0.01 && cause.lift >= 1.5 && cause.share >= 0.1);
        }
      }
    }),
    propertyRuns(60),
  );
});
