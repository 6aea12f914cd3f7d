import { z } from 'zod';
import { hasAny, repairKind } from '../kind.ts';

/** Controls, soft hyphens, zero-width and direction marks. */
const UNSEEN =
  // eslint-disable-next-line no-control-regex
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/gu;
/** Joiners beside Chinese characters and ASCII only: other scripts and emoji need them. */
const JOINERS = /(?<=^|[\x20-\x7e\p{Script=Han}])[\u200c\u200d]+/gu;

/** Characters without a picture. */
export const invisible = repairKind({
  kind: 'invisible',
  text: {
    'zh-CN': {
      title: '去不可见字符',
      does: '去掉控制字符、零宽字符和方向标记；不换行空格换成普通空格',
      proof: '去掉的字符看不见，看得见的一个不动',
      never: '不动换行、表情和其他文字中起连接作用的字符',
    },
    en: {
      title: 'Invisible characters',
      does: 'Removes controls, zero-width characters and direction marks; a no-break blank becomes a blank',
      proof: 'What goes cannot be seen; everything that can be seen stays',
      never: 'Never touches line breaks, or joiners that emoji and other scripts need',
    },
  },
  params: z.strictObject({}),
  propose: ({ characters }) => (hasAny(characters, ['zeroWidth', 'control', 'otherSpace']) ? {} : null),
  repair: () => (value) =>
    value
      .replace(UNSEEN, '')
      .replace(/[\u00a0\u202f]/g, ' ')
      .replace(JOINERS, ''),
  examples: [
    {
      params: {},
      repairs: [
        ['a\u200bb', 'ab'],
        ['\ufeff深圳', '深圳'],
        ['南山\u00a0区', '南山 区'],
        ['440305\u202c', '440305'],
      ],
      keeps: ['a b', 'a\nb', '\u{1f469}\u200d\u{1f4bb}', '\u200b'],
    },
  ],
});
