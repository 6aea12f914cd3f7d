import type { Dice } from './dice.ts';
import { pad } from './dice.ts';
import { wrongCheck } from './numbers.ts';
import { day, type House, type Person } from './people.ts';
import { type Damage, Source } from './source.ts';

/** What is wrong in this source, in the order in which it is put in. */
const damages: readonly Damage[] = [
  {
    kind: 'id-check-digit',
    title: '公民身份号码校验位错误',
    foundBy: 'rule',
    rules: ['id-valid'],
    column: '公民身份号码',
    count: 12,
    make: (id) => `${String(id).slice(0, 17)}${wrongCheck(String(id).charAt(17))}`,
  },
  {
    kind: 'birth-differs',
    title: '出生日期与公民身份号码不一致',
    foundBy: 'rule',
    rules: ['birth-as-in-id'],
    column: '出生日期',
    count: 9,
    make: (birth) => `${Number(String(birth).slice(0, 4)) - 1}${String(birth).slice(4)}`,
  },
  {
    kind: 'gender-differs',
    title: '性别与公民身份号码不一致',
    foundBy: 'rule',
    rules: ['gender-as-in-id'],
    column: '性别',
    count: 7,
    make: (gender) => (gender === '男' ? '女' : '男'),
  },
  {
    kind: 'gender-not-in-list',
    title: '性别不在代码表内',
    foundBy: 'rule',
    rules: ['gender-in-list'],
    column: '性别',
    count: 4,
    make: (_value, _record, dice) => dice.pick(['未知', 'M', '１']),
  },
  { kind: 'name-missing', title: '姓名为空', foundBy: 'rule', rules: ['name-there'], column: '姓名', count: 5, make: () => null },
  {
    kind: 'address-blank',
    title: '户籍地址只有空格',
    foundBy: 'rule',
    rules: ['address-there'],
    column: '户籍地址',
    count: 4,
    make: (_value, _record, dice) => dice.pick(['　　', ' ', '　']),
  },
  {
    kind: 'phone-invalid',
    title: '手机号码不合规则',
    foundBy: 'rule',
    rules: ['phone-valid'],
    column: '联系电话',
    count: 10,
    make: (phone, _record, dice) => dice.pick([String(phone).slice(0, 10), `2${String(phone).slice(1)}`, '123']),
    fits: (r) => r['联系电话'] !== null,
  },
  {
    kind: 'registered-in-future',
    title: '登记日期在未来',
    foundBy: 'rule',
    rules: ['registered-not-future'],
    column: '登记日期',
    count: 3,
    make: (date) => `2099${String(date).slice(4)}`,
  },
  {
    kind: 'registered-before-birth',
    title: '登记日期早于出生日期',
    foundBy: 'rule',
    rules: ['birth-before-registration'],
    column: '登记日期',
    count: 4,
    make: (_, r) => `${Number(String(r['出生日期']).slice(0, 4)) - 3}${String(r['登记日期']).slice(4)}`,
  },
  {
    kind: 'child-married',
    title: '未成年人登记为已婚',
    foundBy: 'rule',
    rules: ['children-unmarried'],
    column: '婚姻状况',
    count: 5,
    make: () => '已婚',
    fits: (r) => String(r['出生日期']) > '2011',
  },
];

/** 公安局 户籍人口: who is registered in the district. */
export function policeSource(people: readonly Person[], houses: readonly House[], dice: Dice): Source {
  const source = new Source(
    '公安局-户籍人口.csv',
    [
      '户号',
      '姓名',
      '性别',
      '民族',
      '出生日期',
      '公民身份号码',
      '户籍地址',
      '所属街道',
      '与户主关系',
      '婚姻状况',
      '联系电话',
      '登记日期',
      '户籍状态',
    ],
    dice,
  );
  for (const person of people) {
    const house = houses[person.house];
    const born = Number(person.birth.slice(0, 4));
    source.add({
      户号: `H${pad(person.house + 1, 6)}`,
      姓名: person.name,
      性别: person.man ? '男' : '女',
      民族: person.nation,
      出生日期: person.birth,
      公民身份号码: person.id,
      户籍地址: house?.address ?? '',
      所属街道: house?.street ?? '',
      与户主关系: person.age < 18 ? (person.man ? '子' : '女') : dice.pick(['户主', '户主', '配偶', '父母', '其他']),
      婚姻状况: person.age < 23 ? '未婚' : dice.pick(['未婚', '已婚', '已婚', '已婚', '离婚', '丧偶']),
      联系电话: person.age < 12 ? null : person.phone,
      登记日期: day(dice, Math.max(1990, born + 1), 2025),
      户籍状态: dice.chance(0.96) ? '正常' : dice.pick(['迁出', '注销']),
    });
  }
  source.repeat(
    {
      kind: 'person-twice',
      title: '同一公民身份号码登记两次',
      foundBy: 'rule',
      rules: ['one-person-one-row'],
      column: '公民身份号码',
      count: 6,
    },
    (copy) => {
      copy['登记日期'] = day(dice, 2025, 2025);
    },
  );
  source.damageAll(damages);
  return source;
}
