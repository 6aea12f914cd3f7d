import { allDigits, numberIn } from '../chars.ts';
import { repairing } from '../kind.ts';
import type { SemanticEnv, SemanticKind, SemanticLevel, Verdict } from '../kind.ts';
import { isProvinceAt } from './cn-resident-id.ts';

function strict(value: string, level: SemanticLevel, env: SemanticEnv): Verdict {
  if (!allDigits(value)) return 'shape';
  if (value.length !== 6 && value.length !== 9 && value.length !== 12) return 'length';
  if (!isProvinceAt(value, 0)) return 'prefix';
  if (level !== 'reference') return 'ok';
  const state = env.tables.divisions.states[numberIn(value, 0, 6)];
  if (state === 2) return 'retired';
  if (state !== 1) return 'unknown-code';
  // Villages are not bundled: of a 12-digit code the first nine are looked up. 000 stands for "the county itself".
  if (value.length === 6 || value.startsWith('000', 6)) return 'ok';
  return env.tables.townships.nameOf(value.length === 9 ? value : value.slice(0, 9)) === undefined ? 'unknown-code' : 'ok';
}

/** 行政区划代码, GB/T 2260 (six digits) with township (nine) and village codes (twelve); an abolished code is told apart from an unknown one. */
export const cnDivision: SemanticKind = {
  id: 'cn-division',
  levels: ['shape', 'reference'],
  defaultLevel: 'reference',
  text: { 'zh-CN': { title: '行政区划代码' }, en: { title: 'Administrative division code' } },
  standard: 'GB/T 2260-2007',
  sensitivity: { personal: 'none', category: 'location' },
  mask: 'none',
  hintNames: [
    '行政区划',
    '区划代码',
    '区划编码',
    '地区代码',
    '区域代码',
    '行政区代码',
    '区县代码',
    '街道代码',
    'xzqh',
    'xzqhdm',
    'division_code',
    'area_code',
    'region_code',
    'adcode',
    'district_code',
  ],
  detect: { evidence: 'reference', weight: 0.95, distinctMin: 5 },
  ...repairing(strict),
  examples: {
    valid: ['440000', '440300', '440305', '659012', '710000', '440304008', '440304000000'],
    invalid: [
      ['440399', 'unknown-code'],
      ['44030', 'length'],
      ['4403O5', 'shape'],
      ['999999', 'prefix'],
      ['330103', 'retired'],
      ['410306', 'retired'],
      ['130171', 'unknown-code'],
      ['440304400', 'unknown-code'],
      ['830000', 'unknown-code'],
    ],
  },
};
