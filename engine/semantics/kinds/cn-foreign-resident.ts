import { mod11Of17, numberIn } from '../chars.ts';
import { passes, repairing } from '../kind.ts';
import type { SemanticEnv, SemanticKind, SemanticLevel, Verdict } from '../kind.ts';
import { birthVerdict, isProvinceAt } from './cn-resident-id.ts';

function strict(value: string, level: SemanticLevel, env: SemanticEnv): Verdict {
  if (value.length !== 18) return 'length';
  const expected = mod11Of17(value);
  const last = value.charCodeAt(17);
  if (expected === -1 || (!(last >= 48 && last <= 57) && last !== 88)) return 'shape';
  if (value.charCodeAt(0) !== 57 || !isProvinceAt(value, 1)) return 'prefix';
  if (level === 'shape') return 'ok';
  const birth = birthVerdict(numberIn(value, 6, 10), numberIn(value, 10, 12), numberIn(value, 12, 14), env.today);
  if (!passes(birth)) return birth;
  if (last !== expected) return 'check-digit';
  if (level === 'reference' && !env.tables.lists.countries.has(value.slice(3, 6))) return 'unknown-code';
  return birth;
}

/** 外国人永久居留身份证号码 of 2023: 9, province, country (ISO 3166-1 numeric), birth date, sequence, check character. */
export const cnForeignResident: SemanticKind = {
  id: 'cn-foreign-resident',
  levels: ['shape', 'checksum', 'reference'],
  defaultLevel: 'checksum',
  text: { 'zh-CN': { title: '外国人永久居留身份证号' }, en: { title: 'Foreign permanent resident number' } },
  standard: 'ISO 7064 MOD 11-2',
  sensitivity: { personal: 'sensitive', category: 'identity' },
  mask: 'id-number',
  hintNames: ['永久居留', '外国人居留', '居留身份证', 'foreign_resident', 'permanent_residence'],
  detect: { evidence: 'values', weight: 1 },
  ...repairing(strict),
  examples: {
    valid: ['944840190102039917', '911276190402299927', '931392191208319932'],
    invalid: [
      ['944840190102039910', 'check-digit'],
      ['844840190102039917', 'prefix'],
      ['944840190102299911', 'date'],
      ['94484019010203991', 'length'],
      ['USA440119010203', 'length'],
    ],
  },
};
