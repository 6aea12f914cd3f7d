/** The same rules where the data is, on tables of all sorts of cells: equal to a local batch of the same rows, whatever way a rule goes. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { checkSource } from '../../../engine/pushdown/index.ts';
import { readRule, type RuleObject } from '../../../engine/rules/index.ts';
import { mariadbAbsence } from '../../support/mariadb.ts';
import { postgresAbsence } from '../../support/postgres.ts';
import {
  asOf,
  assertSame,
  checkBoth,
  type CheckedServer,
  host,
  type Kind,
  mariadbServer,
  postgresServer,
  tableSql,
} from '../../support/pushdown.ts';
import { cell } from '../../support/rule-rows.ts';
import { codeOf } from '../../support/source-line.ts';

const text = fc.oneof(
  cell,
  fc.constantFrom(
    'Ａ１',
    'ａ',
    'A ',
    'a',
    '\ta',
    '𠮷',
    '𠮷田',
    '1 ',
    ' 1',
    '+1',
    '.5',
    '5.',
    '1e400',
    '9007199254740993',
    '0.1',
    '100%',
    'a_b',
    "o'x",
    '\\n',
    'ß',
    'İ',
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }).filter((s) => !s.includes('\0')),
);
const whole = fc.oneof(fc.constant(null), fc.integer({ min: -3, max: 12 }), fc.constantFrom(9_007_199_254_740_991, 1_000_000));
const decimal = fc.oneof(fc.constant(null), fc.constantFrom('0.10', '12.50', '-3.00', '0.30', '99999999.99'));
const date = fc.oneof(fc.constant(null), fc.constantFrom('1999-12-31', '2020-02-29', '2026-06-30', '2026-07-01', '1970-01-01'));
const moment = fc.oneof(fc.constant(null), fc.constantFrom('2020-02-29 00:00:00', '2026-06-30 12:34:56', '2026-06-30 12:34:56.250000'));
const columns = (
  [
    ['v', 'text'],
    ['w', 'text'],
    ['n', 'bigint'],
    ['m', 'bigint'],
    ['d', 'decimal'],
    ['t', 'date'],
    ['u', 'datetime'],
  ] as const
).map(([name, kind]): { readonly name: string; readonly kind: Kind } => ({ name, kind }));
const table = fc.array(fc.tuple(text, text, whole, whole, decimal, date, moment), { maxLength: 30 });

// "then" is a parameter's name in the catalogue
const implies = (when: string, then: string): RuleObject =>
  Object.fromEntries([
    ['kind', 'row-implies'],
    ['when', when],
    ['then', then],
  ]);
const rules: readonly RuleObject[] = [
  { kind: 'not-null', column: 'v' },
  { kind: 'not-blank', column: 'v' },
  { kind: 'not-blank', column: 'd' },
  { kind: 'must-be-null', column: 'n', where: "v = 'a'" },
  { kind: 'value-in-set', column: 'v', values: ['a', '男', 1, ' '] },
  { kind: 'value-in-set', column: 'n', values: [1, 2, '3'] },
  { kind: 'value-in-set', column: 'd', values: [0.1, '12.50'] },
  { kind: 'value-not-in-set', column: 'v', values: ['A', 'ａ'], where: 'n >= 1' },
  { kind: 'value-between', column: 'v', min: 0, max: 12 },
  { kind: 'value-between', column: 'n', min: 1, strictMin: true },
  { kind: 'value-between', column: 'd', max: 12.5, strictMax: true },
  { kind: 'value-between', column: 't', min: '2000-01-01', max: 'today' },
  { kind: 'value-between', column: 'u', max: '2026-06-30' },
  { kind: 'value-compare', column: 'n', op: '!=', value: 3 },
  { kind: 'value-compare', column: 'v', op: '=', value: 'a' },
  { kind: 'value-length', column: 'v', min: 1, max: 2 },
  { kind: 'value-length', column: 'v', max: 4, unit: 'utf8-bytes' },
  { kind: 'value-matches-like', column: 'v', patterns: ['a%', '_'] },
  { kind: 'value-not-matches-like', column: 'w', patterns: ['%1%', '100\\%', 'a\\_b'] },
  { kind: 'value-matches-like', column: 'v', patterns: ['A%'], ignoreCase: true },
  { kind: 'value-matches-regex', column: 'v', patterns: ['^[a-z0-9]+$'] },
  { kind: 'value-matches-semantic', column: 'v', semantic: 'cn-resident-id' },
  { kind: 'value-not-future', column: 't' },
  { kind: 'stale-records', column: 't', maxAge: '5y' },
  { kind: 'not-placeholder', column: 'v' },
  { kind: 'pair-equal', a: 'v', b: 'w' },
  { kind: 'pair-equal', a: 'n', b: 'm' },
  { kind: 'pair-compare', a: 'n', b: 'm', op: '<' },
  { kind: 'pair-compare', a: 't', b: 'u', op: '<=' },
  { kind: 'required-if', column: 'w', when: 'n > 0 AND v IS NOT NULL' },
  { kind: 'row-expression', expression: "n + m >= 0 OR v LIKE '%a%'" },
  { kind: 'row-expression', expression: 'd * 2 > n' },
  { kind: 'row-expression', expression: "length(trim(v)) > 0 AND v || w <> 'aa'" },
  { kind: 'row-expression', expression: "t >= date('2020-01-01') AND u - t < 400" },
  { kind: 'row-expression', expression: 'n NOT IN (1, 2) AND m BETWEEN 0 AND 5' },
  { kind: 'row-expression', expression: 'n / m > 1 OR NOT (v = w)' },
  implies('v IS NOT NULL', 'n IS NOT NULL'),
  { kind: 'row-all-or-none', columns: ['v', 'n', 't'] },
  { kind: 'row-completeness', columns: ['v', 'w', 'n', 'd'], minFilled: 3 },
  { kind: 'row-values-distinct', columns: ['v', 'w'] },
  { kind: 'row-arithmetic', columns: ['n', 'm'], equals: 'd' },
  { kind: 'unique', column: 'v' },
  { kind: 'unique', column: 'v', normalize: ['case'] },
  { kind: 'unique', column: 'n', where: 'm IS NOT NULL' },
  { kind: 'compound-unique', columns: ['v', 'n'] },
  { kind: 'primary-key', columns: ['w', 't'] },
  { kind: 'duplicate-rows', columns: ['v', 'n', 't'] },
  { kind: 'functional-dependency', determinant: ['n'], dependent: 'v' },
  { kind: 'functional-dependency', determinant: ['v', 'm'], dependent: 'd' },
  { kind: 'column-completeness', column: 'v', min: 0.5 },
  { kind: 'column-distinct-count', column: 'v', min: 2 },
  { kind: 'column-unique-ratio', columns: ['v', 'w'], min: 0.5 },
  { kind: 'column-stat', column: 'n', stat: 'sum', max: 20 },
  { kind: 'column-stat', column: 'd', stat: 'mean', max: 20 },
  { kind: 'column-stat', column: 'm', stat: 'median', max: 20 },
  { kind: 'row-count', min: 3 },
  { kind: 'not-null', column: 'v', groupBy: 'n', threshold: 0.5 },
  { kind: 'value-monotonic', column: 'n' },
  { kind: 'freshness', column: 't', maxAge: '1y' },
];

const servers = [
  { name: 'postgresql', absence: postgresAbsence, start: postgresServer },
  { name: 'mysql', absence: mariadbAbsence, start: mariadbServer },
] as const;

for (const { name, absence, start } of servers) {
  const missing = absence();
  describe(`tables on ${name}`, { skip: missing ?? false }, () => {
    let server: CheckedServer;
    before(async () => {
      if (missing === null) server = await start();
    });
    after(() => server?.stop());
    const fill = async (rows: Parameters<typeof tableSql>[3]): Promise<void> => {
      for (const sql of tableSql(server.name, 't', columns, rows)) await server.run(sql);
    };

    test('any rows, all rules', async () => {
      await fc.assert(
        fc.asyncProperty(table, fc.constantFrom([], ['', 'a', '无']), async (rows, nullLike) => {
          await fill(rows);
          const both = await checkBoth(server, 't', rules, { nullLike });
          assertSame(both.there, both.local, rules);
          assert.deepEqual(both.thereScore, both.localScore);
          // a rule that nobody can run would be the same everywhere
          const failed = both.there.filter(({ error }) => error !== null && !JSON.stringify(error).includes('nothing-to-measure'));
          assert.deepEqual(failed, []);
        }),
        { seed: Number(process.env['FC_SEED'] ?? 20_260_630), numRuns: 12 },
      );
    });

    test('a rule over a column that is not there, or that makes no sense, is an error of its own', async () => {
      await fill([['a', 'b', 1, 2, '0.10', '2020-02-29', null]]);
      const wrong = [
        { kind: 'not-null', column: 'x' },
        { kind: 'row-expression', expression: 'n >' },
        { kind: 'not-null', column: 'v' },
        { kind: 'nonsense' },
      ];
      const both = await checkBoth(server, 't', wrong);
      assert.deepEqual(both.there, both.local);
    });

    test('a table that is not there is said; nothing else happens', async () => {
      const input = {
        login: server.login,
        key: null,
        rules: [readRule({ kind: 'row-count', min: 1 }, 1)],
        nullLike: [],
        asOf,
        dir: '/nonexistent',
        fileKey: null,
        sampleRows: 100,
      };
      assert.equal(await codeOf(checkSource({ ...input, from: { kind: 'table', schema: '', table: 'nobody' } }, host)), 'source-query');
    });

    test('a query is checked like a table; without a key its rows have no names', async () => {
      await fill([
        ['a', 'b', 1, 2, null, null, null],
        [null, 'b', 2, 2, null, null, null],
      ]);
      const input = {
        login: server.login,
        key: null,
        rules: [readRule({ kind: 'not-null', column: 'v' }, 1)],
        nullLike: [],
        asOf,
        dir: '/nonexistent',
        fileKey: null,
        sampleRows: 100,
      };
      const from = { kind: 'query', sql: 'SELECT v, n FROM t WHERE n > 1' } as const;
      const run = await checkSource({ ...input, from }, host);
      assert.deepEqual([run.rowCount, run.results[0]?.failed, run.results[0]?.sample], [1, 1, [{ key: [], cells: [null] }]]);
      const named = await checkSource({ ...input, from, key: ['n'] }, host);
      assert.deepEqual(named.results[0]?.sample, [{ key: ['2'], cells: [null] }]);
    });
  });
}
