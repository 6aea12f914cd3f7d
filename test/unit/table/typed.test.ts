import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classify, isBlank, toDate, toNumber, toTime, valueClass } from '../../../engine/table/index.ts';

const nameOf = (value: string): string => Object.entries(valueClass).find(([, id]) => id === classify(value))?.[0] ?? '';

test('what a text could be', () => {
  const cases: readonly (readonly [text: string, kind: string])[] = [
    ['0', 'integer'],
    ['-12', 'integer'],
    ['+5', 'integer'],
    ['1,234', 'integer'],
    ['1,234.5', 'decimal'],
    ['12,34', 'text'],
    ['1,23', 'text'],
    ['3.14', 'decimal'],
    ['.5', 'decimal'],
    ['-0.50', 'decimal'],
    ['5.', 'text'],
    ['1e5', 'decimal'],
    ['1.2E-3', 'decimal'],
    ['1e', 'text'],
    ['007', 'code'],
    ['440304001', 'integer'],
    ['1234567890123456', 'code'],
    ['123456789012345', 'integer'],
    ['00.5', 'text'],
    ['20240131', 'integerDate'],
    ['20240230', 'integer'],
    ['99999999', 'integer'],
    ['2024-01-31', 'date'],
    ['2024-02-30', 'text'],
    ['2023-02-29', 'text'],
    ['2024/1/5', 'date'],
    ['2024.12.1', 'date'],
    ['2024年1月31日', 'date'],
    ['2024年12月31日', 'date'],
    ['2024-01-31 08:30', 'datetime'],
    ['2024-01-31 08:30:59', 'datetime'],
    ['2024-01-31T08:30:59.123Z', 'datetime'],
    ['2024-01-31 24:00:00', 'text'],
    ['08:30', 'time'],
    ['8:30:15', 'time'],
    ['25:00', 'text'],
    ['2024-01', 'text'],
    ['true', 'boolean'],
    ['否', 'boolean'],
    ['', 'blank'],
    ['  　\t', 'blank'],
    [' 1', 'text'],
    ['12 ', 'text'],
    ['-', 'text'],
    ['1-2', 'text'],
    ['１２', 'text'],
  ];
  assert.deepEqual(
    cases.map(([text]) => [text, nameOf(text)]),
    cases,
  );
});

test('numbers and times are read, codes and nonsense are not', () => {
  assert.deepEqual(['1,234.5', '-3', '007', '1e2', 'x', ''].map(toNumber), [1234.5, -3, null, 100, null, null]);
  assert.deepEqual([12, 12n, null].map(toNumber), [12, 12, null]);
  assert.deepEqual(
    ['2024-01-31', '2024/1/31', '20240131', '2024年1月31日', '2024-01-31 08:30:00', '2024-01-31T08:30:00+08:00', '2024-13-01'].map(toDate),
    ['2024-01-31', '2024-01-31', '2024-01-31', '2024-01-31', '2024-01-31T08:30:00', '2024-01-31T00:30:00', null],
  );
});

test('every day from 1850 to 2150 is the one the platform counts', () => {
  for (let ms = Date.UTC(1850, 0, 1); ms <= Date.UTC(2150, 11, 31); ms += 86_400_000)
    assert.equal(toTime(new Date(ms).toISOString().slice(0, 10)), ms);
});

test('white space of every script is blank', () => {
  for (const text of ['', ' ', '　', '\u00a0\ufeff', '\t\r\n']) assert.ok(isBlank(text), JSON.stringify(text));
  assert.ok(!isBlank('　a'));
});
