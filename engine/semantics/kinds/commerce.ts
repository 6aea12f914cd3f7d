import { allDigits, compact } from '../chars.ts';
import { notPersonal, repairing } from '../kind.ts';
import type { SemanticKind, StrictCheck } from '../kind.ts';

/** Weighted sum of an article number: from the right, the check digit counts once, its neighbour three times, and so on. */
function eanCheck(value: string): boolean {
  let sum = 0;
  for (let i = 0; i < value.length; i++) sum += (value.charCodeAt(i) - 48) * ((value.length - i) % 2 === 1 ? 1 : 3);
  return sum % 10 === 0;
}

const strictEan: StrictCheck = (value, level) => {
  if (!allDigits(value)) return 'shape';
  if (value.length !== 8 && value.length !== 13) return 'length';
  return level === 'shape' || eanCheck(value) ? 'ok' : 'check-digit';
};

/** 商品条码 EAN-8 or EAN-13 (GB 12904). */
export const ean: SemanticKind = {
  id: 'ean',
  levels: ['shape', 'checksum'],
  defaultLevel: 'checksum',
  text: { 'zh-CN': { title: '商品条码' }, en: { title: 'Article number (EAN)' } },
  standard: 'GB 12904',
  sensitivity: notPersonal,
  mask: 'none',
  hintNames: ['条码', '条形码', 'ean', 'barcode', 'gtin'],
  detect: {
    evidence: 'values',
    weight: 0.7,
    distinctMin: 10,
    looksLike: (value) => value.length === 13 && allDigits(value) && eanCheck(value),
  },
  ...repairing(strictEan),
  examples: {
    valid: ['6901234567892', '96385074'],
    invalid: [
      ['6901234567890', 'check-digit'],
      ['690123456789', 'length'],
      ['690123456789X', 'shape'],
    ],
  },
};

const strictIsbn: StrictCheck = (value, level) => {
  if (value.length === 13) {
    if (!allDigits(value)) return 'shape';
    if (!value.startsWith('978') && !value.startsWith('979')) return 'prefix';
    return level === 'shape' || eanCheck(value) ? 'ok' : 'check-digit';
  }
  if (value.length !== 10) return 'length';
  let sum = 0;
  for (let i = 0; i < 10; i++) {
    const c = value.charCodeAt(i);
    const d = i === 9 && c === 88 ? 10 : c - 48;
    if (!(d >= 0 && d <= (i === 9 ? 10 : 9)) || (d === 10 && c !== 88)) return 'shape';
    sum += d * (10 - i);
  }
  return level === 'shape' || sum % 11 === 0 ? 'ok' : 'check-digit';
};

/** 国际标准书号 ISBN-10 or ISBN-13, without hyphens. */
export const isbn: SemanticKind = {
  id: 'isbn',
  levels: ['shape', 'checksum'],
  defaultLevel: 'checksum',
  text: { 'zh-CN': { title: '国际标准书号' }, en: { title: 'ISBN' } },
  standard: 'GB/T 5795',
  sensitivity: notPersonal,
  mask: 'none',
  hintNames: ['书号', 'isbn'],
  detect: {
    evidence: 'values',
    weight: 0.75,
    looksLike: (value) =>
      value.length === 13 && allDigits(value) && (value.startsWith('978') || value.startsWith('979')) && eanCheck(value),
  },
  ...repairing(strictIsbn),
  examples: {
    valid: ['9787111128069', '7111128060'],
    invalid: [
      ['9787111128060', 'check-digit'],
      ['978-7-111-12806-9', 'form'],
      ['97871111280', 'length'],
      ['9771111280690', 'prefix'],
      ['71111280A0', 'shape'],
    ],
  },
};

const strictIban: StrictCheck = (value, level) => {
  if (value.length < 15 || value.length > 34) return 'length';
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(value)) return 'shape';
  if (level === 'shape') return 'ok';
  let rest = 0;
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt((i + 4) % value.length);
    rest = c <= 57 ? (rest * 10 + c - 48) % 97 : (rest * 100 + c - 55) % 97;
  }
  return rest === 1 ? 'ok' : 'check-digit';
};

/** International bank account number (ISO 13616). */
export const iban: SemanticKind = {
  id: 'iban',
  levels: ['shape', 'checksum'],
  defaultLevel: 'checksum',
  text: { 'zh-CN': { title: '国际银行账号' }, en: { title: 'IBAN' } },
  standard: 'ISO 13616',
  sensitivity: { personal: 'sensitive', category: 'finance' },
  mask: 'document',
  hintNames: ['iban'],
  detect: { evidence: 'values', weight: 0.9 },
  ...repairing(strictIban),
  examples: {
    valid: ['GB82WEST12345698765432', 'DE89370400440532013000'],
    invalid: [
      ['GB82WEST12345698765431', 'check-digit'],
      ['GB82 WEST 1234 5698 7654 32', 'form'],
      ['GB82', 'length'],
      ['8882WEST12345698765432', 'shape'],
    ],
  },
};

/** 国家地区: an ISO 3166-1 code (two or three letters, three digits) or the Chinese name. */
export const country: SemanticKind = {
  id: 'country',
  levels: ['shape'],
  defaultLevel: 'shape',
  text: { 'zh-CN': { title: '国家和地区' }, en: { title: 'Country' } },
  standard: 'ISO 3166-1',
  sensitivity: notPersonal,
  mask: 'none',
  hintNames: ['国家', '国籍', '国别', 'gj', 'country', 'nationality'],
  detect: { evidence: 'name', weight: 0.9 },
  check: (value, _level, env) =>
    env.tables.lists.countryWords.has(value) ? 'ok' : env.tables.lists.countryWords.has(compact(value)) ? 'form' : 'not-in-list',
  normalise: (value, env) => (env.tables.lists.countryWords.has(compact(value)) ? compact(value) : null),
  examples: {
    valid: ['CN', 'CHN', '156', '中国'],
    invalid: [
      ['cn', 'form'],
      ['XX', 'not-in-list'],
      ['999', 'not-in-list'],
    ],
  },
};

const RESOURCE_CODE = /^[123]\d{5}\d*\/\d+$/;
const strictResource: StrictCheck = (value) => (value.length <= 64 && RESOURCE_CODE.test(value) ? 'ok' : 'shape');

/** 政务信息资源代码: class (1 basic, 2 theme, 3 department), item, category, sub-categories, "/", sequence. */
export const resourceCode: SemanticKind = {
  id: 'resource-code',
  levels: ['shape'],
  defaultLevel: 'shape',
  text: { 'zh-CN': { title: '信息资源代码' }, en: { title: 'Information resource code' } },
  standard: '政务信息资源目录编制指南',
  sensitivity: notPersonal,
  mask: 'none',
  hintNames: ['资源代码', '信息资源代码', '资源编码', '目录编码', 'resource_code'],
  detect: { evidence: 'values', weight: 0.95 },
  ...repairing(strictResource),
  examples: {
    valid: ['101001/1', '307018003001/000015'],
    invalid: [
      ['401001/1', 'shape'],
      ['10101/1', 'shape'],
      ['101001', 'shape'],
      ['101001-1', 'shape'],
      ['101001/', 'shape'],
      ['101001 / 1', 'form'],
    ],
  },
};
