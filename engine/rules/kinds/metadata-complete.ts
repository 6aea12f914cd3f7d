import { z } from 'zod';
import { lacking } from '../facts.ts';
import { wholeRule } from '../kind.ts';

/**
 * The catalogue entry of the dataset has all of the 12 + 1 elements, with what they ask for: not shared needs a legal basis, shared on conditions needs the
 * conditions. `ignore` passes over some. Without an entry it is not evaluated.
 */
export const metadataComplete = wholeRule({
  kind: 'metadata-complete',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0103',
  params: z.object({ ignore: z.array(z.string().min(1)).optional() }),
  text: {
    'zh-CN': { title: '目录元数据完整', reason: '目录元数据缺项:{observed}' },
    en: { title: 'Metadata complete', reason: 'elements of the catalogue entry are missing: {observed}' },
  },
  judge: (facts, p) => {
    if (!facts.catalog) throw lacking('needs-catalogue');
    const problems = facts.catalog.problems.filter(({ field }) => !p.ignore?.includes(field));
    return { observed: problems.length === 0 ? null : problems.map(({ field, code }) => `${field}: ${code}`), ok: problems.length === 0 };
  },
  examples: [],
});
