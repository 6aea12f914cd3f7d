/** Reports of checks in place, on both kinds of server: the forms of one report agree, nothing is in the clear, two checks of a table are compared. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { ReportFormat, ReportSpec } from '../../contract/methods/report.ts';
import type { SourceFrom } from '../../contract/methods/sources.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';
import { mariadbAbsence } from '../support/mariadb.ts';
import { postgresAbsence } from '../support/postgres.ts';
import { type CheckedServer, connectionTo, mariadbServer, postgresServer, tableSql } from '../support/pushdown.ts';
import { codeOf } from '../support/source-line.ts';

const bad = '440524188001010015';
const yaml = `ruleSet: 库内
version: 1
rules:
  - { id: 证件校验, kind: value-matches-semantic, column: 证件号码, semantic: cn-resident-id, threshold: 0.5 }
  - { id: 金额范围, kind: value-between, column: 金额, min: 0, max: 100, severity: major }
  - { id: 不回头, kind: value-monotonic, column: 序 }
  - { id: 没有的列, kind: not-null, column: 没有 }
`;
const columns = [
  { name: '单位', kind: 'text' },
  { name: '证件号码', kind: 'text' },
  { name: '金额', kind: 'bigint' },
  { name: '序', kind: 'bigint' },
] as const;
const rows = Array.from({ length: 40 }, (_, i) => [
  i % 2 === 0 ? '公安局' : '民政局',
  i < 10 ? bad : '11010519491231002X',
  i % 4 === 0 ? 500 : 5,
  i === 7 ? 0 : i,
]);
const inTheClear = /\b[1-9]\d{5}(?:18|19|20)\d{2}[01]\d[0-3]\d{4}[\dX]\b/;

interface Json {
  readonly digest: string;
  readonly draft: boolean;
  readonly sections: readonly {
    readonly id: string;
    readonly blocks: readonly {
      readonly kind: string;
      readonly text?: string;
      readonly sheet?: string;
      readonly rows?: readonly (readonly unknown[])[];
    }[];
  }[];
}

for (const [name, absence, start] of [
  ['postgresql', postgresAbsence(), postgresServer],
  ['mysql', mariadbAbsence(), mariadbServer],
] as const) {
  describe(`reports of checks in place on ${name}`, { skip: absence ?? false }, () => {
    const place = temporaryFolder(`in-place-report-${name}`);
    let server: CheckedServer;
    let engine: TestEngine;
    let wang: TypedClient;
    let wanted: { readonly source: string; readonly from: SourceFrom; readonly ruleSet: string };
    let first: string;
    let second: string;

    before(async () => {
      server = await start();
      for (const sql of tableSql(server.name, 'person', columns, rows)) await server.run(sql);
      engine = testEngine();
      await createTestWorkspace(engine, join(place.path, 'ws'));
      wang = await signedIn(engine, 'wang');
      const { id: source } = await wang.call('sources.create', { name: '户籍库', ...connectionTo(server) });
      const { id: ruleSet } = await wang.call('ruleSets.create', { name: '库内', yaml });
      wanted = { source, from: { kind: 'table', schema: '', table: 'person' }, ruleSet };
      first = (await wang.call('inPlace.run', { ...wanted, key: ['_id'], unitColumn: '单位' })).id;
      await wang.call('issues.open', { run: first, rules: ['金额范围', '不回头'], unit: '数据局', dueAt: '2020-01-01T00:00:00.000Z' });
      const issue = (await wang.call('issues.list', {})).find(({ rule }) => rule === '不回头');
      const ask = { issue: issue?.id ?? '', kind: 'accepted-exception', scope: 'rule', until: '2099-12-31', reason: '历史' } as const;
      const { id: waiver } = await wang.call('waivers.ask', ask);
      await (await signedIn(engine, 'li')).call('waivers.decide', { waiver, grant: true });
      const table = name === 'mysql' ? 'hj.person' : 'person';
      const amount = name === 'mysql' ? '金额' : '"金额"';
      await server.run(`UPDATE ${table} SET ${amount} = 1 WHERE _id <= 20`);
      second = (await wang.call('inPlace.run', { ...wanted, key: ['_id'] })).id;
    });
    after(async () => {
      await engine?.engine.close();
      await server?.stop();
      place.remove();
    });

    const written = async (report: ReportSpec, format: ReportFormat, client = wang) => {
      const path = join(place.path, `out.${format}`);
      const to = engine.engine.grants.add(path, 'write');
      const { digest, page } = await client.call('report.write', { report, format, language: 'zh-CN', to });
      return { path, digest, page };
    };
    const json = async (report: ReportSpec, client = wang): Promise<Json> =>
      JSON.parse(readFileSync((await written(report, 'json', client)).path, 'utf8')) as Json;
    const tables = ({ sections }: Json, id: string) =>
      (sections.find((one) => one.id === id)?.blocks ?? []).flatMap(({ kind, sheet, rows: cells }) =>
        kind === 'table' ? [{ sheet, rows: cells }] : [],
      );

    test('the page, the workbook and JSON are one report of the check; nothing is in the clear', async () => {
      const report = { type: 'quality', run: second } as const;
      const html = await written(report, 'html');
      const page = readFileSync(html.path, 'utf8');
      assert.doesNotMatch(page, /<script|<img|https?:|undefined|\[object|NaN/);
      assert.doesNotMatch(page, inTheClear);
      assert.match(page, /户籍库 · person 数据质量检查报告/);
      assert.match(page, /440\*+0015/);
      assert.match(page, /已豁免.*2099-12-31/s);
      assert.match(page, /2020-01-01（逾期）/);
      const said = await json(report);
      assert.deepEqual([said.digest, said.draft], [html.digest, true]);
      assert.equal((await written(report, 'xlsx')).digest, html.digest);
      const pdf = await written(report, 'pdf');
      assert.ok(pdf.page !== null && pdf.digest === html.digest);
      assert.deepEqual(
        said.sections.map(({ id }) => id),
        ['summary', 'score', 'indicators', 'trend', 'rules', 'units', 'issues', 'samples', 'method'],
      );
      // ten bad numbers, five amounts left, and the one that went back, by unit
      assert.deepEqual(tables(said, 'units')[0]?.rows, [
        ['公安局', 2, 10],
        ['民政局', 2, 6],
      ]);
      assert.equal(tables(said, 'trend')[0]?.rows?.length, 2);
      const samples = tables(said, 'samples')[0]?.rows ?? [];
      assert.deepEqual(
        samples.map(([rule, , key]) => [rule, key]),
        [
          ...['1', '2', '3', '4', '5'].map((key) => ['证件校验', key]),
          ...['21', '25', '29', '33', '37'].map((key) => ['金额范围', key]),
          ['不回头', '8'],
        ],
      );
      const summary = JSON.stringify(said.sections[0]?.blocks);
      assert.match(summary, name === 'mysql' ? /可能不是同一时刻/ : /同一快照/);
      assert.match(summary, /PostgreSQL|MariaDB/);
    });

    test('two checks of the table are set side by side; those of another are not', async () => {
      const report = { type: 'comparison', run: second, base: first } as const;
      const said = await json(report);
      assert.deepEqual(
        said.sections.map(({ id }) => id),
        ['summary', 'score', 'moves', 'rules', 'method'],
      );
      const amounts = tables(said, 'rules')[0]?.rows?.find(([rule]) => rule === '金额范围');
      assert.deepEqual(amounts?.slice(3, 7), [10, 5, 0.75, 0.875]);
      assert.ok((tables(said, 'moves')[0]?.rows ?? []).some(([rule]) => rule === '金额范围'));
      const other = await wang.call('inPlace.run', { ...wanted, from: { kind: 'query', sql: 'SELECT * FROM person' } });
      assert.equal(await codeOf(wang.call('report.preview', { report: { ...report, run: other.id }, language: 'en' })), 'invalid-input');
      // what was looked for stands in no report
      const { html } = await wang.call('report.preview', { report: { type: 'quality', run: other.id }, language: 'en' });
      assert.match(html, /户籍库 · a query/);
      assert.doesNotMatch(html, /SELECT \*/);
    });

    test('who does not see rows is shown no samples', async () => {
      const zhang = await signedIn(engine, 'zhang');
      const { html } = await zhang.call('report.preview', { report: { type: 'quality', run: second }, language: 'zh-CN' });
      assert.match(html, /您的角色不能查看数据行/);
      assert.doesNotMatch(html, /440\*+0015/);
    });
  });
}
