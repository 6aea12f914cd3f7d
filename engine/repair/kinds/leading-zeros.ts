import { z } from 'zod';
import { type ColumnEvidence, repairKind } from '../kind.ts';

const params = z.strictObject({ width: z.int().min(2).max(32), lost: z.int().min(1).max(2).default(2) });

/** Share of the values that must have the one width. */
const SHARE_MIN = 0.6;
/** Names of columns that count or measure: their short numbers are small, not cut. */
const AMOUNT = /序号|数量|金额|人数|次数|面积|年龄|价|率|count|amount|total|price|qty|age$|rowid/i;

/** The one width of a column of digits, certain because some of its values kept their leading zeros and none is longer; null otherwise. */
function certainWidth({ name, semantic, patterns, values, top, kinds }: ColumnEvidence): number | null {
  if (AMOUNT.test(name) || semantic === 'date' || values === 0) return null;
  const digits = patterns.filter(({ pattern }) => /^9+$/.test(pattern));
  const all = digits.reduce((sum, p) => sum + p.count, 0);
  const width = Math.max(0, ...digits.map((p) => p.pattern.length));
  const usual = digits.find((p) => p.pattern.length === width)?.count ?? 0;
  const shortest = Math.min(...digits.map((p) => p.pattern.length));
  if (width < 4 || digits.length < 2 || all < values * 0.95 || usual < all * SHARE_MIN || width - shortest > 2) return null;
  const keptZeros = (kinds['code'] ?? 0) > 0 && width < 16;
  const shorterWithZero = top.some(({ value }) => /^0\d*$/.test(String(value)) && String(value).length < width);
  return (keptZeros || semantic === 'cn-postcode') && !shorterWithZero ? width : null;
}

/** Zeros that a spreadsheet took from the front of codes. */
export const leadingZeros = repairKind({
  kind: 'leading-zeros',
  text: {
    'zh-CN': {
      title: '补前导零',
      does: '定长代码列里少了一两位的，前面补 0 到定长',
      proof: '本列其余代码都是同一长度，并且有以 0 开头的',
      never: '不补序号、数量、金额，不补缺三位以上的',
    },
    en: {
      title: 'Leading zeros',
      does: 'Codes that are one or two digits short get their leading zeros back',
      proof: 'The other codes of the column have one width, and some of them begin with 0',
      never: 'Never for counts and amounts, never more than two zeros',
    },
  },
  params,
  propose: (column) => {
    const width = certainWidth(column);
    return width === null ? null : { width, lost: 2 };
  },
  repair:
    ({ width, lost }) =>
    (value) =>
      /^[1-9]\d*$/.test(value) && value.length < width && value.length >= width - lost ? value.padStart(width, '0') : null,
  examples: [
    {
      params: { width: 6, lost: 2 },
      repairs: [
        ['10000', '010000'],
        ['1234', '001234'],
      ],
      keeps: ['010000', '518000', '123', '0123', '12a45', '1234567'],
    },
  ],
});
