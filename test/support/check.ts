import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inlineRunner } from '../../base/jobs/index.ts';
import { openDatabase } from '../../base/sqlite/index.ts';
import { type CheckHost, type CheckInput, type CheckRun, runCheck } from '../../engine/quality/check.ts';
import { firstRows } from '../../engine/quality/runs.ts';
import { qualityTasks } from '../../engine/quality/tasks.ts';
import { readRule, type RuleObject } from '../../engine/rules/rule.ts';
import { createSemantics, loadTables } from '../../engine/semantics/index.ts';
import type { BatchColumn, BatchFile } from '../../engine/table/batch-file.ts';

const resources = join(import.meta.dirname, '../../resources');
export const semantics = createSemantics({ today: '2026-06-30', tables: loadTables(resources) });
export const host: CheckHost = { tasks: inlineRunner(qualityTasks(() => semantics)), semantics, guest: null };

export type TestCell = string | number | null;

/** Writes rows into part files as an import does; `partSizes` cuts them into several parts. */
export function writeBatch(
  folder: string,
  names: readonly string[],
  rows: readonly (readonly TestCell[])[],
  options: {
    readonly types?: Readonly<Record<string, BatchColumn['type']>>;
    readonly semantics?: Readonly<Record<string, string>>;
    readonly partSizes?: readonly number[];
    readonly name?: string;
  } = {},
): BatchFile {
  const sizes = options.partSizes ?? [rows.length];
  let firstRow = 1;
  const parts = sizes.map((rowCount, p) => {
    const path = join(folder, `${options.name ?? 'batch'}-${p}.db`);
    const db = openDatabase({ path, mode: 'data-write', key: null });
    db.script(`CREATE TABLE rows(${names.map((_, i) => `c${i + 1}`).join(', ')})`);
    const insert = db.statement(`INSERT INTO rows VALUES (${names.map(() => '?').join(', ')})`);
    // whole numbers are bound as such, as typed readers do
    db.transaction(() =>
      rows
        .slice(firstRow - 1, firstRow - 1 + rowCount)
        .forEach((row) => insert.run(...row.map((v) => (typeof v === 'number' && Number.isSafeInteger(v) ? BigInt(v) : v)))),
    );
    db.close();
    const part = { path, key: null, firstRow, rowCount };
    firstRow += rowCount;
    return part;
  });
  const columns = names.map((name, index) => ({
    index,
    name,
    type: options.types?.[name] ?? ('text' as const),
    semantic: options.semantics?.[name] ?? null,
  }));
  return { parts, columns, rowCount: rows.length };
}

/** A folder for one test; call `done` at its end. */
export function testFolder(): { readonly path: string; done(): void } {
  const path = mkdtempSync(join(tmpdir(), 'jiadi-test-'));
  return { path, done: () => rmSync(path, { recursive: true, force: true }) };
}

/** Checks rows against rules in this thread. */
export async function checkRows(
  names: readonly string[],
  rows: readonly (readonly TestCell[])[],
  rules: readonly RuleObject[],
  options: Partial<CheckInput> & {
    readonly types?: Readonly<Record<string, BatchColumn['type']>>;
    readonly semantics?: Readonly<Record<string, string>>;
    readonly partSizes?: readonly number[];
    readonly host?: CheckHost;
  } = {},
): Promise<CheckRun> {
  const folder = testFolder();
  try {
    const batch = writeBatch(folder.path, names, rows, options);
    return await runCheck(
      { batch, rules: rules.map((r, i) => readRule(r, i + 1)), nullLike: [], asOf: '2026-06-30', findings: null, ...options },
      options.host ?? host,
    );
  } finally {
    folder.done();
  }
}

/** 0-based failing rows of the n-th rule. */
export function failedOf(run: CheckRun, rule = 0): readonly number[] {
  return firstRows(run.results[rule]?.findings ?? [], Number.MAX_SAFE_INTEGER).map((row) => row - 1);
}
