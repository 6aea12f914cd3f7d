import { z } from 'zod';
import { join, sql, type Sql } from '../../../base/sqlite/index.ts';
import { displayWidth, gb18030Bytes } from '../../../base/text-size.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';
import { wrong } from '../wrong.ts';

export const valueLength = cellRule({
  kind: 'value-length',
  severity: 'minor',
  dimension: 'conformity',
  indicator: '0101',
  nulls: 'skipped',
  params: z.object({
    column,
    min: z.int().min(0).optional(),
    max: z.int().min(0).optional(),
    equals: z.int().min(0).optional(),
    unit: z.enum(['chars', 'display', 'utf8-bytes', 'gb18030-bytes']).optional(),
  }),
  text: {
    'zh-CN': {
      title: '文本长度',
      about: '文本长度在上下限之内,按字符、显示宽度或字节计。',
      reason: '长度为 {length},不符合要求(最小 {min},最大 {max},应为 {equals})',
    },
    en: {
      title: 'Text length',
      about: 'Text whose length lies within limits, counted in code points, display columns or bytes.',
      reason: 'length {length} is not as required (min {min}, max {max}, exactly {equals})',
    },
  },
  passes: ({ min, max, equals, unit = 'chars' }) => {
    if (unit !== 'chars') return undefined;
    const [least, most] = [equals ?? min ?? 0, equals ?? max ?? Number.POSITIVE_INFINITY];
    // SQLite counts to the first NUL, and pairs of surrogates as one
    if (least <= 1) return (text) => text.length <= most && (least === 0 || (text !== '' && text.charCodeAt(0) !== 0));
    return (text) => text.length >= least && text.length <= most && !/[\0\ud800-\udfff]/.test(text);
  },
  fails: ({ scope, cell, params }) => {
    const min = params.equals ?? params.min;
    const max = params.equals ?? params.max;
    if ((min === undefined && max === undefined) || (min !== undefined && max !== undefined && min > max))
      throw wrong('min', 'min or max or equals, min <= max');
    const text = sql`CAST(${cell} AS TEXT)`;
    const unit = params.unit ?? 'chars';
    const length =
      unit === 'chars'
        ? sql`length(${cell})`
        : unit === 'utf8-bytes'
          ? sql`octet_length(${text})`
          : scope.fn(
              (v) => (v === null || v === undefined ? null : unit === 'display' ? displayWidth(String(v)) : gb18030Bytes(String(v))),
              cell,
            );
    if (min !== undefined && max !== undefined) return sql`${length} NOT BETWEEN ${min} AND ${max}`;
    const parts: Sql[] = [];
    if (min !== undefined) parts.push(sql`${length} < ${min}`);
    if (max !== undefined) parts.push(sql`${length} > ${max}`);
    return join(parts, ' OR ');
  },
  examples: [
    { params: { column: 'v', min: 2, max: 4 }, pass: ['福田区', 'ab', '𠮷𠮷', 1234], fail: ['a', 'abcde', '', 1], skip: [null] },
    { params: { column: 'v', equals: 2 }, pass: ['𠮷田'], fail: ['𠮷'], skip: [null] },
    { params: { column: 'v', max: 4, unit: 'display' }, pass: ['福田', 'abcd'], fail: ['福田a'], skip: [null] },
    { params: { column: 'v', max: 6, unit: 'utf8-bytes' }, pass: ['福田'], fail: ['福田a', '𠮷𠮷'], skip: [null] },
    { params: { column: 'v', max: 4, unit: 'gb18030-bytes' }, pass: ['福田', '𠮷'], fail: ['福田a', '𠮷a'], skip: [null] },
  ],
});
