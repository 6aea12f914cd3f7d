import { z } from 'zod';
import { isCodeLike, repairKind } from '../kind.ts';

const INNER = /(?<=\S)[ \t\u3000\u00a0\u2002\u2003\u2009]+(?=\S)/gu;

const params = z.strictObject({ keep: z.enum(['one', 'none']) });

/** Latin letters on both sides: the words of a name or a sentence. */
const isLatin = (char: string): boolean => /\p{Script=Latin}/u.test(char);

function withoutSpaces(value: string): string {
  return value.replace(INNER, (_run, at: number, whole: string) => {
    const [before, after] = [whole.slice(0, at).at(-1) ?? '', whole.slice(at).trimStart().at(0) ?? ''];
    return isLatin(before) && isLatin(after) ? ' ' : '';
  });
}

const withOneSpace = (value: string): string => value.replace(INNER, (run) => (run.length > 1 ? ' ' : run));

/** Blanks inside a value: several become one, or none where values of this meaning have none. */
export const innerSpaces = repairKind({
  kind: 'inner-spaces',
  text: {
    'zh-CN': {
      title: '去中间空格',
      does: '中间连续的空格并为一个；号码、代码和中文姓名中的空格去掉',
      proof: '只删空格；号码和中文姓名的标准写法里没有空格',
      never: '不去掉两个英文单词之间的空格',
    },
    en: {
      title: 'Blanks inside',
      does: 'Several blanks become one; numbers, codes and Chinese names have none',
      proof: 'Only blanks go; the standard form of numbers and Chinese names has none',
      never: 'Never joins two Latin words',
    },
  },
  params,
  propose: ({ semantic }) => ({ keep: isCodeLike(semantic) || semantic === 'cn-person-name' ? 'none' : 'one' }),
  repair: ({ keep }) => (keep === 'none' ? withoutSpaces : withOneSpace),
  examples: [
    {
      params: { keep: 'one' },
      repairs: [
        ['深圳  南山', '深圳 南山'],
        ['a \u3000 b', 'a b'],
      ],
      keeps: ['a b', '深圳\u3000南山', ' a'],
    },
    {
      params: { keep: 'none' },
      repairs: [
        ['张 三', '张三'],
        ['张\u3000\u3000三', '张三'],
        ['440305 19900101 0013', '440305199001010013'],
        ['John  Smith', 'John Smith'],
      ],
      keeps: ['张三', 'John Smith'],
    },
  ],
});
