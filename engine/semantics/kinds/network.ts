import { digitsIn, toHalfWidth } from '../chars.ts';
import { notPersonal, repairing } from '../kind.ts';
import type { MaskKind, SemanticKind, SensitivityHint, StrictCheck } from '../kind.ts';

const trim = (value: string): string => toHalfWidth(value).trim();
const trimLower = (value: string): string => trim(value).toLowerCase();
const aboutNetwork: SensitivityHint = { personal: 'personal', category: 'network' };

interface Given {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly standard: string;
  readonly strict: StrictCheck;
  readonly tidy?: (value: string) => string;
  readonly hintNames: readonly string[];
  readonly notNames?: readonly string[];
  readonly sensitivity?: SensitivityHint;
  readonly mask?: MaskKind;
  readonly weight?: number;
  readonly evidence?: 'values' | 'name';
  readonly examples: SemanticKind['examples'];
}

/** A text form that is recognisable by itself. */
function textKind(given: Given): SemanticKind {
  return {
    id: given.id,
    levels: ['shape'],
    defaultLevel: 'shape',
    standard: given.standard,
    text: { 'zh-CN': { title: given.zh }, en: { title: given.en } },
    sensitivity: given.sensitivity ?? notPersonal,
    mask: given.mask ?? 'none',
    hintNames: given.hintNames,
    notNames: given.notNames ?? [],
    detect: { evidence: given.evidence ?? 'values', weight: given.weight ?? 1 },
    ...repairing(given.strict, given.tidy ?? trim),
    examples: given.examples,
  };
}

/** A host name of at least two labels whose last is letters (or an encoded one), in `value[from, to)`. */
function isDomainIn(value: string, from: number, to: number): boolean {
  if (to - from > 253) return false;
  let start = from;
  let labels = 0;
  for (let i = from; i <= to; i++) {
    const c = i === to ? 46 : value.charCodeAt(i);
    if (c === 46) {
      if (i === start || i - start > 63 || value.charCodeAt(start) === 45 || value.charCodeAt(i - 1) === 45) return false;
      labels++;
      if (i === to) return labels >= 2 && i - start >= 2 && !digitsIn(value, start, start + 1);
      start = i + 1;
    } else if (!((c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 45 || c > 0x7f)) return false;
    else if (c > 0x7f && !/[\p{L}\p{N}]/u.test(value.charAt(i))) return false;
  }
  return false;
}

const LOCAL_SIGNS = "!#$%&'*+/=?^_`{|}~-.";

/** Electronic mail address: a local part of RFC 5322 atoms and a domain. */
export const email = textKind({
  id: 'email',
  zh: '电子邮箱',
  en: 'E-mail address',
  standard: 'RFC 5322',
  strict: (value) => {
    const at = value.lastIndexOf('@');
    if (at < 1 || at > 64 || value.length > 254) return 'shape';
    for (let i = 0; i < at; i++) {
      const c = value.charCodeAt(i);
      const isWord = (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c > 0x7f;
      if (!isWord && !LOCAL_SIGNS.includes(value.charAt(i))) return 'shape';
      if (c === 46 && (i === 0 || i === at - 1 || value.charCodeAt(i - 1) === 46)) return 'shape';
    }
    return isDomainIn(value, at + 1, value.length) ? 'ok' : 'shape';
  },
  hintNames: ['邮箱', '电子邮件', '邮件地址', 'yx', 'email', 'e_mail', 'mail'],
  sensitivity: { personal: 'personal', category: 'contact' },
  mask: 'email',
  examples: {
    valid: ['a@b.cn', 'zhang.san+1@sz.gov.cn'],
    invalid: [
      ['a@b', 'shape'],
      ['a b@c.cn', 'shape'],
      ['@b.cn', 'shape'],
      ['a..b@c.cn', 'shape'],
      ['a＠b.cn', 'form'],
      [' a@b.cn', 'form'],
    ],
  },
});

/** Web address with http, https or ftp. */
export const url = textKind({
  id: 'url',
  zh: '网址',
  en: 'Web address',
  standard: 'RFC 3986',
  strict: (value) =>
    value.length <= 2048 &&
    /^(?:https?|ftp):\/\/(?:[^\s/?#@]+@)?(?:[^\s/?#:@[\]]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?(?:[/?#]\S*)?$/.test(value)
      ? 'ok'
      : 'shape',
  hintNames: ['网址', '链接', '网站', 'wz', 'url', 'website', 'link', 'href', 'homepage'],
  examples: {
    valid: ['https://www.sz.gov.cn/a?b=1', 'http://10.0.0.1:8080/'],
    invalid: [
      ['www.sz.gov.cn', 'shape'],
      ['http://a b', 'shape'],
      [' https://sz.gov.cn', 'form'],
    ],
  },
});

/** Domain name; file names (report.pdf) look the same, so the column's name is needed. */
export const domain = textKind({
  id: 'domain',
  zh: '域名',
  en: 'Domain name',
  standard: 'RFC 1035',
  evidence: 'name',
  strict: (value) => (isDomainIn(value, 0, value.length) ? 'ok' : 'shape'),
  hintNames: ['域名', 'domain', 'hostname', 'host'],
  examples: {
    valid: ['sz.gov.cn', 'example.com'],
    invalid: [
      ['localhost', 'shape'],
      ['-a.cn', 'shape'],
      ['a..cn', 'shape'],
      ['1.2.3.4', 'shape'],
    ],
  },
});

function isIpv4In(value: string, from: number, to: number): boolean {
  let n = 0;
  let digits = 0;
  let dots = 0;
  for (let i = from; i < to; i++) {
    const c = value.charCodeAt(i);
    if (c === 46) {
      if (digits === 0 || ++dots > 3) return false;
      n = 0;
      digits = 0;
    } else {
      if (c < 48 || c > 57 || (digits > 0 && n === 0)) return false;
      n = n * 10 + c - 48;
      if (n > 255) return false;
      digits++;
    }
  }
  return dots === 3 && digits > 0;
}

/** IPv4 address in dotted decimal form without leading zeros. */
export const ipv4 = textKind({
  id: 'ipv4',
  zh: 'IPv4 地址',
  en: 'IPv4 address',
  standard: 'RFC 791',
  sensitivity: aboutNetwork,
  mask: 'network-address',
  strict: (value) => (isIpv4In(value, 0, value.length) ? 'ok' : 'shape'),
  hintNames: ['ip地址', 'ip', 'ipv4', 'ip_address', 'ip_addr'],
  examples: {
    valid: ['10.0.0.1', '255.255.255.255'],
    invalid: [
      ['256.0.0.1', 'shape'],
      ['1.2.3', 'shape'],
      ['01.2.3.4', 'shape'],
      ['1.2.3.4.', 'shape'],
    ],
  },
});

function isIpv6(value: string): boolean {
  if (value.length < 2 || value.length > 45 || !value.includes(':')) return false;
  const twice = value.indexOf('::');
  if (twice >= 0 && value.includes('::', twice + 1)) return false;
  const parts = value.split(':');
  let groups = 0;
  for (const [i, part] of parts.entries()) {
    if (part === '') {
      const isEdge = (i === 0 && twice === 0) || (i === parts.length - 1 && twice === value.length - 2);
      if (!isEdge && !(twice >= 0 && i > 0 && i < parts.length - 1)) return false;
    } else if (part.includes('.')) {
      if (i !== parts.length - 1 || !isIpv4In(part, 0, part.length)) return false;
      groups += 2;
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return false;
      groups++;
    }
  }
  return twice >= 0 ? groups <= 7 : groups === 8;
}

/** IPv6 address in any of its text forms, without zone. */
export const ipv6 = textKind({
  id: 'ipv6',
  zh: 'IPv6 地址',
  en: 'IPv6 address',
  standard: 'RFC 4291',
  sensitivity: aboutNetwork,
  mask: 'network-address',
  strict: (value) => (isIpv6(value) ? 'ok' : 'shape'),
  hintNames: ['ipv6', 'ip地址', 'ip', 'ip_address'],
  examples: {
    valid: ['2001:db8::1', '::1', '::', 'fe80:0:0:0:0:0:0:1', '::ffff:10.0.0.1'],
    invalid: [
      ['2001:db8', 'shape'],
      ['1::2::3', 'shape'],
      [':1:2:3:4:5:6:7', 'shape'],
      ['12345::', 'shape'],
    ],
  },
});

/** MAC address: six pairs of hexadecimal digits with one kind of separator. */
export const mac = textKind({
  id: 'mac',
  zh: 'MAC 地址',
  en: 'MAC address',
  standard: 'IEEE 802',
  sensitivity: aboutNetwork,
  mask: 'network-address',
  strict: (value) =>
    value.length === 17 && /^[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5})$/.test(value) ? 'ok' : 'shape',
  hintNames: ['mac地址', 'mac', 'mac_address'],
  examples: {
    valid: ['00:1A:2B:3C:4D:5E', '00-1a-2b-3c-4d-5e'],
    invalid: [
      ['00:1A:2B:3C:4D', 'shape'],
      ['00:1A-2B:3C-4D:5E', 'shape'],
      ['001A2B3C4D5E', 'shape'],
    ],
  },
});

function isHexDigit(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 97 && c <= 102) || (c >= 65 && c <= 70);
}

function hexOf(length: number): StrictCheck {
  return (value) => {
    if (value.length !== length) return 'length';
    for (let i = 0; i < length; i++) if (!isHexDigit(value.charCodeAt(i))) return 'shape';
    return 'ok';
  };
}

function digestKind(id: string, zh: string, length: number): SemanticKind {
  const sample = '0123456789abcdef'.repeat(4).slice(0, length);
  const kind = textKind({
    id,
    zh,
    en: zh.replace('摘要', 'digest'),
    standard: '',
    strict: hexOf(length),
    tidy: trimLower,
    weight: 0.7,
    hintNames: [id],
    examples: {
      valid: [sample, sample.toUpperCase()],
      invalid: [
        [sample.slice(1), 'length'],
        [`g${sample.slice(1)}`, 'shape'],
        [`${sample} `, 'form'],
      ],
    },
  });
  // A long decimal number is hexadecimal too: a digest has letters.
  return {
    ...kind,
    detect: {
      evidence: 'values',
      weight: 0.7,
      looksLike: (value) =>
        value.length === length && /[a-fA-F]/.test(value) && /\d/.test(value) && new RegExp(`^[0-9a-fA-F]{${length}}$`).test(value),
    },
  };
}

/** MD5 digest. */
export const md5 = digestKind('md5', 'MD5 摘要', 32);
/** SHA-1 digest. */
export const sha1 = digestKind('sha1', 'SHA-1 摘要', 40);
/** SHA-256 or SM3 digest. */
export const sha256 = digestKind('sha256', 'SHA-256 摘要', 64);

/** UUID with hyphens (8-4-4-4-12). */
export const uuid = textKind({
  id: 'uuid',
  zh: 'UUID',
  en: 'UUID',
  standard: 'RFC 9562',
  strict: (value) => {
    if (value.length !== 36) return 'length';
    for (let i = 0; i < 36; i++) {
      const c = value.charCodeAt(i);
      const isHyphenPlace = i === 8 || i === 13 || i === 18 || i === 23;
      if (isHyphenPlace ? c !== 45 : !isHexDigit(c)) return 'shape';
    }
    return 'ok';
  },
  tidy: (value) => trimLower(value).replace(/^\{(.*)\}$/, '$1'),
  hintNames: ['uuid', 'guid'],
  examples: {
    valid: ['018f3c1a-7b2e-7c3d-9a4b-5c6d7e8f9012', '018F3C1A-7B2E-7C3D-9A4B-5C6D7E8F9012'],
    invalid: [
      ['018f3c1a7b2e7c3d9a4b5c6d7e8f9012', 'length'],
      ['018g3c1a-7b2e-7c3d-9a4b-5c6d7e8f9012', 'shape'],
      ['{018f3c1a-7b2e-7c3d-9a4b-5c6d7e8f9012}', 'form'],
    ],
  },
});
