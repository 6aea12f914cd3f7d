/** Checks in place before the checker, on both kinds of server: submitted, gated, decided by another person, and sent to the platform. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type ResultPackage, resultPackage } from '../../contract/wire/index.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';
import { mariadbAbsence } from '../support/mariadb.ts';
import { postgresAbsence } from '../support/postgres.ts';
import { Receiver } from '../sim/sync-world.ts';
import { type CheckedServer, connectionTo, mariadbServer, postgresServer, tableSql } from '../support/pushdown.ts';
import { codeOf } from '../support/source-line.ts';

const columns = [
  { name: '姓名', kind: 'text' },
  { name: '证件号码', kind: 'text' },
] as const;
const rows = Array.from({ length: 30 }, (_, i) => [i < 3 ? null : '李四', i < 5 ? '440524188001010015' : '11010519491231002X']);
const ruleSet = (name: string, rules: readonly string[]) => ({
  name,
  yaml: `ruleSet: ${name}\nversion: 1\nrules:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`,
});
const named = '{ id: 姓名不空, kind: not-null, column: 姓名, severity: critical }';
const numbered = '{ id: 证号合规, kind: value-matches-semantic, column: 证件号码, semantic: cn-resident-id, threshold: 0.5 }';

for (const [name, absence, start] of [
  ['postgresql', postgresAbsence(), postgresServer],
  ['mysql', mariadbAbsence(), mariadbServer],
] as const) {
  describe(`checks in place before the checker on ${name}`, { skip: absence ?? false }, () => {
    const place = temporaryFolder(`in-place-review-${name}`);
    let server: CheckedServer;
    let engine: TestEngine;
    let wang: TypedClient;
    let li: TypedClient;
    let source: string;
    let full: string;
    let half: string;
    const from = { kind: 'table', schema: '', table: 'person' } as const;
    const check = async (rules: string) => (await wang.call('inPlace.run', { source, from, ruleSet: rules, key: ['_id'] })).id;
    const submit = (run: string) => wang.call('review.submit', { subject: 'qualityRun', subjectId: run, comment: '请审' });
    const mend = (sql: string) => server.run(sql.replace('person', name === 'mysql' ? 'hj.person' : 'person'));
    const column = name === 'mysql' ? '姓名' : '"姓名"';

    before(async () => {
      server = await start();
      for (const sql of tableSql(server.name, 'person', columns, rows)) await server.run(sql);
      engine = testEngine();
      await createTestWorkspace(engine, join(place.path, 'ws'));
      wang = await signedIn(engine, 'wang');
      li = await signedIn(engine, 'li');
      source = (await wang.call('sources.create', { name: '户籍库', ...connectionTo(server) })).id;
      full = (await wang.call('ruleSets.create', ruleSet('全部', [named, numbered]))).id;
      half = (await wang.call('ruleSets.create', ruleSet('只查证号', [numbered]))).id;
    });
    after(async () => {
      await engine?.engine.close();
      await server?.stop();
      place.remove();
    });

    test('a failing critical rule blocks the approval, and fewer rules are no way round', async () => {
      const failing = await check(full);
      const blocked = [{ run: failing, rule: '姓名不空', status: 'fail' }];
      assert.deepEqual((await wang.call('inPlace.get', { run: failing })).blockedBy, blocked);
      const { id, contentSha256 } = await submit(failing);
      assert.deepEqual((await li.call('review.get', { review: id })).blockedBy, blocked);
      assert.equal(await codeOf(li.call('review.approve', { review: id, contentSha256 })), 'blocked-by-critical');
      const easy = await check(half);
      const other = await submit(easy);
      assert.deepEqual((await li.call('review.get', { review: other.id })).blockedBy, blocked);
      assert.equal(
        await codeOf(li.call('review.approve', { review: other.id, contentSha256: other.contentSha256 })),
        'blocked-by-critical',
      );
      for (const one of [id, other.id]) await wang.call('review.withdraw', { review: one });
      assert.deepEqual((await wang.call('inPlace.get', { run: failing })).run.review, { review: id, state: 'withdrawn' });
    });

    test('the newest check only is submitted, and never decided by its maker', async () => {
      const [old, now] = [await check(full), await check(full)];
      assert.equal(await codeOf(submit(old)), 'in-place-outdated');
      const { id, contentSha256 } = await submit(now);
      assert.equal(await codeOf(submit(now)), 'already-exists');
      assert.equal(await codeOf(wang.call('review.approve', { review: id, contentSha256 })), 'denied');
      assert.equal((await li.call('review.reject', { review: id, contentSha256, comment: '先补姓名' })).state, 'rejected');
    });

    test('approved, its report names who answers for it, and what is sent names the table and no value of it', async () => {
      await mend(`UPDATE person SET ${column} = '王五' WHERE ${column} IS NULL`);
      const run = await check(full);
      const { id, contentSha256, title } = await submit(run);
      assert.match(title, /^户籍库 · (hj\.|public\.)?person$/);
      const { content } = await li.call('review.get', { review: id });
      assert.match(JSON.stringify(content), name === 'mysql' ? /"product":"MariaDB"/ : /"product":"PostgreSQL"/);
      assert.doesNotMatch(JSON.stringify(content), /440524188001010015|李四|127\.0\.0\.1/);
      const draft = await wang.call('report.preview', { report: { type: 'quality', run }, language: 'zh-CN' });
      const approved = await li.call('review.approve', { review: id, contentSha256, comment: '同意' });
      assert.equal(approved.state, 'approved');
      assert.deepEqual((await wang.call('inPlace.get', { run })).run.review, { review: id, state: 'approved' });
      const final = await wang.call('report.preview', { report: { type: 'quality', run }, language: 'zh-CN' });
      assert.deepEqual([draft.draft, final.draft], [true, false]);
      assert.match(final.html, new RegExp(contentSha256));
      const { payload } = await wang.call('sync.package', { digest: approved.package ?? '' });
      const sent: ResultPackage = resultPackage.parse(payload);
      assert.equal(sent.kind, 'quality.report');
      assert.deepEqual([sent.basis.dataset, sent.basis.rows, sent.revision], [null, 30, 1]);
      const { rules, ...body } = sent.body as Record<string, unknown> & { readonly rules: readonly Record<string, unknown>[] };
      assert.deepEqual(
        rules.map(({ rule, evaluated, failed, status }) => [rule, evaluated, failed, status]),
        [
          ['姓名不空', 30, 0, 'pass'],
          ['证号合规', 30, 5, 'pass'],
        ],
      );
      assert.deepEqual(Object.keys(body).toSorted(), ['dataset', 'findings', 'inPlace', 'score']);
      assert.doesNotMatch(JSON.stringify(sent), /SELECT|127\.0\.0\.1|440524188001010015/);
      // the next approved check of the table takes its place
      const next = await check(full);
      const again = await submit(next);
      const second = await li.call('review.approve', { review: again.id, contentSha256: again.contentSha256 });
      const later = resultPackage.parse((await wang.call('sync.package', { digest: second.package ?? '' })).payload);
      assert.deepEqual([later.key, later.revision], [sent.key, 2]);
      const receiver = new Receiver(join(place.path, 'platform'), name);
      await receiver.start();
      await wang.call('sync.connect', { url: receiver.platform.url, token: receiver.platform.enrolToken });
      await wang.call('sync.push', {});
      const states = (await wang.call('sync.outbox', {})).map(({ state }) => state);
      await receiver.stop();
      assert.deepEqual(states.toSorted(), ['applied', 'applied']);
    });
  });
}
