import { z } from 'zod';
import { hasAny, repairKind } from '../kind.ts';

/** Characters whose normal form is another character to the eye of a register office: compatibility ideographs and units such as the Kelvin sign. */
const SINGLE = /[\uf900-\ufaff\u{2f800}-\u{2fa1f}\u2126\u212a\u212b\u0374\u037e\u0387\u1fef\u2000\u2001\u2329\u232a]|\u0340|\u0341|\u0343/u;

/** Letters and their marks in one character each (NFC). */
export const unicodeNfc = repairKind({
  kind: 'unicode-nfc',
  text: {
    'zh-CN': {
      title: '统一字符编码',
      does: '字母和附加符号合成一个字符（NFC）',
      proof: '两种编码显示相同，Unicode 定为等价',
      never: '不动兼容汉字：姓名中的字形不会被换掉',
    },
    en: {
      title: 'One code per character',
      does: 'A letter and its marks become one character (NFC)',
      proof: 'Unicode defines both codings as equal; they look the same',
      never: 'Never replaces compatibility ideographs: the characters of a name stay',
    },
  },
  params: z.strictObject({}),
  propose: ({ characters }) => (hasAny(characters, ['accented', 'kana', 'hangul', 'otherScript', 'symbol']) ? {} : null),
  repair: () => (value) => (SINGLE.test(value) ? null : value.normalize('NFC')),
  rule: () => ({ kind: 'value-normalized', checks: ['unicode-nfc'] }),
  examples: [{ params: {}, repairs: [['Cafe\u0301', 'Café']], keeps: ['Café', '深圳', '\uf9e4'] }],
});
