/** A database as a source, in a real window with a real server: connect, look, import, update; the password goes in and never comes out. */
import pg from 'pg';
import { findings } from './axe.ts';
import { mariadbAbsence, startMariadb } from '../support/mariadb.ts';
import { postgresAbsence, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { samplePassword } from '../../contract/sample.ts';
import { callEngine, connectEngine, expect, goTo, openSample, type RunningApp, test } from './support.ts';

const password = 'Reader-pass-77';
const absence = postgresAbsence();
let server: TestPostgres;
let admin: pg.Client;
let database: string;

test.skip(absence !== null, absence ?? '');

test.beforeAll(async () => {
  server = await startPostgres({ hba: ['host all reader 127.0.0.1/32 scram-sha-256'] });
  const url = new URL(await server.newDatabase());
  database = url.pathname.slice(1);
  admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  await admin.query(`CREATE ROLE reader LOGIN PASSWORD '${password}';
    CREATE TABLE elderly_card (card_no bigint, 证件号码 char(18), 姓名 varchar(40), 发证日期 date);
    COMMENT ON TABLE elderly_card IS '老年优待证';
    INSERT INTO elderly_card SELECT g, '440524188001010014', '李四', date '2026-01-01' + g FROM generate_series(1, 500) g;
    CREATE VIEW elderly_view AS SELECT * FROM elderly_card; ANALYZE; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader`);
});
test.afterAll(async () => {
  await admin?.end();
  await server?.stop();
});

test('from a new connection to a batch and its update', async ({ app }) => {
  test.setTimeout(180_000);
  const { page } = app;
  await openSample(app);
  await goTo(page, '/sources');
  await page.getByRole('button', { name: '新建连接' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('连接名称').fill('民政库');
  await dialog.getByLabel('主机').fill('127.0.0.1');
  await dialog.getByLabel('端口').fill(String(server.port));
  await dialog.getByLabel('数据库').fill(database);
  await dialog.getByLabel('用户').fill('reader');
  await dialog.getByLabel('密码').fill('wrong');
  await dialog.getByRole('button', { name: '测试连接' }).click();
  await expect(dialog.getByText('用户“reader”登录失败')).toBeVisible({ timeout: 15_000 });
  await dialog.getByLabel('密码').fill(password);
  await dialog.getByRole('button', { name: '测试连接' }).click();
  await expect(dialog.getByText(/连接成功：PostgreSQL/)).toBeVisible({ timeout: 15_000 });
  expect(await findings(page)).toEqual([]);
  await dialog.getByRole('button', { name: '保存' }).click();

  // saved, the tables are there; one is looked at with its values masked
  await page.getByText('public.elderly_card').click();
  await expect(page.getByText('character(18)')).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('约 500 行')).toBeVisible();
  const shown = await page.content();
  expect(shown).not.toContain('440524188001010014');
  expect(shown).not.toContain(password);
  await expect(page.getByLabel('数据集名称')).toHaveValue('老年优待证');
  for (const theme of ['dark', 'light'] as const) {
    await page.evaluate((wanted) => window.jiadi.setSettings({ theme: wanted }), theme);
    expect(await findings(page)).toEqual([]);
  }
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.getByText('导入完成')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('民政库 · public.elderly_card').first()).toBeVisible();
  expect(await findings(page)).toEqual([]);

  // the same again at one press; what changed is to be looked at before it counts
  await admin.query("INSERT INTO elderly_card VALUES (501, '440524188001010014', '李四', '2026-11-11')");
  await page.getByRole('button', { name: '看数据', exact: true }).click();
  await page
    .getByRole('tab', { name: '概览' })
    .or(page.getByRole('link', { name: '概览' }))
    .first()
    .click();
  await page.getByRole('button', { name: '从数据源更新' }).click();
  await expect(page.getByText('已更新为批次 #2：501 行')).toBeVisible({ timeout: 30_000 });

  // a query that could write is refused in words
  await goTo(page, '/sources');
  await page.getByRole('button', { name: '浏览 民政库' }).click();
  await page.getByText('查询', { exact: true }).click();
  await page.getByRole('textbox', { name: '一条 SELECT 查询' }).fill('DELETE FROM elderly_card');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('查询不能使用（“DELETE”）')).toBeVisible();
  await page.getByRole('textbox', { name: '一条 SELECT 查询' }).fill('SELECT count(*) AS 总数 FROM elderly_card');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('cell', { name: '501' })).toBeVisible({ timeout: 15_000 });
  await checkInPlace(app);
});

/** The same table checked where it is: what will be asked comes first, then the outcome, then failing rows by page. */
async function checkInPlace({ page }: RunningApp): Promise<void> {
  await connectEngine(page);
  await callEngine(page, 'workspace.signIn', { account: 'wang', password: samplePassword });
  const rules = [
    '{ id: 姓名不空, kind: not-null, column: 姓名 }',
    '{ id: 证号唯一, kind: unique, column: 证件号码 }',
    '{ id: 证号合规, kind: value-matches-semantic, column: 证件号码, semantic: cn-resident-id }',
    '{ id: 按行号, kind: sql-rows, query: "SELECT _row FROM {dataset}" }',
  ];
  const yaml = `ruleSet: 库内\nversion: 1\nrules:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`;
  await callEngine(page, 'ruleSets.create', { name: '库内', yaml });
  await page.getByText('表和视图', { exact: true }).click();
  await page.getByText('public.elderly_card').click();
  await page
    .getByRole('link', { name: '在库中检查' })
    .or(page.getByRole('button', { name: '在库中检查' }))
    .click();
  await page.getByLabel('规则集').click();
  await page.keyboard.type('库内');
  await page.keyboard.press('Enter');
  await expect(page.getByText('没有主键：问题行没有名字', { exact: false })).toBeVisible({ timeout: 20_000 });
  await page.getByText('证号唯一', { exact: true }).click();
  await expect(page.locator('.in-place-sql pre')).toContainText('GROUP BY');
  await expect(page.getByText('查询按行号指认行', { exact: false })).toBeVisible();
  await page.getByLabel('指认行的列').click();
  await page.keyboard.type('card_no');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(page.getByText('没有主键：问题行没有名字', { exact: false })).toHaveCount(0, { timeout: 20_000 });
  expect(await findings(page)).toEqual([]);
  // by mouse: keys belong to the list of columns while it is open
  await page.getByRole('button', { name: '开始检查' }).click();
  await expect(page.getByText('同一快照')).toBeVisible({ timeout: 30_000 });
  await page.getByText('证号唯一', { exact: true }).click();
  await expect(page.getByText('已显示 100，检查时共 501')).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: '再取 100 行' }).click();
  await expect(page.getByText('已显示 200，检查时共 501')).toBeVisible({ timeout: 20_000 });
  expect(await page.content()).not.toContain('440524188001010014');
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: '查看明文' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '查看明文' }).click();
  await expect(page.getByRole('cell', { name: '440524188001010014' }).first()).toBeVisible({ timeout: 20_000 });
}

test('a server of the other protocol is read by the built program, too', async ({ app }) => {
  const missing = mariadbAbsence();
  test.skip(missing !== null, missing ?? '');
  test.setTimeout(90_000);
  const maria = await startMariadb();
  try {
    await maria.run(
      'CREATE DATABASE fr',
      "CREATE TABLE fr.company (code char(18), name varchar(80)) COMMENT '法人单位'",
      "INSERT INTO fr.company VALUES ('91440300708461136T', '深圳市腾讯计算机系统有限公司')",
      `CREATE USER reader@'127.0.0.1' IDENTIFIED BY '${password}'`,
      "GRANT SELECT ON fr.* TO reader@'127.0.0.1'",
    );
    const { page } = app;
    await openSample(app);
    await goTo(page, '/sources');
    // by keyboard from here on: N, the fields in their order, Enter saves
    await expect(page.getByRole('button', { name: '新建连接' })).toBeVisible();
    await page.locator('main').focus();
    await page.keyboard.press('n');
    await expect(page.getByLabel('连接名称')).toBeFocused();
    await page.keyboard.type('法人库');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('127.0.0.1');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+a');
    await page.keyboard.type(String(maria.port));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('reader');
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await expect(page.getByText('fr.company')).toBeVisible({ timeout: 15_000 });
    await page.locator('.source-tables [data-index="0"]').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('数据集名称')).toHaveValue('法人单位', { timeout: 15_000 });
    await page.keyboard.press('Control+Shift+Enter');
    await expect(page.getByText('导入完成')).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText(/MariaDB 10|MariaDB 11/)).toBeVisible();
  } finally {
    await maria.stop();
  }
});
