import { z } from 'zod';
import {
  aggregateArgument,
  aggregateCounter,
  type AggregateExpression,
  type AggregateState,
  aggregateValue,
  parseAggregate,
} from '../aggregate-expression.ts';
import { groupColumns, mergeGroups, perGroup } from '../by-group.ts';
import { groupLabel } from '../grouped.ts';
import { type AggregatePlan, type Observed, plainOf, type RuleKind, type Scope } from '../kind.ts';
import { groupBy, otherColumns } from '../limits.ts';

const params = z.object({
  expression: z.string().min(1),
  dataset: z.string().min(1),
  otherExpression: z.string().min(1).optional(),
  otherWhere: z.string().min(1).optional(),
  groupBy: groupBy.optional(),
  otherGroupBy: otherColumns.optional(),
  tolerance: z.number().min(0).optional(),
  factor: z.number().optional(),
});
type Params = z.infer<typeof params>;

/** Groups that differ are named up to this many. */
const NAMED_MAX = 20;

interface Part {
  /** The group as it may be shown. */
  readonly label: string;
  readonly state: AggregateState;
}
interface Total {
  readonly label: string;
  readonly value: number | null;
}

function collect(scope: Scope, groups: readonly string[], expression: AggregateExpression): AggregatePlan {
  return {
    skips: null,
    args: [...groups.map((name) => scope.cell(name)), aggregateArgument(scope, expression)],
    create: () =>
      perGroup(groups.length, (values) => {
        const counter = aggregateCounter(expression);
        const label = groupLabel(scope, groups, values);
        return { step: counter.step, state: (): Part => ({ label, state: counter.state() }) };
      }),
  };
}

function totals(states: readonly unknown[], expression: AggregateExpression): ReadonlyMap<string, Total> {
  const value = (parts: readonly Part[]): number | null =>
    aggregateValue(
      expression,
      parts.map((p) => p.state),
    );
  return new Map([...mergeGroups<Part>(states)].map(([key, parts]) => [key, { label: parts[0]?.label ?? '', value: value(parts) }]));
}

function same(a: number | null, b: number | null, p: Params): boolean {
  if (a === null || b === null) return a === b;
  const right = b * (p.factor ?? 1);
  return Math.abs(a - right) <= (p.tolerance ?? 0) + 1e-9 * Math.max(1, Math.abs(a), Math.abs(right));
}

/** Compares the totals of both sides; a side without any row has the number of no rows. */
function judgeAll(
  here: readonly unknown[],
  there: readonly unknown[],
  mine: AggregateExpression,
  theirs: AggregateExpression,
  p: Params,
): Observed {
  const [a, b] = [[...totals(here, mine).values()][0]?.value, [...totals(there, theirs).values()][0]?.value];
  const observed = { here: a ?? aggregateValue(mine, []), there: b ?? aggregateValue(theirs, []) };
  if (observed.here === null && observed.there === null) return { observed: null, ok: false, empty: true };
  return { observed, ok: same(observed.here, observed.there, p) };
}

/** The same group by group; a group that only one side has differs. */
function judgeGroups(
  here: readonly unknown[],
  there: readonly unknown[],
  mine: AggregateExpression,
  theirs: AggregateExpression,
  p: Params,
): Observed {
  const [own, other] = [totals(here, mine), totals(there, theirs)];
  const keys = [...new Set([...own.keys(), ...other.keys()])].sort();
  if (keys.length === 0) return { observed: null, ok: false, empty: true };
  const failing = keys.filter(
    (key) => !own.has(key) || !other.has(key) || !same(own.get(key)?.value ?? null, other.get(key)?.value ?? null, p),
  );
  const named = failing.slice(0, NAMED_MAX).map((key) => ({
    group: (own.get(key) ?? other.get(key))?.label ?? '',
    here: own.get(key)?.value ?? null,
    there: other.get(key)?.value ?? null,
  }));
  return { observed: { groups: keys.length, failed: failing.length, failing: named }, ok: failing.length === 0 };
}

export const aggregateMatches: RuleKind = {
  kind: 'aggregate-matches',
  grain: 'aggregate',
  severity: 'major',
  dimension: 'consistency',
  indicator: '0402',
  nulls: 'ignored',
  params,
  text: {
    'zh-CN': {
      title: '汇总勾稽',
      about:
        '全表的一个数(`count(*)`、`count(distinct a)`、`sum(a)`、`avg(a)`、`min(a)`、`max(a)`)等于另一数据集的对应数乘以 `factor`,差在 `tolerance` 之内;写了 `groupBy` 则双方逐组比较。',
      reason: '{expression} 与 {dataset} 不符',
    },
    en: {
      title: 'Totals agree',
      about:
        'A number over the rows (`count(*)`, `count(distinct a)`, `sum(a)`, `avg(a)`, `min(a)`, `max(a)`) is that of another dataset, times `factor`, within `tolerance`; with `groupBy` for each group of both sides.',
      reason: '{expression} is not that of {dataset}',
    },
  },
  bind: (raw) => {
    const p = params.parse(raw);
    const groups = groupColumns(p.groupBy);
    const mine = parseAggregate(p.expression, 'expression');
    const theirs = parseAggregate(p.otherExpression ?? p.expression, 'otherExpression');
    const judge = groups.length === 0 ? judgeAll : judgeGroups;
    return {
      grain: 'aggregate',
      columns: groups,
      reason: plainOf(p),
      learns: {
        from: { dataset: p.dataset },
        where: p.otherWhere ?? null,
        plan: (scope) => collect(scope, p.otherGroupBy ?? groups, theirs),
        learn: (states) => ({ numbers: {}, state: states }),
      },
      plan: (scope) => collect(scope, groups, mine),
      observe: (states, _rows, _skipped, learned) => judge(states, (learned?.state ?? []) as readonly unknown[], mine, theirs, p),
      empty: () => [],
    };
  },
  examples: [],
};
