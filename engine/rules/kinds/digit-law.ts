import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { aggregateRule } from '../kind.ts';
import { column } from '../limits.ts';

/** Beyond this mean deviation first digits do not follow the law (Nigrini). */
const LIMIT = 0.015;
const benford = Array.from({ length: 9 }, (_, i) => Math.log10(1 + 1 / (i + 1)));

/** The first digit that is not 0, or the last one before the decimal point. */
function digitOf(x: number, last: boolean): number | null {
  if (!Number.isFinite(x)) return null;
  if (last) return Math.trunc(Math.abs(x)) % 10;
  const digit = Number(Math.abs(x).toExponential().charAt(0));
  return digit === 0 ? null : digit;
}

export const digitLaw = aggregateRule({
  kind: 'digit-law',
  severity: 'info',
  dimension: 'accuracy',
  indicator: '0301',
  params: z.object({ column, method: z.enum(['benford', 'last-digit']).optional(), limit: z.number().min(0).max(1).optional() }),
  text: {
    'zh-CN': {
      title: '首位数分布',
      about:
        '本列数字的分布与自然形成的数字有多大差别:首位数对照 Benford 定律,或末位数应当均匀(`last-digit`:凑整、编造的数会堆在 0 和 5)。观察值为各占比的平均偏差,不超过 `limit`(0.015)。',
      reason: '数字分布与规律的平均偏差为 {observed}',
    },
    en: {
      title: 'Law of digits',
      about:
        "How far the digits of a column's numbers are from what grown numbers show: first digits from Benford's law, or last digits from all being as frequent (`last-digit`: rounded or made-up numbers heap on 0 and 5). Observed is the mean deviation of the shares, at most `limit` (0.015).",
      reason: 'digits deviate from the law by {observed} on average',
    },
  },
  args: (scope, p) => ({ skips: sql`${scope.number(p.column)} IS NULL`, args: [scope.number(p.column)] }),
  create: (p) => {
    const counts = Array.from({ length: 10 }, () => 0);
    return {
      step: (x?: SqlValue) => {
        const digit = digitOf(Number(x), p.method === 'last-digit');
        if (digit !== null) counts[digit] = (counts[digit] ?? 0) + 1;
      },
      state: () => counts,
    };
  },
  observe: (states, p) => {
    const counts = Array.from({ length: 10 }, (_, d) => states.reduce((n, s) => n + (s[d] ?? 0), 0));
    const total = counts.reduce((a, b) => a + b, 0);
    if (total === 0) return { observed: null, ok: false, empty: true };
    const expected = p.method === 'last-digit' ? counts.map(() => 0.1) : [0, ...benford];
    const digits = p.method === 'last-digit' ? 10 : 9;
    const observed = counts.reduce((sum, n, d) => sum + Math.abs(n / total - (expected[d] ?? 0)), 0) / digits;
    return { observed, ok: observed <= (p.limit ?? LIMIT) };
  },
  examples: [
    {
      params: { column: 'v' },
      given: [['1'], ['10'], [0.012], ['-1'], ['0'], ['x'], [null]],
      observed: (2 * (1 - Math.log10(2))) / 9,
      ok: false,
    },
    {
      params: { column: 'v', method: 'last-digit', limit: 0.05 },
      given: [[10], [21], [32], [43], [54], [65], [76], [87], [98], [9]],
      observed: 0,
      ok: true,
    },
    { params: { column: 'v', method: 'last-digit' }, given: [[10], [20]], observed: 0.18, ok: false },
  ],
});
