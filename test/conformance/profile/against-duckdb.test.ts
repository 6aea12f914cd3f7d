import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ImportResult } from '../../../engine/intake/import.ts';
import type { ColumnProfile } from '../../../engine/profile/index.ts';
import { patternOf } from '../../../engine/table/index.ts';
import { importFile, resourcesFolder, scratch } from '../../support/batch.ts';
import { gb18030Bytes } from '../../../base/text-size.ts';
import { citizenCheck, creditCheck, populationColumns, writePopulation } from '../../support/population.ts';

const ROWS = 20_000;

function close(actual: number | null, expected: number, what: string): void {
  assert.ok(
    actual !== null && Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)),
    `${what}: ${actual} is not ${expected}`,
  );
}

test('every figure of a profile is what DuckDB computes on the same file', async (t) => {
  const place = scratch();
  const path = `${place.folder}/population.csv`;
  writePopulation(path, { rows: ROWS, seed: 7 });
  const duck = await (await DuckDBInstance.create(':memory:')).connect();
  const rowsOf = async (query: string): Promise<readonly (readonly unknown[])[]> =>
    (await duck.runAndReadAll(query)).getRows().map((row) => row.map((cell) => (typeof cell === 'bigint' ? Number(cell) : cell)));
  try {
    await duck.run(`CREATE TABLE t AS SELECT * FROM read_csv('${path}', all_varchar = true, header = true)`);
    const result: ImportResult = await importFile(path, place.folder, { stretches: 3, resources: resourcesFolder });
    assert.equal(result.profile.rowCount, ROWS);
    assert.deepEqual(
      result.profile.columns.map((column) => column.name),
      [...populationColumns],
    );

    for (const column of result.profile.columns) {
      await t.test(column.name, async () => {
        const c = `"${column.name}"`;
        const [[nulls, distinct, min, max, sum, blanks] = []] = await rowsOf(
          `SELECT count(*) FILTER (${c} IS NULL), count(DISTINCT ${c}), min(length(${c})), max(length(${c})), sum(length(${c})), count(*) FILTER (trim(${c}, ' \t　') = '') FROM t`,
        );
        assert.equal(column.nulls, nulls);
        assert.deepEqual(column.distinct, { count: distinct, exact: true });
        assert.deepEqual([column.length.min, column.length.max], [min, max]);
        close(column.length.mean, Number(sum) / (ROWS - column.nulls), 'mean length');
        assert.equal(column.blanks, blanks);
        await sameTexts(column, c);
        await sameCounts(column, c);
        await sameNumbers(column, c);
      });
    }
    await t.test('rows', async () => {
      const [[distinctRows] = []] = await rowsOf('SELECT count(*) FROM (SELECT DISTINCT * FROM t)');
      assert.equal(result.profile.duplicateRows, ROWS - Number(distinctRows));
      assert.ok((result.profile.duplicateRows ?? 0) > 0, 'the generated file has repeated rows');
    });
    await t.test('citizen ids and credit codes', async () => {
      const ids = await rowsOf('SELECT "证件号码" FROM t');
      const broken = ids.filter(([id]) => citizenCheck(String(id).slice(0, 17)) !== String(id).at(17)).length;
      const column = result.profile.columns.find((each) => each.name === '证件号码');
      assert.deepEqual([column?.semantic, column?.invalid.semantic], ['cn-resident-id', broken]);
      assert.ok(broken > 0);
      const codes = (await rowsOf('SELECT "单位信用代码" FROM t WHERE "单位信用代码" IS NOT NULL')).map(([code]) => String(code));
      const credit = result.profile.columns.find((each) => each.name === '单位信用代码');
      assert.deepEqual(
        [credit?.semantic, credit?.invalid.semantic],
        ['cn-uscc', codes.filter((code) => creditCheck(code.slice(0, 17)) !== code.at(17)).length],
      );
    });
  } finally {
    duck.closeSync();
    place.done();
  }

  async function sameTexts(column: ColumnProfile, c: string): Promise<void> {
    const [[min, max] = []] = await rowsOf(`SELECT min(strlen(${c})), max(strlen(${c})) FROM t`);
    assert.deepEqual(column.bytes?.utf8, { min, max });
    const widths = (await rowsOf(`SELECT DISTINCT ${c} FROM t WHERE ${c} IS NOT NULL`)).map(([value]) => gb18030Bytes(String(value)));
    assert.deepEqual(column.bytes?.gb18030, { min: Math.min(...widths), max: Math.max(...widths) });
    for (const [kind, expression] of [
      ['otherSpace', '[\\t\\x{3000}\\x{a0}]'],
      ['lineBreak', '[\\n\\r]'],
      ['rareHan', '[\\x{3400}-\\x{4dbf}\\x{9fa6}-\\x{9fff}\\x{f900}-\\x{faff}\\x{20000}-\\x{3347f}]'],
      ['fullWidth', '[\\x{ff10}-\\x{ff19}\\x{ff21}-\\x{ff3a}\\x{ff41}-\\x{ff5a}]'],
    ] as const) {
      const [[n] = []] = await rowsOf(`SELECT count(*) FROM t WHERE regexp_matches(${c}, '${expression}')`);
      assert.equal(column.characters.find((one) => one.kind === kind)?.count ?? 0, n, kind);
    }
  }

  async function sameCounts(column: ColumnProfile, c: string): Promise<void> {
    const counts = await rowsOf(`SELECT ${c}, count(*) FROM t WHERE ${c} IS NOT NULL GROUP BY 1`);
    const byValue = new Map(counts.map(([value, n]) => [String(value), Number(n)]));
    assert.equal(column.once, counts.filter(([, n]) => n === 1).length);
    assert.equal(
      column.unique,
      counts.every(([, n]) => n === 1),
    );
    assert.deepEqual(
      column.top.map((each) => each.count),
      counts
        .map(([, n]) => Number(n))
        .sort((a, b) => b - a)
        .slice(0, 20),
    );
    for (const { value, count } of column.top) assert.equal(count, byValue.get(String(value)), `count of ${value}`);
    const patterns = new Map<string, number>();
    for (const [value, n] of byValue) patterns.set(patternOf(value), (patterns.get(patternOf(value)) ?? 0) + n);
    const expected = [...patterns]
      .map(([pattern, count]) => ({ pattern, count }))
      .sort((a, b) => b.count - a.count || (a.pattern < b.pattern ? -1 : 1));
    assert.deepEqual(column.patterns, expected.slice(0, 20));
    assert.equal(
      column.patternsOther,
      expected.slice(20).reduce((n, each) => n + each.count, 0),
    );
  }

  async function sameNumbers(column: ColumnProfile, c: string): Promise<void> {
    const [[entropy] = []] = await rowsOf(`SELECT entropy(${c}) FROM t`);
    close(column.entropy, Number(entropy ?? 0), 'entropy');
    if (column.type === 'date') {
      const [[min, max] = []] = await rowsOf(`SELECT min(${c}), max(${c}) FROM t`);
      assert.deepEqual([column.min, column.max], [min, max]);
    }
    if (column.type === 'date' || column.type === 'datetime') await sameDates(column, `TRY_CAST(${c} AS TIMESTAMP)::DATE`);
    if (column.type === 'datetime') {
      const [[min, max] = []] = await rowsOf(`SELECT replace(min(${c}), ' ', 'T'), replace(max(${c}), ' ', 'T') FROM t`);
      assert.deepEqual([column.min, column.max], [min, max]);
    }
    if (column.type !== 'integer' && column.type !== 'decimal') return;
    const v = `TRY_CAST(${c} AS DOUBLE)`;
    const [[min, max, mean, stddev, p5, p25, p50, p75, p95] = []] = await rowsOf(
      `SELECT min(${v}), max(${v}), avg(${v}), stddev_samp(${v}), ${[0.05, 0.25, 0.5, 0.75, 0.95].map((q) => `quantile_cont(${v}, ${q})`).join(', ')} FROM t`,
    );
    assert.deepEqual([column.min, column.max], [min, max]);
    close(column.mean, Number(mean), 'mean');
    close(column.stddev, Number(stddev), 'stddev');
    const [[skewness, kurtosis, zeros, negatives] = []] = await rowsOf(
      `SELECT skewness(${v}), kurtosis(${v}), count(*) FILTER (${v} = 0), count(*) FILTER (${v} < 0) FROM t`,
    );
    const { shape } = column;
    assert.ok(shape);
    assert.ok(Math.abs((shape.skewness ?? 0) - Number(skewness)) < 1e-6 && Math.abs((shape.kurtosis ?? 0) - Number(kurtosis)) < 1e-6);
    assert.deepEqual([shape.zeros, shape.negatives], [zeros, negatives]);
    const [[below, above] = []] = await rowsOf(
      `SELECT count(*) FILTER (${v} < ${shape.fences.low}), count(*) FILTER (${v} > ${shape.fences.high}) FROM t`,
    );
    assert.deepEqual([shape.below, shape.above], [below, above]);
    close(shape.fences.low, Number(p25) - 1.5 * (Number(p75) - Number(p25)), 'fence');
    const q = column.quantiles;
    [
      [q.p5, p5],
      [q.p25, p25],
      [q.p50, p50],
      [q.p75, p75],
      [q.p95, p95],
    ].forEach(([own, theirs]) => close(own as number, Number(theirs), 'quantile'));
    const last = column.histogram.length - 1;
    for (const [i, bin] of column.histogram.entries()) {
      const [[n] = []] = await rowsOf(`SELECT count(*) FROM t WHERE ${v} >= ${bin.from} AND ${v} ${i === last ? '<=' : '<'} ${bin.to}`);
      assert.equal(bin.count, n, `bin ${i}`);
    }
  }

  async function sameDates({ dates, histogram }: ColumnProfile, day: string): Promise<void> {
    assert.ok(dates);
    const weekdays = new Map(
      (await rowsOf(`SELECT isodow(${day}), count(*) FROM t WHERE ${day} IS NOT NULL GROUP BY 1`)) as [number, number][],
    );
    assert.deepEqual(
      dates.weekdays,
      [1, 2, 3, 4, 5, 6, 7].map((n) => weekdays.get(n) ?? 0),
    );
    const [[days, gap] = []] = await rowsOf(
      `SELECT count(*), max(gap) FROM (SELECT d, d - lag(d) OVER (ORDER BY d) - 1 AS gap FROM (SELECT DISTINCT ${day} AS d FROM t WHERE ${day} IS NOT NULL))`,
    );
    assert.deepEqual([dates.days, dates.gap?.days ?? 0], [days, gap]);
    for (const bin of histogram) {
      const [[n] = []] = await rowsOf(`SELECT count(*) FROM t WHERE ${day} BETWEEN '${bin.from}' AND '${bin.to}'`);
      assert.equal(bin.count, n, `${bin.from} to ${bin.to}`);
    }
  }
});
