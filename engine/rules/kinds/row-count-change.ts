import { z } from 'zod';
import { baseline, change, changeBand, comparedWith, howOf, meanOf, pastOf, withinChange } from '../history.ts';
import { wholeRule } from '../kind.ts';

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
    'zh-CN': {
      title: '数据量波动',
      about:
        '记录数与早前批次相比:上一批、上周/上月/上年同日的一批、最近 n 批的均值,或本月各批的均值;增减不超过规定的比例(不大于 1,或写 `20%`)或条数。没有这样的批次时不评估。',
      reason: '记录数变化超出允许范围',
    },
    en: {
      title: 'Change of rows',
      about:
        'The number of rows against earlier batches of the dataset: the previous one, that of the same day last week, month or year, the mean of the last n, or the mean of those of this month. It grows and shrinks no more than said, as a share (up to 1, or `20%`) or as a count. Without such a batch it is not evaluated.',
      reason: 'the number of rows has changed by more than allowed',
    },
  },
  judge: (facts, p) => {
    const past = pastOf(facts, p.baseline ?? 'previous');
    const before = meanOf(past.map((b) => b.rows));
    const by = facts.rowCount - before;
    const ok = withinChange(by, before, p.maxIncrease, 'maxIncrease') && withinChange(-by, before, p.maxDecrease, 'maxDecrease');
    const band = changeBand(before, p.maxIncrease, p.maxDecrease);
    const said = { metric: 'row-count', how: howOf(p.baseline ?? 'previous'), value: facts.rowCount, mean: before, ...band, k: null };
    return {
      observed: { rows: facts.rowCount, before, change: before === 0 ? null : by / before },
      ok,
      compared: comparedWith(facts, said, past),
    };
  },
  examples: [],
});
