import { z } from 'zod';
import type { SqlValue } from '../../../base/sqlite/index.ts';
import { lacking } from '../facts.ts';
import { inRing, type Point, toCgcs2000 } from '../geo.ts';
import { anyNull, rowRule } from '../kind.ts';
import { column } from '../limits.ts';
import { wrong } from '../wrong.ts';

const point = z.tuple([z.number(), z.number()]);
const area = z.union([
  z.object({ box: z.tuple([z.number(), z.number(), z.number(), z.number()]) }).strict(),
  z.object({ polygon: z.array(point).min(3) }).strict(),
  z.object({ division: z.string().regex(/^\d{6}$/) }).strict(),
]);

export const pointInArea = rowRule({
  kind: 'point-in-area',
  severity: 'major',
  dimension: 'accuracy',
  indicator: '0301',
  nulls: 'skipped',
  params: z.object({ lon: column, lat: column, area, crs: z.enum(['CGCS2000', 'WGS-84', 'GCJ-02', 'BD-09']).optional() }),
  text: {
    'zh-CN': {
      title: '坐标落区',
      about:
        '坐标落在区域之内(含边界):方框(西、南、东、北)或多边形,坐标系 CGCS2000。GCJ-02(手机地图)、BD-09(百度)坐标按 `crs` 先行换算。程序不带行政区划边界,按区划代码给的区域不评估。',
      reason: '坐标不在规定的区域内',
    },
    en: {
      title: 'Point in area',
      about:
        'A point inside an area, its edge included: a box (west, south, east, north) or a polygon in CGCS2000. Points in GCJ-02 (maps of phones) or BD-09 (Baidu) are turned into CGCS2000 first, as `crs` says. The borders of divisions are not bundled: an area given by its code is not evaluated.',
      reason: 'the point lies outside the area',
    },
  },
  columns: (p) => [p.lon, p.lat],
  plan: (scope, p) => {
    if ('division' in p.area) throw lacking('needs-boundary');
    const inside = insideOf(p.area);
    const crs = p.crs ?? 'CGCS2000';
    const outside = (x: SqlValue | undefined, y: SqlValue | undefined): SqlValue => {
      const [lon, lat] = [Number(x), Number(y)];
      if (x === null || y === null || !(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return 1;
      return inside(toCgcs2000([lon, lat], crs)) ? 0 : 1;
    };
    return { skips: anyNull([scope.cell(p.lon), scope.cell(p.lat)]), fails: scope.fn(outside, scope.number(p.lon), scope.number(p.lat)) };
  },
  examples: [
    {
      params: { lon: 'x', lat: 'y', area: { box: [113.75, 22.4, 114.65, 22.87] } },
      columns: ['x', 'y'],
      pass: [
        ['114.0579', '22.5431'],
        [113.75, 22.4],
      ],
      fail: [
        ['22.5431', '114.0579'],
        ['0', '0'],
        ['x', '22.5'],
        ['113.7499', '22.5'],
      ],
      skip: [
        [null, '22.5'],
        ['114', null],
      ],
    },
    {
      params: {
        lon: 'x',
        lat: 'y',
        area: {
          polygon: [
            [0, 0],
            [4, 0],
            [4, 4],
            [2, 1],
            [0, 4],
          ],
        },
      },
      columns: ['x', 'y'],
      pass: [
        ['1', '1'],
        ['4', '2'],
        ['2', '1'],
      ],
      fail: [
        ['2', '2'],
        ['5', '1'],
      ],
    },
    {
      params: { lon: 'x', lat: 'y', crs: 'GCJ-02', area: { box: [116.39, 39.9, 116.3915, 39.9065] } },
      columns: ['x', 'y'],
      pass: [['116.39724', '39.90758']],
      fail: [['116.3910', '39.9060']],
    },
  ],
});

function insideOf(wanted: Exclude<z.infer<typeof area>, { division: string }>): (at: Point) => boolean {
  if ('polygon' in wanted) return (at) => inRing(at, wanted.polygon);
  const [west, south, east, north] = wanted.box;
  if (west > east || south > north) throw wrong('area', 'west, south, east, north');
  return ([lon, lat]) => lon >= west && lon <= east && lat >= south && lat <= north;
}
