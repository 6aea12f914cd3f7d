import { z } from 'zod';
import { passes, upgradeResidentId } from '../../semantics/index.ts';
import { repairKind } from '../kind.ts';

/** Fifteen digits to eighteen. */
export const residentId15 = repairKind({
  kind: 'resident-id-15',
  text: {
    'zh-CN': {
      title: '15 位身份证升 18 位',
      does: '15 位旧号加上世纪 19 和校验码',
      proof: 'GB 11643 规定的换算；区划、出生日期都有效才改，校验码由公式算出',
      never: '不改顺序码 996–999 的旧号：那是留给百岁老人的，世纪不是 19',
    },
    en: {
      title: '15 to 18 digit identity number',
      does: 'Adds century 19 and the check character to an old number',
      proof: 'The conversion of GB 11643; only where division and birth date are valid',
      never: 'Never for the numbers 996 to 999, kept for centenarians: their century is not 19',
    },
  },
  params: z.strictObject({}),
  propose: ({ semantic }) => (semantic === 'cn-resident-id' ? {} : null),
  repair: (_, { semantics }) => {
    const old = semantics.checker('cn-resident-id-15', 'checksum');
    const now = semantics.checker('cn-resident-id', 'checksum');
    return (value) => {
      if (value.length !== 15 || /99[6-9]$/.test(value) || !passes(old(value))) return null;
      const after = upgradeResidentId(value);
      return after !== null && passes(now(after)) ? after : null;
    };
  },
  examples: [
    {
      params: {},
      repairs: [['110105491231002', '11010519491231002X']],
      keeps: ['11010519491231002X', '110105491331002', '999999491231002', '110105491231996', '1101054912310'],
    },
  ],
});
