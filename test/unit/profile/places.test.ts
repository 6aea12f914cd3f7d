/** What addresses and coordinates look like. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findAddresses, findCoordinates, levelsOf } from '../../../engine/profile/structure/places.ts';
import { importFile, resourcesFolder, scratch } from '../../support/batch.ts';
import { quietContext } from '../../support/intake.ts';

test('an address names its levels', () => {
  const of = (text: string): string => levelsOf(text).join(' ');
  assert.equal(
    of('广东省深圳市福田区莲花街道彩田社区彩田路1001号2栋3单元501室'),
    'province city county township community road number building unit room',
  );
  assert.equal(of('北京市朝阳区建国路88号'), 'province city county road number');
  assert.equal(of('深圳市南山区粤海街道科技园'), 'city county township');
  assert.equal(of('内蒙古自治区锡林郭勒盟东乌珠穆沁旗'), 'province city county');
  assert.equal(of('塘朗村3栋'), 'community building');
  assert.equal(of('不详'), '');
});

async function found(header: string, rows: readonly string[]) {
  const place = scratch();
  try {
    const { file } = await importFile(place.file('x.csv', `${header}\n${rows.join('\n')}\n`), place.folder, { resources: resourcesFolder });
    return {
      coordinates: findCoordinates(file.parts, file.columns, quietContext),
      addresses: findAddresses(file.parts, file.columns, quietContext),
    };
  } finally {
    place.done();
  }
}

const spread = (count: number, of: (i: number) => string): string[] => Array.from({ length: count }, (_, i) => of(i));

test('coordinates: degrees with their exceptions, a system that the name states, metres of projections', async () => {
  const degrees = await found('id,经度,纬度', [
    ...spread(97, (i) => `${i},114.${String(10_000 + i)},22.${String(50_000 + i)}`),
    '97,22.54312,114.05787',
    '98,0.00000,0.00000',
    '99,,',
  ]);
  assert.deepEqual(degrees.coordinates, [
    { x: '经度', y: '纬度', system: 'degrees', stated: false, rows: 99, outside: 2, swapped: 1, decimals: 5 },
  ]);
  const baidu = await found(
    'id,百度经度,百度纬度',
    spread(30, (i) => `${i},114.05${i},22.54${i}`),
  );
  assert.deepEqual([baidu.coordinates[0]?.system, baidu.coordinates[0]?.stated], ['bd09', true]);
  const metres = await found(
    'id,X坐标,Y坐标',
    spread(30, (i) => `${i},${38_500_000 + i * 10}.5,${2_490_000 + i * 10}.25`),
  );
  assert.deepEqual([metres.coordinates[0]?.system, metres.coordinates[0]?.outside], ['gauss-kruger', 0]);
  const mercator = await found(
    'id,X坐标,Y坐标',
    spread(30, (i) => `${i},${12_690_000 + i * 10},${2_570_000 + i * 10}`),
  );
  assert.deepEqual(mercator.coordinates[0]?.system, 'web-mercator');
});

test('addresses of a column by level', async () => {
  const { addresses } = await found(
    '编号,住址',
    spread(40, (i) => `${i},深圳市福田区莲花街道彩田路${i + 1}号${i % 4 === 0 ? '5栋301室' : ''}`),
  );
  const levels = new Map(addresses[0]?.levels.map(({ level, rows }) => [level, rows]));
  assert.deepEqual(
    [addresses[0]?.rows, levels.get('city'), levels.get('township'), levels.get('number'), levels.get('building'), levels.get('province')],
    [40, 40, 40, 40, 10, 0],
  );
});
