import { z } from 'zod';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';
import { wrong } from '../wrong.ts';

const number = /^\s*[+-]?(\d*)(?:\.(\d*))?\s*$/;

export const valueDecimalScale = cellRule({
  kind: 'value-decimal-scale',
  severity: 'minor',
  dimension: 'conformity',
  indicator: '0302',
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
      const m = number.exec(String(v));
      const scale = m?.[2]?.length ?? 0;
      const whole = (m?.[1] ?? '').replace(/^0+(?=\d)/, '').length;
      if (!m || (m[1] === '' && scale === 0)) return 1;
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
