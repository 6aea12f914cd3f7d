import { z } from 'zod';
import type { SqlValue } from '../../../base/sqlite/index.ts';
import { aggregateRule } from '../kind.ts';
import { numberMoments, mergeMoments, type Moments } from '../moments.ts';
import { mergeGroups, perGroup } from '../by-group.ts';

export const declaredTotalMatches = aggregateRule({
  kind: 'declared-total-matches',
  severity: 'critical',
  dimension: 'completeness',
  indicator: '0202',
  params: z
    .object({
      expected: z.int().min(0).optional(),
      tolerance: z.number().min(0).optional(),
      sumOf: z.record(z.string().min(1), z.number()).optional(),
    })
    .check((c) => {
      if (c.value.expected === undefined && c.value.sumOf === undefined)
        c.issues.push({ code: 'custom', message: 'expected or sumOf', input: c.value, path: ['expected'] });
    }),
  text: {
    'zh-CN': {
      title: '报送数相符',
      about: '批次与报送单上的数相符:记录数为 `expected`,`sumOf` 中各列的合计与所报一致,差在 `tolerance` 之内。不是数的值不计入合计。',
      reason: '与报送单上的数不符',
    },
    en: {
      title: 'Declared totals',
      about:
        'The batch is as large as the hand-over sheet says: so many rows (`expected`), and so much in total in the columns of `sumOf`, each within `tolerance`. What is no number counts nothing in a total.',
      reason: 'not what the hand-over sheet says',
    },
  },
  columns: (p) => Object.keys(p.sumOf ?? {}),
  args: (scope, p) => ({ skips: null, args: Object.keys(p.sumOf ?? {}).map((name) => scope.number(name)) }),
  create: (p) => {
    const names = Object.keys(p.sumOf ?? {});
    const sums = perGroup(1, () => numberMoments());
    return {
      step: (...values: SqlValue[]) => names.forEach((name, i) => sums.step(name, values[i] ?? null)),
      state: () => sums.state(),
    };
  },
  observe: (states, p, rows) => {
    const sums = mergeGroups<Moments>(states);
    const near = (a: number, b: number): boolean => Math.abs(a - b) <= (p.tolerance ?? 0) + 1e-9 * Math.max(1, Math.abs(b));
    const found = Object.keys(p.sumOf ?? {}).map((name) => [name, mergeMoments(sums.get(JSON.stringify([name])) ?? []).sum] as const);
    const ok = (p.expected === undefined || near(rows, p.expected)) && found.every(([name, sum]) => near(sum, p.sumOf?.[name] ?? 0));
    return { observed: { rows, ...(found.length > 0 ? { sums: Object.fromEntries(found) } : {}) }, ok };
  },
  examples: [
    { params: { expected: 2 }, columns: ['v'], given: [['1'], [null]], observed: { rows: 2 }, ok: true },
    { params: { expected: 3 }, columns: ['v'], given: [['1'], [null]], observed: { rows: 2 }, ok: false },
    { params: { expected: 3, tolerance: 1 }, columns: ['v'], given: [['1'], [null]], ok: true },
    {
      params: { sumOf: { v: 0.75 } },
      columns: ['v'],
      given: [['0.25'], ['0.5'], ['x'], [null]],
      observed: { rows: 4, sums: { v: 0.75 } },
      ok: true,
    },
    { params: { sumOf: { v: 1 } }, columns: ['v'], given: [], observed: { rows: 0, sums: { v: 0 } }, ok: false },
  ],
});
