import { z } from 'zod';
import { lacking } from '../facts.ts';
import { wholeRule } from '../kind.ts';

export const malformedRows = wholeRule({
  kind: 'malformed-rows',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0101',
  params: z.object({
    maxCount: z.int().min(0).optional(),
    maxRatio: z.number().min(0).max(1).optional(),
    kinds: z.array(z.string().min(1)).min(1).optional(),
  }),
  text: {
    'zh-CN': {
      title: '坏行率',
      about:
        '源文件中读不正常的记录(列数不足或过多、引号不闭合、无法解码的字节)不超过这么多条或这个比例,都不写则一条也不许有。`kinds` 只计其中几类。',
      reason: '坏行太多',
    },
    en: {
      title: 'Malformed rows',
      about:
        'Records of the file that could not be read as they stood (too few or too many fields, a broken quote, bytes of no character): at most so many, or at most such a share; none unless said. `kinds` counts some reasons only.',
      reason: 'too many records of the file are malformed',
    },
  },
  judge: (facts, p) => {
    if (!facts.source) throw lacking('needs-source');
    const { malformed, malformedReasons } = facts.source;
    const count = p.kinds ? p.kinds.reduce((n, kind) => n + (malformedReasons[kind] ?? 0), 0) : malformed;
    const records = Math.max(facts.rowCount, count);
    const ratio = records === 0 ? 0 : count / records;
    const maxCount = p.maxCount ?? (p.maxRatio === undefined ? 0 : undefined);
    const ok = (maxCount === undefined || count <= maxCount) && (p.maxRatio === undefined || ratio <= p.maxRatio);
    return { observed: { count, ratio }, ok };
  },
  examples: [],
});
