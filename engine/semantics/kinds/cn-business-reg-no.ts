import { allDigits, numberIn } from '../chars.ts';
import { repairing } from '../kind.ts';
import type { SemanticEnv, SemanticKind, SemanticLevel, Verdict } from '../kind.ts';

/** ISO 7064 MOD 11,10 over all digits. */
function mod11And10(value: string): boolean {
  let product = 10;
  for (let i = 0; i < value.length - 1; i++) {
    const sum = (product + value.charCodeAt(i) - 48) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (product + value.charCodeAt(value.length - 1) - 48) % 10 === 1;
}

function strict(value: string, level: SemanticLevel, env: SemanticEnv): Verdict {
  if (value.length !== 15) return 'length';
  if (!allDigits(value)) return 'shape';
  // 000000-099999 head the numbers of the national authority, so only real divisions are looked up.
  if (level === 'reference' && value.charCodeAt(0) !== 48 && env.tables.divisions.states[numberIn(value, 0, 6)] === 0)
    return 'unknown-code';
  return level !== 'shape' && !mod11And10(value) ? 'warn-check-digit' : 'ok';
}

/** 工商注册号, 15 digits; its check digit is taken as ISO 7064 MOD 11,10, which no source at hand confirms, so it only gives a remark. */
export const cnBusinessRegNo: SemanticKind = {
  id: 'cn-business-reg-no',
  levels: ['shape', 'checksum', 'reference'],
  defaultLevel: 'checksum',
  text: { 'zh-CN': { title: '工商注册号' }, en: { title: 'Business registration number' } },
  standard: '',
  sensitivity: { personal: 'none', category: 'organisation' },
  mask: 'none',
  hintNames: ['工商注册号', '注册号', '营业执照号', 'gszch', 'reg_no', 'business_reg'],
  detect: { evidence: 'name', weight: 0.7 },
  ...repairing(strict),
  examples: {
    valid: ['440301123456785', '440301123456780'],
    invalid: [
      ['44030112345678', 'length'],
      ['44030112345678X', 'shape'],
      ['440399123456785', 'unknown-code'],
    ],
  },
};
