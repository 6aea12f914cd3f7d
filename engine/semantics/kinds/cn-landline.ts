import { digitsIn, toHalfWidth } from '../chars.ts';
import type { SemanticEnv, SemanticKind, SemanticLevel, Verdict } from '../kind.ts';

/** Length of the area code at the start (010, 02x: three digits; others four), or 0. */
function areaLength(value: string): number {
  if (value.charCodeAt(0) !== 48) return 0;
  const second = value.charCodeAt(1);
  return second === 49 || second === 50 ? 3 : second >= 51 && second <= 57 ? 4 : 0;
}

/** Area code, an optional hyphen, the subscriber's digits, an optional hyphen and extension. */
function judge(value: string, level: SemanticLevel, env: SemanticEnv): Verdict {
  const dash = value.indexOf('-', 5);
  const main = dash >= 7 && value.length - dash <= 7 ? dash : value.length;
  if (main < value.length && !digitsIn(value, main + 1, value.length)) return 'shape';
  const area = areaLength(value);
  if (area === 0) return withoutArea(value, main);
  if (!digitsIn(value, 0, area)) return 'shape';
  const start = value.charCodeAt(area) === 45 ? area + 1 : area;
  const count = main - start;
  if (!digitsIn(value, start, main)) return 'shape';
  if (count !== 8 && !(count === 7 && area === 4)) return 'length';
  if (value.charCodeAt(start) < 50) return 'prefix';
  return level === 'reference' && !env.tables.lists.phoneAreas.has(value.slice(0, area)) ? 'warn-unassigned' : 'ok';
}

/** A number without area code: incomplete but usable in its own city; 400 and 800 numbers are whole. */
function withoutArea(value: string, main: number): Verdict {
  const digits = value.replaceAll('-', '');
  if (/^[48]00\d{7}$/.test(digits)) return 'ok';
  if (!digitsIn(value, 0, main)) return 'shape';
  if (main !== 7 && main !== 8) return 'length';
  return value.charCodeAt(0) < 50 ? 'prefix' : 'warn-incomplete';
}

/** Hyphens for brackets and the word for extension, no blanks, no country prefix. */
function tidy(value: string): string {
  return toHalfWidth(value)
    .trim()
    .replace(/^(?:\+86|0086)[- ]?0?(?=[1-9])/, '0')
    .replace(/^\((\d{3,4})\)\s*/, '$1-')
    .replace(/\s*(?:转|分机|ext\.?)\s*/i, '-')
    .replace(/[\s—–]+/g, '-')
    .replace(/-{2,}/g, '-');
}

/** 固定电话: area code and 7 or 8 digits with an optional extension of up to 6 digits, 400/800 numbers too. */
export const cnLandline: SemanticKind = {
  id: 'cn-landline',
  levels: ['shape', 'reference'],
  defaultLevel: 'shape',
  text: { 'zh-CN': { title: '固定电话' }, en: { title: 'Landline number' } },
  standard: '',
  sensitivity: { personal: 'personal', category: 'contact' },
  mask: 'landline',
  hintNames: [
    '固定电话',
    '固话',
    '座机',
    '办公电话',
    '联系电话',
    '联系方式',
    '电话',
    '传真',
    'gddh',
    'landline',
    'tel',
    'telephone',
    'fax',
    'phone',
  ],
  detect: {
    evidence: 'values',
    weight: 0.8,
    looksLike: (value) => areaLength(value) > 0 && value.includes('-') && value.length >= 11 && judgeShape(value),
  },
  check: (value, level, env) => {
    const verdict = judge(value, level, env);
    if (verdict !== 'shape' && verdict !== 'length' && verdict !== 'prefix') return verdict;
    return value.length <= 40 && tidy(value) !== value && judge(tidy(value), 'shape', env) === 'ok' ? 'form' : verdict;
  },
  normalise: (value, env) => {
    const tidied = value.length <= 40 ? tidy(value) : value;
    return judge(tidied, 'shape', env) === 'ok' ? tidied : null;
  },
  examples: {
    valid: ['0755-82345678', '075582345678', '010-65551234', '0755-82345678-123', '82345678', '400-810-1234', '0754-8234567'],
    invalid: [
      ['(0755)82345678', 'form'],
      ['0755-82345678转8', 'form'],
      ['0755-123', 'length'],
      ['0755-02345678', 'prefix'],
      ['0755-8234567X', 'shape'],
      ['13800138000', 'length'],
    ],
  },
};

function judgeShape(value: string): boolean {
  const area = areaLength(value);
  return value.charCodeAt(area) === 45 && digitsIn(value, area + 1, area + 8);
}
