import { allDigits, numberIn } from '../chars.ts';
import { repairing } from '../kind.ts';
import type { SemanticKind, StrictCheck } from '../kind.ts';

function shenzhen(length: number): StrictCheck {
  return (value, level, env) => {
    if (!allDigits(value)) return 'shape';
    if (value.length !== length) return 'length';
    if (!value.startsWith('4403')) return 'prefix';
    return level === 'reference' && env.tables.divisions.states[numberIn(value, 0, 6)] !== 1 ? 'unknown-code' : 'ok';
  };
}

const shared = {
  levels: ['shape', 'reference'],
  defaultLevel: 'reference',
  standard: '深圳市社会管理要素统一地址规范',
  detect: { evidence: 'values', weight: 0.95 },
} as const;

/** 房屋编码 of Shenzhen, 25 digits: district, street, community, grid, building (19 digits) and room. */
export const cnHouseNo: SemanticKind = {
  ...shared,
  id: 'cn-house-no',
  text: { 'zh-CN': { title: '房屋编码' }, en: { title: 'House code (Shenzhen)' } },
  sensitivity: { personal: 'personal', category: 'location' },
  mask: 'house',
  hintNames: ['房屋编码', '房屋代码', '房屋编号', '房间编码', 'fwbm', 'fwdm', 'house_code', 'house_no'],
  ...repairing(shenzhen(25)),
  examples: {
    valid: ['4403050070010100001000001', '4403070030030400042000003'],
    invalid: [
      ['4403050070010100001', 'length'],
      ['4403050070010100001 000001', 'form'],
      ['4401050070010100001000001', 'prefix'],
      ['4403990070010100001000001', 'unknown-code'],
      ['4.40305E+24', 'damaged'],
    ],
  },
};

/** 建筑物编码(楼栋编码) of Shenzhen: the first 19 digits of the house code. */
export const cnBuildingNo: SemanticKind = {
  ...shared,
  id: 'cn-building-no',
  text: { 'zh-CN': { title: '建筑物编码' }, en: { title: 'Building code (Shenzhen)' } },
  sensitivity: { personal: 'none', category: 'location' },
  mask: 'none',
  hintNames: ['建筑物编码', '建筑编码', '楼栋编码', '楼栋代码', 'jzwbm', 'ldbm', 'building_code', 'building_no'],
  ...repairing(shenzhen(19)),
  examples: {
    valid: ['4403050070010100001', '4403040060020300012'],
    invalid: [
      ['440305007001010000', 'length'],
      ['440305007001010000A', 'shape'],
      ['4401050070010100001', 'prefix'],
      ['4403990070010100001', 'unknown-code'],
    ],
  },
};
