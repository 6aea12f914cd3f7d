import { allDigits, luhn } from '../chars.ts';
import { repairing } from '../kind.ts';
import type { SemanticKind, StrictCheck } from '../kind.ts';

const strict: StrictCheck = (value, level) => {
  if (!allDigits(value)) return 'shape';
  if (value.length < 13 || value.length > 19) return 'length';
  if (value.charCodeAt(0) === 48) return 'prefix';
  if (level === 'shape' || luhn(value)) return 'ok';
  // Some cards issued before the common prefix 62 do not follow Luhn.
  return value.charCodeAt(0) === 57 ? 'warn-check-digit' : 'check-digit';
};

/** 银行卡号: 13 to 19 digits with a Luhn check digit (ISO/IEC 7812-1). */
export const cnBankCard: SemanticKind = {
  id: 'cn-bank-card',
  levels: ['shape', 'checksum'],
  defaultLevel: 'checksum',
  text: { 'zh-CN': { title: '银行卡号' }, en: { title: 'Bank card number' } },
  standard: 'ISO/IEC 7812-1',
  sensitivity: { personal: 'sensitive', category: 'finance' },
  mask: 'bank-card',
  hintNames: ['银行卡', '银行账号', '银行帐号', '卡号', '账号', '帐号', 'yhkh', 'yhzh', 'bank_card', 'card_no', 'bank_account', 'bankcard'],
  notNames: ['身份证', '社保', '医保', '就诊', '微信', '登录'],
  // One number in ten passes Luhn by chance: without the column's name the usual prefix and many values are asked for.
  detect: {
    evidence: 'values',
    weight: 0.85,
    distinctMin: 8,
    looksLike: (value) => value.length >= 16 && value.startsWith('62') && allDigits(value) && luhn(value),
  },
  ...repairing(strict),
  examples: {
    valid: ['6220000000000001', '6217000000000000012', '622200000000000009', '9558800000000000001'],
    invalid: [
      ['6220000000000000', 'check-digit'],
      ['62284800', 'length'],
      ['62284800000000001A2', 'shape'],
      ['6224880000000000125', 'check-digit'],
      ['6217 0000 0000 0000 012', 'form'],
      ['0220000000000001', 'prefix'],
    ],
  },
};
