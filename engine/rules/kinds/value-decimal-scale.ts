import { z } from 'zod';
import { digitsIn } from '../../semantics/chars.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';
import { wrong } from '../wrong.ts';

const number = /^\s*[+-]?(\d*)(?:\.(\d*))?\s*$/;

export const valueDecimalScale = cellRule({
  kind: 'value-decimal-scale',
  severity: 'minor',
  dimension: 'conformity',
  indicator: '0101',
  nulls: 'skipped',
  params: z.object({
    column,
    maxScale: z.int().min(0).optional(),
    maxPrecision: z.int().min(1).optional(),
    exactScale: z.int().min(0).optional(),
  }),
  text: {
    'zh-CN': {
      title: '数值精度',
      about: '数的位数不超过规定:小数位 `maxScale`,总位数 `maxPrecision`。不是普通数字的不通过。',
      reason: '小数位数或总位数超出要求',
    },
    en: {
      title: 'Decimal places',
      about:
        'A number with no more digits than declared: `maxScale` after the point, `maxPrecision` in all. What is no plain number fails.',
      reason: 'more digits than declared',
    },
  },
  fails: ({ scope, cell, params }) => {
    if (params.maxScale === undefined && params.maxPrecision === undefined && params.exactScale === undefined)
      throw wrong('maxScale', 'maxScale, maxPrecision or exactScale');
    return scope.fn((v) => {
      if (v === null || v === undefined) return null;
      const read = digitsOf(String(v));
      if (read === null) return 1;
      const { whole, scale } = read;
      const ok =
        (params.maxScale === undefined || scale <= params.maxScale) &&
        (params.exactScale === undefined || scale === params.exactScale) &&
        (params.maxPrecision === undefined || whole + scale <= params.maxPrecision);
      return ok ? 0 : 1;
    }, cell);
  },
  examples: [
    {
      params: { column: 'v', maxScale: 2, maxPrecision: 5 },
      pass: ['1.25', '100', '123.45', '-1.5', 2.5],
      fail: ['1.255', '123456', '1234.56', 'abc', ''],
      skip: [null],
    },
    { params: { column: 'v', exactScale: 2 }, pass: ['1.20'], fail: ['1.2', '1'], skip: [null] },
  ],
});

/** Digits before the point, without zeros at the front, and after it; null for what is no plain number. */
export function digitsOf(text: string): { readonly whole: number; readonly scale: number } | null {
  const point = text.indexOf('.');
  const end = point === -1 ? text.length : point;
  // the usual form; signs, blanks and zeros at the front are read by the pattern
  if (end > 0 && text.charCodeAt(0) > 48 && digitsIn(text, 0, end) && digitsIn(text, end + 1, text.length))
    return { whole: end, scale: Math.max(0, text.length - end - 1) };
  return digitsByPattern(text);
}

/** The same for all forms. */
export function digitsByPattern(text: string): { readonly whole: number; readonly scale: number } | null {
  const m = number.exec(text);
  const scale = m?.[2]?.length ?? 0;
  if (!m || (m[1] === '' && scale === 0)) return null;
  return { whole: (m[1] ?? '').replace(/^0+(?=\d)/, '').length, scale };
}
