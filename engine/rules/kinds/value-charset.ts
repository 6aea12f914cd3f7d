import { z } from 'zod';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';
import { wrong } from '../wrong.ts';

/** Sets of characters by name, as parts of a character class. */
const classes: Readonly<Record<string, string>> = {
  'han': '\\p{Script=Han}〇',
  'latin': 'A-Za-z',
  'digit': '0-9',
  'punctuation': '\\p{P}',
  'ascii': '\\x20-\\x7e',
  'printable': '\\P{C}',
  'space': ' \\u3000',
  'control': '\\p{Cc}',
  'private-use': '\\p{Co}',
  'emoji': '\\p{Extended_Pictographic}\\u{1F1E6}-\\u{1F1FF}\\u{FE0F}',
  'special': '\\p{S}@#%&*\\\\\\/|_',
};
const range = /^(?:U\+([0-9A-F]{4,6})(?:-U\+([0-9A-F]{4,6}))?|(.)(?:-(.))?)$/iu;

/** A named set, `U+4E00-U+9FFF`, `a-z` or one character, as part of a character class. */
function classOf(name: string, key: string): string {
  const known = classes[name];
  if (known !== undefined) return known;
  const m = range.exec(name);
  if (!m) throw wrong(key, `${Object.keys(classes).join(', ')}, U+4E00-U+9FFF, a-z`, name);
  const from = m[1] === undefined ? (m[3]?.codePointAt(0) ?? 0) : Number.parseInt(m[1], 16);
  const last = m[1] === undefined ? m[4]?.codePointAt(0) : m[2] === undefined ? undefined : Number.parseInt(m[2], 16);
  const to = last ?? from;
  if (to < from || to > 0x10ffff) throw wrong(key, 'from <= to', name);
  return `\\u{${from.toString(16)}}-\\u{${to.toString(16)}}`;
}

export const valueCharset = cellRule({
  kind: 'value-charset',
  severity: 'minor',
  dimension: 'conformity',
  indicator: '0101',
  nulls: 'skipped',
  params: z.object({ column, allow: z.array(z.string().min(1)).min(1).optional(), forbid: z.array(z.string().min(1)).min(1).optional() }),
  text: {
    'zh-CN': {
      title: '字符集限制',
      about: '文本只含允许的字符,不含禁止的字符;两者都不写时禁止控制字符和私用区字符。',
      reason: '含有不允许的字符(允许 {allow},禁止 {forbid})',
    },
    en: {
      title: 'Character set',
      about:
        'Text of allowed characters only, and of none that is forbidden; with neither list, control and private-use characters are forbidden.',
      reason: 'there are characters that may not be here (allowed {allow}, forbidden {forbid})',
    },
  },
  fails: ({ scope, cell, params }) => {
    const forbid = params.forbid ?? (params.allow ? [] : ['control', 'private-use']);
    const allowed = params.allow ? new RegExp(`^[${params.allow.map((n) => classOf(n, 'allow')).join('')}]*$`, 'u') : null;
    const forbidden = forbid.length > 0 ? new RegExp(`[${forbid.map((n) => classOf(n, 'forbid')).join('')}]`, 'u') : null;
    return scope.fn((v) => {
      if (v === null || v === undefined) return null;
      const text = String(v);
      return (allowed && !allowed.test(text)) || forbidden?.test(text) ? 1 : 0;
    }, cell);
  },
  examples: [
    {
      params: { column: 'v', allow: ['han', '·'] },
      pass: ['张三', '𠮷田', '阿依古丽·买买提', ''],
      fail: ['张3', 'Zhang', '张 三', 1],
      skip: [null],
    },
    { params: { column: 'v' }, pass: ['a\u3000b', '😀'], fail: ['a\u0000', 'a\tb', '\ue000'], skip: [null] },
    { params: { column: 'v', forbid: ['emoji', 'special'] }, pass: ['福田区1号'], fail: ['好😀', 'a@b', '￥5'], skip: [null] },
    { params: { column: 'v', allow: ['digit', 'a-f'] }, pass: ['09af', 12], fail: ['g', 'A'], skip: [null] },
    { params: { column: 'v', allow: ['U+4E00-U+9FFF'] }, pass: ['中'], fail: ['𠮷'], skip: [null] },
  ],
});
