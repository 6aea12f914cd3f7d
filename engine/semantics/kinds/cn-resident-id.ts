import { digitsIn, isRealDate, mod11Of17, numberIn } from '../chars.ts';
import { repairing } from '../kind.ts';
import type { SemanticEnv, SemanticKind, SemanticLevel, Verdict } from '../kind.ts';

const LATIN_X = 88;
/** Older than anyone alive: the number may be right, the person's entry is probably not. */
const AGE_MAX = 130;

const PROVINCES = new Uint8Array(100);
for (const code of [
  11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82,
  83,
]) {
  PROVINCES[code] = 1;
}

/** True when the two digits at `at` are a province code of GB/T 2260 (83: residence permits for Taiwan residents). */
export function isProvinceAt(value: string, at: number): boolean {
  return PROVINCES[numberIn(value, at, at + 2)] === 1;
}

/** Judges year, month and day of birth: a real date, not after today; a remark when older than anyone alive. */
export function birthVerdict(year: number, month: number, day: number, today: number): Verdict {
  if (!isRealDate(year, month, day)) return 'date';
  const birth = year * 10000 + month * 100 + day;
  if (birth > today) return 'future';
  return today - birth > AGE_MAX * 10000 ? 'warn-age' : 'ok';
}

function strict18(value: string, level: SemanticLevel, env: SemanticEnv): Verdict {
  if (value.length !== 18) return 'length';
  const expected = mod11Of17(value);
  if (expected === -1) return 'shape';
  const last = value.charCodeAt(17);
  if (!(last >= 48 && last <= 57) && last !== LATIN_X) return 'shape';
  if (!isProvinceAt(value, 0)) return 'prefix';
  if (level === 'shape') return 'ok';
  const birth = birthVerdict(numberIn(value, 6, 10), numberIn(value, 10, 12), numberIn(value, 12, 14), env.today);
  if (birth === 'date' || birth === 'future') return birth;
  if (last !== expected) return 'check-digit';
  // The address code is that of the first registration: a division abolished since then stays right.
  if (level === 'reference' && env.tables.divisions.states[numberIn(value, 0, 6)] === 0) return 'unknown-code';
  return birth;
}

function strict15(value: string, level: SemanticLevel, env: SemanticEnv): Verdict {
  if (value.length !== 15) return 'length';
  if (!digitsIn(value, 0, 15)) return 'shape';
  if (!isProvinceAt(value, 0)) return 'prefix';
  if (level === 'shape') return 'ok';
  if (birthVerdict(1900 + numberIn(value, 6, 8), numberIn(value, 8, 10), numberIn(value, 10, 12), env.today) === 'date') return 'date';
  if (level === 'reference' && env.tables.divisions.states[numberIn(value, 0, 6)] === 0) return 'unknown-code';
  return 'ok';
}

function strictEither(value: string, level: SemanticLevel, env: SemanticEnv): Verdict {
  if (value.length !== 15) return strict18(value, level, env);
  const verdict = strict15(value, level, env);
  return verdict === 'ok' ? 'warn-legacy' : verdict;
}

/** The 18-character form of a 15-digit number (GB 11643: century 19, check character appended), or `null` when it is none. */
export function upgradeResidentId(value: string): string | null {
  if (value.length !== 15 || !digitsIn(value, 0, 15)) return null;
  const body = `${value.slice(0, 6)}19${value.slice(6)}`;
  return body + String.fromCharCode(mod11Of17(body));
}

const HINTS = [
  '身份证',
  '身份号码',
  '证件号',
  '居民身份',
  '公民身份',
  'sfzh',
  'sfz',
  'sfzhm',
  'gmsfhm',
  'zjhm',
  'idcard',
  'id_card',
  'id_no',
  'id_number',
  'idno',
  'idcardno',
  'citizen_id',
  'identity_no',
  'identity_card',
];

/** 公民身份号码, GB 11643-1999: 18 characters; a 15-digit number of the old kind passes with a remark. */
export const cnResidentId: SemanticKind = {
  id: 'cn-resident-id',
  levels: ['shape', 'checksum', 'reference'],
  defaultLevel: 'checksum',
  text: { 'zh-CN': { title: '公民身份号码' }, en: { title: 'Citizen identity number' } },
  standard: 'GB 11643-1999',
  sensitivity: { personal: 'sensitive', category: 'identity' },
  mask: 'id-number',
  hintNames: HINTS,
  notNames: ['类型', '种类', 'type'],
  detect: { evidence: 'values', weight: 1 },
  ...repairing(strictEither),
  examples: {
    valid: ['11010519491231002X', '440524188001010014', '810000190506019958', '110105491231002'],
    invalid: [
      ['110105194912310021', 'check-digit'],
      ['440305190102299913', 'date'],
      ['440305299901019913', 'future'],
      ['440399190102039919', 'unknown-code'],
      ['11010519491231002x', 'form'],
      ['1101051949123100 2X', 'form'],
      ['110105194912310O2X', 'shape'],
      ['1.10105E+17', 'damaged'],
      ['1101051949123100', 'length'],
      ['944840190102039917', 'prefix'],
    ],
  },
};

/** The 15-digit number issued before 1999, without check character; always of the 20th century. */
export const cnResidentId15: SemanticKind = {
  id: 'cn-resident-id-15',
  levels: ['shape', 'checksum', 'reference'],
  defaultLevel: 'checksum',
  text: { 'zh-CN': { title: '15 位旧身份证号' }, en: { title: '15-digit identity number' } },
  standard: 'GB 11643-1999',
  sensitivity: { personal: 'sensitive', category: 'identity' },
  mask: 'id-number',
  hintNames: HINTS,
  notNames: ['类型', '种类', 'type'],
  detect: { evidence: 'name', weight: 0.9 },
  ...repairing(strict15),
  examples: {
    valid: ['110105491231002', '440303040229992', '330103070707994'],
    invalid: [
      ['110105491331002', 'date'],
      ['110105490229002', 'date'],
      ['11010549123100X', 'shape'],
      ['999999491231002', 'prefix'],
      ['1101054912310', 'length'],
      ['440399491231002', 'unknown-code'],
    ],
  },
};

/** True when 18 characters begin with a province and end with the right check character: the number of a person, foreign residents included. */
export function isPersonNumber(value: string): boolean {
  if (value.length !== 18) return false;
  const expected = mod11Of17(value);
  return expected !== -1 && value.charCodeAt(17) === expected && isProvinceAt(value, value.charCodeAt(0) === 57 ? 1 : 0);
}

/** True when 15 digits begin with a province and hold a real date of the 20th century: perhaps an old number of a person. */
export function mayBeOldPersonNumber(value: string): boolean {
  return (
    value.length === 15 &&
    digitsIn(value, 0, 15) &&
    isProvinceAt(value, 0) &&
    isRealDate(1900 + numberIn(value, 6, 8), numberIn(value, 8, 10), numberIn(value, 10, 12))
  );
}
