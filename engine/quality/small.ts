import type { TaskContext } from '../../base/jobs/index.ts';
import { type Database, id, join, openMemory, sql } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { type Bound, type Outcome, type RuleError, ruleError, type RuleSpec } from '../rules/index.ts';
import type { Semantics } from '../semantics/index.ts';
import { type BatchColumn, storedName } from '../table/batch-file.ts';
import { observe } from './conclude.task.ts';
import { groupKeys } from './group.ts';
import { KeyRecorder, type KeyStream, streamsOf } from './key-records.ts';
import { groupInput, type Scanned, settle } from './pass.ts';
import { bindRule } from './bind.ts';
import { makePlan, planError, type PlanTable, type RuleExtras } from './plan.ts';
import { failedResult, observedResult, type RuleResult } from './result.ts';
import { groupShares, withShares } from './shares.ts';
import { resultsOf, scanOne } from './scan.ts';

/** A table small enough to be checked at once, in memory, by the calling thread. */
export interface SmallTable {
  readonly columns: readonly BatchColumn[];
  readonly rowCount: number;
  readonly rows: Iterable<readonly (string | number | bigint | null)[]>;
  /** Texts that stand for nothing; left out: none. */
  readonly nullLike?: readonly string[];
  /** False for texts of a file, where "1" is 1; left out: values are typed. */
  readonly strictTypes?: boolean;
}

const calm: TaskContext = { report: () => undefined, cancelled: () => false, throwIfCancelled: () => undefined, nowMs: () => 0 };

/** An open small table; close it when done. */
export interface OpenTable {
  check(spec: RuleSpec, types?: Readonly<Record<string, BatchColumn['type']>>, outcome?: AskOutcome): RuleResult;
  close(): void;
}

/** Puts a small table into memory and answers rules about it one by one; kinds that need other datasets or a guest are `error`. */
export function openSmallTable(table: SmallTable, asOfSeconds: number, semantics: Semantics): OpenTable {
  const { nullLike = [], strictTypes = true } = table;
  const db = openMemory();
  const names = table.columns.map((c) => `c${c.index + 1}`);
  db.script(`CREATE TABLE rows(${names.length > 0 ? names.join(', ') : 'c1'})`);
  const insert = db.statement(
    names.length > 0 ? `INSERT INTO rows VALUES (${names.map(() => '?').join(', ')})` : 'INSERT INTO rows DEFAULT VALUES',
  );
  db.transaction(() => {
    for (const row of table.rows) insert.run(...row);
  });
  return {
    check: (spec, types = {}, outcome = noOther) => {
      const columns = table.columns.map((c) => ({ ...c, type: types[c.name] ?? c.type }));
      return checkOne(db, spec, { columns, nullLike, asOfSeconds, strictTypes }, table.rowCount, semantics, outcome);
    },
    close: () => db.close(),
  };
}

const noOther: AskOutcome = (rule) => {
  throw new JiadiError('not-found', { what: 'rule', name: rule });
};

/** What a rule may ask of the other rules of its list; a name nobody bears is `not-found`. */
export type AskOutcome = (rule: string) => Outcome;

function checkOne(db: Database, spec: RuleSpec, table: PlanTable, rowCount: number, semantics: Semantics, outcome: AskOutcome): RuleResult {
  let bound: Bound;
  try {
    bound = bindRule(spec);
  } catch (error) {
    return failedResult(spec, null, ruleError(error));
  }
  const fail = (error: RuleError): RuleResult => failedResult(spec, bound, error);
  if (bound.grain === 'query' || bound.references || ('learns' in bound && bound.learns?.from))
    return fail({ code: 'not-supported-yet', params: { what: spec.kind } });
  try {
    if (bound.grain === 'whole') {
      const { columns, asOfSeconds } = table;
      const nothing = { source: null, dataset: null, catalog: null, history: null };
      return observedResult(spec, bound, bound.judge({ ...nothing, columns, rowCount, asOfSeconds, semantics, outcome }));
    }
    const scanned = (extras: RuleExtras): { readonly scan: Scanned; readonly streams: readonly KeyStream[] } | RuleError => {
      const problem = planError(spec, table, semantics, extras);
      if (problem) return problem;
      const plan = makePlan([spec], table, semantics, [extras]);
      const recorder = new KeyRecorder(plan.streams, { partitions: 1, path: null });
      scanOne(db, plan, 1, rowCount, 0, recorder.writers, calm, () => undefined);
      const [scan] = resultsOf(plan);
      const streams = streamsOf([recorder.finish()], plan.streams.length);
      return scan ? (scan.error ?? { scan: { ...scan, states: [scan.state] }, streams }) : { code: 'internal', params: {} };
    };
    let extras: RuleExtras = {};
    if ('learns' in bound && bound.learns) {
      const lesson = scanned({ learning: true });
      if ('code' in lesson) return fail(lesson);
      extras = { learned: bound.learns.learn(lesson.scan.states, lesson.scan.rows) };
    }
    const found = scanned(extras);
    if ('code' in found) return fail(found);
    const { scan, streams } = found;
    const group = bound.grain === 'group' && scan.keyStream !== null ? groupKeys(groupInput(bound, scan, streams, rowCount), calm) : null;
    const { states, rows, skipped } = scan;
    const observed = bound.grain === 'aggregate' ? observe({ spec, states, rows, skipped, learned: extras.learned ?? null }) : null;
    const result = settle({ spec, bound, extras }, scan, { group, observed });
    const { groups } = bound;
    if (!groups || result.status === 'error') return result;
    const shares = groupShares({ groups: streams[scan.groupStream ?? -1] ?? [], rowCount, findings: result.findings, spec }, calm);
    return withShares(result, shares, groups, table.columns, (rows) => rows.map((row) => cellsOf(db, table, groups, row)));
  } catch (error) {
    return fail(ruleError(error));
  }
}

/** The cells of some columns in one row. */
function cellsOf(db: Database, { columns }: PlanTable, names: readonly string[], row: number): readonly unknown[] {
  const list = names.map((name) => id(storedName(columns.find((c) => c.name === name)?.index ?? 0)));
  return db.arrays(sql`SELECT ${join(list, ', ')} FROM rows WHERE rowid = ${row}`)[0] ?? [];
}
