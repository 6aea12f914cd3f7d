import { allDigits, compact } from '../chars.ts';
import { repairing } from '../kind.ts';
import type { SemanticEnv, SemanticKind, SemanticLevel, Verdict } from '../kind.ts';

function strict(value: string, level: SemanticLevel, env: SemanticEnv): Verdict {
  if (!allDigits(value)) return 'shape';
  if (value.length !== 11) return 'length';
  const second = value.charCodeAt(1);
  if (value.charCodeAt(0) !== 49 || second < 51) return 'prefix';
  return level === 'reference' && env.tables.lists.mobileUnassigned.has(value.slice(0, 3)) ? 'warn-unassigned' : 'ok';
}

/** The compact number without the country prefix +86, 0086 or (with 13 digits) 86. */
function withoutCountry(value: string): string {
  const digits = compact(value);
  if (digits.startsWith('+86')) return digits.slice(3);
  if (digits.startsWith('0086')) return digits.slice(4);
  return digits.length === 13 && digits.startsWith('86') ? digits.slice(2) : digits;
}

/** 手机号码 of the mainland: 11 digits; a prefix nobody had been given in mid 2022 gets a remark. */
export const cnMobile: SemanticKind = {
  id: 'cn-mobile',
  levels: ['shape', 'reference'],
  defaultLevel: 'shape',
  text: { 'zh-CN': { title: '手机号码' }, en: { title: 'Mobile number' } },
  standard: '',
  sensitivity: { personal: 'personal', category: 'contact' },
  mask: 'mobile',
  hintNames: [
    '手机',
    '移动电话',
    '联系电话',
    '联系方式',
    '电话号码',
    '电话',
    'sjh',
    'sjhm',
    'yddh',
    'mobile',
    'mobile_no',
    'phone',
    'cellphone',
    'phone_no',
    'tel',
    'telephone',
  ],
  notNames: ['品牌', '型号'],
  detect: { evidence: 'values', weight: 1 },
  ...repairing(strict, withoutCountry),
  examples: {
    valid: ['13800138000', '19200000000', '17000000000', '15400000000'],
    invalid: [
      ['12345678901', 'prefix'],
      ['1380013800', 'length'],
      ['138001380000', 'length'],
      ['+8613800138000', 'form'],
      ['138-0013-8000', 'form'],
      ['10086', 'length'],
      ['138O0138000', 'shape'],
    ],
  },
};
