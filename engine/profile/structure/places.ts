/** What addresses and coordinates of a batch look like: which levels addresses name, which system coordinates may be in. */
import type { TaskContext } from '../../../base/jobs/index.ts';
import type { SqlValue } from '../../../base/sqlite/index.ts';
import type { TablePart } from '../../table/parts.ts';
import { toNumber } from '../../table/typed.ts';
import type { CodedSource } from './coded.ts';
import { eachRow } from './rows.ts';

/** Levels of an address from the country down (GB/T 2260 and below: township, community, road, house). */
export const addressLevels = ['province', 'city', 'county', 'township', 'community', 'road', 'number', 'building', 'unit', 'room'] as const;
export type AddressLevel = (typeof addressLevels)[number];

/** How many of the addresses that were looked at name each level. */
export interface AddressShape {
  readonly column: string;
  readonly rows: number;
  readonly levels: readonly { readonly level: AddressLevel; readonly rows: number }[];
}

/** Systems that coordinates may be in; `degrees` where nothing tells which of the geographic ones it is. */
export type CoordinateSystem = 'cgcs2000' | 'wgs84' | 'gcj02' | 'bd09' | 'gauss-kruger' | 'web-mercator' | 'degrees' | 'unknown';

/** A pair of coordinate columns. */
export interface CoordinateShape {
  readonly x: string;
  readonly y: string;
  readonly system: CoordinateSystem;
  /** True when the names say so; otherwise it is what the range of the values suggests. */
  readonly stated: boolean;
  readonly rows: number;
  /** Rows outside of what the system allows in China, and those of them that are right with x and y exchanged. */
  readonly outside: number;
  readonly swapped: number;
  /** Median number of decimals: 5 are about a metre in degrees. */
  readonly decimals: number;
}

const ROWS_MAX = 100_000;

const levelPatterns: Readonly<Record<AddressLevel, RegExp>> = {
  province: /^(?:中国)?(?:[\u4e00-\u9fff]{2,3}省|[\u4e00-\u9fff]{2,8}自治区|(?:北京|上海|天津|重庆)市|香港|澳门)/,
  city: /^(?:北京|上海|天津|重庆)市|(?:^|省|自治区)[\u4e00-\u9fff]{2,9}?(?:市|自治州|地区|盟)/,
  county: /(?:^|市|州|地区|盟|省|自治区)[\u4e00-\u9fff]{1,9}?(?:区(?!号)|县|旗)/,
  township: /(?:街道(?!路)|镇|乡|苏木|办事处)/,
  community: /(?:社区|居委会|村委会|村(?!路|道|街)|嘎查)/,
  road: /(?:路|街(?!道)|大道|巷|弄|胡同|道(?=\d))/,
  number: /[0-9０-９一二三四五六七八九十]+\s*号(?!楼|院内)/,
  building: /(?:[0-9０-９A-Za-z一二三四五六七八九十]+\s*(?:栋|幢|座|号楼)|大厦|公寓)/,
  unit: /[0-9０-９A-Za-z一二三四五六七八九十]+\s*单元/,
  room: /[0-9０-９A-Za-z]+\s*(?:室|房|户)$|[^0-9][0-9０-９]{3,4}$/,
};

/** The levels that an address names. */
export function levelsOf(address: string): readonly AddressLevel[] {
  const text = address.trim();
  return addressLevels.filter((level) => levelPatterns[level].test(text));
}

/** Addresses by the levels they name, over all rows or evenly spaced ones. */
export function findAddresses(parts: readonly TablePart[], columns: readonly CodedSource[], context: TaskContext): readonly AddressShape[] {
  const wanted = columns.filter(({ semantic }) => semantic === 'cn-address');
  if (wanted.length === 0) return [];
  const counts = wanted.map(() => ({ rows: 0, levels: new Map<AddressLevel, number>() }));
  eachRow(parts, wanted, ROWS_MAX, context, (values) => {
    values.forEach((value, i) => {
      const count = counts[i];
      if (value === null || !count || String(value).trim() === '') return;
      count.rows++;
      for (const level of levelsOf(String(value))) count.levels.set(level, (count.levels.get(level) ?? 0) + 1);
    });
  });
  return wanted.map(({ name }, i) => ({
    column: name,
    rows: counts[i]?.rows ?? 0,
    levels: addressLevels.map((level) => ({ level, rows: counts[i]?.levels.get(level) ?? 0 })),
  }));
}

const names = {
  x: /经度|^lon|lng|longitude|^x$|x坐标|point_x|coord_x|^jd$/i,
  y: /纬度|^lat|latitude|^y$|y坐标|point_y|coord_y|^wd$/i,
};
const hints: readonly (readonly [CoordinateSystem, RegExp])[] = [
  ['bd09', /bd-?09|百度|baidu/i],
  ['gcj02', /gcj|火星|高德|amap|腾讯/i],
  ['cgcs2000', /cgcs|2000坐标|国家2000|大地2000/i],
  ['wgs84', /wgs|gps/i],
];

type Box = readonly [xMin: number, xMax: number, yMin: number, yMax: number];
const boxes: readonly (readonly [CoordinateSystem, Box])[] = [
  ['degrees', [73, 136, 3, 54]],
  ['web-mercator', [8.1e6, 15.2e6, 3.3e5, 7.2e6]],
  // easting with or without the number of its zone before it, northing from the equator
  ['gauss-kruger', [1e5, 46e6, 3.3e5, 6e6]],
];
const inside = ([xMin, xMax, yMin, yMax]: Box, x: number, y: number): boolean => x >= xMin && x <= xMax && y >= yMin && y <= yMax;

/** Pairs of coordinate columns, the system they may be in, and the rows that do not fit it. */
export function findCoordinates(
  parts: readonly TablePart[],
  columns: readonly CodedSource[],
  context: TaskContext,
): readonly CoordinateShape[] {
  const xs = columns.filter(({ name, semantic }) => semantic === 'lon' || (semantic === null && names.x.test(name)));
  const ys = columns.filter(({ name, semantic }) => semantic === 'lat' || (semantic === null && names.y.test(name)));
  return xs.flatMap((x, i): CoordinateShape[] => {
    const y = ys[i];
    if (!y) return [];
    const points: (readonly [number, number])[] = [];
    const decimals: number[] = [];
    eachRow(parts, [x, y], ROWS_MAX, context, ([a = null, b = null]) => {
      const [p, q] = [numberIn(a), numberIn(b)];
      if (p === null || q === null) return;
      points.push([p, q]);
      decimals.push(/\.(\d+)$/.exec(String(a).trim())?.[1]?.length ?? 0);
    });
    return points.length === 0 ? [] : [shapeOf(x.name, y.name, points, decimals)];
  });
}

const numberIn = (value: SqlValue): number | null =>
  value === null || value instanceof Uint8Array ? null : toNumber(typeof value === 'bigint' ? Number(value) : value);

function shapeOf(x: string, y: string, points: readonly (readonly [number, number])[], decimals: readonly number[]): CoordinateShape {
  const fits = boxes.map(([system, box]) => ({
    system,
    box,
    count: points.filter(([a, b]) => inside(box, a, b) || inside(box, b, a)).length,
  }));
  const best = fits.toSorted((a, b) => b.count - a.count)[0];
  const likely = best && best.count >= points.length / 2 ? best : null;
  const hinted = hints.find(([, pattern]) => pattern.test(x) || pattern.test(y))?.[0];
  const geographic = likely?.system === 'degrees';
  const outside = likely ? points.filter(([a, b]) => !inside(likely.box, a, b)) : [];
  const sorted = decimals.toSorted((a, b) => a - b);
  return {
    x,
    y,
    system: geographic && hinted ? hinted : (likely?.system ?? 'unknown'),
    stated: geographic && hinted !== undefined,
    rows: points.length,
    outside: outside.length,
    swapped: likely ? outside.filter(([a, b]) => inside(likely.box, b, a)).length : 0,
    decimals: sorted[Math.floor(sorted.length / 2)] ?? 0,
  };
}
