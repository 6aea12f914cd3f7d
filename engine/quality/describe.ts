import type { Sql } from '../../base/sqlite/index.ts';
import {
  type Bound,
  KeyTableWriter,
  noKeySet,
  parseDate,
  type Reference,
  type ReferenceNeed,
  ruleError,
  type RuleError,
  type RuleSpec,
  wrong,
} from '../rules/index.ts';
import { type Semantics, semanticsWith } from '../semantics/index.ts';
import type { CheckInput } from './input.ts';
import { bindRule } from './bind.ts';
import { makePlan, planError, type PlanTable, type RuleExtras } from './plan.ts';
import { otherRows } from './references.ts';

/** How a rule gets its answer: in the one scan, in a scan in file order, from the table as a whole, by a query of its own, or not at all. */
export type PlanWay = 'scan' | 'ordered' | 'whole' | 'query' | 'none';

/** A statement as it would be issued for a stretch of rows; the last two values are its first and last row. */
export interface PlanStatement {
  readonly way: 'scan' | 'ordered';
  readonly text: string;
  readonly values: readonly (string | number | null)[];
  readonly rules: readonly string[];
}

export interface PlanRule {
  readonly rule: string;
  readonly kind: string;
  readonly way: PlanWay;
  /** True where a pass over rows comes before, in which the rule learns its limits. */
  readonly learns: boolean;
  /** True where keys of all rows are gathered and compared after the scan. */
  readonly groups: boolean;
  /** Why it cannot run. */
  readonly error: RuleError | null;
}

/** Rows read besides the batch: once, however many rules need them. */
export interface PlanReference {
  readonly from: ReferenceNeed['from'];
  readonly columns: readonly string[];
  readonly where: string | null;
  readonly rules: readonly string[];
}

/** What a run would do, without doing it. */
export interface PlanDocument {
  readonly rows: number;
  readonly statements: readonly PlanStatement[];
  readonly references: readonly PlanReference[];
  readonly rules: readonly PlanRule[];
}

interface Planned {
  readonly rule: PlanRule;
  readonly spec: RuleSpec | null;
  readonly extras: RuleExtras;
  readonly needs: readonly ReferenceNeed[];
}

/** Plans a check and tells how it would run; no row is read. */
export function describePlan(input: CheckInput, given: Semantics): PlanDocument {
  const { codes = [] } = input;
  const semantics = semanticsWith(given, codes, input.asOf);
  const asOfSeconds = parseDate(input.asOf);
  if (asOfSeconds === null) throw wrong('asOf', 'a date', input.asOf);
  const table: PlanTable = {
    columns: input.batch.columns,
    nullLike: input.nullLike,
    asOfSeconds,
    strictTypes: input.strictTypes ?? false,
    codes,
  };
  const planned = input.rules.map((rule): Planned => {
    if (rule.spec) return planRule(rule.spec, input, table, semantics);
    return {
      rule: { rule: rule.id, kind: rule.kind, way: 'none', learns: false, groups: false, error: rule.error },
      spec: null,
      extras: {},
      needs: [],
    };
  });
  return {
    rows: input.batch.rowCount,
    statements: (['scan', 'ordered'] as const).flatMap((way) => statementOf(way, planned, input, table, semantics)),
    references: referencesOf(planned),
    rules: planned.map(({ rule }) => rule),
  };
}

function planRule(spec: RuleSpec, input: CheckInput, table: PlanTable, semantics: Semantics): Planned {
  const head = { rule: spec.id, kind: spec.kind };
  try {
    const bound = bindRule(spec);
    const needs = bound.references?.(table.columns, (from) => otherRows(input, from)[0]?.columns ?? []) ?? [];
    const extras: RuleExtras = needs.length === 0 ? {} : { references: needs.map((need) => emptyReference(need, input)) };
    const learns = 'learns' in bound && bound.learns !== undefined;
    if (learns && bound.learns?.from) otherRows(input, bound.learns.from);
    const error = planError(spec, table, semantics, extras);
    const rule: PlanRule = { ...head, way: error ? 'none' : wayOf(bound), learns, groups: bound.grain === 'group', error };
    return { rule, spec, extras, needs };
  } catch (error) {
    return { rule: { ...head, way: 'none', learns: false, groups: false, error: ruleError(error) }, spec: null, extras: {}, needs: [] };
  }
}

function wayOf(bound: Bound): PlanWay {
  if (bound.grain === 'whole' || bound.grain === 'query') return bound.grain;
  return 'sequential' in bound && bound.sequential ? 'ordered' : 'scan';
}

/** Stands for rows that are read only when the check runs. */
function emptyReference(need: ReferenceNeed, input: CheckInput): Reference {
  return {
    columns: otherRows(input, need.from)[0]?.columns ?? [],
    keys: noKeySet,
    values: need.values ? new KeyTableWriter().finish() : null,
  };
}

function statementOf(
  way: 'scan' | 'ordered',
  planned: readonly Planned[],
  input: CheckInput,
  table: PlanTable,
  semantics: Semantics,
): readonly PlanStatement[] {
  const own = planned.flatMap(({ rule, spec, extras }) => (rule.way === way && spec ? [{ spec, extras }] : []));
  if (own.length === 0) return [];
  const plan = makePlan(
    own.map(({ spec }) => spec),
    table,
    semantics,
    own.map(({ extras }) => extras),
  );
  const { text, values } = plan.statement(1, Math.max(1, input.batch.rowCount));
  return [{ way, text, values: values.map(plain), rules: own.map(({ spec }) => spec.id) }];
}

function plain(value: Sql['values'][number]): string | number | null {
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}

function referencesOf(planned: readonly Planned[]): readonly PlanReference[] {
  const known = new Map<string, PlanReference & { readonly rules: string[] }>();
  for (const { rule, needs } of planned) {
    for (const need of needs) {
      const key = JSON.stringify(need);
      const columns = [...need.columns, ...(need.content ?? []), ...(need.values ?? [])];
      const found = known.get(key) ?? { from: need.from, columns, where: need.where, rules: [] };
      if (!found.rules.includes(rule.rule)) found.rules.push(rule.rule);
      known.set(key, found);
    }
  }
  return [...known.values()];
}
