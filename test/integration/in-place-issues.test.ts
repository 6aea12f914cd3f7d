/** Issues of checks in place, through the engine and on both kinds of server: by unit, waived, closed by the check that passes, with rows by page. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { SourceFrom } from '../../contract/methods/sources.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';
import { mariadbAbsence } from '../support/mariadb.ts';
import { postgresAbsence } from '../support/postgres.ts';
import { type CheckedServer, connectionTo, mariadbServer, postgresServer, tableSql } from '../support/pushdown.ts';
import { codeOf, until } from '../support/source-line.ts';

const yaml = `ruleSet: 库内
version: 1
rules:
  - { id: name, kind: not-blank, column: 姓名, severity: critical }
  - { id: pattern, kind: value-matches-regex, column: 号码, patterns: ['^[0-9]+$'] }
  - { id: many, kind: value-matches-regex, column: 说明, patterns: ['^ok$'] }
  - { id: once, kind: unique, column: 号码 }
  - { id: order, kind: value-monotonic, column: 序 }
`;
const columns = [
  { name: '单位', kind: 'text' },
  { name: '姓名', kind: 'text' },
  { name: '号码', kind: 'text' },
  { name: '说明', kind: 'text' },
  { name: '序', kind: 'bigint' },
] as const;
const units = ['民政局', '公安局', ' 民政局 ', null];
/** 40 rows: every fifth without a name, four with a bad number, all but one with another remark, one number twice, two out of order. */
const rows = Array.from({ length: 240 }, (_, i) => [
  units[i % 4] ?? null,
  i % 5 === 0 ? ' ' : '李四',
  i < 4 ? `x${i}` : i === 11 ? '10' : String(i),
  i === 0 ? 'ok' : `remark ${i}`,
  i === 20 || i === 25 ? 0 : i,
]);

for (const [name, absence, start] of [
  ['postgresql', postgresAbsence(), postgresServer],
  ['mysql', mariadbAbsence(), mariadbServer],
] as const) {
  describe(`issues of checks in place on ${name}`, { skip: absence ?? false }, () => {
    const place = temporaryFolder(`in-place-issues-${name}`);
    let server: CheckedServer;
    let engine: TestEngine;
    let wang: TypedClient;
    let li: TypedClient;
    let wanted: { readonly source: string; readonly from: SourceFrom; readonly ruleSet: string };
    const table = name === 'mysql' ? 'hj.person' : 'person';

    before(async () => {
      server = await start();
      for (const sql of tableSql(server.name, 'person', columns, rows)) await server.run(sql);
      engine = testEngine();
      await createTestWorkspace(engine, join(place.path, 'ws'));
      wang = await signedIn(engine, 'wang');
      li = await signedIn(engine, 'li');
      const { id: source } = await wang.call('sources.create', { name: '户籍库', ...connectionTo(server) });
      const { id: ruleSet } = await wang.call('ruleSets.create', { name: '库内', yaml });
      wanted = { source, from: { kind: 'table', schema: '', table: 'person' }, ruleSet };
    });
    after(async () => {
      await engine?.engine.close();
      await server?.stop();
      place.remove();
    });
    const results = async (run: string) =>
      (await wang.call('inPlace.get', { run })).results.map(({ rule, failed, status, waiver }) => [
        rule,
        failed,
        status,
        waiver?.rows ?? 0,
      ]);
    const pages = async (run: string, rule: string, share: string | null) => {
      const keys: string[] = [];
      let next: string | null = null;
      do {
        const page: { rows: { key: (string | null)[] }[]; next: string | null } = await wang.call('inPlace.findings', {
          run,
          rule,
          share,
          after: next,
          limit: 30,
        });
        keys.push(...page.rows.map(({ key }) => String(key[0])));
        next = page.next;
      } while (next !== null);
      return keys;
    };

    test('failing rows are counted by unit in every way of answering, and asked for by unit', async () => {
      const run = await wang.call('inPlace.run', { ...wanted, key: ['_id'], unitColumn: '单位' });
      assert.equal(run.unitColumn, '单位');
      assert.deepEqual(await results(run.id), [
        ['name', 48, 'fail', 0],
        ['pattern', 4, 'fail', 0],
        ['many', 239, 'fail', 0],
        ['once', 2, 'fail', 0],
        ['order', 2, 'fail', 0],
      ]);
      const opened = await wang.call('issues.open', {
        run: run.id,
        rules: ['name', 'pattern', 'many', 'once', 'order'],
        unit: '数据局',
        dueAt: null,
      });
      const said = opened.map(({ rule, share, unit, failed, subject, dataset }) => [rule, share, unit, failed, subject, dataset]);
      const named = `户籍库 · person`;
      assert.deepEqual(said, [
        ['name', '民政局', '民政局', 24, named, null],
        ['name', '', '数据局', 12, named, null],
        ['name', '公安局', '公安局', 12, named, null],
        ['pattern', '民政局', '民政局', 2, named, null],
        ['pattern', '', '数据局', 1, named, null],
        ['pattern', '公安局', '公安局', 1, named, null],
        ['many', '民政局', '民政局', 119, named, null],
        ['many', '', '数据局', 60, named, null],
        ['many', '公安局', '公安局', 60, named, null],
        ['once', '', '数据局', 1, named, null],
        ['once', '民政局', '民政局', 1, named, null],
        ['order', '公安局', '公安局', 1, named, null],
        ['order', '民政局', '民政局', 1, named, null],
      ]);
      for (const { rule, share, failed } of opened) {
        const keys = await pages(run.id, rule, share);
        assert.deepEqual([keys.length, new Set(keys).size], [failed, failed], `${rule} ${share}`);
      }
      assert.equal(await codeOf(wang.call('inPlace.findings', { run: run.id, rule: 'name', share: '教育局', limit: 5 })), 'not-found');
      // the list knows them, by table
      const [first] = opened;
      assert.equal((await wang.call('issues.list', { table: first?.table ?? '' })).length, opened.length);
      assert.equal((await wang.call('issues.get', { issue: first?.id ?? '' })).events.length, 1);
      assert.equal(
        await codeOf(
          wang.call('rework.export', {
            issue: first?.id ?? '',
            to: engine.engine.grants.add(join(place.path, 'x.xlsx'), 'write'),
            clear: null,
          }),
        ),
        'rework-in-place',
      );
    });

    test('waivers of a rule, of a unit and of rows are taken out of the next check, with their day', async () => {
      const issues = await wang.call('issues.list', { state: 'active' });
      const idOf = (rule: string, share: string): string => issues.find((one) => one.rule === rule && one.share === share)?.id ?? '';
      const ask = async (issue: string, scope: 'rule' | 'unit' | 'rows') => {
        const { id } = await wang.call('waivers.ask', {
          issue,
          kind: 'accepted-exception',
          scope,
          until: '2099-12-31',
          reason: '历史数据',
        });
        await li.call('waivers.decide', { waiver: id, grant: true, comment: '' });
      };
      await ask(idOf('name', '民政局'), 'unit');
      await ask(idOf('pattern', '公安局'), 'rows');
      await ask(idOf('many', '公安局'), 'rows');
      await ask(idOf('once', ''), 'rows');
      await ask(idOf('order', '公安局'), 'rows');
      const run = await wang.call('inPlace.run', { ...wanted, key: ['_id'] });
      assert.deepEqual(await results(run.id), [
        ['name', 24, 'fail', 24],
        ['pattern', 3, 'fail', 1],
        ['many', 179, 'fail', 60],
        ['once', 1, 'fail', 1],
        ['order', 1, 'fail', 1],
      ]);
      const { results: found } = await wang.call('inPlace.get', { run: run.id });
      assert.deepEqual(
        found.map(({ waiver }) => [waiver?.scope, waiver?.until]),
        Array.from({ length: 5 }, () => ['rows', '2099-12-31']),
      );
      const page = await wang.call('inPlace.findings', { run: run.id, rule: 'pattern', limit: 10 });
      assert.deepEqual([page.rows.length, page.total, page.waived], [4, 3, 1]);
      await ask(idOf('many', '民政局'), 'rule');
      const again = await wang.call('inPlace.run', { ...wanted, key: ['_id'] });
      assert.deepEqual((await results(again.id))[2], ['many', 239, 'fail', 239]);
      const { run: scored, results: all } = await wang.call('inPlace.get', { run: again.id });
      assert.equal(all.find(({ rule }) => rule === 'many')?.waiver?.scope, 'rule');
      // the pattern of the numbers, alone in its dimension beside what is waived, is all that counts there
      assert.ok((scored.score.total ?? 0) > (run.score.total ?? 0));
    });

    test('the check that passes closes the issues; the next that fails opens the same one again', async () => {
      await server.run(`UPDATE ${table} SET ${name === 'mysql' ? '姓名' : '"姓名"'} = '王五'`);
      const passed = await wang.call('inPlace.run', { ...wanted, key: ['_id'] });
      assert.deepEqual((await results(passed.id))[0], ['name', 0, 'pass', 0]);
      const mine = (await wang.call('issues.list', {})).filter(({ rule }) => rule === 'name');
      assert.deepEqual(mine.map(({ share, state, resolution, failed }) => [share, state, resolution, failed]).sort(), [
        ['', 'closed', 'passed-recheck', 0],
        ['公安局', 'closed', 'passed-recheck', 0],
        ['民政局', 'closed', 'accepted-exception', 24],
      ]);
      await server.run(`UPDATE ${table} SET ${name === 'mysql' ? '姓名' : '"姓名"'} = '' WHERE _id = 2`);
      const failed = await wang.call('inPlace.run', { ...wanted, key: ['_id'] });
      const back = (await wang.call('issues.list', {})).find(({ rule, share }) => rule === 'name' && share === '公安局');
      assert.deepEqual([back?.state, back?.failed, back?.lastRun], ['open', 1, failed.id]);
      assert.deepEqual(await pages(failed.id, 'name', '公安局'), ['2']);
    });

    // the conformance tests lose lines on both kinds of server; what becomes of issues does not depend on the kind
    if (name === 'postgresql')
      test('a check that loses its line closes no issue, and its report says that it was cut short', async () => {
        // the columns of a view: `s` takes a hundredth of a second a row, but for those that are looked at first
        await server.run(`CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t SELECT g, 'x' || g FROM generate_series(1, 800) g;
        CREATE FUNCTION late(text, int) RETURNS text LANGUAGE plpgsql STABLE AS $$ BEGIN PERFORM CASE WHEN $2 > 600 THEN pg_sleep(0.01) END; RETURN $1; END $$;
        CREATE VIEW slow AS SELECT id, v, late(v, id) AS s FROM t`);
        const rules =
          "ruleSet: 慢\nversion: 1\nrules:\n  - { id: fast, kind: not-null, column: v }\n  - { id: late, kind: value-matches-regex, column: s, patterns: ['^y'] }\n";
        const { id: ruleSet } = await wang.call('ruleSets.create', { name: '慢', yaml: rules });
        const from: SourceFrom = { kind: 'table', schema: '', table: 'slow' };
        const slow = { ...wanted, from, key: ['id'], ruleSet };
        const whole = await wang.call('inPlace.run', slow);
        const [issue] = await wang.call('issues.open', { run: whole.id, rules: ['late'], unit: '数据局' });
        let counted = false;
        const cut = wang.call('inPlace.run', slow, { onProgress: ({ done, unit }) => (counted ||= unit === 'items' && done > 0) });
        await until(() => Promise.resolve(counted));
        const busy = "state = 'active' AND clock_timestamp() - query_start > interval '0.3 s' AND application_name = 'jiadi'";
        await server.run(`DO $$ BEGIN WHILE NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE ${busy}) LOOP PERFORM pg_sleep(0.02); PERFORM pg_stat_clear_snapshot(); END LOOP; END $$;
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'jiadi'`);
        const run = await cut;
        assert.deepEqual(run.cut, { answered: 1, host: '127.0.0.1' });
        const left = (await wang.call('issues.get', { issue: issue?.id ?? '' })).issue;
        assert.deepEqual([left.state, left.occurrences, left.lastRun], ['assigned', 1, whole.id]);
        const { html } = await wang.call('report.preview', { report: { type: 'quality', run: run.id }, language: 'zh-CN' });
        assert.match(html, /连接中断：只有 1 条规则得出结果/);
      });

    test('another rule set on the same table has issues of its own; a connection that is gone leaves them readable', async () => {
      const { id: ruleSet } = await wang.call('ruleSets.create', { name: '另一套', yaml: yaml.replace('库内', '另一套') });
      const run = await wang.call('inPlace.run', { ...wanted, ruleSet });
      const [issue] = await wang.call('issues.open', { run: run.id, rules: ['pattern'], unit: '数据局' });
      assert.deepEqual([issue?.share, issue?.failed], [null, 4]);
      const settings = await wang.call('issues.settings', undefined);
      const own = settings.unitColumns.find(({ table: id }) => id === run.table);
      assert.deepEqual([own?.subject, own?.column, own?.columns], ['户籍库 · person', null, ['_id', ...columns.map((c) => c.name)]]);
      await wang.call('issues.setUnitColumn', { table: run.table ?? '', column: '单位' });
      assert.equal((await wang.call('inPlace.run', { ...wanted, ruleSet })).unitColumn, '单位');
      // issues of the whole and of units stand beside each other: each is told what it is about
      assert.equal((await wang.call('issues.get', { issue: issue?.id ?? '' })).issue.occurrences, 2);
      await wang.call('sources.remove', { source: wanted.source });
      assert.equal((await wang.call('issues.get', { issue: issue?.id ?? '' })).issue.subject, '户籍库 · person');
      assert.equal(await codeOf(wang.call('inPlace.findings', { run: run.id, rule: 'pattern', limit: 5 })), 'not-found');
      assert.ok((await wang.call('home.get', undefined)).todos.some(({ code }) => code === 'issues-open'));
    });
  });
}
