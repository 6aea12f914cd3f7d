import { z } from 'zod';
import { isCodeLike, repairKind } from '../kind.ts';

const params = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('half'), of: z.enum(['alnum', 'ascii']) }),
  z.strictObject({ to: z.literal('full'), of: z.literal('punctuation') }),
]);

const ALNUM = /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g;
const ASCII = /[\uff01-\uff5e]/g;
const half = (char: string): string => String.fromCharCode(char.charCodeAt(0) - 0xfee0);
const full = (char: string): string => String.fromCharCode(char.charCodeAt(0) + 0xfee0);
/** Signs that stand beside a Chinese character. */
const BESIDE_HAN = /(?<=\p{Script=Han})[(),:;!?]|[(),:;!?](?=\p{Script=Han})/gu;

/** Full-width characters where plain ones belong, or the other way round for punctuation in Chinese text. */
export const width = repairKind({
  kind: 'width',
  text: {
    'zh-CN': {
      title: '全角半角',
      does: '全角字母、数字改半角（号码和代码连符号一起改）;也可把中文里的半角标点改全角',
      proof: '全角与半角一一对应，是同一个字符的两种写法',
      never: '不自动改中文文字里的标点',
    },
    en: {
      title: 'Full and half width',
      does: 'Full-width letters and digits become plain ones (signs too in numbers and codes); on request punctuation in Chinese text the other way',
      proof: 'Each full-width character has exactly one plain twin',
      never: 'Punctuation in Chinese text is never changed unless asked for',
    },
  },
  params,
  propose: ({ semantic, type }) => ({ to: 'half', of: isCodeLike(semantic) || (type !== 'text' && type !== 'empty') ? 'ascii' : 'alnum' }),
  repair: ({ to, of }) => {
    if (to === 'full') return (value) => value.replace(BESIDE_HAN, full);
    return (value) => value.replace(of === 'ascii' ? ASCII : ALNUM, half);
  },
  rule: ({ of }) => (of === 'alnum' ? { kind: 'value-normalized', checks: ['full-width-alnum'] } : null),
  examples: [
    {
      params: { to: 'half', of: 'alnum' },
      repairs: [
        ['４４０３０５', '440305'],
        ['Ａ座（东）', 'A座（东）'],
      ],
      keeps: ['440305', '（东）'],
    },
    { params: { to: 'half', of: 'ascii' }, repairs: [['０７５５－８２３４', '0755-8234']], keeps: ['0755-8234', '深圳'] },
    { params: { to: 'full', of: 'punctuation' }, repairs: [['深圳(南山)', '深圳（南山）']], keeps: ['A(1)', '深圳（南山）'] },
  ],
});
