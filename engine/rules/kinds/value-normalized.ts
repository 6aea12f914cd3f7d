import { z } from 'zod';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';
import { trimBlanks } from '../set.ts';

const checks = ['trim', 'inner-spaces', 'zero-width', 'full-width-alnum', 'unicode-nfc', 'line-breaks'] as const;
/** What is untidy in a text. */
export const untidy: Readonly<Record<(typeof checks)[number], (text: string) => boolean>> = {
  'trim': (t) => trimBlanks(t) !== t,
  'inner-spaces': (t) => /\S[\s\u3000]{2,}\S/u.test(t),
  'zero-width': (t) => /[\u200b-\u200d\u2060\ufeff]/u.test(t),
  'full-width-alnum': (t) => /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/u.test(t),
  'unicode-nfc': (t) => t.normalize('NFC') !== t,
  'line-breaks': (t) => /[\r\n\u2028\u2029]/u.test(t),
};

/** True for ASCII signs and common Han characters with single spaces between them: nearly all texts, and every check lets them pass. */
export function isPlainlyTidy(text: string): boolean {
  let space = true;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if ((c > 32 && c < 127) || (c >= 0x4e00 && c <= 0x9fff)) space = false;
    else if (c === 32 && !space) space = true;
    else return false;
  }
  return !space || text.length === 0;
}

export const valueNormalized = cellRule({
  kind: 'value-normalized',
  severity: 'minor',
  dimension: 'conformity',
  indicator: '0101',
  nulls: 'skipped',
  params: z.object({ column, checks: z.array(z.enum(checks)).min(1).optional() }),
  text: {
    'zh-CN': {
      title: '书写规范',
      about: '文本书写规范:首尾无空白,没有多余、不可见或该用半角而用全角的字符。',
      reason: '含有多余空白、全角字母数字或不可见字符',
    },
    en: {
      title: 'Tidy text',
      about: 'Text in tidy form: no blanks at its ends, no doubled, invisible or full-width characters where plain ones belong.',
      reason: 'stray blanks, full-width letters or invisible characters',
    },
  },
  passes: () => isPlainlyTidy,
  fails: ({ scope, cell, params }) => {
    const wanted = (params.checks ?? checks).map((c) => untidy[c]);
    return scope.fn((v) => (typeof v !== 'string' ? null : !isPlainlyTidy(v) && wanted.some((t) => t(v)) ? 1 : 0), cell);
  },
  examples: [
    {
      params: { column: 'v' },
      pass: ['张三', 'a b', 1, ''],
      fail: [' 张三', '张三\u3000', 'a  b', 'Ａ１', 'a\u200bb', 'e\u0301', 'a\nb'],
      skip: [null],
    },
    { params: { column: 'v', checks: ['trim'] }, pass: ['a  b'], fail: ['a '], skip: [null] },
  ],
});
