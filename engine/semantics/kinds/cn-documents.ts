import { repairing } from '../kind.ts';
import type { SemanticKind, StrictCheck } from '../kind.ts';

/** A kind of travel or service document: only its form is public, so it has a shape and nothing more, and needs the column's name. */
function documentKind(given: {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly pattern: RegExp;
  readonly lengthMin: number;
  readonly lengthMax: number;
  readonly hintNames: readonly string[];
  readonly examples: SemanticKind['examples'];
}): SemanticKind {
  const strict: StrictCheck = (value) => {
    if (value.length < given.lengthMin || value.length > given.lengthMax) return 'length';
    return given.pattern.test(value) ? 'ok' : 'shape';
  };
  return {
    id: given.id,
    levels: ['shape'],
    defaultLevel: 'shape',
    text: { 'zh-CN': { title: given.zh }, en: { title: given.en } },
    standard: '',
    sensitivity: { personal: 'sensitive', category: 'identity' },
    mask: 'document',
    hintNames: given.hintNames,
    detect: { evidence: 'name', weight: 0.8 },
    ...repairing(strict),
    examples: given.examples,
  };
}

/** 中国护照: E, G, D, S or P and eight digits, or E with a second letter and seven digits. */
export const cnPassport = documentKind({
  id: 'cn-passport',
  zh: '护照号',
  en: 'Chinese passport number',
  lengthMin: 9,
  lengthMax: 9,
  pattern: /^(?:[DEGPS]\d{8}|E[A-HJ-NP-Z]\d{7}|[DSP]E\d{7})$/,
  hintNames: ['护照', 'hzh', 'passport', 'passport_no'],
  examples: {
    valid: ['E12345678', 'G12345678', 'EA1234567', 'PE1234567'],
    invalid: [
      ['e12345678', 'form'],
      ['12345678', 'length'],
      ['EI1234567', 'shape'],
      ['X12345678', 'shape'],
    ],
  },
});

/** 往来港澳通行证 (C, W) and 港澳居民来往内地通行证 (H, M, with two more digits for the issue number). */
export const cnHkmPermit = documentKind({
  id: 'cn-hkm-permit',
  zh: '港澳通行证号',
  en: 'Hong Kong and Macao permit number',
  lengthMin: 9,
  lengthMax: 11,
  pattern: /^(?:[CW]\d{8}|C[A-HJ-NP-Z]\d{7}|[HM]\d{8}|[HM]\d{10})$/,
  hintNames: ['港澳', '回乡证', '通行证', 'hkm_permit'],
  examples: {
    valid: ['C12345678', 'CA1234567', 'W12345678', 'H12345678', 'M1234567801'],
    invalid: [
      ['c12345678', 'form'],
      ['C1234567', 'length'],
      ['X12345678', 'shape'],
    ],
  },
});

/** 台湾居民来往大陆通行证 (eight digits, earlier ten with a bracketed letter) and 大陆居民往来台湾通行证 (T, L). */
export const cnTwPermit = documentKind({
  id: 'cn-tw-permit',
  zh: '台胞证号',
  en: 'Taiwan permit number',
  lengthMin: 8,
  lengthMax: 13,
  pattern: /^(?:\d{8}|\d{10}(?:\([A-Z]\))?|[TL]\d{8})$/,
  hintNames: ['台胞', '台湾居民', '往来台湾', '来往大陆', 'tw_permit'],
  examples: {
    valid: ['12345678', '1234567801(B)', 'T12345678'],
    invalid: [
      ['t12345678', 'form'],
      ['1234567', 'length'],
      ['A12345678', 'shape'],
    ],
  },
});

/** 军官证 and its like: one to three characters, 字第, four to eight digits, 号. */
export const cnOfficerId = documentKind({
  id: 'cn-officer-id',
  zh: '军官证号',
  en: 'Officer certificate number',
  lengthMin: 7,
  lengthMax: 14,
  pattern: /^[\u4e00-\u9fff]{1,3}字第\d{4,8}号?$/,
  hintNames: ['军官证', '士官证', '警官证', '文职干部证', 'officer_id'],
  examples: {
    valid: ['南字第1234567号', '军字第12345678号'],
    invalid: [
      ['南字第123号', 'shape'],
      ['1234567', 'shape'],
      ['南字第12', 'length'],
      ['南字 第1234567号', 'form'],
    ],
  },
});

const realEstate: StrictCheck = (value, level, env) => {
  if (value.length !== 28) return 'length';
  if (!/^\d{12}[GJZ][A-HSWXY]\d{5}[FLQW]\d{8}$/.test(value)) return 'shape';
  return level === 'reference' && env.tables.divisions.states[Number(value.slice(0, 6))] === 0 ? 'unknown-code' : 'ok';
};

/** 不动产单元代码: division, cadastral zone and sub-zone, right type, parcel, fixture: 28 characters. The letters allowed are not confirmed by a source at hand. */
export const cnRealEstateNo: SemanticKind = {
  id: 'cn-real-estate-no',
  levels: ['shape', 'reference'],
  defaultLevel: 'shape',
  text: { 'zh-CN': { title: '不动产单元号' }, en: { title: 'Real estate unit code' } },
  standard: '',
  sensitivity: { personal: 'personal', category: 'location' },
  mask: 'document',
  hintNames: ['不动产单元', 'bdcdyh', 'real_estate_unit'],
  detect: { evidence: 'values', weight: 0.95 },
  ...repairing(realEstate),
  examples: {
    valid: ['440305001001GB00001F00010001', '330103001001JC00012W00000000'],
    invalid: [
      ['440305001001GB00001F0001000', 'length'],
      ['440305001001GB00001X00010001', 'shape'],
      ['440399001001GB00001F00010001', 'unknown-code'],
      ['440305 001001 GB00001 F00010001', 'form'],
    ],
  },
};
