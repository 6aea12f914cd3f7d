import { z } from 'zod';
import { repairKind } from '../kind.ts';

const GROUPED = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const WIDE = /[\uff0b\uff0c\uff0d\uff0e\uff10-\uff19]/g;

/** Numbers without thousands separators and full-width digits. */
export const numberForm = repairKind({
  kind: 'number-form',
  text: {
    'zh-CN': {
      title: '数字标准写法',
      does: '去掉千分位逗号，全角数字改半角',
      proof: '逗号必须正好三位一组，数值不变',
      never: '不改小数点，不四舍五入，不去单位',
    },
    en: {
      title: 'Plain numbers',
      does: 'Thousands separators go, full-width digits become plain',
      proof: 'Commas must part groups of exactly three digits; the number stays the same',
      never: 'Never rounds, never touches the decimal point or a unit',
    },
  },
  params: z.strictObject({}),
  propose: ({ type }) => (type === 'integer' || type === 'decimal' ? {} : null),
  repair: () => (value) => {
    const half = value.replace(WIDE, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0));
    if (GROUPED.test(half)) return half.replaceAll(',', '');
    return /^[+-]?\d+(?:\.\d+)?$/.test(half) ? half : null;
  },
  examples: [
    {
      params: {},
      repairs: [
        ['1,234,567.80', '1234567.80'],
        ['１２３．５', '123.5'],
        ['-1,000', '-1000'],
      ],
      keeps: ['1234', '12,34', '1,23', '1.234,5', '1,000元', '一千'],
    },
  ],
});
