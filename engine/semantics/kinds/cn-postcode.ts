import { allDigits, numberIn } from '../chars.ts';
import { notPersonal, repairing } from '../kind.ts';
import type { SemanticKind, StrictCheck } from '../kind.ts';

/** First two digits in use on the mainland, Hong Kong and Macao (99); gaps belong to nobody. */
const PREFIXES = new Uint8Array(100);
for (const [first, last] of [
  [1, 7],
  [10, 13],
  [15, 16],
  [20, 27],
  [30, 36],
  [40, 47],
  [51, 57],
  [61, 67],
  [71, 75],
  [81, 81],
  [83, 86],
  [99, 99],
] as const) {
  PREFIXES.fill(1, first, last + 1);
}

const strict: StrictCheck = (value) => {
  if (!allDigits(value)) return 'shape';
  if (value.length !== 6) return 'length';
  return PREFIXES[numberIn(value, 0, 2)] === 1 ? 'ok' : 'prefix';
};

/** 邮政编码: six digits beginning with a postal region in use. */
export const cnPostcode: SemanticKind = {
  id: 'cn-postcode',
  levels: ['shape'],
  defaultLevel: 'shape',
  text: { 'zh-CN': { title: '邮政编码' }, en: { title: 'Postcode' } },
  standard: '',
  sensitivity: notPersonal,
  mask: 'none',
  hintNames: ['邮政编码', '邮编', 'yzbm', 'postcode', 'post_code', 'postal_code', 'zip', 'zipcode', 'zip_code'],
  detect: { evidence: 'name', weight: 0.8 },
  ...repairing(strict),
  examples: {
    valid: ['518000', '100000', '010010', '999077'],
    invalid: [
      ['51800', 'length'],
      ['5180O0', 'shape'],
      ['000000', 'prefix'],
      ['980000', 'prefix'],
      ['518 000', 'form'],
    ],
  },
};
