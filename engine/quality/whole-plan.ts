import type { OutputOf } from '../../contract/method.ts';
import type { qualityMethods } from '../../contract/methods/quality.ts';
import type { QueryContext } from '../context.ts';
import { getDataset } from '../datasets/index.ts';
import { parseDate, type ReadRule, type RuleSpec } from '../rules/index.ts';
import { createSemantics, loadTables, semanticsWith } from '../semantics/index.ts';
import { isCarried } from './carried.ts';
import { expectedCosts } from './cost.ts';
import { describePlan } from './describe.ts';
import type { CheckHost } from './input.ts';
import { bindRule } from './bind.ts';
import { type PlanTable } from './plan.ts';
import { lastCosts } from './store.ts';
import { type Basis, basisOf, batchesOf, type KeptWhole } from './whole-check.ts';
import { getWholeCheck } from './whole-store.ts';

type Planned = OutputOf<(typeof qualityMethods)['quality.wholePlan']>;

/** How a check of all batches of a dataset would run, and what that would cost. */
export function wholePlan(context: QueryContext, dataset: string): Planned {
  const { name } = getDataset(context.reader, dataset);
  const kept = getWholeCheck(context.reader, dataset);
  const last = kept === null ? null : lastOf(JSON.parse(kept.content) as KeptWhole);
  const basis = basisOf(context, dataset);
  if (typeof basis === 'string') return { name, why: basis, batches: [], plan: null, costs: null, last };
  const batches = batchesOf(context, basis);
  const freshRows = batches.reduce((sum, one) => sum + (one.kept ? 0 : one.rows), 0);
  const carried = carriedRules(context, basis);
  const plan = planOf(context, basis, carried, freshRows > 0);
  return { name, why: null, batches, plan, costs: costsOf(context, dataset, basis, { plan, freshRows }), last };
}

const idOf = (rule: ReadRule): string => (rule.spec ? rule.spec.id : rule.id);

const lastOf = ({ startedAt, seconds, rows, batches }: KeptWhole): NonNullable<Planned['last']> => ({ startedAt, seconds, rows, batches });

const semanticsOf = (context: QueryContext, { input }: Basis) =>
  createSemantics({ today: input.asOf, tables: loadTables(context.host.resources) });

/** Rules whose answer is put together from what is kept of each batch. */
function carriedRules(context: QueryContext, basis: Basis): ReadonlySet<string> {
  const { batch, nullLike, asOf, codes = [] } = basis.input;
  const asOfSeconds = parseDate(asOf);
  if (asOfSeconds === null) return new Set();
  const table: PlanTable = { columns: batch.columns, nullLike, asOfSeconds, strictTypes: false, codes };
  const host: Pick<CheckHost, 'semantics'> = { semantics: semanticsWith(semanticsOf(context, basis), codes, asOf) };
  return new Set(basis.ruleSet.rules.flatMap(({ spec }) => (spec && carries(spec, table, host) ? [spec.id] : [])));
}

function carries(spec: RuleSpec, table: PlanTable, host: Pick<CheckHost, 'semantics'>): boolean {
  try {
    return isCarried({ spec, bound: bindRule(spec), extras: {} }, table, host);
  } catch {
    // a rule that cannot be bound does not run; the plan says why
    return false;
  }
}

function planOf(
  context: QueryContext,
  { input, ruleSet }: Basis,
  carried: ReadonlySet<string>,
  reads: boolean,
): NonNullable<Planned['plan']> {
  const semantics = createSemantics({ today: input.asOf, tables: loadTables(context.host.resources) });
  const part = (isKept: boolean) =>
    describePlan({ ...input, findings: null, rules: ruleSet.rules.filter((rule) => carried.has(idOf(rule)) === isKept) }, semantics);
  const [kept, others] = [part(true), part(false)];
  const known = new Map([...kept.rules, ...others.rules].map((rule) => [rule.rule, rule]));
  return {
    rows: input.batch.rowCount,
    ruleSetName: ruleSet.name,
    ruleSetVersion: ruleSet.version,
    statements: [...(reads ? kept.statements : []), ...others.statements].map((s) => ({
      ...s,
      values: [...s.values],
      rules: [...s.rules],
    })),
    references: others.references.map((r) => ({ ...r, columns: [...r.columns], rules: [...r.rules] })),
    rules: ruleSet.rules.flatMap((read) => {
      const id = idOf(read);
      const rule = known.get(id);
      if (!rule) return [];
      const error = rule.error && { code: rule.error.code, params: { ...rule.error.params } };
      return [{ ...rule, error, carried: carried.has(id) && error === null }];
    }),
  };
}

function costsOf(
  context: QueryContext,
  dataset: string,
  { batches, ruleSet, input }: Basis,
  { plan, freshRows }: { readonly plan: NonNullable<Planned['plan']>; readonly freshRows: number },
): Planned['costs'] {
  const known = lastCosts(context.reader, { dataset, batch: batches.at(-1)?.id ?? '', ruleSet: ruleSet.id });
  if (!known) return null;
  const { costs, batchNumber, rows, ruleSetVersion, startedAt } = known;
  const reading = plan.rules.filter(({ way }) => way === 'scan' || way === 'ordered');
  const of = {
    carried: reading.filter((rule) => rule.carried).map(({ rule }) => rule),
    others: reading.filter((rule) => !rule.carried).map(({ rule }) => rule),
    fresh: freshRows,
    all: input.batch.rowCount,
  };
  return { expected: expectedCosts(costs, rows, of), batchNumber, rows, ruleSetVersion, startedAt };
}
