import type { Dice } from './dice.ts';
import type { House } from './people.ts';
import { day } from './people.ts';
import { type Damage, Source } from './source.ts';

const cents = (n: number): number => Math.round(n * 100) / 100;

/** What is wrong in this source, in the order in which it is put in. */
const damages: readonly Damage[] = [
  {
    kind: 'code-length',
    title: '房屋编码不足 25 位',
    foundBy: 'rule',
    rules: ['house-code-valid', 'house-code-length'],
    column: '房屋编码',
    count: 8,
    make: (v, _record, dice) => String(v).slice(0, dice.between(19, 24)),
  },
  {
    kind: 'code-prefix',
    title: '房屋编码前缀不是本市',
    foundBy: 'rule',
    rules: ['house-code-valid', 'house-code-prefix'],
    column: '房屋编码',
    count: 7,
    make: (v) => `4401${String(v).slice(4)}`,
  },
  {
    kind: 'area-negative',
    title: '建筑面积为负',
    foundBy: 'rule',
    rules: ['area-positive'],
    column: '建筑面积',
    count: 6,
    make: (v) => -Number(v),
  },
  {
    kind: 'inner-larger',
    title: '套内面积大于建筑面积',
    foundBy: 'rule',
    rules: ['inner-within-area'],
    column: '套内面积',
    count: 5,
    make: (_, r) => cents(Number(r['建筑面积']) * 1.2),
  },
  {
    kind: 'area-decimals',
    title: '建筑面积小数位过多',
    foundBy: 'rule',
    rules: ['area-decimals'],
    column: '建筑面积',
    count: 5,
    make: (v) => Number(v) + 0.00125,
  },
  {
    kind: 'use-not-in-list',
    title: '房屋用途不在代码表内',
    foundBy: 'rule',
    rules: ['use-in-list'],
    column: '房屋用途',
    count: 4,
    make: (_value, _record, dice) => dice.pick(['居住', '其它', '？']),
  },
  {
    kind: 'year-out-of-range',
    title: '竣工年份不可能',
    foundBy: 'rule',
    rules: ['year-possible'],
    column: '竣工年份',
    count: 4,
    make: (_value, _record, dice) => dice.pick([19, 1085, 2205]),
  },
  {
    kind: 'floor-above-top',
    title: '所在层高于总层数',
    foundBy: 'rule',
    rules: ['floor-within-building'],
    column: '所在层',
    count: 5,
    make: (_, r) => Number(r['总层数']) + 3,
  },
];

/** 住房和建设局 房屋清单. */
export function houseSource(houses: readonly House[], dice: Dice): Source {
  const source = new Source(
    '住房和建设局-房屋清单.xlsx',
    ['房屋编码', '所属街道', '所属社区', '房屋地址', '建筑面积', '套内面积', '房屋用途', '竣工年份', '总层数', '所在层', '登记日期'],
    dice,
  );
  for (const house of houses) {
    const area = cents(28 + dice.next() * 160);
    const floor = Number(house.code.slice(19, 23));
    const built = dice.between(1985, 2020);
    source.add({
      房屋编码: house.code,
      所属街道: house.street,
      所属社区: house.community,
      房屋地址: house.address,
      建筑面积: area,
      套内面积: cents(area * (0.74 + dice.next() * 0.1)),
      房屋用途: dice.pick(['住宅', '住宅', '住宅', '商住', '宿舍']),
      竣工年份: built,
      总层数: Math.max(floor, dice.between(6, 32)),
      所在层: floor,
      登记日期: day(dice, built + 1, 2025),
    });
  }
  source.repeat({
    kind: 'house-twice',
    title: '同一房屋编码登记两次',
    foundBy: 'rule',
    rules: ['one-house-one-row'],
    column: '房屋编码',
    count: 4,
  });
  source.damageAll(damages);
  return source;
}
