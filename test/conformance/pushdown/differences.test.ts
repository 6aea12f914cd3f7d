/** What two servers and SQLite see differently, if left to themselves: collations, padding, time zones, forms of numbers, wide characters. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { RuleObject } from '../../../engine/rules/index.ts';
import { mariadbAbsence } from '../../support/mariadb.ts';
import { postgresAbsence } from '../../support/postgres.ts';
import { assertSame, checkBoth, type CheckedServer, mariadbServer, postgresServer } from '../../support/pushdown.ts';

interface Case {
  readonly name: string;
  /** The type of column `v`, per server; left out: not there. */
  readonly postgresql?: string;
  readonly mysql?: string;
  /** The values as SQL. */
  readonly values: readonly string[];
  readonly rules: readonly RuleObject[];
}

const set = (...values: readonly (string | number)[]): RuleObject => ({ kind: 'value-in-set', column: 'v', values: [...values] });
const length = (min: number, max: number): RuleObject => ({ kind: 'value-length', column: 'v', min, max });
const between = (min: number | string, max: number | string): RuleObject => ({ kind: 'value-between', column: 'v', min, max });
const row = (expression: string): RuleObject => ({ kind: 'row-expression', expression });
const unique: RuleObject = { kind: 'unique', column: 'v' };
const general: readonly RuleObject[] = [
  { kind: 'not-null', column: 'v' },
  { kind: 'not-blank', column: 'v' },
  { kind: 'not-placeholder', column: 'v' },
  unique,
  { kind: 'column-distinct-count', column: 'v', min: 2 },
  { kind: 'functional-dependency', determinant: ['v'], dependent: 'w' },
];
const texts = [
  "'a'",
  "'A'",
  "'a '",
  "'à'",
  "'ａ'",
  "'ß'",
  "'ss'",
  "''",
  "' '",
  "'　'",
  "'𠮷'",
  "'𠮷田'",
  "'😀'",
  "'吉'",
  "'straße'",
  "'11111111111'",
  'NULL',
];
const textRules: readonly RuleObject[] = [
  ...general,
  set('a', 'ss', '𠮷', ' '),
  { kind: 'value-not-in-set', column: 'v', values: ['A', 'ａ', '😀'] },
  length(1, 1),
  length(2, 2),
  { kind: 'value-length', column: 'v', max: 4, unit: 'utf8-bytes' },
  { kind: 'value-matches-like', column: 'v', patterns: ['_', 'a%'] },
  { kind: 'unique', column: 'v', normalize: ['case'] },
  row("v >= 'a' AND v < 'b'"),
  row("v || 'x' <> 'ax'"),
];
const moments: readonly RuleObject[] = [
  ...general,
  { kind: 'value-not-future', column: 'v' },
  { kind: 'stale-records', column: 'v', maxAge: '1y' },
  between('2026-06-29', '2026-06-30'),
  row("v >= date('2026-06-30')"),
];
const numbers: readonly RuleObject[] = [
  ...general,
  between(0, 12.5),
  set(1, '0.10', '1'),
  row('v * 2 > 1'),
  { kind: 'value-compare', column: 'v', op: '=', value: 1 },
];

const cases: readonly Case[] = [
  { name: 'text in the usual collation', postgresql: 'text', mysql: 'varchar(40)', values: texts, rules: textRules },
  {
    name: 'text in a collation that sees no case',
    postgresql: 'text COLLATE blind',
    mysql: 'varchar(40) COLLATE utf8mb4_unicode_520_ci',
    values: texts,
    rules: textRules,
  },
  { name: 'text in a binary collation', mysql: 'varchar(40) COLLATE utf8mb4_bin', values: texts, rules: textRules },
  {
    name: 'text of an old encoding',
    mysql: 'varchar(40) CHARACTER SET gbk',
    values: ["'深圳'", "'a'", "'A '", "''", 'NULL'],
    rules: textRules,
  },
  {
    name: 'padded text',
    postgresql: 'char(6)',
    mysql: 'char(6)',
    values: ["'a'", "'a  '", "'深圳'", "''", "'abcdef'", 'NULL'],
    rules: textRules,
  },
  {
    name: 'moments with a zone',
    postgresql: 'timestamptz',
    values: ["'2026-06-30 16:30:00+00'", "'2026-06-30 15:59:59+00'", "'2026-06-29 16:00:00+00'", "'1900-01-01 00:00:00+00'", 'NULL'],
    rules: moments,
  },
  {
    name: 'moments without a zone',
    postgresql: 'timestamp(3)',
    mysql: 'datetime(3)',
    values: ["'2026-07-01 00:00:00'", "'2026-06-30 23:59:59.999'", "'2026-06-30 23:59:59.5'", "'1999-12-31 00:00:00'", 'NULL'],
    rules: moments,
  },
  {
    name: 'moments of the session zone',
    mysql: 'timestamp NULL',
    values: ["'2026-07-01 00:00:00'", "'2026-06-30 23:59:59'", "'1999-12-31 00:00:00'", 'NULL'],
    rules: moments,
  },
  {
    name: 'days',
    postgresql: 'date',
    mysql: 'date',
    values: ["'2026-06-30'", "'2026-07-01'", "'0001-01-01'", "'9999-12-31'", 'NULL'],
    rules: moments,
  },
  {
    name: 'yes and no',
    postgresql: 'boolean',
    mysql: 'tinyint(1)',
    values: ['true', 'false', 'NULL'],
    rules: [...general, set('true', 't', 1, '1'), length(1, 4)],
  },
  {
    name: 'decimals',
    postgresql: 'numeric(12,2)',
    mysql: 'decimal(12,2)',
    values: ['0.1', '1', '12.5', '12.51', '-3', '0', 'NULL'],
    rules: numbers,
  },
  {
    name: 'long decimals',
    postgresql: 'numeric(38,10)',
    mysql: 'decimal(38,10)',
    values: ['0.1', '1', '12.5000000001', '12345678901234567890.5', 'NULL'],
    rules: numbers,
  },
  {
    name: 'decimals of any length',
    postgresql: 'numeric',
    values: ['0.10', '1.000', '12.5', '-3.14159265358979323846', 'NULL'],
    rules: numbers,
  },
  {
    name: 'numbers of all sizes',
    postgresql: 'bigint',
    mysql: 'bigint',
    values: ['1', '0', '9007199254740992', '9007199254740993', '-9223372036854775808', 'NULL'],
    rules: numbers,
  },
  {
    name: 'numbers without a sign',
    mysql: 'bigint unsigned',
    values: ['1', '18446744073709551615', '9007199254740993', 'NULL'],
    rules: numbers,
  },
  {
    name: 'binary fractions',
    postgresql: 'double precision',
    mysql: 'double',
    values: ['0.1', '1', '12.5', '1e300', '-0.5', 'NULL'],
    rules: numbers,
  },
  {
    name: 'numbers in texts',
    postgresql: 'varchar(40)',
    mysql: 'varchar(40)',
    values: [
      "'1'",
      "'1.0'",
      "'+1'",
      "' 1'",
      "'01'",
      "'1e0'",
      "'0x1'",
      "'１'",
      "'1,000'",
      "'.5'",
      "'1_0'",
      "'inf'",
      "'NaN'",
      "'12345678901234567'",
      "'1e-400'",
      'NULL',
    ],
    rules: numbers,
  },
  {
    name: 'words of a list',
    mysql: "enum('男', '女', '')",
    values: ["'男'", "'女'", "''", 'NULL'],
    rules: [...general, set('男'), length(1, 1), row("v = '男'")],
  },
  { name: 'a year', mysql: 'year', values: ['2026', '1999', 'NULL'], rules: [...general, between(2000, 2100), set(2026)] },
  {
    name: 'an hour',
    postgresql: 'time',
    mysql: 'time',
    values: ["'08:00:00'", "'23:59:59'", 'NULL'],
    rules: [...general, length(8, 8), set('08:00:00')],
  },
  {
    name: 'an identifier',
    postgresql: 'uuid',
    values: ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12'", 'NULL'],
    rules: [...general, length(36, 36)],
  },
];

const servers = [
  { name: 'postgresql', absence: postgresAbsence, start: postgresServer },
  { name: 'mysql', absence: mariadbAbsence, start: mariadbServer },
] as const;

for (const { name, absence, start } of servers) {
  const missing = absence();
  describe(`differences on ${name}`, { skip: missing ?? false }, () => {
    let server: CheckedServer;
    before(async () => {
      if (missing !== null) return;
      server = await start();
      if (name === 'postgresql')
        await server.run("CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level1', deterministic = false)");
    });
    after(() => server?.stop());

    for (const { name: what, values, rules, ...types } of cases) {
      const type = types[name];
      if (type === undefined) continue;
      test(what, async () => {
        const table = name === 'mysql' ? 'hj.t' : 't';
        await server.run(`DROP TABLE IF EXISTS ${table}`);
        await server.run(`CREATE TABLE ${table} (_id int PRIMARY KEY, v ${type}, w varchar(10))`);
        const twice = [...values, values[0] ?? 'NULL'];
        await server.run(`INSERT INTO ${table} VALUES ${twice.map((value, i) => `(${i + 1}, ${value}, '${i % 3}')`).join(', ')}`);
        for (const nullLike of [[], ['', 'a', '1']]) {
          const both = await checkBoth(server, 't', rules, { nullLike });
          assertSame(both.there, both.local, rules);
          assert.deepEqual(both.thereScore, both.localScore);
        }
      });
    }
  });
}
