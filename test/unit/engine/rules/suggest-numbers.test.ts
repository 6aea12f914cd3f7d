/** Rules that numbers speak for, held against a check of the very rows they come from; and all that Deequ's suggestions say. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCheck } from '../../../../engine/quality/check.ts';
import { readRule } from '../../../../engine/rules/rule.ts';
import { suggestRules } from '../../../../engine/rules/suggest.ts';
import { tableStructure } from '../../../../engine/profile/index.ts';
import { importFile, resourcesFolder, scratch } from '../../../support/batch.ts';
import { host, semantics } from '../../../support/check.ts';
import { quietContext } from '../../../support/intake.ts';
import { Dice } from '../../../support/seeded.ts';

const ROWS = 1000;

/** Columns that each call for another kind of rule. */
function table(): string {
  const dice = new Dice(11);
  const random = (): number => dice.next();
  const lines = ['no,kind,note,area,reading,grade,amount'];
  for (let i = 0; i < ROWS; i++) {
    const bell = random() + random() + random() + random();
    const area = i === 40 || i === 700 ? 5000 : 60 + 40 * random();
    lines.push(
      [
        1000 + i * 7,
        i % 3 ? 'open' : 'closed',
        i % 5 === 0 ? '' : `${'x'.repeat(3 + (i % 9))} ${i % 13}`,
        area.toFixed(1),
        (bell - 2).toFixed(3),
        (i * 7919) % 5,
        i === 3 ? 'n/k' : ((i * 31) % 400) / 4,
      ].join(),
    );
  }
  return lines.join('\n');
}

test('what is suggested of numbers is what a check of the same rows finds', async () => {
  const place = scratch();
  try {
    const path = join(place.folder, 'numbers.csv');
    writeFileSync(path, table());
    const { file, profile } = await importFile(path, place.folder, { resources: resourcesFolder });
    const suggestions = suggestRules(profile, '2026-06-30');
    const rules = suggestions.map(({ rule }, i) => readRule(rule, i + 1));
    const run = await runCheck({ batch: file, rules, nullLike: [], asOf: '2026-06-30', findings: null }, host);
    const of = new Map(run.results.map((result) => [result.rule, result]));
    for (const { rule, expectedFailures } of suggestions) {
      const result = of.get(String(rule['id']));
      assert.deepEqual([rule['id'], result?.error, result?.status], [rule['id'], null, 'pass']);
      if (rule['kind'] !== 'column-stat') assert.deepEqual([rule['id'], result?.failed], [rule['id'], expectedFailures]);
    }
    const found = new Map(suggestions.map((one) => [one.key, one]));
    // the two readings of 5,000 lie outside, everything else inside
    const area = found.get('value-between:area');
    assert.deepEqual([area?.evidence.code, area?.expectedFailures], ['fences', 2]);
    assert.ok(Number(area?.rule['max']) < 300, JSON.stringify(area));
    assert.equal(found.get('value-between:amount')?.evidence.code, 'range');
    assert.deepEqual([found.get('value-compare:no')?.rule['op'], found.get('value-compare:no')?.rule['value']], ['>=', 0]);
    assert.ok(!found.has('column-stat:grade:mean') && !found.has('column-stat:no:mean'), 'codes and numbers of rows have no mean');
    // Deequ: complete, mostly complete, type, category, unique, not negative, min, max, mean, deviation, min and max length
    for (const key of [
      'not-null:no',
      'value-type:area',
      'value-in-set:kind',
      'unique:no',
      'value-compare:no',
      'value-between:reading',
      'column-stat:reading:mean',
      'column-stat:reading:stdev',
      'value-length:note',
    ])
      assert.ok(found.has(key), key);
  } finally {
    place.done();
  }
});

test('another batch like it keeps the mean and the spread, one that moved by half a deviation does not', async () => {
  const place = scratch();
  try {
    const column = (name: string, shift: number, seed: number): string => {
      const dice = new Dice(seed);
      const random = (): number => dice.next();
      const path = join(place.folder, name);
      writeFileSync(path, ['v', ...Array.from({ length: ROWS }, () => (10 + random() * 4 + shift).toFixed(4))].join('\n'));
      return path;
    };
    const first = await importFile(column('a.csv', 0, 1), place.folder, { resources: resourcesFolder });
    const rules = suggestRules(first.profile, '2026-06-30')
      .filter(({ key }) => key.startsWith('column-stat:v'))
      .map(({ rule }, i) => readRule({ ...rule }, i + 1));
    assert.equal(rules.length, 2);
    const statuses = async (path: string): Promise<readonly string[]> => {
      const { file } = await importFile(path, place.folder, { resources: resourcesFolder });
      return (await runCheck({ batch: file, rules, nullLike: [], asOf: '2026-06-30', findings: null }, host)).results.map(
        ({ status }) => status,
      );
    };
    assert.deepEqual(await statuses(column('b.csv', 0, 2)), ['pass', 'pass']);
    assert.equal((await statuses(column('c.csv', 0.6, 3)))[0], 'fail');
  } finally {
    place.done();
  }
});

test('dates end today, unless there are later ones: then what is said to pass does pass', async () => {
  const place = scratch();
  try {
    const path = join(place.folder, 'dates.csv');
    const day = (i: number): string => new Date(Date.UTC(2024, 0, 1) + i * 86_400_000).toISOString().slice(0, 10);
    // written like this they are no more than dates
    const slashed = (i: number): string => day(i).replaceAll('-', '/');
    const lines = Array.from(
      { length: 200 },
      (_, i) => `${slashed(i)},${slashed(i + 800)},${i === 199 ? '2026-06-30 08:00:00' : `${day(i)} 09:00:00`}`,
    );
    writeFileSync(path, ['issued,expires,seen', ...lines].join('\n'));
    const { file, profile } = await importFile(path, place.folder, { resources: resourcesFolder });
    const suggestions = suggestRules(profile, '2026-06-30').filter(({ rule }) => rule['kind'] === 'value-between');
    assert.deepEqual(
      suggestions.map(({ rule, expectedFailures }) => [rule['column'], rule['min'], rule['max'], expectedFailures]),
      [
        ['issued', '2024-01-01', 'today', 0],
        ['expires', '2026-03-11', undefined, 0],
        // today is its first moment
        ['seen', '2024-01-01', undefined, 0],
      ],
    );
    const rules = suggestions.map(({ rule }, i) => readRule(rule, i + 1));
    const run = await runCheck({ batch: file, rules, nullLike: [], asOf: '2026-06-30', findings: null }, host);
    assert.deepEqual(
      run.results.map(({ error, failed }) => [error, failed]),
      [
        [null, 0],
        [null, 0],
        [null, 0],
      ],
    );
  } finally {
    place.done();
  }
});

test('dates with a meaning have limits too, a few of long ago are exceptions, and an order of columns is counted: as many fail as were said', async () => {
  const place = scratch();
  try {
    const path = join(place.folder, 'orders.csv');
    const day = (i: number): string => new Date(Date.UTC(2020, 0, 1) + i * 86_400_000).toISOString().slice(0, 10);
    const lines = Array.from({ length: 500 }, (_, i) => {
      const begun = i === 3 || i === 9 ? '1016-05-04' : day(i % 400);
      // seven end before they began, five have not ended
      const ended = i % 100 === 50 ? '' : i >= 10 && i < 17 ? day(0) : day((i % 400) + 30);
      return `${i},${begun},${ended}`;
    });
    writeFileSync(path, ['编号,开始日期,结束日期', ...lines].join('\n'));
    const { file, profile } = await importFile(path, place.folder, { resources: resourcesFolder });
    assert.equal(profile.columns[1]?.semantic, 'date');
    const structure = tableStructure({ parts: file.parts, columns: file.columns }, quietContext, semantics);
    assert.ok(!suggestRules(profile, '2026-06-30').some(({ rule }) => rule['kind'] === 'date-order'));
    const found = suggestRules(profile, '2026-06-30', structure).filter(
      ({ rule }) => ['value-between', 'date-order'].includes(String(rule['kind'])) && rule['column'] !== '编号',
    );
    assert.deepEqual(
      found.map(({ rule, expectedFailures }) => [rule['kind'], rule['min'], rule['max'], expectedFailures]),
      [
        ['value-between', '2020-01-01', 'today', 2],
        ['value-between', '2020-01-01', 'today', 0],
        ['date-order', undefined, undefined, 7],
      ],
    );
    const run = await runCheck(
      { batch: file, rules: found.map(({ rule }, i) => readRule(rule, i + 1)), nullLike: [], asOf: '2026-06-30', findings: null },
      host,
    );
    assert.deepEqual(
      run.results.map(({ error, failed, status }) => [error, failed, status]),
      found.map(({ expectedFailures }) => [null, expectedFailures, 'pass']),
    );
  } finally {
    place.done();
  }
});
