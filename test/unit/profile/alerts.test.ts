/** What a profile asks a person to look at. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Alert, alertsOf, STRUCTURE_FORMAT } from '../../../engine/profile/index.ts';
import { alertSentence, tDynamic } from '../../../contract/text/index.ts';
import type { ColumnProfile, TableProfile } from '../../../engine/profile/model.ts';
import type { TableStructure } from '../../../engine/profile/structure/index.ts';
import { findConditions } from '../../../engine/profile/structure/conditions.ts';
import { findMissing, missingBands } from '../../../engine/profile/structure/missing.ts';
import { columnProfile } from '../../support/column-profile.ts';
import { codedTable } from '../../../engine/profile/structure/coded.ts';

const ROWS = 1000;
const column = columnProfile;
const structure = (more: Partial<TableStructure>): TableStructure => ({
  format: STRUCTURE_FORMAT,
  rows: ROWS,
  rowsInAll: ROWS,
  keys: [],
  nearKeys: [],
  dependencies: [],
  correlations: [],
  forms: [],
  missing: [],
  missingBands: { rowsPerBand: 1, columns: [] },
  conditions: [],
  addresses: [],
  coordinates: [],
  series: [],
  infinite: [],
  nearDuplicates: null,
  dates: { orders: [], reaches: [] },
  agreements: [],
  ...more,
});
function alerts(
  of: Partial<ColumnProfile> | readonly ColumnProfile[],
  more: Partial<TableProfile> & { structure?: TableStructure; hidden?: boolean } = {},
): readonly Alert[] {
  const columns = Array.isArray(of) ? (of as readonly ColumnProfile[]) : [column(of as Partial<ColumnProfile>)];
  const { structure: found = null, hidden = false, ...table } = more;
  return alertsOf({ format: 1, rowCount: ROWS, columns, duplicateRows: 0, keys: [], ...table }, found, '2026-06-01', () => hidden);
}
const codes = (...args: Parameters<typeof alerts>): string =>
  alerts(...args)
    .map(({ code }) => code)
    .join();

test('nothing is said of a column in order, nor of an empty table', () => {
  assert.equal(codes({}), '');
  assert.equal(codes({ nulls: 0 }, { rowCount: 0 }), '');
});

test('values are named by what is wrong with them', () => {
  assert.equal(codes({ semantic: 'cn-resident-id', invalid: { type: 0, semantic: 3 } }), 'semantic');
  assert.equal(codes({ nulls: 49 }), '');
  assert.equal(codes({ nulls: 50 }), 'nulls');
  assert.equal(codes({ nulls: ROWS }), 'empty');
  assert.equal(codes({ distinct: { count: 1, exact: true } }), 'constant');
  assert.equal(codes({ distinct: { count: 995, exact: true } }), 'almostUnique,highCardinality');
  assert.equal(codes({ patterns: [{ pattern: '9.99E+99', count: 7 }], patternsOther: 0 }), 'digitsLost');
});

test('ids that lost their leading zeros are told from numbers of many lengths', () => {
  const patterns = [
    { pattern: '999999', count: 950 },
    { pattern: '99999', count: 50 },
  ];
  const [found] = alerts({ type: 'integer', patterns });
  assert.deepEqual([found?.code, found?.count, found?.params], ['leadingZeros', 50, { digits: 6 }]);
  const longer = [...patterns, { pattern: '9999999', count: 3 }];
  assert.ok(!codes({ type: 'integer', patterns: longer }).includes('leadingZeros'));
});

test('a date that stands out is taken for a default, with its rows behind it; where values are hidden it is not told', () => {
  const of = {
    type: 'date',
    top: [
      { value: '1990-01-01', count: 300 },
      { value: '1980-02-03', count: 3 },
    ],
  } as const;
  const [found] = alerts(of);
  assert.deepEqual([found?.code, found?.filter], ['default', { column: 'c', op: 'equals', value: '1990-01-01' }]);
  const hidden = alerts(of, { hidden: true }).find(({ code }) => code === 'default');
  assert.deepEqual([hidden?.params, hidden?.filter], [{ value: '***' }, null]);
});

test('a birth date after today is wrong, a due date after today is not', () => {
  assert.equal(codes({ name: '出生日期', type: 'date', min: '1950-01-01', max: '2026-06-02' }), 'future');
  assert.equal(codes({ name: '出生日期', type: 'date', min: '1950-01-01', max: '2026-06-01' }), '');
  assert.equal(codes({ name: '到期日', type: 'date', min: '1950-01-01', max: '2030-06-02' }), '');
  assert.equal(codes({ type: 'date', min: '1050-01-01', max: '2020-06-02' }), 'ancient');
});

test('few negative numbers are odd, many are not; a filter leads to exactly them', () => {
  const shape = { skewness: 0, kurtosis: 0, zeros: 0, negatives: 3, fences: { low: -5, high: 5 }, below: 0, above: 0 };
  const [found] = alerts({ type: 'decimal', shape });
  assert.deepEqual([found?.code, found?.count], ['negatives', 3]);
  assert.equal(codes({ type: 'decimal', shape: { ...shape, negatives: 400 } }), '');
  const [outliers] = alerts({ type: 'decimal', shape: { ...shape, negatives: 0, above: 4 } });
  assert.deepEqual([outliers?.code, outliers?.count, outliers?.filter], ['outliers', 4, { column: 'c', op: 'between', min: 5 }]);
});

test('what columns have to do with each other: a broken dependency is told once a column, with its rows', () => {
  const dependencies = [
    { from: ['a'], to: 'c', strength: 0.99, rows: ROWS, violations: 4 },
    { from: ['b'], to: 'c', strength: 0.985, rows: ROWS, violations: 9 },
    { from: ['a'], to: 'd', strength: 1, rows: ROWS, violations: 0 },
  ];
  const found = alerts([column({ name: 'c' })], {
    structure: structure({ dependencies, keys: [{ columns: ['c'], shared: 0, repeated: 0 }] }),
  });
  assert.deepEqual(
    found.map(({ code, column: of, count, params }) => [code, of, count, params]),
    [['dependency', 'c', 4, { from: 'a' }]],
  );
  const nearKeys = [{ columns: ['a', 'b'], shared: 6, repeated: 3 }];
  assert.equal(codes([column()], { structure: structure({ nearKeys }), duplicateRows: 2 }), 'duplicates,noKey');
});

test('columns that are empty in the same rows belong together; one that is always empty belongs to none', () => {
  const gap = (every: number) => Array.from({ length: 100 }, (_, i) => (i % every === 0 ? null : 'x'));
  const table = codedTable({ a: gap(5), b: gap(5), c: gap(4), d: Array.from({ length: 100 }, () => null), e: gap(1000).map(() => 'x') });
  assert.deepEqual(findMissing(table), [{ columns: ['a', 'b'], rows: 20, broken: 0 }]);
  const bands = missingBands(table);
  assert.equal(bands.rowsPerBand, 3);
  assert.deepEqual(
    bands.columns.map(({ name, nulls, shares }) => [name, nulls, shares.length]),
    [
      ['a', 20, 34],
      ['b', 20, 34],
      ['c', 25, 34],
      ['d', 100, 34],
    ],
  );
  assert.deepEqual(bands.columns[0]?.shares.slice(0, 5), [0.333, 0.333, 0, 0.333, 0]);
  assert.equal(bands.columns[2]?.shares.at(-1), 0);
});

test('an alert brings the rule that would find it in every batch', () => {
  const [semantic] = alerts({ semantic: 'cn-uscc', invalid: { type: 0, semantic: 3 } });
  assert.deepEqual(semantic?.rule, { kind: 'value-matches-semantic', column: 'c', semantic: 'cn-uscc' });
  const agreements = [{ from: '身份证号', column: '性别', what: 'gender', rows: 900, violations: 7 } as const];
  const [found] = alerts([column()], { structure: structure({ agreements, keys: [{ columns: ['c'], shared: 0, repeated: 0 }] }) });
  assert.deepEqual(
    [found?.code, found?.column, found?.count, found?.params],
    ['disagrees', '性别', 7, { from: '身份证号', what: 'gender' }],
  );
});

test('a column that is filled only with certain values of another one has a condition; one that is filled anyhow has none', () => {
  const state = Array.from({ length: 200 }, (_, i) => ['正常', '注销', '迁出', '死亡'][i % 4] ?? '');
  const date = state.map((value, i) => ((value === '注销' || value === '死亡') && i !== 1 ? `2020-01-${i % 28}` : null));
  const other = state.map((_, i) => (i % 3 === 0 ? null : 'x'));
  assert.deepEqual(findConditions(codedTable({ 状态: state, 注销日期: date, 备注: other })), [
    { column: '注销日期', when: '状态', values: ['注销', '死亡'], rows: 100, violations: 1 },
  ]);
});

test('the graver kind comes first, then the one with more rows', () => {
  const found = alerts([
    column({ name: 'a', nulls: 900, distinct: { count: 5, exact: true } }),
    column({ name: 'b', semantic: 'cn-uscc', invalid: { type: 0, semantic: 1 } }),
    column({ name: 'd', nulls: 950, distinct: { count: 5, exact: true } }),
  ]);
  assert.deepEqual(
    found.map(({ code, column: of }) => `${code} ${of}`),
    ['semantic b', 'nulls d', 'nulls a'],
  );
});

test('numbers in the order of time: what comes round again, what keeps no level; nothing where no date is in order', () => {
  const day = column({ name: 'day', type: 'date', order: { direction: 'rising', strict: true } });
  const value = column({ name: 'v', type: 'decimal' });
  const series = [
    { column: 'v', rows: ROWS, season: { period: 12, strength: 0.9 }, dickeyFuller: -1.2 },
    { column: 'day', rows: ROWS, season: null, dickeyFuller: 0 },
  ];
  const told = (columns: readonly ColumnProfile[]) =>
    alerts(columns, { structure: structure({ series }) })
      .filter(({ code }) => code === 'seasonal' || code === 'moving')
      .map(({ code, column: name }) => `${code} ${name}`);
  assert.deepEqual(told([day, value]), ['moving v', 'seasonal v']);
  assert.deepEqual(told([{ ...day, order: null }, value]), []);
});

test('rows that are nearly the same are told with their share and their rows, and become a rule', () => {
  const near = {
    without: ['序号'],
    compared: ['姓名', '住址', '电话'],
    texts: ['姓名', '住址'],
    groups: 2,
    rows: 5,
    listed: [3, 4, 9, 10, 11],
  };
  const [found] = alerts({}, { structure: structure({ nearDuplicates: near }) });
  assert.deepEqual([found?.code, found?.count, found?.params], ['nearDuplicates', 5, { groups: 2, share: 0.005, without: '序号' }]);
  assert.deepEqual(
    [found?.filter, found?.rule],
    [
      { op: 'rows', rows: near.listed },
      { kind: 'compound-unique', columns: near.compared },
    ],
  );
  const [written] = alerts({}, { structure: structure({ nearDuplicates: { ...near, without: [] } }) });
  assert.deepEqual(written?.rule, { kind: 'near-duplicates', columns: near.texts });
  const said = (one: Alert | undefined): string => (one ? alertSentence((key, params) => tDynamic('zh-CN', key, params), one) : '');
  assert.equal(said(found), '5 行疑似重复（占 0.5%，2 组）：除“序号”外各列相同');
  assert.equal(said(written), '5 行疑似重复（占 0.5%，2 组）：只是大小写、全半角、空格或标点不同');
});

test('infinite numbers and JSON in cells are told with their rows', () => {
  const found = alerts({
    type: 'text',
    patterns: [
      { pattern: '{"aaaa":9}', count: 7 },
      { pattern: '[汉]', count: 3 },
    ],
  });
  assert.deepEqual([found.find(({ code }) => code === 'nested')?.count], [7]);
  const [infinite] = alerts({ name: 'v', type: 'decimal' }, { structure: structure({ infinite: [{ column: 'v', rows: 4 }] }) });
  assert.deepEqual([infinite?.code, infinite?.count, infinite?.rule?.kind], ['infinite', 4, 'value-type']);
});
