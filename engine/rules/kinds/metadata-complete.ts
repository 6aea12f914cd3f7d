import { z } from 'zod';
import { lacking } from '../facts.ts';
import { wholeRule } from '../kind.ts';

export const metadataComplete = wholeRule({
  kind: 'metadata-complete',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0103',
  params: z.object({ ignore: z.array(z.string().min(1)).optional() }),
  text: {
    'zh-CN': {
      title: '目录元数据完整',
      about:
        '数据集的目录条目 12 + 1 项元数据齐全,并满足条件项:不予共享须有依据,有条件共享须写明条件。`ignore` 略过几项。没有挂接目录时不评估。',
      reason: '目录元数据缺项:{observed}',
    },
    en: {
      title: 'Metadata complete',
      about:
        'The catalogue entry of the dataset has all of the 12 + 1 elements, with what they ask for: not shared needs a legal basis, shared on conditions needs the conditions. `ignore` passes over some. Without an entry it is not evaluated.',
      reason: 'elements of the catalogue entry are missing: {observed}',
    },
  },
  judge: (facts, p) => {
    if (!facts.catalog) throw lacking('needs-catalogue');
    const problems = facts.catalog.problems.filter(({ field }) => !p.ignore?.includes(field));
    return { observed: problems.length === 0 ? null : problems.map(({ field, code }) => `${field}: ${code}`), ok: problems.length === 0 };
  },
  examples: [],
});
