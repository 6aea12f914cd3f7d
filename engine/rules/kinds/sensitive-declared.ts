import { z } from 'zod';
import { wholeRule } from '../kind.ts';

const level = z.union([z.int().min(1).max(5), z.string().min(1)]);

export const sensitiveDeclared = wholeRule({
  kind: 'sensitive-declared',
  severity: 'critical',
  dimension: 'conformity',
  indicator: '0106',
  params: z.object({ levels: z.record(z.string().min(1), level) }),
  text: {
    'zh-CN': {
      title: '敏感项已分级',
      about: '每个被识别为个人信息的列都在 `levels` 中写明了级别。',
      reason: '以下个人信息列没有分级:{observed}',
    },
    en: {
      title: 'Sensitive columns declared',
      about: 'Every column that was recognised as personal data has a declared level in `levels`, by its name.',
      reason: 'personal data without a declared level: {observed}',
    },
  },
  judge: (facts, p) => {
    const personal = facts.columns.filter(({ semantic }) => {
      const kind = semantic === null ? undefined : facts.semantics.find(semantic);
      return kind !== undefined && kind.sensitivity.personal !== 'none';
    });
    const undeclared = personal.map((c) => c.name).filter((name) => !Object.hasOwn(p.levels, name));
    return { observed: undeclared.length === 0 ? null : undeclared, ok: undeclared.length === 0 };
  },
  examples: [{ params: { levels: {} }, columns: ['v'], given: [['a']], ok: true }],
});
