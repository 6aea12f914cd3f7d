import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isJiadiError } from '../../../../contract/errors.ts';
import { runCheck } from '../../../../engine/quality/check.ts';
import { checkDocument, eachFinding } from '../../../../engine/quality/document.ts';
import { openFindings } from '../../../../engine/quality/findings.ts';
import { RowSet } from '../../../../engine/quality/row-set.ts';
import { RunWriter, rowsOf } from '../../../../engine/quality/runs.ts';
import { scoreOf } from '../../../../engine/quality/score.ts';
import { checkBatchLine } from '../../../../engine/quality/batch.ts';
import { fromExpectation } from '../../../../engine/rules/gx/index.ts';
import { readRule } from '../../../../engine/rules/rule.ts';
import { checkRows, failedOf, host, semantics, testFolder, writeBatch } from '../../../support/check.ts';

const tenRows = (failing: number): readonly (readonly (string | null)[])[] =>
  Array.from({ length: 10 }, (_, i) => [i < failing ? 'bad' : 'ok']);
const okRule = { kind: 'value-in-set', column: 'v', values: ['ok'] };

test('nine of ten pass at a threshold of 0.9, computed as it stands', async () => {
  const run = await checkRows(['v'], tenRows(1), [
    { ...okRule, threshold: 0.9 },
    { ...okRule, id: 'b', threshold: 0.91 },
    { ...okRule, id: 'c', maxFailures: 1 },
    { ...okRule, id: 'd', threshold: 0.5, warnAt: 0.95 },
  ]);
  assert.deepEqual(
    run.results.map((r) => r.status),
    ['pass', 'fail', 'pass', 'warn'],
  );
  assert.equal(run.success, false);
});

test('the denominator is evaluated rows, or all rows when the rule says so', async () => {
  const rows = [['ok'], ['bad'], [null], [null]];
  const run = await checkRows(['v'], rows, [okRule, { ...okRule, id: 'rows', of: 'rows' }]);
  assert.deepEqual(
    run.results.map((r) => r.ratio),
    [0.5, 0.75],
  );
});

test('with nothing evaluated a rule passes with a note and leaves the score', async () => {
  const run = await checkRows(['v'], [[null]], [okRule]);
  const [result] = run.results;
  assert.deepEqual([result?.status, result?.evaluated, result?.ratio, result?.note], ['pass', 0, null, 'nothing-evaluated']);
  assert.equal(run.score.total, null);
  assert.deepEqual(new Set(Object.values(run.score.dimensions)), new Set([null]));
});

test('an empty table is checked without an error', async () => {
  const run = await checkRows(
    ['v'],
    [],
    [
      okRule,
      { kind: 'row-count', min: 1 },
      { kind: 'unique', column: 'v' },
      { kind: 'column-stat', column: 'v', stat: 'mean', min: 0 },
      { kind: 'column-distinct-count', column: 'v', max: 0 },
    ],
  );
  assert.deepEqual(
    run.results.map((r) => r.status),
    ['pass', 'fail', 'pass', 'error', 'pass'],
  );
  assert.equal(run.results[3]?.error?.code, 'nothing-to-measure');
});

test('a rule that cannot run is an error of its own, never a pass', async () => {
  const rules = [
    { kind: 'not-null', column: 'missing' },
    { kind: 'value-matches-regex', column: 'v', patterns: ['('] },
    { kind: 'no-such-kind', column: 'v' },
    { kind: 'not-null', columm: 'v' },
    { kind: 'row-expression', expression: 'v >' },
    { kind: 'exists-in', columns: ['v'], dataset: 'nowhere' },
    { kind: 'value-matches-semantic', column: 'v', semantic: 'nonsense' },
    { ...okRule },
  ];
  const run = await checkRows(['v'], tenRows(0), rules);
  assert.deepEqual(
    run.results.map((r) => r.error?.code ?? r.status),
    ['column-not-found', 'expression-invalid', 'unknown-kind', 'unknown-key', 'expression-invalid', 'not-found', 'unknown-kind', 'pass'],
  );
  assert.equal(run.results[3]?.error?.params['nearest'], 'column');
  assert.ok(run.results.slice(0, 7).every((r) => !r.success && r.ratio === null));
});

test('words of nullLike count as null, and a blank word makes blanks null', async () => {
  const rows = [['无'], [' '], ['a'], [null]];
  const run = await checkRows(
    ['v'],
    rows,
    [
      { kind: 'not-null', column: 'v' },
      { kind: 'value-length', column: 'v', min: 2 },
    ],
    { nullLike: ['无', ''] },
  );
  assert.deepEqual(failedOf(run, 0), [0, 1, 3]);
  assert.deepEqual([run.results[1]?.skipped, failedOf(run, 1)], [3, [2]]);
});

test('exists-in looks keys up in another dataset, numbers meeting their text', async () => {
  const folder = testFolder();
  try {
    const batch = writeBatch(
      folder.path,
      ['code', 'name'],
      [
        ['1', 'x'],
        ['2', 'y'],
        ['9', 'x'],
        [null, null],
        [null, 'x'],
      ],
    );
    const reference = writeBatch(
      folder.path,
      ['id', 'title', 'state'],
      [
        [1, 'x', 'on'],
        [2, 'y', 'off'],
        [null, 'z', 'on'],
      ],
      { name: 'other' },
    );
    const rules = [
      { id: 'a', kind: 'exists-in', columns: ['code'], dataset: 'ref', otherColumns: ['id'] },
      { id: 'b', kind: 'exists-in', columns: ['code'], dataset: 'ref', otherColumns: ['id'], otherWhere: "state = 'on'" },
      { id: 'c', kind: 'exists-in', columns: ['code', 'name'], dataset: 'ref', otherColumns: ['id', 'title'] },
      { id: 'd', kind: 'exists-in', columns: ['code'], dataset: 'ref', otherColumns: ['id'], negate: true },
    ];
    const run = await runCheck(
      {
        batch,
        rules: rules.map((r, i) => readRule(r, i + 1)),
        nullLike: [],
        asOf: '2026-01-01',
        references: { ref: reference },
        findings: null,
      },
      host,
    );
    assert.deepEqual(
      rules.map((_, i) => failedOf(run, i)),
      [[2], [1, 2], [2, 4], [0, 1]],
    );
    assert.deepEqual(
      run.results.map((r) => r.skipped),
      [2, 2, 1, 2],
    );
  } finally {
    folder.done();
  }
});

test('the findings file holds every failing row and is whole or not there', async () => {
  const folder = testFolder();
  try {
    const rows = Array.from({ length: 150_000 }, (_, i) => [i % 3 === 0 ? 'bad' : 'ok', 'same']);
    const batch = writeBatch(folder.path, ['v', 'w'], rows, { partSizes: [70_000, 80_000] });
    const file = { temporary: join(folder.path, 'tmp', 'f.tmp'), path: join(folder.path, 'f.db'), key: null };
    const rules = [okRule, { kind: 'unique', column: 'w' }, { kind: 'not-null', column: 'v' }].map((r, i) => readRule(r, i + 1));
    const run = await runCheck({ batch, rules, nullLike: [], asOf: '2026-01-01', findings: file }, host);
    assert.equal(existsSync(file.temporary), false);
    const findings = openFindings(file.path, null);
    assert.deepEqual(
      findings.rules.map((r) => r.count),
      [50_000, 150_000, 0],
    );
    assert.deepEqual(findings.rows(0, 40_000, 3), [120_001, 120_004, 120_007]);
    assert.deepEqual(findings.rows(1, 149_999, 5), [150_000]);
    assert.deepEqual([findings.has(0, 4), findings.has(0, 5), findings.has(2, 1)], [true, false, false]);
    findings.close();
    assert.equal(run.failingRows, 150_000);
    const first = eachFinding(run.results, batch, (_column, value) => `*${value}`).next().value;
    assert.deepEqual(first, {
      rule: 'value-in-set-1',
      row: 1,
      column: 'v',
      value: '*bad',
      reason: { code: 'rule.value-in-set', params: { column: 'v', values: 'ok' } },
    });
    assert.deepEqual(
      checkDocument(run, batch, (_c, v) => v).results[0]?.sample.map((s) => s.row),
      [1, 4, 7, 10, 13],
    );
  } finally {
    folder.done();
  }
});

test('a cancelled run ends with cancelled and leaves no findings file', async () => {
  const folder = testFolder();
  try {
    const batch = writeBatch(folder.path, ['v'], tenRows(1));
    const stop = new AbortController();
    stop.abort();
    const file = { temporary: join(folder.path, 'f.tmp'), path: join(folder.path, 'f.db'), key: null };
    await assert.rejects(
      runCheck({ batch, rules: [readRule(okRule, 1)], nullLike: [], asOf: '2026-01-01', findings: file }, host, { signal: stop.signal }),
      (e) => isJiadiError(e) && e.code === 'cancelled',
    );
    assert.ok(!existsSync(file.path) && !existsSync(file.temporary));
  } finally {
    folder.done();
  }
});

test('what is noted of keys may lie on the disk: the results are the same, and nothing stays there, not even of a run that was cancelled', async () => {
  const folder = testFolder();
  try {
    const rows = Array.from({ length: 60_000 }, (_, i) => [String(i % 40_000), i % 7 === 0 ? 'x' : 'y', String(i % 50)]);
    const batch = writeBatch(folder.path, ['v', 'w', 'g'], rows, { partSizes: [20_000, 40_000] });
    const rules = [
      { kind: 'unique', column: 'v' },
      { kind: 'functional-dependency', determinant: ['v'], dependent: 'w' },
      { kind: 'unique', column: 'v', groupBy: 'g' },
      { kind: 'key-sequence', column: 'v' },
    ].map((r, i) => readRule(r, i + 1));
    const input = { batch, rules, nullLike: [], asOf: '2026-01-01', findings: null };
    const before = readdirSync(folder.path).sort();
    const inMemory = await runCheck(input, host);
    let most = 0;
    const look = (): void => void (most = Math.max(most, readdirSync(folder.path).length));
    const onDisk = await runCheck(input, { ...host, keyBytes: 0 }, { onProgress: look });
    assert.deepEqual(onDisk.results, inMemory.results);
    assert.ok(inMemory.results.every(({ status, failed }) => status === 'fail' && failed > 0));
    assert.ok(most > before.length, 'there were records on the disk');
    assert.deepEqual(readdirSync(folder.path).sort(), before);
    const stop = new AbortController();
    await assert.rejects(
      runCheck(input, { ...host, keyBytes: 0 }, { signal: stop.signal, onProgress: ({ done }) => done > 30_000 && stop.abort() }),
      (e) => isJiadiError(e) && e.code === 'cancelled',
    );
    assert.deepEqual(readdirSync(folder.path).sort(), before);
  } finally {
    folder.done();
  }
});

test('row numbers survive packing, and a set of rows takes them in', () => {
  const lists = [[], [1], [1, 2, 3], [5, 9, 10, 11, 4_000_000_000], Array.from({ length: 140_000 }, (_, i) => i * 2 + 1)];
  for (const rows of lists) {
    const writer = new RunWriter();
    rows.forEach((r) => writer.push(r));
    const chunks = writer.chunks();
    assert.deepEqual(
      chunks.flatMap((c) => [...rowsOf(c)]),
      rows,
    );
    if (rows.at(-1) === 4_000_000_000) continue;
    const [before, after] = [rows.filter((_, i) => i % 3 === 0), new RowSet(280_000).addAll(chunks)];
    assert.deepEqual(before.map((row) => after.has(row)).includes(false), false);
    before.forEach((row) => after.add(row + 1));
    assert.deepEqual(
      after.findings().flatMap((c) => [...rowsOf(c)]),
      [...new Set([...rows, ...before.map((row) => row + 1)])].sort((a, b) => a - b),
    );
  }
});

test('the score goes from rules over sub-indicators and dimensions to the total', () => {
  const rule = { severity: 'major', dimension: 'accuracy', indicator: '0301' } as const;
  const score = scoreOf(
    [
      { ...rule, rule: 'a', ratio: 1 },
      { ...rule, rule: 'b', ratio: 0.5 },
      { ...rule, rule: 'c', indicator: '0304', ratio: 0.25 },
      { ...rule, rule: 'd', dimension: 'completeness', indicator: '0201', ratio: 0.9 },
      { ...rule, rule: 'e', ratio: null },
      { ...rule, rule: 'f', severity: 'info', ratio: 0 },
    ],
    { dimensions: { completeness: 3 } },
  );
  assert.equal(score.dimensions.accuracy, (75 + 25) / 2);
  assert.equal(score.total, (50 * 1 + 90 * 3) / 4);
  assert.equal(score.dimensions.timeliness, null);
  assert.deepEqual(score.formula.left, [
    { rule: 'e', reason: 'not-evaluated' },
    { rule: 'f', reason: 'info' },
  ]);
});

test('job lines keep types and are answered in the form of the contract', () => {
  const ask = (rules: readonly unknown[], data: unknown): readonly Record<string, unknown>[] =>
    (
      JSON.parse(checkBatchLine(JSON.stringify({ id: 'x', data, rules }), { asOf: '2026-01-01', semantics })) as {
        results: Record<string, unknown>[];
      }
    ).results;
  const data = { v: [1, '1', null, true, '𠮷'] };
  const [set, gx, unsupported, broken] = ask(
    [
      { kind: 'value-in-set', column: 'v', values: [1] },
      { expectation_type: 'expect_column_values_to_be_in_set', kwargs: { column: 'v', value_set: ['1', '𠮷'], mostly: 0.5 } },
      { expectation_type: 'expect_the_moon', kwargs: {} },
      { kind: 'not-null', column: 'nope' },
    ],
    data,
  );
  assert.deepEqual(set, {
    success: false,
    error: null,
    evaluated: 4,
    failed: 2,
    failedRows: [1, 4],
    failedValues: ['1', '𠮷'],
    observed: null,
  });
  assert.deepEqual(gx, {
    success: true,
    error: null,
    evaluated: 4,
    failed: 2,
    failedRows: [0, 3],
    failedValues: [1, true],
    observed: null,
  });
  assert.deepEqual(
    [unsupported?.['success'], (unsupported?.['error'] as { code: string } | undefined)?.code],
    [null, 'unsupported-expectation'],
  );
  assert.deepEqual([broken?.['success'], (broken?.['error'] as { code: string } | undefined)?.code], [null, 'column-not-found']);
  assert.deepEqual(ask([{ kind: 'unique', column: 'a' }], [{ a: 1 }, { a: '1' }, { a: 1 }, {}])[0]?.['failedRows'], [0, 2]);
});

test('expectations about JSON, other tables and queries become rules; what needs more than the rows is unsupported in a job line', () => {
  const schema = {
    expectation_type: 'expect_column_values_to_match_json_schema',
    kwargs: { column: 'v', json_schema: { required: ['a'] } },
  };
  const other = { expectation_type: 'expect_table_row_count_to_equal_other_table', kwargs: { other_table_name: 'ref' } };
  const rows = { type: 'UnexpectedRowsExpectation', kwargs: { unexpected_rows_query: 'SELECT * FROM {batch} WHERE v IS NULL' } };
  const { results } = JSON.parse(
    checkBatchLine(JSON.stringify({ id: 1, data: { v: ['{"a":1}', '{}', null] }, rules: [schema, other, rows] }), {
      asOf: '2026-01-01',
      semantics,
    }),
  ) as {
    readonly results: readonly {
      readonly success: boolean | null;
      readonly failedRows: readonly number[];
      readonly error: { readonly code: string } | null;
    }[];
  };
  assert.deepEqual(
    results.map((r) => [r.success, r.error?.code ?? r.failedRows]),
    [
      [false, [1]],
      [null, 'unsupported-expectation'],
      [null, 'unsupported-expectation'],
    ],
  );
  assert.deepEqual(fromExpectation(other), { kind: 'aggregate-matches', expression: 'count(*)', dataset: 'ref' });
  assert.deepEqual(fromExpectation(rows), { kind: 'sql-rows', query: 'SELECT * FROM {dataset} WHERE v IS NULL' });
});

test('parameters of an expectation: a moment from the reference date, a value supplied with it, and any other named as unsupported', () => {
  const max = (minimum: object) => ({ expectation_type: 'expect_column_max_to_be_between', kwargs: { column: 'd', min_value: minimum } });
  const rules = [
    max({ $PARAMETER: 'now() - timedelta(weeks=52, days=1)' }),
    max({ $PARAMETER: 'now() - timedelta(days=30)' }),
    max({ $PARAMETER: 'limit', '$PARAMETER.limit': '2025-12-31' }),
    max({ $PARAMETER: 'other.limit * 2' }),
    max({ $PARAMETER: 'now() - timedelta(years=1)' }),
  ];
  const { results } = JSON.parse(
    checkBatchLine(JSON.stringify({ id: 1, data: { d: ['2025-01-01', '2025-12-31'] }, rules }), { asOf: '2026-12-31', semantics }),
  ) as { readonly results: readonly { readonly success: boolean | null; readonly error: unknown }[] };
  assert.deepEqual(
    results.map((r) => r.success ?? r.error),
    [
      true,
      false,
      true,
      { code: 'unsupported-expectation', params: { expectation: '$PARAMETER other.limit * 2' } },
      { code: 'unsupported-expectation', params: { expectation: '$PARAMETER now() - timedelta(years=1)' } },
    ],
  );
  assert.throws(() => fromExpectation(rules[0] ?? {}), { code: 'unsupported-expectation' });
});

test('a line that is no job is answered, so that in and out stay in step', () => {
  const answer = JSON.parse(checkBatchLine('{not json', { asOf: '2026-01-01', semantics })) as {
    error: { code: string };
    results: unknown[];
  };
  assert.deepEqual([answer.error.code, answer.results], ['invalid-input', []]);
});
