import { toHalfWidth } from '../chars.ts';
import type { SemanticKind, SemanticLevel, SensitivityHint, Verdict } from '../kind.ts';

const LON_MIN = 73;
const LON_MAX = 136;
const LAT_MIN = 3;
const LAT_MAX = 54;

/** Plain decimal degrees in `value[from, to)`; NaN for anything else (also for exponents, signs with blanks, empty text). */
function degrees(value: string, from: number, to: number): number {
  let i = from;
  const negative = value.charCodeAt(i) === 45;
  if (negative) i++;
  let whole = 0;
  let digits = 0;
  for (; i < to; i++, digits++) {
    const d = value.charCodeAt(i) - 48;
    if (!(d >= 0 && d <= 9)) break;
    whole = whole * 10 + d;
  }
  if (digits === 0) return Number.NaN;
  let fraction = 0;
  if (i < to) {
    if (value.charCodeAt(i) !== 46 || i + 1 === to) return Number.NaN;
    let scale = 0.1;
    for (i++; i < to; i++, scale /= 10) {
      const d = value.charCodeAt(i) - 48;
      if (!(d >= 0 && d <= 9)) return Number.NaN;
      fraction += d * scale;
    }
  }
  return negative ? -(whole + fraction) : whole + fraction;
}

const isLon = (v: number): boolean => v >= LON_MIN && v <= LON_MAX;
const isLat = (v: number): boolean => v >= LAT_MIN && v <= LAT_MAX;
const where: SensitivityHint = { personal: 'none', category: 'location' };

function single(value: string, level: SemanticLevel, own: (v: number) => boolean, other: (v: number) => boolean): Verdict {
  const v = degrees(value, 0, value.length);
  if (Number.isNaN(v)) return 'shape';
  if (level === 'shape' || own(v)) return 'ok';
  return other(v) ? 'swapped' : 'range';
}

function hasFraction(value: string): boolean {
  const dot = value.indexOf('.');
  return dot > 0 && value.length - dot > 3;
}

const singleShared = {
  levels: ['shape', 'checksum'],
  defaultLevel: 'checksum',
  standard: 'CGCS2000',
  sensitivity: where,
  mask: 'coordinate',
} as const;

/** 经度 in decimal degrees, within China (73 to 136). */
export const lon: SemanticKind = {
  ...singleShared,
  id: 'lon',
  text: { 'zh-CN': { title: '经度' }, en: { title: 'Longitude' } },
  hintNames: ['经度', 'jd', 'lon', 'lng', 'longitude', 'x坐标', 'point_x'],
  detect: { evidence: 'name', weight: 0.9, looksLike: hasFraction },
  check: (value, level) => single(value, level, isLon, isLat),
  examples: {
    valid: ['114.0579', '73', '135.08'],
    invalid: [
      ['22.5431', 'swapped'],
      ['0', 'range'],
      ['1140579', 'range'],
      ['114°3′', 'shape'],
      ['', 'shape'],
    ],
  },
};

/** 纬度 in decimal degrees, within China (3 to 54). */
export const lat: SemanticKind = {
  ...singleShared,
  id: 'lat',
  text: { 'zh-CN': { title: '纬度' }, en: { title: 'Latitude' } },
  hintNames: ['纬度', 'wd', 'lat', 'latitude', 'y坐标', 'point_y'],
  detect: { evidence: 'name', weight: 0.9, looksLike: hasFraction },
  check: (value, level) => single(value, level, isLat, isLon),
  examples: {
    valid: ['22.5431', '3.5'],
    invalid: [
      ['114.0579', 'swapped'],
      ['0', 'range'],
      ['200', 'range'],
      ['N22', 'shape'],
    ],
  },
};

function pair(value: string, level: SemanticLevel): Verdict {
  const comma = value.indexOf(',');
  if (comma <= 0) return 'shape';
  const a = degrees(value, 0, comma);
  const b = degrees(value, comma + 1, value.length);
  if (Number.isNaN(a) || Number.isNaN(b)) return 'shape';
  if (level === 'shape' || (isLon(a) && isLat(b))) return 'ok';
  return isLat(a) && isLon(b) ? 'swapped' : 'range';
}

/** Brackets, blanks and other separators of a pair turned into one comma. */
function tidyPair(value: string): string {
  return toHalfWidth(value)
    .trim()
    .replace(/^(?:POINT)?\s*[([]\s*|\s*[)\]]$/gi, '')
    .replace(/\s*[,;、]\s*|\s+/g, ',');
}

/** 经纬度 as "longitude,latitude" in decimal degrees, within China; a swapped pair is told apart. */
export const lonlat: SemanticKind = {
  ...singleShared,
  id: 'lonlat',
  text: { 'zh-CN': { title: '经纬度' }, en: { title: 'Longitude and latitude' } },
  hintNames: ['经纬度', '坐标', 'jwd', 'lnglat', 'lonlat', 'coordinate', 'coordinates', 'location', 'point'],
  detect: { evidence: 'values', weight: 0.95, looksLike: (value) => value.includes('.') && pair(value, 'checksum') === 'ok' },
  check: (value, level) => {
    const verdict = pair(value, level);
    return verdict === 'shape' && value.length <= 64 && pair(tidyPair(value), 'checksum') === 'ok' ? 'form' : verdict;
  },
  normalise: (value) => {
    if (value.length > 64) return null;
    const tidied = tidyPair(value);
    return pair(tidied, 'checksum') === 'ok' ? tidied : null;
  },
  examples: {
    valid: ['114.0579,22.5431', '115.05,22.80'],
    invalid: [
      ['22.5431,114.0579', 'swapped'],
      ['0,0', 'range'],
      ['114.0579', 'shape'],
      ['114.0579,91.0', 'range'],
      ['1140579,225431', 'range'],
      ['(114.0579, 22.5431)', 'form'],
    ],
  },
};
