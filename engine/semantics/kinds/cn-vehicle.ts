import { compact, isScientific } from '../chars.ts';
import { repairing } from '../kind.ts';
import type { SemanticKind, StrictCheck } from '../kind.ts';

const PROVINCE_SIGNS = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
const LAST_SIGNS = '挂学警港澳使领应急';

/** Letters without I and O, or digits. */
function isPlateChar(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90 && code !== 73 && code !== 79);
}

function isNewEnergy(value: string): boolean {
  const third = value.charCodeAt(2);
  const last = value.charCodeAt(7);
  const isLetter = (code: number): boolean => code >= 65 && code <= 75 && code !== 73;
  for (let i = 4; i < 7; i++) if (!(value.charCodeAt(i) >= 48 && value.charCodeAt(i) <= 57)) return false;
  // Small vehicles carry the letter third, large ones last.
  return isLetter(third) ? isPlateChar(value.charCodeAt(3)) && last >= 48 && last <= 57 : isLetter(last) && third >= 48 && third <= 57;
}

const strictPlate: StrictCheck = (value) => {
  if (value.length !== 7 && value.length !== 8) return 'length';
  if (!PROVINCE_SIGNS.includes(value.charAt(0))) return 'prefix';
  const letter = value.charCodeAt(1);
  if (!(letter >= 65 && letter <= 90) || letter === 73) return 'shape';
  if (value.length === 8) return isNewEnergy(value) ? 'ok' : 'shape';
  for (let i = 2; i < 6; i++) if (!isPlateChar(value.charCodeAt(i))) return 'shape';
  return isPlateChar(value.charCodeAt(6)) || LAST_SIGNS.includes(value.charAt(6)) ? 'ok' : 'shape';
};

/** 机动车号牌 (GA 36): ordinary plates of seven and new-energy plates of eight characters, without the dot. */
export const cnPlate: SemanticKind = {
  id: 'cn-plate',
  levels: ['shape'],
  defaultLevel: 'shape',
  text: { 'zh-CN': { title: '车牌号' }, en: { title: 'Licence plate' } },
  standard: 'GA 36',
  sensitivity: { personal: 'personal', category: 'identity' },
  mask: 'plate',
  hintNames: ['车牌', '号牌', '车号', 'cph', 'hphm', 'plate', 'plate_no', 'license_plate'],
  notNames: ['颜色', '类型', '种类'],
  detect: { evidence: 'values', weight: 1 },
  ...repairing(strictPlate, (value) => compact(value).replace(/[·•.・]/g, '')),
  examples: {
    valid: ['粤B12345', '粤BD12345', '粤B12345D', '京AA0001', '粤Z1234港', '沪A1234学'],
    invalid: [
      ['粤B·12345', 'form'],
      ['粤b12345', 'form'],
      ['粤B1234', 'length'],
      ['某B12345', 'prefix'],
      ['粤B1234I', 'shape'],
      ['粤112345', 'shape'],
    ],
  },
};

const VIN_WEIGHTS: readonly number[] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const VIN_VALUES: ReadonlyMap<string, number> = new Map(
  [...'0123456789']
    .map((c, i): [string, number] => [c, i])
    .concat(
      [...'ABCDEFGH'].map((c, i) => [c, i + 1]),
      [...'JKLMN'].map((c, i) => [c, i + 1]),
      [
        ['P', 7],
        ['R', 9],
      ],
      [...'STUVWXYZ'].map((c, i) => [c, i + 2]),
    ),
);
const VIN_CODES = new Int8Array(128).fill(-1);
for (const [c, v] of VIN_VALUES) VIN_CODES[c.charCodeAt(0)] = v;

const strictVin: StrictCheck = (value, level) => {
  if (value.length !== 17) return 'length';
  let sum = 0;
  for (let i = 0; i < 17; i++) {
    const v = VIN_CODES[value.charCodeAt(i)] ?? -1;
    if (v < 0) return 'shape';
    sum += v * (VIN_WEIGHTS[i] ?? 0);
  }
  if (level === 'shape') return 'ok';
  const check = sum % 11;
  return value.charCodeAt(8) === (check === 10 ? 88 : 48 + check) ? 'ok' : 'check-digit';
};

/** 车辆识别代号 (GB 16735): 17 characters without I, O, Q; the ninth is the check character. */
export const cnVin: SemanticKind = {
  id: 'cn-vin',
  levels: ['shape', 'checksum'],
  defaultLevel: 'checksum',
  text: { 'zh-CN': { title: '车辆识别代号' }, en: { title: 'Vehicle identification number' } },
  standard: 'GB 16735',
  sensitivity: { personal: 'personal', category: 'identity' },
  mask: 'vin',
  hintNames: ['车架号', '车辆识别', 'clsbdm', 'clsbdh', 'vin'],
  detect: {
    evidence: 'values',
    weight: 0.95,
    looksLike: (value, env) => !isScientific(value) && /[A-Z]/.test(value) && strictVin(value, 'checksum', env) === 'ok',
  },
  ...repairing(strictVin),
  examples: {
    valid: ['1M8GDM9AXKP042788', '11111111111111111', '1HGCM82633A004352'],
    invalid: [
      ['1M8GDM9A1KP042788', 'check-digit'],
      ['1M8GDM9AXKP04278', 'length'],
      ['1M8GDM9AXKP04278O', 'shape'],
      ['1m8gdm9axkp042788', 'form'],
    ],
  },
};
