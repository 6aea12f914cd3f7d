import { digitsIn, numberIn } from '../chars.ts';
import { repairing } from '../kind.ts';
import type { SemanticEnv, SemanticKind, SemanticLevel, Verdict } from '../kind.ts';
import { orgCheckAt } from './cn-org-code.ts';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS: readonly number[] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** Value of a char code in the 31-letter alphabet (without I O S V Z), or -1. */
const VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

/** The organisation classes each registering department uses (GB 32100-2015, table 1); newer pairs exist, so others only get a remark. */
const CLASSES: ReadonlyMap<number, string> = new Map(
  Object.entries({
    1: '1239',
    2: '19',
    3: '123459',
    4: '19',
    5: '1239',
    6: '129',
    7: '129',
    8: '19',
    9: '123',
    A: '19',
    N: '1239',
    Y: '1',
  }).map(([department, classes]) => [department.charCodeAt(0), classes]),
);

/** The value (0..30) that the check character of the first 17 must have, or -1 when one of them is not of the alphabet. */
function expectedCheck(value: string): number {
  let sum = 0;
  for (let i = 0; i < 17; i++) {
    const v = VALUES[value.charCodeAt(i)] ?? -1;
    if (v < 0) return -1;
    sum += v * (WEIGHTS[i] ?? 0);
  }
  return (31 - (sum % 31)) % 31;
}

/** True when 18 characters satisfy the check of a credit code. */
export function isCreditCode(value: string): boolean {
  const expected = value.length === 18 ? expectedCheck(value) : -1;
  return expected !== -1 && VALUES[value.charCodeAt(17)] === expected && digitsIn(value, 2, 8);
}

function strict(value: string, level: SemanticLevel, env: SemanticEnv): Verdict {
  if (value.length !== 18) return 'length';
  const expected = expectedCheck(value);
  const last = VALUES[value.charCodeAt(17)] ?? -1;
  if (expected === -1 || last < 0 || !digitsIn(value, 2, 8)) return 'shape';
  if (level === 'shape') return 'ok';
  if (last !== expected) return 'check-digit';
  const innerWrong = orgCheckAt(value, 8) !== value.charCodeAt(16);
  if (level === 'reference') {
    const state = env.tables.divisions.states[numberIn(value, 2, 8)];
    if (state !== 1 && state !== 2) return 'unknown-code';
    if (innerWrong) return 'inner-check';
  }
  if (innerWrong) return 'warn-inner-check';
  const classes = CLASSES.get(value.charCodeAt(0));
  return classes === undefined || !classes.includes(value.charAt(1)) ? 'warn-type' : 'ok';
}

/** 统一社会信用代码, GB 32100-2015. The organisation code inside has its own check: a remark at `checksum`, a failure at `reference`. */
export const cnUscc: SemanticKind = {
  id: 'cn-uscc',
  levels: ['shape', 'checksum', 'reference'],
  defaultLevel: 'checksum',
  text: { 'zh-CN': { title: '统一社会信用代码' }, en: { title: 'Unified social credit code' } },
  standard: 'GB 32100-2015',
  sensitivity: { personal: 'none', category: 'organisation' },
  mask: 'org-number',
  hintNames: ['统一社会信用代码', '社会信用代码', '信用代码', 'tyshxydm', 'shxydm', 'uscc', 'credit_code', 'creditcode', 'usci'],
  detect: { evidence: 'values', weight: 1 },
  ...repairing(strict),
  examples: {
    valid: ['91350100M000100Y43', '91440300MA00000820', '91440300MA0000269Y', 'N2440111MF00000139', '94440300MA0000015Q'],
    invalid: [
      ['91350100M000100Y44', 'check-digit'],
      ['91350100M000100Y4Z', 'shape'],
      ['91350100M00O100Y43', 'shape'],
      ['91440300MA0000010J', 'inner-check'],
      ['91999999MA00000154', 'unknown-code'],
      ['91350100m000100y43', 'form'],
      ['91350100M000100Y4', 'length'],
    ],
  },
};
