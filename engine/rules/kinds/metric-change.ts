import { z } from 'zod';
import { lacking } from '../facts.ts';
import { baseline, change, changeBand, comparedWith, howOf, meanOf, observedIn, pastOf, withinChange } from '../history.ts';
import { wholeRule } from '../kind.ts';

export const metricChange = wholeRule({
  kind: 'metric-change',
  severity: 'minor',
  dimension: 'consistency',
  indicator: '0402',
  params: z.object({ metric: z.string().min(1), baseline: baseline.optional(), maxChange: change }),
  text: {
    'zh-CN': {
      title: '指标变化',
      about:
        '另一条规则的观察值(数值或通过比例)与以往批次相比,升降不超过 `maxChange`;`metric` 写该规则的编号,或 `row-count`。以往没有该规则的检查结果时不评估。',
      reason: '指标 {metric} 的变化超过 {maxChange}',
    },
    en: {
      title: 'Change of a metric',
      about:
        "What another rule of the set observed (its number, or its share of passes) against what it observed in earlier batches; `metric` is that rule's id, or `row-count`. It moves by no more than `maxChange`, up or down. Without an earlier check of that rule it is not evaluated.",
      reason: 'metric {metric} has changed by more than {maxChange}',
    },
  },
  judge: (facts, p) => {
    const now = p.metric === 'row-count' ? facts.rowCount : facts.outcome(p.metric).value;
    if (now === null) throw lacking('needs-part');
    const past = pastOf(facts, p.baseline ?? 'previous');
    const before = meanOf(past.map((b) => observedIn(b, p.metric)));
    const ok = withinChange(Math.abs(now - before), before, p.maxChange, 'maxChange');
    const band = changeBand(before, p.maxChange, p.maxChange);
    const said = { metric: p.metric, how: howOf(p.baseline ?? 'previous'), value: now, mean: before, ...band, k: null };
    return {
      observed: { value: now, before, change: before === 0 ? null : (now - before) / Math.abs(before) },
      ok,
      compared: comparedWith(facts, said, past),
    };
  },
  examples: [],
});
