/** The same rules where the data is: every kind's own examples give the same on real servers as in a local batch of the same rows. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Way } from '../../../engine/pushdown/index.ts';
import { kinds } from '../../../engine/rules/kinds/index.ts';
import type { Example } from '../../../engine/rules/kind.ts';
import type { TestCell } from '../../support/check.ts';
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
