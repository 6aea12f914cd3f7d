import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dimension } from '../../../contract/methods/rules.ts';
import { kinds } from '../../../engine/rules/kinds/index.ts';
import type { Example } from '../../../engine/rules/kind.ts';
import { checkRows, failedOf, type TestCell } from '../../support/check.ts';

type Tuple = readonly TestCell[];
const tuples = (list: readonly unknown[] | undefined): readonly Tuple[] =>
  (list ?? []).map((v) => (Array.isArray(v) ? (v as Tuple) : [v as TestCell]));

async function runExample(kind: string, example: Example): Promise<void> {
  const columns = example.columns ?? ['v'];
  const rule = { kind, ...example.params };
  const types = example.types === undefined ? {} : { types: example.types };
  if (example.given === undefined) {
    const [pass, fail, skip] = [tuples(example.pass), tuples(example.fail), tuples(example.skip)];
    const run = await checkRows(columns, [...pass, ...fail, ...skip], [rule], types);
    const [result] = run.results;
    assert.equal(result?.error, null, JSON.stringify(result?.error));
    const expected = fail.map((_, i) => pass.length + i);
    assert.deepEqual(
      failedOf(run).map((i) => [...pass, ...fail, ...skip][i]),
      expected.map((i) => [...pass, ...fail, ...skip][i]),
      `failing rows of ${JSON.stringify(rule)}`,
    );
    assert.equal(result?.skipped, skip.length, `skipped of ${JSON.stringify(rule)}`);
    assert.equal(result?.evaluated, pass.length + fail.length);
    return;
  }
  const rows = tuples(example.given);
  for (const partSizes of [[rows.length], [Math.floor(rows.length / 2), Math.ceil(rows.length / 2)]]) {
    const run = await checkRows(columns, rows, [rule], { ...types, partSizes });
    const [result] = run.results;
    assert.equal(result?.error, null, JSON.stringify(result?.error));
    if (example.failed)
      assert.deepEqual(failedOf(run), example.failed, `failing rows of ${JSON.stringify(rule)} in parts ${partSizes.join('+')}`);
    if (example.ok !== undefined)
      assert.equal(result?.success, example.ok, `outcome of ${JSON.stringify(rule)}, observed ${JSON.stringify(result?.observed)}`);
    if (typeof example.observed === 'number' && typeof result?.observed === 'number')
      assert.ok(Math.abs(result.observed - example.observed) < 1e-12, `${result.observed} is not ${example.observed}`);
    else if (example.observed !== undefined) assert.deepEqual(result?.observed, example.observed);
  }
}

for (const kind of kinds) {
  test(`${kind.kind}: its examples`, async () => {
    // the first two figures of a sub-indicator are its dimension
    assert.match(kind.indicator, new RegExp(`^0${dimension.options.indexOf(kind.dimension) + 1}0[1-6]$`));
    assert.ok(kind.text['zh-CN'].title && kind.text.en.title && kind.text['zh-CN'].reason && kind.text.en.reason);
    for (const example of kind.examples) await runExample(kind.kind, example);
  });
}

test('there are the 96 kinds of the catalogue; all have examples but those that need more than rows, which have tests of their own', () => {
  assert.equal(kinds.length, 96);
  assert.deepEqual(
    kinds.filter((k) => k.examples.length === 0).map((k) => k.kind),
    [
      'aggregate-matches',
      'attribute-agrees',
      'composite',
      'dataset-match',
      'exists-in',
      'file-digest',
      'golden-accuracy',
      'malformed-rows',
      'metadata-complete',
      'metric-change',
      'reconcile',
      'row-count-change',
      'service-available',
      'sql-rows',
      'sql-value',
      'update-cycle-met',
    ],
  );
  assert.equal(new Set(kinds.map((k) => k.kind)).size, kinds.length);
});
