import { sql, type Sql, type SqlValue } from '../../base/sqlite/index.ts';
import type { Scope } from './model.ts';
import { mergeMoments, MomentCounter, type Moments } from './moments.ts';
import { type CountedValue, mergeCounts, valueCounter } from './value-counts.ts';
import { wrong } from './wrong.ts';

type Name = 'count' | 'count-distinct' | 'sum' | 'avg' | 'min' | 'max';

/** One number over rows, as written in a rule: `count(*)`, `count(distinct a)`, `sum(a - b)`, `avg(a)`, `min(a)`, `max(a)`. */
export interface AggregateExpression {
  readonly name: Name;
  /** Null for `count(*)`. */
  readonly inner: string | null;
}

const form = /^\s*(count|sum|avg|mean|min|max)\s*\(\s*(distinct\s+)?([^]*?)\s*\)\s*$/i;
const named: Readonly<Record<string, Name>> = { count: 'count', sum: 'sum', avg: 'avg', mean: 'avg', min: 'min', max: 'max' };

/** Reads such an expression; `invalid-input` with the parameter's name otherwise. */
export function parseAggregate(text: string, key: string): AggregateExpression {
  const [, word = '', distinct, written = ''] = form.exec(text) ?? [];
  const name = named[word.toLowerCase()];
  const inner = written === '*' ? null : written;
  const odd = inner === '' || (inner === null && name !== 'count') || (distinct !== undefined && (name !== 'count' || inner === null));
  if (!name || odd) throw wrong(key, 'count(*), count(distinct a), sum(a), avg(a), min(a), max(a)', text);
  return { name: distinct === undefined ? name : 'count-distinct', inner };
}

/** What the rows are asked for. */
export function aggregateArgument(scope: Scope, { name, inner }: AggregateExpression): Sql {
  if (inner === null) return sql`1`;
  const plain = inner.replace(/^[`"](.*)[`"]$/s, '$1');
  // counting asks for what is there, not for numbers
  if (name.startsWith('count') && scope.columns.some((c) => c.name === plain)) return scope.cell(plain);
  return scope.expression(inner);
}

export interface AggregateState {
  readonly moments: Moments;
  readonly counts: readonly CountedValue[];
}

/** Collects what the number is made of. */
export function aggregateCounter({ name }: AggregateExpression): { step(v?: SqlValue): void; state(): AggregateState } {
  const moments = new MomentCounter(false);
  const values = valueCounter();
  return {
    step: (v) => {
      if (v === null || v === undefined) return;
      if (name === 'count-distinct') values.step(typeof v === 'string' ? v : String(v));
      else moments.add(name === 'count' ? 1 : Number(v));
    },
    state: () => ({ moments: moments.state(), counts: values.state() }),
  };
}

/** The number; null where there is none, as for the mean of nothing. */
export function aggregateValue({ name }: AggregateExpression, states: readonly AggregateState[]): number | null {
  const all = mergeMoments(states.map((s) => s.moments));
  switch (name) {
    case 'count':
      return all.count;
    case 'count-distinct':
      return mergeCounts(states.map((s) => s.counts)).size;
    case 'sum':
      return all.sum;
    case 'avg':
      return all.count === 0 ? null : all.sum / all.count;
    case 'min':
      return all.count === 0 ? null : all.min;
    case 'max':
      return all.count === 0 ? null : all.max;
  }
}
