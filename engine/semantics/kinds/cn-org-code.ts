import { repairing } from '../kind.ts';
import type { SemanticKind, SemanticLevel, StrictCheck, Verdict } from '../kind.ts';

const WEIGHTS: readonly number[] = [3, 7, 9, 10, 5, 8, 4, 2];

/** The value of a character in GB 11714 (0-9, A=10 … Z=35), or -1. */
function valueOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 65 && code <= 90 ? code - 55 : -1;
}

/** The char code of the check character of the eight characters from `at`, or -1 when one of them cannot stand there. */
export function orgCheckAt(value: string, at: number): number {
  let sum = 0;
  for (let i = 0; i < 8; i++) {
    const v = valueOf(value.charCodeAt(at + i));
    if (v < 0) return -1;
    sum += v * (WEIGHTS[i] ?? 0);
  }
  const check = 11 - (sum % 11);
  return check === 10 ? 88 : check === 11 ? 48 : 48 + check;
}

/** True when the eight characters from `at` are of the self-defined area PDY00001-PDY99999, which is not for exchange. */
function isSelfDefined(value: string): boolean {
  return value.charCodeAt(0) === 80 && value.startsWith('PDY');
}

const strict: StrictCheck = (value: string, level: SemanticLevel): Verdict => {
  if (value.length !== 9) return 'length';
  const expected = orgCheckAt(value, 0);
  const last = value.charCodeAt(8);
  if (expected === -1 || (!(last >= 48 && last <= 57) && last !== 88)) return 'shape';
  if (level === 'shape') return 'ok';
  if (last !== expected) return 'check-digit';
  return isSelfDefined(value) ? 'warn-self-defined' : 'ok';
};

/** 组织机构代码, GB 11714-1997: eight characters and a check character, without hyphen. */
export const cnOrgCode: SemanticKind = {
  id: 'cn-org-code',
  levels: ['shape', 'checksum'],
  defaultLevel: 'checksum',
  text: { 'zh-CN': { title: '组织机构代码' }, en: { title: 'Organisation code' } },
  standard: 'GB 11714-1997',
  sensitivity: { personal: 'none', category: 'organisation' },
  mask: 'none',
  hintNames: ['组织机构代码', '机构代码', '组织代码', 'zzjgdm', 'org_code', 'orgcode'],
  detect: { evidence: 'values', weight: 0.8, distinctMin: 10 },
  ...repairing(strict),
  examples: {
    valid: ['D2143569X', '123456788', 'MA5EXAMP0', 'PDY00001X', '100000040'],
    invalid: [
      ['123456780', 'check-digit'],
      ['D2143569-X', 'form'],
      ['d2143569X', 'form'],
      ['D2143569', 'length'],
      ['D2143569XX', 'length'],
      ['D2143_69X', 'shape'],
    ],
  },
};
