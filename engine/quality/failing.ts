/** The findings of a run seen by rows: which rows fail some of its rules, and which rules a row fails. A page costs only the chunks that touch it. */
import { type Database, type DatabaseKey, openDatabase, sql } from '../../base/sqlite/index.ts';
import { type FindingRule, rulesOfFile } from './findings.ts';
import { RowSet } from './row-set.ts';
import { eachRun } from './runs.ts';

/** Reading side of a findings file, by rows. */
export interface Failing {
  readonly rules: readonly FindingRule[];
  /** Rows that fail at least one of these rules (by their index). */
  rows(rules: readonly number[]): RowSet;
  /** How many of the rows of a set fail a rule. */
  count(rule: number, among: RowSet): number;
  /** For each of some rows the indexes of the rules that it fails, out of `rules`. */
  rulesOf(rows: readonly number[], rules: readonly number[]): number[][];
  /** Runs of failing rows of a rule between two rows, both included. */
  eachRun(rule: number, from: number, to: number, take: (first: number, length: number) => void): void;
  close(): void;
}

/** Opens a findings file of a batch with so many rows. */
export function openFailing(path: string, key: DatabaseKey | null, rowCount: number): Failing {
  const db = openDatabase({ path, mode: 'data-read', key });
  const rules = rulesOfFile(db);
  const within = (rule: number, from: number, to: number, take: (first: number, length: number) => void): void => {
    for (const chunk of chunksOf(db, rule, from, to))
      eachRun(chunk, (first, length) => {
        const start = Math.max(first, from);
        const end = Math.min(first + length - 1, to);
        if (start <= end) take(start, end - start + 1);
      });
  };
  return {
    rules,
    rows: (wanted) => {
      const set = new RowSet(rowCount);
      for (const rule of wanted) within(rule, 1, rowCount, (first, length) => set.addRun(first, length));
      return set;
    },
    count: (rule, among) => {
      let count = 0;
      within(rule, 1, rowCount, (first, length) => {
        for (let row = first; row < first + length; row++) if (among.has(row)) count++;
      });
      return count;
    },
    rulesOf: (rows, wanted) => {
      const at = new Map(rows.map((row, i) => [row, i]));
      const out: number[][] = rows.map(() => []);
      const low = rows.reduce((a, b) => Math.min(a, b), Infinity);
      const high = rows.reduce((a, b) => Math.max(a, b), 0);
      for (const rule of wanted)
        within(rule, low, high, (first, length) => {
          for (let row = first; row < first + length; row++) {
            const i = at.get(row);
            if (i !== undefined) out[i]?.push(rule);
          }
        });
      return out;
    },
    eachRun: within,
    close: () => db.close(),
  };
}

function* chunksOf(
  db: Database,
  rule: number,
  from: number,
  to: number,
): Generator<{ readonly first: number; readonly bytes: Uint8Array }> {
  yield* db.all<{ first: number; bytes: Uint8Array }>(
    sql`SELECT first, rows AS bytes FROM chunk WHERE rule = ${rule} AND first <= ${to} AND last >= ${from} ORDER BY before`,
  );
}
