import type { TaskContext } from '../../base/jobs/index.ts';
import { type Database, openMemory } from '../../base/sqlite/index.ts';
import { type Observed, type RuleError, ruleError, type RuleSpec, type SemanticTest } from '../rules/index.ts';
import type { BatchColumn } from '../table/batch-file.ts';
import { groupKeys } from './group.ts';
import { bindRule, makePlan, planError, type PlanTable, type RuleExtras } from './plan.ts';
import { countedResult, failedResult, judgeGroup, observedResult, type RuleResult } from './result.ts';
import { unite } from './runs.ts';
import { resultsOf, scanOne } from './scan.ts';

/** A table small enough to be checked at once, in memory, by the calling thread. */
export interface SmallTable {
  readonly columns: readonly BatchColumn[];
  readonly rowCount: number;
  readonly rows: Iterable<readonly (string | number | bigint | null)[]>;
}

const calm: TaskContext = { report: () => undefined, cancelled: () => false, throwIfCancelled: () => undefined, nowMs: () => 0 };

/** An open small table; close it when done. */
export interface OpenTable {
  check(spec: RuleSpec, types?: Readonly<Record<string, BatchColumn['type']>>): RuleResult;
  close(): void;
}

/** Puts a small table into memory and answers rules about it one by one; kinds that need other datasets or a guest are `error`. */
export function openSmallTable(table: SmallTable, asOfSeconds: number, semantic: SemanticTest): OpenTable {
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
    check: (spec, types = {}) => {
      const columns = table.columns.map((c) => ({ ...c, type: types[c.name] ?? c.type }));
      return checkOne(db, spec, { columns, nullLike: [], asOfSeconds, strictTypes: true }, table.rowCount, semantic);
    },
    close: () => db.close(),
  };
}

function checkOne(db: Database, spec: RuleSpec, table: PlanTable, rowCount: number, semantic: SemanticTest): RuleResult {
  let bound: ReturnType<typeof bindRule>;
  try {
    bound = bindRule(spec);
  } catch (error) {
    return failedResult(spec, null, ruleError(error));
  }
  const fail = (error: RuleError): RuleResult => failedResult(spec, bound, error);
  if (bound.grain === 'query') return fail({ code: 'not-supported-yet', params: { what: spec.kind } });
  if (bound.grain !== 'aggregate' && bound.grain !== 'whole' && bound.references)
    return fail({ code: 'not-supported-yet', params: { what: spec.kind } });
  let extras: RuleExtras = {};
  const problem = planError(spec, table, semantic, extras);
  if (problem) return fail(problem);
  const judge = (work: () => Observed): RuleResult => {
    try {
      return observedResult(spec, bound, work());
    } catch (error) {
      return fail(ruleError(error));
    }
  };
  if (bound.grain === 'whole') {
    const { judge: ask } = bound;
    return judge(() => ask({ columns: table.columns, rowCount }));
  }
  if ((bound.grain === 'cell' || bound.grain === 'row') && bound.learns !== undefined) {
    const of = (stat: string): number =>
      Number(
        checkOne(db, { ...spec, kind: 'column-stat', params: { column: bound.columns[0], stat } }, table, rowCount, semantic).observed ?? 0,
      );
    extras = { learned: { mean: of('mean'), stdev: of('stdev') } };
  }
  const plan = makePlan([spec], table, semantic, [extras]);
  const slots = Array.from({ length: plan.slotCount }, () => new Uint32Array(rowCount * 2));
  scanOne(db, plan, 1, rowCount, 0, slots, calm, () => undefined);
  const [scan] = resultsOf(plan);
  if (!scan) return fail({ code: 'internal', params: {} });
  if (scan.error) return fail(scan.error);
  if (bound.grain === 'aggregate') {
    const { observe } = bound;
    return judge(() => observe([scan.state], scan.rows, scan.skipped));
  }
  if (bound.grain === 'group') {
    const dependent = scan.dependentSlot === null ? {} : { dependent: slots[scan.dependentSlot] ?? new Uint32Array() };
    const group = groupKeys({ slot: slots[scan.slot ?? 0] ?? new Uint32Array(), rowCount, ...dependent }, calm);
    const judged = judgeGroup(bound, { ...group, rows: scan.rows });
    if (judged) return judge(() => judged);
    const findings = unite(scan.hits, group.members);
    return countedResult(spec, bound, {
      rows: scan.rows,
      skipped: scan.skipped,
      failed: findings.reduce((n, c) => n + c.count, 0),
      findings,
      learned: null,
    });
  }
  return countedResult(spec, bound, {
    rows: scan.rows,
    skipped: scan.skipped,
    failed: scan.failed,
    findings: scan.hits,
    learned: extras.learned ?? null,
  });
}
