import { z } from 'zod';
import { baseline, change, meanOf, pastOf, withinChange } from '../history.ts';
import { wholeRule } from '../kind.ts';

/**
 * The number of rows against earlier batches of the dataset: the previous one, that of the same day last week, month or year, the mean of the last n, or
 * the mean of those of this month. It grows and shrinks no more than said, as a share (up to 1, or `20%`) or as a count. Without such a batch it is not
 * evaluated.
 */
export const rowCountChange = wholeRule({
  kind: 'row-count-change',
  severity: 'major',
  dimension: 'completeness',
  indicator: '0202',
  params: z.object({ baseline: baseline.optional(), maxIncrease: change.optional(), maxDecrease: change.optional() }).check((c) => {
    if (c.value.maxIncrease === undefined && c.value.maxDecrease === undefined)
      c.issues.push({ code: 'custom', message: 'maxIncrease or maxDecrease', input: c.value, path: ['maxIncrease'] });
  }),
  text: {
    'zh-CN': { title: '数据量波动', reason: '记录数变化超出允许范围' },
    en: { title: 'Change of rows', reason: 'the number of rows has changed by more than allowed' },
  },
  judge: (facts, p) => {
    const before = meanOf(pastOf(facts, p.baseline ?? 'previous').map((b) => b.rows));
    const by = facts.rowCount - before;
    const ok = withinChange(by, before, p.maxIncrease, 'maxIncrease') && withinChange(-by, before, p.maxDecrease, 'maxDecrease');
    return { observed: { rows: facts.rowCount, before, change: before === 0 ? null : by / before }, ok };
  },
  examples: [],
});
