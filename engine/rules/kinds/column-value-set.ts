import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { aggregateRule } from '../kind.ts';
import { column, scalarOrNull } from '../limits.ts';
import { mergeCounts, setMembers, valueCounter } from '../value-counts.ts';

export const columnValueSet = aggregateRule({
  kind: 'column-value-set',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0105',
  params: z.object({ column, values: z.array(scalarOrNull), relation: z.enum(['subset', 'superset', 'equal']) }),
  text: {
    'zh-CN': {
      title: '值集合关系',
      about: '本列出现过的取值作为集合:包含于清单、包含清单,或与清单相同。',
      reason: '取值集合与要求的关系({relation})不成立',
    },
    en: {
      title: 'Set of values',
      about: 'The different values of a column as a set: part of the listed ones, containing them, or equal to them.',
      reason: 'the set of values is not {relation} as required',
    },
  },
  args: (scope, p) => ({
    skips: sql`${scope.cell(p.column)} IS NULL`,
    args: [scope.strictTypes ? scope.cell(p.column) : sql`CAST(${scope.cell(p.column)} AS TEXT)`, sql`${scope.strictTypes}`],
  }),
  create: () => {
    const counts = valueCounter();
    let strict = false;
    return { step: (v, s) => (void (strict = s === 1), counts.step(v)), state: () => ({ counts: counts.state(), strict }) };
  },
  observe: (states, p) => {
    const seen = mergeCounts(states.map((s) => s.counts));
    const wanted = setMembers(p.values, !states.some((s) => s.strict));
    const subset = p.relation === 'superset' || [...seen.keys()].every((v) => wanted.has(v));
    const superset = p.relation === 'subset' || [...wanted].every((v) => seen.has(v));
    const shown = [...seen.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return { observed: shown.slice(0, 1000), ok: subset && superset };
  },
  examples: [
    {
      params: { column: 'v', values: ['男', '女', '未知'], relation: 'subset' },
      given: [['女'], [null], ['男'], ['女']],
      observed: ['女', '男'],
      ok: true,
    },
    { params: { column: 'v', values: ['a', 'b'], relation: 'superset' }, given: [['a'], ['c']], observed: ['a', 'c'], ok: false },
    { params: { column: 'v', values: [1, 2], relation: 'equal' }, given: [['1'], [2]], observed: ['1', '2'], ok: true },
  ],
});
