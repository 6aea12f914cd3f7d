import { z } from 'zod';
import { join, sql, type Sql } from '../../../base/sqlite/index.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';
import { wrong } from '../wrong.ts';

/** Display columns of a text: full-width and wide characters count two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const c of text) {
    const p = c.codePointAt(0) ?? 0;
    const wide =
      (p >= 0x1100 && p <= 0x115f) ||
      (p >= 0x2e80 && p <= 0xa4cf) ||
      (p >= 0xac00 && p <= 0xd7a3) ||
      (p >= 0xf900 && p <= 0xfaff) ||
      (p >= 0xfe30 && p <= 0xfe6f) ||
      (p >= 0xff00 && p <= 0xff60) ||
      (p >= 0xffe0 && p <= 0xffe6) ||
      p >= 0x1f300;
    width += wide ? 2 : 1;
  }
  return width;
}

/** Bytes of a text in GB 18030: one for ASCII, two for the two-byte area, four for the rest. */
export function gb18030Bytes(text: string): number {
  let bytes = 0;
  for (const c of text) bytes += gbWidth(c.codePointAt(0) ?? 0);
  return bytes;
}

let twoByte: Uint8Array | null = null;
function gbWidth(point: number): number {
  if (point < 0x80) return 1;
  if (point > 0xffff) return 4;
  twoByte ??= readTwoByteArea();
  return twoByte[point] === 1 ? 2 : 4;
}

function readTwoByteArea(): Uint8Array {
  const table = new Uint8Array(65_536);
  const decoder = new TextDecoder('gb18030');
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const text = trail === 0x7f ? '' : decoder.decode(Uint8Array.of(lead, trail));
      const point = text.codePointAt(0) ?? 0;
      if (text.length === 1 && point !== 0xfffd) table[point] = 1;
    }
  }
  return table;
}

/** Text whose length lies within limits, counted in code points, display columns or bytes. */
export const valueLength = cellRule({
  kind: 'value-length',
  severity: 'minor',
  dimension: 'conformity',
  indicator: '0302',
  nulls: 'skipped',
  params: z.object({
    column,
    min: z.int().min(0).optional(),
    max: z.int().min(0).optional(),
    equals: z.int().min(0).optional(),
    unit: z.enum(['chars', 'display', 'utf8-bytes', 'gb18030-bytes']).optional(),
  }),
  text: {
    'zh-CN': { title: '文本长度', reason: '长度为 {length},不符合要求(最小 {min},最大 {max},应为 {equals})' },
    en: { title: 'Text length', reason: 'length {length} is not as required (min {min}, max {max}, exactly {equals})' },
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
