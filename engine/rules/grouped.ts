import { sql, type SqlValue } from '../../base/sqlite/index.ts';
import { maskValue } from '../semantics/index.ts';
import { mergeGroups, perGroup } from './by-group.ts';
import type { Accumulator, Bound, Observed, Scope } from './model.ts';

type Aggregate = Extract<Bound, { grain: 'aggregate' }>;

/** What is kept of one group: its name as it may be shown, and how many of its rows there were. */
interface Group {
  readonly label: string;
  readonly rows: number;
  readonly skipped: number;
  readonly inner: unknown;
}

/** Groups that fail are named up to this many. */
const NAMED_MAX = 20;

/** An aggregate rule repeated for each group: it holds when it holds for all groups in which there is something to measure. */
export function grouped(bound: Aggregate, groups: readonly string[]): Aggregate {
  return {
    ...bound,
    columns: [...bound.columns, ...groups.filter((g) => !bound.columns.includes(g))],
    plan: (scope) => {
      const { skips, args, create } = bound.plan(scope);
      const out = skips === null ? sql`0` : sql`(${skips}) IS TRUE`;
      return {
        skips: null,
        args: [...groups.map((g) => scope.cell(g)), out, ...args],
        create: () => perGroup(groups.length, (values) => counted(groupLabel(scope, groups, values), create())),
      };
    },
    observe: (states, _rows, _skipped, learned) => judgeGroups(bound, mergeGroups<Group>(states), learned),
    empty: () => [],
  };
}

function counted(label: string, inner: Accumulator): Accumulator {
  let [rows, skipped] = [0, 0];
  return {
    step: (out, ...args) => {
      rows++;
      if (out === 1 || out === 1n) skipped++;
      else inner.step(...args);
    },
    state: (): Group => ({ label, rows, skipped, inner: inner.state() }),
  };
}

/** A group as it is shown: values of sensitive columns are hidden. */
export function groupLabel(scope: Scope, groups: readonly string[], values: readonly SqlValue[]): string {
  const shown = groups.map((name, i) => {
    const value = values[i];
    if (value === null || value === undefined || value instanceof Uint8Array) return '';
    return maskValue(scope.column(name).semantic, String(value));
  });
  return shown.join(' | ');
}

function judgeGroups(bound: Aggregate, all: ReadonlyMap<string, readonly Group[]>, learned: Parameters<Aggregate['observe']>[3]): Observed {
  const failing: Record<string, unknown> = {};
  let [measured, failed] = [0, 0];
  for (const parts of all.values()) {
    const sum = (of: (g: Group) => number): number => parts.reduce((n, g) => n + of(g), 0);
    const found = bound.observe(
      parts.map((g) => g.inner),
      sum((g) => g.rows),
      sum((g) => g.skipped),
      learned,
    );
    if (found.empty) continue;
    measured++;
    if (found.ok) continue;
    failed++;
    if (failed <= NAMED_MAX) failing[parts[0]?.label ?? ''] = found.observed;
  }
  if (measured === 0) return { observed: null, ok: false, empty: true };
  return { observed: { groups: measured, failed, failing }, ok: failed === 0 };
}
