import { hasHan } from '../chars.ts';
import type { SemanticEnv, SemanticKind, SemanticLevel, Verdict } from '../kind.ts';

/** Words that close an element of an address below the county. */
const DETAIL = /街道|镇|乡|社区|村|屯|组|路|街|道|巷|弄|胡同|大道|里|坊|花园|小区|苑|大厦|广场|工业区|园|楼|栋|幢|座|单元|号|室|房|层/g;
const ADMIN = /省|自治区|特别行政区|市|自治州|地区|盟|区|县|旗/g;
const NUMBERED = /[0-9０-９一二三四五六七八九十]+\s*(?:号|栋|幢|座|楼|层|室|单元|房|组|弄|巷)/;
const LENGTH_MIN = 4;
const LENGTH_MAX = 150;

function countOf(value: string, words: RegExp): number {
  let n = 0;
  words.lastIndex = 0;
  while (words.exec(value) !== null) n++;
  return n;
}

/** Length of the known division or township name the text begins with, or 0. */
function knownStart(value: string, env: SemanticEnv): number {
  const { divisions, townships } = env.tables;
  for (let n = Math.min(12, value.length); n >= 2; n--) {
    const start = value.slice(0, n);
    if (divisions.hasName(start) || (n >= 3 && townships.hasName(start))) return n;
  }
  return 0;
}

function check(value: string, level: SemanticLevel, env: SemanticEnv): Verdict {
  if (value.length < LENGTH_MIN || value.length > LENGTH_MAX) return 'length';
  if (!hasHan(value)) return 'shape';
  const elements = countOf(value, DETAIL) + countOf(value, ADMIN);
  if (elements === 0) return 'shape';
  if (elements === 1 && !NUMBERED.test(value)) return 'warn-incomplete';
  return level === 'reference' && knownStart(value, env) === 0 ? 'unknown-code' : 'ok';
}

/** 地址: Han text with elements from province to door; at `reference` it must begin with a known division or township. */
export const cnAddress: SemanticKind = {
  id: 'cn-address',
  levels: ['shape', 'reference'],
  defaultLevel: 'shape',
  text: { 'zh-CN': { title: '地址' }, en: { title: 'Address' } },
  standard: '',
  sensitivity: { personal: 'personal', category: 'location' },
  mask: 'address',
  hintNames: [
    '地址',
    '住址',
    '住所',
    '现住',
    '居住地',
    '户籍地',
    '经营场所',
    '坐落',
    '详址',
    '门牌',
    'dz',
    'zz',
    'address',
    'addr',
    'location',
    'residence',
  ],
  notNames: ['邮箱', '邮件', '网址', 'mac', 'ip', 'email', 'url', '代码', '编码', '坐标'],
  detect: {
    evidence: 'values',
    weight: 0.85,
    distinctMin: 8,
    looksLike: (value, env) =>
      value.length >= 8 &&
      countOf(value, DETAIL) >= 1 &&
      countOf(value, DETAIL) + countOf(value, ADMIN) >= 3 &&
      NUMBERED.test(value) &&
      check(value, 'shape', env) === 'ok',
  },
  check,
  examples: {
    valid: ['广东省深圳市南山区桃源街道学苑大道1001号', '深圳市福田区莲花路2075号', '南山区粤海街道科技园', '桃源街道塘朗村3栋'],
    invalid: [
      ['ABC', 'length'],
      ['没有地点的文字', 'shape'],
      ['12345678', 'shape'],
      ['某某国某某城市中央路1号', 'unknown-code'],
    ],
  },
};
