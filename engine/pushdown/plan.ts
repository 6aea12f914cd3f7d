import { JiadiError } from '../../contract/errors.ts';
import type { Sql } from '../../base/sqlite/index.ts';
import { bindRule, failedResult, planError, type PlanTable, type RuleResult, unreadResult } from '../quality/index.ts';
import { type Bound, compileExpression, type GroupJudge, type ReadRule, ruleError, type RuleSpec } from '../rules/index.ts';
import type { Semantics } from '../semantics/index.ts';
import { NotPushed, type Reason } from './fragment.ts';
import { type OwnQuery, ownQuery } from './own-query.ts';
import { namesOf, ServerScope } from './scope.ts';
import type { ServerColumn, ServerTable } from './table.ts';
import { type Piece, Translator } from './translate.ts';

/**
 * How a rule is answered. `server`: the server counts. `values`: the server counts the different values, the rule's own function judges each of
 * them here. `rows`: the rule's columns are read into a temporary table and checked here. `facts`: nothing of the rows is needed. `none`: not at all.
 */
export type Way = 'server' | 'values' | 'rows' | 'facts' | 'none';

/** What the server is told of a rule: conditions of its SQL. */
export interface Pushed {
  readonly where: string | null;
  readonly skips: string | null;
  readonly fails: string | null;
  readonly keys: readonly string[];
  readonly keyTypes: readonly Piece['type'][];
  readonly dependents: readonly string[];
  /** Conditions under which a number would be another one here: where any holds, the rule is judged here. */
  readonly hard: readonly string[];
}

/** A rule on its way through a check; `result` is set by whoever finds it first. */
export interface SourceItem {
  readonly spec: RuleSpec;
  readonly bound: Bound;
  way: Way;
  /** Why the server does not answer it by itself. */
  why: Reason | null;
  /** The columns it reads, in the order of the table. */
  readonly columns: readonly ServerColumn[];
  readonly pushed: Pushed | null;
  /** What is asked of a rule that brings its own SQL. */
  readonly own: OwnQuery | null;
  /** The rows that a rule over keys looks at, counted with the others. */
  counted?: { readonly rows: number; readonly skipped: number };
  result: RuleResult | null;
}

/** A rule that could not be read, or how it will be answered. */
export type PlannedRule = { readonly item: SourceItem } | { readonly item: null; readonly result: RuleResult };

/** Decides for each rule how it is answered; nothing is asked of the server. */
export function planRules(
  rules: readonly ReadRule[],
  table: ServerTable,
  asOfSeconds: number,
  semantics: Semantics,
): readonly PlannedRule[] {
  const local: PlanTable = { columns: table.columns, nullLike: table.nullLike, asOfSeconds, strictTypes: false };
  return rules.map((rule): PlannedRule => {
    if (!rule.spec) return { item: null, result: unreadResult(rule) };
    const { spec } = rule;
    let bound: Bound;
    try {
      bound = bindRule(spec);
    } catch (error) {
      return { item: null, result: failedResult(spec, null, ruleError(error)) };
    }
    // what the other side has is known only when it is read: such a rule is planned with its rows
    const problem = looksElsewhere(bound, table) ? null : planError(spec, local, semantics, {});
    if (problem) return { item: null, result: failedResult(spec, bound, problem) };
    try {
      return { item: planItem(spec, bound, table, asOfSeconds, semantics) };
    } catch (error) {
      if (error instanceof JiadiError) return { item: null, result: failedResult(spec, bound, ruleError(error)) };
      throw error;
    }
  });
}

function planItem(spec: RuleSpec, bound: Bound, table: ServerTable, asOfSeconds: number, semantics: Semantics): SourceItem {
  const scope = new ServerScope(table, asOfSeconds, semantics);
  const item = (way: Way, why: Reason | null, pushed: Pushed | null = null, own: OwnQuery | null = null): SourceItem => {
    // the columns of the rule itself are read in any case: findings show them
    for (const name of bound.columns) if (bound.grain !== 'whole') scope.column(name);
    return { spec, bound, way, why, columns: scope.read, pushed, own, result: null };
  };
  if (bound.grain === 'whole') return item('facts', null);
  if (bound.grain === 'query') return planQuery(spec, bound, table, item);
  const where = spec.where === null ? null : compileExpression(spec.where, scope);
  const beyond = beyondRows(bound, table);
  try {
    const fragments = { where, ...bound.plan(scope) };
    // what is learned is computed from the rows too
    if ('learns' in bound && bound.learns) bound.learns.plan(scope);
    for (const name of bound.groups ?? []) scope.column(name);
    if (beyond === 'order' && table.key.length === 0) return item('none', beyond);
    if (beyond) return item('rows', beyond);
    try {
      return item('server', null, push(fragments, bound, table));
    } catch (error) {
      if (!(error instanceof NotPushed)) throw error;
      return item(bound.grain === 'group' ? 'rows' : 'values', error.reason);
    }
  } catch (error) {
    if (!(error instanceof NotPushed)) throw error;
    // it looks at other tables while it is planned: every column it may ask for is read
    for (const column of scope.columns) scope.column(column.name);
    return item('rows', error.reason);
  }
}

/** A rule with SQL of its own, which the server is asked as it is written, once it has passed the gate. */
function planQuery(
  spec: RuleSpec,
  bound: Extract<Bound, { grain: 'query' }>,
  table: ServerTable,
  item: (way: Way, why: Reason | null, pushed?: Pushed | null, own?: OwnQuery) => SourceItem,
): SourceItem {
  try {
    const own = ownQuery(spec, bound, table);
    const { fails } = own;
    const pushed = fails === null ? null : { where: null, skips: null, fails, keys: [], keyTypes: [], dependents: [], hard: [] };
    return item('server', 'own-sql', pushed, own);
  } catch (error) {
    if (error instanceof NotPushed) return item('none', error.reason);
    const refused = item('none', 'own-sql');
    refused.result = failedResult(spec, bound, ruleError(error));
    return refused;
  }
}

/** Why a rule needs more than the row it judges. */
function beyondRows(bound: Bound, table: ServerTable): Reason | null {
  if (looksElsewhere(bound, table)) return 'references';
  if ('learns' in bound && bound.learns) return 'learns';
  if ('sequential' in bound && bound.sequential) return 'order';
  return bound.groups && bound.groups.length > 0 ? 'groups' : null;
}

/** True for a rule about another dataset or earlier batches; which columns are there is not known yet, and a rule that asks for them looks elsewhere. */
function looksElsewhere(bound: Bound, table: ServerTable): boolean {
  try {
    return bound.references !== undefined && bound.references(table.columns, () => table.columns).length > 0;
  } catch (error) {
    if (error instanceof JiadiError) return true;
    throw error;
  }
}

/** Kinds of judges that a server answers by counting. */
const counted: ReadonlySet<GroupJudge['how']> = new Set(['repeated', 'minority', 'mixed']);

interface Fragments {
  readonly where: Sql | null;
  readonly skips: Sql | null;
  readonly out?: Sql | null;
  readonly fails?: Sql | null;
  readonly keys?: readonly Sql[];
  readonly dependents?: readonly Sql[];
  readonly args?: readonly Sql[];
}

function push({ where, skips, out, fails, keys, dependents, args }: Fragments, bound: Bound, table: ServerTable): Pushed {
  // rows are left out by a function
  if (out) throw new NotPushed('function');
  if (args && args.length > 0) throw new NotPushed('function', 'an aggregate');
  if (bound.grain === 'group' && typeof bound.judge !== 'function' && !counted.has(bound.judge.how)) throw new NotPushed('order');
  if (bound.grain === 'group' && (keys ?? []).length === 0) throw new NotPushed('construct', 'no key');
  const hard = new Set<string>();
  const translator = new Translator(table.dialect, namesOf(table, hard));
  const named = keys?.map((key) => translator.key(key)) ?? [];
  const condition = (fragment: Sql | null | undefined): string | null => (fragment ? translator.condition(fragment) : null);
  return {
    where: condition(where),
    skips: condition(skips),
    fails: condition(fails),
    keys: named.map(({ sql }) => sql),
    keyTypes: named.map(({ type }) => type),
    dependents: dependents?.map((key) => translator.key(key).sql) ?? [],
    hard: [...hard],
  };
}
