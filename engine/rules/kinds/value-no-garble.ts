import { z } from 'zod';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';

const garble = ['\ufffd', '锟斤拷', '烫烫烫', '屯屯屯'];
const utf8AsLatin1 =
  /(?:[\u00c2-\u00c3][\u0080-\u00bf]){1,}|(?:[\u00e4-\u00e9][\u0080-\u00bf\u0152-\u0153\u0160-\u0161\u0178\u017d-\u017e\u0192\u02c6\u02dc\u2013-\u2022\u2026\u2030\u2039-\u203a\u20ac\u2122]{2})/u;
const loneSurrogate = /\p{Surrogate}/u;

/** Characters that must be there for any of the usual traces, besides those from U+0080 to U+00FF and from surrogates on. */
const telling = new Set([...garble].map((word) => word.charCodeAt(0)));

/** True for a text in which nothing can be a usual trace: nearly all. */
export function isPlainlyRead(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 0x80 && (c <= 0xff || (c >= 0xd800 && c <= 0xdfff) || telling.has(c))) return false;
  }
  return true;
}

/** True for a text with one of the usual traces. */
export function isGarbled(text: string): boolean {
  return garble.some((word) => text.includes(word)) || utf8AsLatin1.test(text) || loneSurrogate.test(text);
}

export const valueNoGarble = cellRule({
  kind: 'value-no-garble',
  severity: 'major',
  dimension: 'accuracy',
  indicator: '0305',
  nulls: 'skipped',
  params: z.object({ column, signatures: z.array(z.string().min(1)).optional() }),
  text: {
    'zh-CN': { title: '乱码检测', about: '文本没有读错编码的痕迹:替换字符、锟斤拷、UTF-8 按 Latin-1 读出、孤立代理。', reason: '含有乱码' },
    en: {
      title: 'No garbled text',
      about: 'Text without the traces of a wrong encoding: replacement characters, 锟斤拷, UTF-8 read as Latin-1, lone surrogates.',
      reason: 'the text was read with a wrong encoding',
    },
  },
  passes: ({ signatures }) => (signatures === undefined ? isPlainlyRead : undefined),
  fails: ({ scope, cell, params }) => {
    const { signatures } = params;
    const garbled =
      signatures === undefined ? (v: string) => !isPlainlyRead(v) && isGarbled(v) : (v: string) => signatures.some((w) => v.includes(w));
    return scope.fn((v) => (typeof v !== 'string' ? null : garbled(v) ? 1 : 0), cell);
  },
  examples: [
    {
      params: { column: 'v' },
      pass: ['张三', 'café', '𠮷', '', 'Ã'],
      fail: ['锟斤拷', 'a\ufffdb', '烫烫烫烫', 'å¼ ä¸‰', 'cafÃ©'],
      skip: [null],
    },
  ],
});
