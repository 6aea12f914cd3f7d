import { z } from 'zod';
import { passes } from '../../semantics/index.ts';
import { repairKind } from '../kind.ts';

/** Letters that credit codes do not have, read instead of digits. */
export const creditCodeLetters = repairKind({
  kind: 'credit-code-letters',
  text: {
    'zh-CN': {
      title: '信用代码字母误认',
      does: '统一社会信用代码里的 I、O 改成 1、0',
      proof: '代码字符集里没有 I 和 O;改后校验码必须正确',
      never: '改后校验不通过的一概不改',
    },
    en: {
      title: 'Letters in credit codes',
      does: 'I and O in a social credit code become 1 and 0',
      proof: 'Credit codes have neither letter; the check must come out right afterwards',
      never: 'Never where the check fails afterwards',
    },
  },
  params: z.strictObject({}),
  propose: ({ semantic }) => (semantic === 'cn-uscc' ? {} : null),
  repair: (_, { semantics }) => {
    const check = semantics.checker('cn-uscc', 'checksum');
    return (value) => {
      if (value.length !== 18 || !/[IOio]/.test(value)) return null;
      const after = value.toUpperCase().replaceAll('I', '1').replaceAll('O', '0');
      return passes(check(after)) ? after : null;
    };
  },
  rule: () => ({ kind: 'value-matches-semantic', semantic: 'cn-uscc', level: 'checksum' }),
  examples: [
    {
      params: {},
      repairs: [
        ['9135O100M000100Y43', '91350100M000100Y43'],
        ['9I350I00M000I00Y43', '91350100M000100Y43'],
      ],
      keeps: ['91350100M000100Y43', '9135O100M000100Y44', '9135010OM'],
    },
  ],
});
