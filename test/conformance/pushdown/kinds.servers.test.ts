/** The same rules where the data is: every kind's own examples give the same on real servers as in a local batch of the same rows. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Way } from '../../../engine/pushdown/index.ts';
import { kinds } from '../../../engine/rules/kinds/index.ts';
import type { Example } from '../../../engine/rules/kind.ts';
import { testFolder, type TestCell, writeBatch } from '../../support/check.ts';
import { mariadbAbsence } from '../../support/mariadb.ts';
import { postgresAbsence } from '../../support/postgres.ts';
import { assertSame, checkBoth, type CheckedServer, type Kind, mariadbServer, postgresServer, tableSql } from '../../support/pushdown.ts';

const tuples = (list: readonly unknown[] | undefined): readonly (readonly TestCell[])[] =>
  (list ?? []).map((v) => (Array.isArray(v) ? v : [v]).map((c) => (typeof c === 'boolean' ? String(c) : (c as TestCell))));

const isDate = (v: TestCell): boolean => typeof v === 'string' && /^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d)$/.test(v);

function kindOf(values: readonly TestCell[], type: string | undefined): Kind {
  const there = values.filter((v) => v !== null && v !== undefined);
  if (there.length > 0 && there.every((v) => typeof v === 'number'))
    return there.every((v) => Number.isSafeInteger(v)) ? 'bigint' : 'double';
  return type === 'date' && there.every(isDate) ? 'date' : 'text';
}

const servers = [
  { name: 'postgresql', absence: postgresAbsence, start: postgresServer },
  { name: 'mysql', absence: mariadbAbsence, start: mariadbServer },
] as const;

const beyondRows = [
  { id: 'there', kind: 'not-null', column: 'v' },
  { id: 'mean', kind: 'column-stat', column: 'n', stat: 'mean', max: 1 },
  { kind: 'exists-in', columns: ['k'], dataset: 'ref' },
  { kind: 'exists-in', columns: ['k', 'v'], dataset: 'ref', negate: true },
  { kind: 'dataset-match', key: ['k'], columns: ['v'], dataset: 'ref' },
  { kind: 'attribute-agrees', key: ['k'], column: 'v', dataset: 'ref' },
  { kind: 'attribute-agrees', key: ['k'], column: 'n', dataset: 'ref', otherColumn: 'n' },
  { kind: 'golden-accuracy', key: ['k'], columns: ['v', 'n'], dataset: 'ref' },
  { kind: 'reconcile', key: ['k'], dataset: 'ref' },
  { kind: 'aggregate-matches', expression: 'sum(n)', dataset: 'ref' },
  { kind: 'aggregate-matches', expression: 'count(*)', dataset: 'ref', groupBy: 'k' },
  { id: 'all', kind: 'composite', all: ['there', 'mean'] },
  { kind: 'composite', any: ['there', 'all'] },
  { kind: 'row-count-change', maxIncrease: 1 },
  { kind: 'metric-change', metric: 'mean', maxChange: 0.5 },
  { kind: 'file-digest', expected: 'a'.repeat(64) },
  { kind: 'malformed-rows', maxRatio: 0.5 },
  { kind: 'metadata-complete' },
  { kind: 'update-cycle-met' },
  { kind: 'service-available', endpoint: 'https://example.org' },
];

for (const { name, absence, start } of servers) {
  const missing = absence();
  describe(`kinds on ${name}`, { skip: missing ?? false }, () => {
    let server: CheckedServer;
    const ways = new Map<string, Set<Way>>();
    before(async () => {
      if (missing === null) server = await start();
    });
    after(() => server?.stop());

    const run = async (kind: string, example: Example): Promise<void> => {
      const columns = example.columns ?? ['v'];
      const all =
        example.given === undefined ? [...tuples(example.pass), ...tuples(example.fail), ...tuples(example.skip)] : tuples(example.given);
      // a text of PostgreSQL cannot hold such a character
      const rows = all.filter((row) => server.name === 'mysql' || !row.some((cell) => typeof cell === 'string' && cell.includes('\0')));
      const kindsOf = columns.map((column, c) => ({
        name: column,
        kind: kindOf(
          rows.map((r) => r[c] ?? null),
          example.types?.[column],
        ),
      }));
      for (const sql of tableSql(server.name, 't', kindsOf, rows)) await server.run(sql);
      const rule = { kind, ...example.params };
      const both = await checkBoth(server, 't', [rule]);
      const what = `${JSON.stringify(rule)} on ${JSON.stringify(rows)}`;
      assertSame(both.there, both.local, [rule, rows]);
      assert.deepEqual(both.thereScore, both.localScore, what);
      const way = both.run.results[0]?.way;
      if (way) ways.set(kind, (ways.get(kind) ?? new Set()).add(way));
    };

    for (const kind of kinds)
      if (kind.examples.length > 0)
        test(kind.kind, async () => {
          for (const example of kind.examples) await run(kind.kind, example);
        });

    test('kinds without examples, which look at other datasets, other rules or what lies around a batch', async () => {
      const rows = [
        ['a', '1', 3],
        ['b', '2', null],
        ['b', null, 5],
        [null, '2', 7],
        ['𠮷', '9', 0],
      ] as const;
      const columns = [
        { name: 'k', kind: 'text' },
        { name: 'v', kind: 'text' },
        { name: 'n', kind: 'bigint' },
      ] as const;
      for (const sql of tableSql(server.name, 't', columns, rows)) await server.run(sql);
      const others = [
        ['a', '1', 3],
        ['b', '7', 2],
        ['c', '2', 4],
        ['𠮷', '9', 1],
      ] as const;
      const folder = testFolder();
      try {
        const ref = writeBatch(folder.path, ['k', 'v', 'n'], others, { name: 'ref', types: { n: 'integer' } });
        const both = await checkBoth(server, 't', beyondRows, { references: { ref } });
        assertSame(both.there, both.local, beyondRows);
        assert.deepEqual(both.thereScore, both.localScore);
        assert.deepEqual(
          both.there.map(({ error }) => error),
          beyondRows.map(() => null),
        );
        assert.ok(both.there.filter(({ failed }) => failed > 0).length >= 8);
        const wrong = [
          { kind: 'dataset-match', key: ['gone'], dataset: 'ref' },
          { kind: 'reconcile', key: ['k'], dataset: 'gone' },
          { kind: 'attribute-agrees', key: ['k'], column: 'v', dataset: 'ref', otherColumn: 'gone' },
          { kind: 'not-null', column: 'k' },
        ];
        const mistaken = await checkBoth(server, 't', wrong, { references: { ref } });
        assertSame(mistaken.there, mistaken.local, wrong);
        assert.deepEqual(
          mistaken.there.map(({ error }) => error === null),
          [false, false, false, true],
        );
      } finally {
        folder.done();
      }
      const covered = new Set(beyondRows.map(({ kind }) => kind));
      const own = ['sql-rows', 'sql-value']; // in trouble.test.ts
      assert.deepEqual(
        kinds.filter((k) => k.examples.length === 0 && !covered.has(k.kind) && !own.includes(k.kind)).map((k) => k.kind),
        [],
      );
    });

    test('how many kinds the server answers by itself, and how many go another way', (t) => {
      const count = (...wanted: readonly Way[]): number =>
        [...ways.values()].filter((found) => wanted.some((way) => found.has(way))).length;
      t.diagnostic(
        `server ${count('server')}, values ${count('values')}, rows ${count('rows')}, facts ${count('facts')}, none ${count('none')}`,
      );
      // what was reached once is not lost unnoticed
      assert.ok(count('server') >= 32);
      assert.ok(count('server', 'values') >= 62);
      assert.equal(count('server', 'values', 'rows', 'facts'), kinds.filter((kind) => kind.examples.length > 0).length);
    });
  });
}
