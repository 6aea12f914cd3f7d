import { dirname } from 'node:path';
import { ensureFolder, fsyncFile, moveDurably, remove, withFileErrors } from '../../base/files.ts';
import { type Database, type DatabaseKey, openDatabase, sql } from '../../base/sqlite/index.ts';
import type { RuleResult } from './result.ts';
import { rowsOf } from './runs.ts';

/**
 * The findings of a run in a data file: every failing row of every rule, packed (`runs.ts`). Values and reasons are not stored: the
 * batch is immutable, so they are read from it by row when they are shown, masked as the viewer's right demands.
 */
const schema = `
  CREATE TABLE format(number INTEGER NOT NULL);
  INSERT INTO format VALUES (1);
  CREATE TABLE rule(rule INTEGER PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, columns TEXT NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL) STRICT;
  CREATE TABLE chunk(rule INTEGER NOT NULL, before INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL, rows BLOB NOT NULL, PRIMARY KEY(rule, before)) STRICT, WITHOUT ROWID;
`;

/** Where the findings of a run go: written under `temporary`, flushed, then renamed to `path`. */
export interface FindingsFile {
  readonly temporary: string;
  readonly path: string;
  readonly key: DatabaseKey | null;
}

/** What is written of a rule's result. */
export type WrittenRule = Pick<RuleResult, 'rule' | 'kind' | 'columns' | 'reason' | 'findings'>;

/** Writes the findings of a run; after a crash either the whole file stands at `path` or none. `stop` may throw between two chunks, which leaves none. */
export function writeFindings(file: FindingsFile, results: readonly WrittenRule[], stop: () => void = () => undefined): void {
  ensureFolder(dirname(file.temporary));
  ensureFolder(dirname(file.path));
  try {
    withFileErrors(file.temporary, () => {
      const db = openDatabase({ path: file.temporary, mode: 'data-write', key: file.key });
      try {
        db.script(schema);
        db.transaction(() => results.forEach((result, i) => writeRule(db, i, result, stop)));
      } finally {
        db.close();
      }
    });
    fsyncFile(file.temporary);
    moveDurably(file.temporary, file.path);
  } catch (error) {
    remove(file.temporary);
    remove(file.path);
    throw error;
  }
}

function writeRule(db: Database, index: number, result: WrittenRule, stop: () => void): void {
  let before = 0;
  for (const chunk of result.findings) {
    stop();
    db.run(sql`INSERT INTO chunk VALUES (${index}, ${before}, ${chunk.first}, ${chunk.last}, ${chunk.count}, ${chunk.bytes})`);
    before += chunk.count;
  }
  db.run(
    sql`INSERT INTO rule VALUES (${index}, ${result.rule}, ${result.kind}, ${JSON.stringify(result.columns)}, ${JSON.stringify(result.reason)}, ${before})`,
  );
}

/** A rule as the findings file knows it. */
export interface FindingRule {
  readonly index: number;
  readonly id: string;
  readonly kind: string;
  readonly columns: readonly string[];
  readonly reason: Readonly<Record<string, string | number | boolean | null>>;
  readonly count: number;
}

/** The rules of a findings file, in the order of the run. */
export function rulesOfFile(db: Database): readonly FindingRule[] {
  return db
    .all<{ rule: number; id: string; kind: string; columns: string; reason: string; count: number }>(sql`SELECT * FROM rule ORDER BY rule`)
    .map((r) => ({
      index: r.rule,
      id: r.id,
      kind: r.kind,
      columns: JSON.parse(r.columns) as string[],
      reason: JSON.parse(r.reason) as FindingRule['reason'],
      count: r.count,
    }));
}

/** Reading side of a findings file; close it when done. */
export interface Findings {
  readonly rules: readonly FindingRule[];
  /** Failing rows of a rule in ascending order: `limit` of them after the first `offset`. */
  rows(rule: number, offset: number, limit: number): readonly number[];
  /** All failing rows of a rule, one by one. */
  each(rule: number): Generator<number>;
  /** Whether a row is a finding of a rule. */
  has(rule: number, row: number): boolean;
  close(): void;
}

/** Opens a findings file. */
export function openFindings(path: string, key: DatabaseKey | null): Findings {
  const db = openDatabase({ path, mode: 'data-read', key });
  const chunkAt = db.statement(
    'SELECT first, last, before, rows AS bytes FROM chunk WHERE rule = ? AND before + count > ? ORDER BY before',
  );
  const chunkOf = db.statement('SELECT first, last, before, rows AS bytes FROM chunk WHERE rule = ? AND first <= ? AND last >= ?');
  type Found = { readonly first: number; readonly before: number; readonly bytes: Uint8Array };
  function* from(rule: number, offset: number): Generator<number> {
    for (let at = offset; ;) {
      const chunk = chunkAt.get(rule, at) as Found | undefined;
      if (!chunk) return;
      let i = chunk.before;
      for (const row of rowsOf(chunk)) if (i++ >= at) yield row;
      at = i;
    }
  }
  return {
    rules: rulesOfFile(db),
    rows: (rule, offset, limit) => {
      const out: number[] = [];
      if (limit <= 0) return out;
      for (const row of from(rule, offset)) {
        out.push(row);
        if (out.length >= limit) break;
      }
      return out;
    },
    each: (rule) => from(rule, 0),
    has: (rule, row) => {
      const chunk = chunkOf.get(rule, row, row) as Found | undefined;
      if (!chunk) return false;
      for (const found of rowsOf(chunk)) if (found >= row) return found === row;
      return false;
    },
    close: () => db.close(),
  };
}
