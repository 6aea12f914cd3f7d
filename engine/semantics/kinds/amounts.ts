import { toHalfWidth } from '../chars.ts';
import { notPersonal } from '../kind.ts';
import type { SemanticKind, Verdict } from '../kind.ts';

const units: Readonly<Record<string, number>> = {
  '': 1,
  '元': 1,
  '圆': 1,
  '千元': 1e3,
  '万': 1e4,
  '万元': 1e4,
  '百万元': 1e6,
  '亿': 1e8,
  '亿元': 1e8,
};
/** Sign, mark, digits in groups of three or without groups, decimals, unit; brackets stand for minus in accounts. */
const amount =
  /^(?<open>\()?(?<sign>[-+])?(?:¥|\$|€|£|RMB|CNY|USD|人民币)?\s*(?<digits>\d{1,3}(?:,\d{3})+|\d+)(?<decimals>\.\d{1,4})?\s*(?<unit>元|圆|千元|万元|百万元|亿元|万|亿)?(?:整)?(?<close>\))?$/i;

function readAmount(value: string): RegExpExecArray | null {
  const found = amount.exec(toHalfWidth(value).replaceAll('￥', '¥').trim());
  return found && (found.groups?.['open'] === undefined) === (found.groups?.['close'] === undefined) ? found : null;
}

/** True for amounts that say that they are money: by a mark, a unit or groups of digits. */
function saysMoney(value: string): boolean {
  return /[¥￥$€£元圆]|RMB|CNY|人民币|\d,\d{3}/i.test(value) && readAmount(value) !== null;
}

/** 金额 written for people: with a mark, a unit or grouped digits. Plain numbers are numbers. */
export const money: SemanticKind = {
  id: 'money',
  levels: ['shape'],
  defaultLevel: 'shape',
  text: { 'zh-CN': { title: '金额' }, en: { title: 'Amount of money' } },
  standard: '',
  sensitivity: { personal: 'none', category: 'finance' },
  mask: 'none',
  hintNames: ['金额', '价款', '费用', '税额', 'amount', 'price', 'fee'],
  detect: { evidence: 'values', weight: 0.8, distinctMin: 3, looksLike: saysMoney },
  check: (value): Verdict => (saysMoney(value) ? 'ok' : 'shape'),
  normalise: (value) => {
    const groups = readAmount(value)?.groups;
    if (!groups || !saysMoney(value)) return null;
    const plain = Number(`${(groups['digits'] ?? '').replaceAll(',', '')}${groups['decimals'] ?? ''}`);
    const factor = units[groups['unit'] ?? ''] ?? 1;
    const yuan = Number((plain * factor).toPrecision(15));
    // foreign money keeps its mark
    const mark = /[$€£]|USD/i.exec(value)?.[0] ?? '¥';
    return `${groups['open'] !== undefined || groups['sign'] === '-' ? '-' : ''}${mark}${yuan}`;
  },
  examples: {
    valid: ['¥1,234.50', '￥100', '12,345元', '3.5万元', '(1,200.00)', '-¥5', '人民币100元整', '$9.99', '１２３元'],
    invalid: [
      ['1,23,456', 'shape'],
      ['12,34元', 'shape'],
      ['(100', 'shape'],
      ['1234.5', 'shape'],
      ['一百元', 'shape'],
      ['', 'shape'],
    ],
  },
};

const share = /^[-+]?\d+(?:\.\d+)?\s*[%‰]$/;

const readShare = (value: string): string | null => {
  const text = toHalfWidth(value).trim();
  return share.test(text) ? text : null;
};

/** 百分比 with its sign, per mille too. */
export const percent: SemanticKind = {
  id: 'percent',
  levels: ['shape'],
  defaultLevel: 'shape',
  text: { 'zh-CN': { title: '百分比' }, en: { title: 'Percentage' } },
  standard: '',
  sensitivity: notPersonal,
  mask: 'none',
  hintNames: ['比例', '比率', '占比', '百分比', '率', 'percent', 'ratio', 'rate'],
  detect: { evidence: 'values', weight: 0.9, distinctMin: 3, looksLike: (value) => readShare(value) !== null },
  check: (value): Verdict => (readShare(value) === null ? 'shape' : 'ok'),
  normalise: (value) => readShare(value)?.replaceAll(/\s/g, '') ?? null,
  examples: {
    valid: ['12.5%', '100 %', '-3%', '７５％', '4‰'],
    invalid: [
      ['12.5', 'shape'],
      ['%', 'shape'],
      ['1,5%', 'shape'],
      ['', 'shape'],
    ],
  },
};
