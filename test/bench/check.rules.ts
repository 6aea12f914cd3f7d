import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workerPool } from '../../base/jobs/index.ts';
import { openDatabase } from '../../base/sqlite/index.ts';
import { runCheck } from '../../engine/quality/check.ts';
import { readRule } from '../../engine/rules/rule.ts';
import type { BatchFile } from '../../engine/table/batch-file.ts';
import { semantic } from '../support/check.ts';
import { populationColumns, populationRows } from '../support/population.ts';

/** The dozen rules whose time is the budget of `performance.md`. */
export const dozen: readonly Readonly<Record<string, unknown>>[] = [
  { id: 'id-check', kind: 'value-matches-semantic', column: '证件号码', semantic: 'cn-resident-id', level: 'checksum' },
  { id: 'phone', kind: 'value-matches-regex', column: '手机号码', patterns: ['^1[3-9]\\d{9}$'] },
  { id: 'id-unique', kind: 'unique', column: '证件号码' },
  { id: 'gender', kind: 'value-in-set', column: '性别', values: ['男', '女'] },
  { id: 'district', kind: 'exists-in', columns: ['区县'], dataset: 'districts', otherColumns: ['name'] },
  { id: 'area', kind: 'value-between', column: '房屋面积', min: 0, max: 500 },
  { id: 'name', kind: 'value-length', column: '姓名', min: 2, max: 30 },
  { id: 'dates', kind: 'date-order', columns: ['出生日期', '登记时间'] },
  { id: 'expression', kind: 'row-expression', expression: "户籍状态 <> '注销' OR 月收入 > 0" },
  { id: 'number', kind: 'not-null', column: '人员编号' },
  { id: 'phone-there', kind: 'not-null', column: '手机号码' },
  { id: 'rows', kind: 'row-count', min: 1 },
];

/** Makes the batch once and keeps it beside the other bench data; returns it as two part files. */
function batchOf(rowCount: number): BatchFile {
  const folder = join(tmpdir(), 'jiadi-bench');
  mkdirSync(folder, { recursive: true });
  const next = populationRows(20_240_601);
  let row = 0;
  const parts = [0, 1].map((p) => {
    const path = join(folder, `population-${rowCount}-${p}.db`);
    const count = p === 0 ? Math.floor(rowCount / 2) : rowCount - Math.floor(rowCount / 2);
    const part = { path, key: null, firstRow: p === 0 ? 1 : Math.floor(rowCount / 2) + 1, rowCount: count };
    if (existsSync(path)) return part;
    const db = openDatabase({ path, mode: 'data-write', key: null });
    db.script(`CREATE TABLE rows(${populationColumns.map((_, i) => `c${i + 1}`).join(', ')})`);
    const insert = db.statement(`INSERT INTO rows VALUES (${populationColumns.map(() => '?').join(', ')})`);
    db.transaction(() => {
      for (let i = 0; i < count; i++) insert.run(...next(++row));
    });
    db.close();
    return part;
  });
  const types: Readonly<Record<string, 'date' | 'datetime' | 'decimal'>> = {
    出生日期: 'date',
    登记时间: 'datetime',
    月收入: 'decimal',
    房屋面积: 'decimal',
  };
  return {
    parts,
    columns: populationColumns.map((name, index) => ({ index, name, type: types[name] ?? 'text', semantic: null })),
    rowCount,
  };
}

function districts(): BatchFile {
  const folder = join(tmpdir(), 'jiadi-bench');
  const path = join(folder, 'districts.db');
  const names = ['福田区', '罗湖区', '南山区', '盐田区', '宝安区', '龙岗区', '龙华区', '坪山区', '光明区', '大鹏新区'];
  if (!existsSync(path)) {
    const db = openDatabase({ path, mode: 'data-write', key: null });
    db.script('CREATE TABLE rows(c1)');
    const insert = db.statement('INSERT INTO rows VALUES (?)');
    for (const name of names) insert.run(name);
    db.close();
  }
  return {
    parts: [{ path, key: null, firstRow: 1, rowCount: names.length }],
    columns: [{ index: 0, name: 'name', type: 'text', semantic: null }],
    rowCount: names.length,
  };
}

export interface CheckBench {
  readonly rows: number;
  readonly seconds: readonly number[];
  readonly median: number;
  readonly findings: number;
}

/** Times the dozen rules over `rowCount` rows on two workers; the first runs are thrown away. */
export async function benchCheck(rowCount: number, runs: number): Promise<CheckBench> {
  const batch = batchOf(rowCount);
  const tasks = workerPool({ entry: join(import.meta.dirname, '../support/quality-worker.ts'), jobWorkers: 2, scanWorkers: 1 });
  const seconds: number[] = [];
  // idle workers do not keep a process alive
  const alive = setInterval(() => undefined, 1000);
  let findings = 0;
  for (let i = 0; i < runs + 2; i++) {
    const startedMs = performance.now();
    const findingsFile = {
      temporary: join(tmpdir(), 'jiadi-bench', 'findings.tmp'),
      path: join(tmpdir(), 'jiadi-bench', `findings-${i}.db`),
      key: null,
    };
    const run = await runCheck(
      {
        batch,
        rules: dozen.map((r, n) => readRule(r, n + 1)),
        nullLike: [],
        asOf: '2026-06-30',
        references: { districts: districts() },
        findings: findingsFile,
      },
      { tasks, semantic, guest: null },
    );
    const took = (performance.now() - startedMs) / 1000;
    if (i >= 2) seconds.push(took);
    findings = run.results.reduce((sum, r) => sum + r.failed, 0);
    const broken = run.results.find((r) => r.status === 'error');
    if (broken) throw new Error(`${broken.rule}: ${JSON.stringify(broken.error)}`);
  }
  await tasks.close();
  clearInterval(alive);
  return { rows: rowCount, seconds, median: seconds.toSorted((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? 0, findings };
}

if (process.argv[1] === import.meta.filename)
  process.stdout.write(`${JSON.stringify(await benchCheck(Number(process.argv[2] ?? 1_000_000), 5))}\n`);
