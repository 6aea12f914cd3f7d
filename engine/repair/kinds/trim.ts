import { z } from 'zod';
import { trimBlanks } from '../../rules/index.ts';
import { repairKind } from '../kind.ts';

/** Blanks at both ends, those of other scripts and invisible ones included. */
export const trim = repairKind({
  kind: 'trim',
  text: {
    'zh-CN': {
      title: '去首尾空白',
      does: '去掉值首尾的空格、全角空格和不可见空白',
      proof: '只删空白，其余字符一个不动',
      never: '不动中间的空格，不把值变成空',
    },
    en: {
      title: 'Trim',
      does: 'Removes blanks at both ends, full-width and invisible ones too',
      proof: 'Only blanks go; every other character stays',
      never: 'Never touches blanks inside, never leaves a value empty',
    },
  },
  params: z.strictObject({}),
  propose: () => ({}),
  repair: () => trimBlanks,
  rule: () => ({ kind: 'value-normalized', checks: ['trim'] }),
  examples: [
    {
      params: {},
      repairs: [
        [' 张三', '张三'],
        ['张三\u3000', '张三'],
        ['\u00a0A-1\t', 'A-1'],
      ],
      keeps: ['张三', 'a  b', '', ' ', '\u3000'],
    },
  ],
});
