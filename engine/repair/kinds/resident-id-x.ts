import { z } from 'zod';
import { repairKind } from '../kind.ts';

/** A check character that is no upper-case X. */
export const residentIdX = repairKind({
  kind: 'resident-id-x',
  text: {
    'zh-CN': {
      title: '校验码 X 大写',
      does: '身份证号末位的 x、Ｘ、×、* 改成 X',
      proof: '改后校验码必须正确',
      never: '不改校验码算出来不是 X 的号码',
    },
    en: {
      title: 'Upper-case X',
      does: 'The last x, ×, * or full-width X of an identity number becomes X',
      proof: 'The check must come out as X',
      never: 'Never where the check is another character',
    },
  },
  params: z.strictObject({}),
  propose: ({ semantic }) => (semantic === 'cn-resident-id' ? {} : null),
  repair: (_, { semantics }) => {
    const check = semantics.checker('cn-resident-id', 'checksum');
    return (value) => {
      if (!/^\d{17}[xＸｘ×*]$/.test(value)) return null;
      const after = `${value.slice(0, 17)}X`;
      return check(after) === 'ok' ? after : null;
    };
  },
  rule: () => ({ kind: 'value-matches-semantic', semantic: 'cn-resident-id', level: 'checksum' }),
  examples: [
    {
      params: {},
      repairs: [
        ['11010519491231002x', '11010519491231002X'],
        ['11010519491231002×', '11010519491231002X'],
      ],
      keeps: ['11010519491231002X', '11010519491231003x', '110105194912310021'],
    },
  ],
});
