/** Numbers in the order of the file: periods and levels, by series whose nature is known. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codedTable } from '../../../engine/profile/structure/coded.ts';
import { dickeyFullerOf, findSeries, seasonOf, UNIT_ROOT } from '../../../engine/profile/structure/series.ts';
import { Dice } from '../../support/seeded.ts';
import { quietContext } from '../../support/intake.ts';

const numbers = (count: number, at: (i: number) => number): Float64Array => Float64Array.from({ length: count }, (_, i) => at(i));
const noise = (seed: number): (() => number) => {
  const dice = new Dice(seed);
  return () => dice.next() + dice.next() + dice.next() - 1.5;
};

test('a period is found under noise and on top of a trend', () => {
  for (const period of [4, 7, 12, 24, 30]) {
    const random = noise(period);
    const values = numbers(720, (i) => 100 + i / 20 + 2 * Math.sin((2 * Math.PI * i) / period) + random());
    const season = seasonOf(values);
    assert.equal(season?.period, period);
    assert.ok((season?.strength ?? 0) > 0.5 && (season?.strength ?? 2) < 1.1, String(season?.strength));
  }
});

test('noise, a trend and a random walk have no period', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = noise(seed);
    assert.equal(seasonOf(numbers(500, random)), null, `noise ${seed}`);
    assert.equal(seasonOf(numbers(500, (i) => i + random())), null, `trend ${seed}`);
    let level = 0;
    assert.equal(seasonOf(numbers(500, () => (level += random()))), null, `walk ${seed}`);
  }
});

test('a level that is kept is told from one that wanders, about as often wrongly as the test says', () => {
  let [wandering, steady] = [0, 0];
  for (let seed = 1; seed <= 200; seed++) {
    const random = noise(seed);
    let [walk, pulled] = [0, 0];
    const walked = numbers(400, () => (walk += random()));
    const back = numbers(400, () => (pulled = pulled * 0.7 + random()));
    if ((dickeyFullerOf(walked) ?? 0) > UNIT_ROOT) wandering++;
    if ((dickeyFullerOf(back) ?? 0) <= UNIT_ROOT) steady++;
  }
  assert.ok(wandering >= 180 && wandering <= 198, `${wandering} of 200 walks`);
  assert.equal(steady, 200);
});

test('what has no chance in it has no statistic; few numbers, texts and evenly spaced rows are no series', () => {
  assert.equal(dickeyFullerOf(numbers(100, (i) => i)), null);
  assert.equal(dickeyFullerOf(numbers(100, () => 5)), null);
  const wave = Array.from(numbers(240, (i) => Math.round(50 * Math.sin((2 * Math.PI * i) / 12))));
  const table = codedTable({ wave, name: wave.map((x) => `n${x}`), gaps: wave.map((x, i) => (i % 3 ? x : null)) });
  assert.deepEqual(
    findSeries(table, quietContext).map(({ column, season }) => [column, season?.period]),
    [['wave', 12]],
  );
  // a straight line with gaps at even distances is still a straight line
  const line = codedTable({ line: wave.map((_, i) => (i % 50 === 0 ? null : i * 1.1)) });
  assert.deepEqual(
    findSeries(line, quietContext).map(({ season }) => season),
    [null],
  );
  assert.deepEqual(findSeries({ ...table, rowsInAll: 1000 }, quietContext), []);
});

test('infinite numbers are known, in words and as numbers', () => {
  const { columns } = codedTable({ v: ['1', 'inf', '-Infinity', '∞', 'info', Number.POSITIVE_INFINITY, 'inf'] });
  assert.equal(columns[0]?.infinite.length, 4);
});
