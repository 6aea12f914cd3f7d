import { z } from 'zod';
import { hasAny, repairKind } from '../kind.ts';

const BREAKS = /[ \t\u3000]*[\r\n\u2028\u2029]+[ \t\u3000\r\n\u2028\u2029]*/gu;

/** Line breaks inside a value. */
export const lineBreaks = repairKind({
  kind: 'line-breaks',
  text: {
    'zh-CN': {
      title: '去换行',
      does: '值中的换行去掉；两边不都是中文时换成一个空格',
      proof: '只动换行和它两边的空白',
      never: '不改任何文字',
    },
    en: {
      title: 'Line breaks',
      does: 'A line break becomes a blank, or nothing between Chinese characters',
      proof: 'Only line breaks and the blanks beside them change',
      never: 'Never changes a word',
    },
  },
  params: z.strictObject({}),
  propose: ({ characters }) => (hasAny(characters, ['lineBreak']) ? {} : null),
  repair: () => (value) =>
    value.replace(BREAKS, (run, at: number, whole: string) => {
      const [before, after] = [whole.slice(0, at).at(-1), whole.at(at + run.length)];
      if (before === undefined || after === undefined) return '';
      return /\p{Script=Han}/u.test(before) && /\p{Script=Han}/u.test(after) ? '' : ' ';
    }),
  rule: () => ({ kind: 'value-normalized', checks: ['line-breaks'] }),
  examples: [
    {
      params: {},
      repairs: [
        ['深圳市\r\n南山区', '深圳市南山区'],
        ['A座\n12楼', 'A座 12楼'],
        ['深圳\n', '深圳'],
      ],
      keeps: ['深圳 南山', '\n'],
    },
  ],
});
