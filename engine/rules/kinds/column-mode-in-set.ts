import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { aggregateRule } from '../kind.ts';
import { column, scalarOrNull } from '../limits.ts';
import { mergeCounts, setMembers, valueCounter } from '../value-counts.ts';

export const columnModeInSet = aggregateRule({
  kind: 'column-mode-in-set',
  severity: 'minor',
  dimension: 'conformity',
  indicator: '0104',
  params: z.object({ column, values: z.array(scalarOrNull), tiesOk: z.boolean().optional() }),
  text: {
    'zh-CN': {
      title: '众数校验',
      about: '出现最多的值在清单之内;不写 `tiesOk` 时只能有一个并列第一。',
      reason: '出现最多的值是 {observed}',
    },
    en: {
      title: 'Most common value',
      about: 'The most frequent value is one of the listed; without `tiesOk` there must be exactly one.',
      reason: 'the most common value is {observed}',
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
    if (seen.size === 0) return { observed: null, ok: false, empty: true };
    let most = 0;
    for (const count of seen.values()) if (count > most) most = count;
    const modes = [...seen]
      .filter(([, count]) => count === most)
      .map(([v]) => v)
      .sort((a, b) => (a < b ? -1 : 1));
    const wanted = setMembers(p.values, !states.some((s) => s.strict));
    const hit = modes.filter((m) => wanted.has(m)).length;
    return { observed: modes.slice(0, 1000), ok: p.tiesOk ? hit > 0 : modes.length === 1 && hit === 1 };
  },
  examples: [
    { params: { column: 'v', values: ['a'] }, given: [['a'], ['a'], ['b'], [null], [null], [null]], observed: ['a'], ok: true },
    { params: { column: 'v', values: ['a'] }, given: [['a'], ['b']], observed: ['a', 'b'], ok: false },
    { params: { column: 'v', values: ['a'], tiesOk: true }, given: [['a'], ['b']], observed: ['a', 'b'], ok: true },
  ],
});
