import type { Dice } from './dice.ts';
import { pad } from './dice.ts';
import { wrongCheck } from './numbers.ts';
import type { House, Person } from './people.ts';
import { type Damage, Source, type Value } from './source.ts';
import { wardens } from './words.ts';

const fullWidth = (text: Value): string =>
  [...String(text)].map((c) => (/\d/.test(c) ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c)).join('');

/** What is wrong in this source, in the order in which it is put in. */
const damages: readonly Damage[] = [
  {
    kind: 'id-full-width',
    title: '身份证号是全角数字',
    foundBy: 'rule',
    rules: ['id-valid', 'id-half-width'],
    column: '身份证号',
    count: 20,
    make: fullWidth,
  },
  {
    kind: 'id-check-digit',
    title: '身份证号校验位错误',
    foundBy: 'rule',
    rules: ['id-valid'],
    column: '身份证号',
    count: 16,
    make: (id) => `${String(id).slice(0, 17)}${wrongCheck(String(id).charAt(17))}`,
  },
  {
    kind: 'id-placeholder',
    title: '身份证号填“无”“不详”',
    foundBy: 'rule',
    rules: ['id-not-placeholder'],
    column: '身份证号',
    count: 25,
    make: (_value, _record, dice) => dice.pick(['无', '不详']),
  },
  {
    kind: 'phone-placeholder',
    title: '联系电话填“无”“不详”',
    foundBy: 'rule',
    rules: ['phone-not-placeholder'],
    column: '联系电话',
    count: 30,
    make: (_value, _record, dice) => dice.pick(['无', '不详']),
  },
  {
    kind: 'living-not-in-list',
    title: '居住方式不在代码表内',
    foundBy: 'rule',
    rules: ['living-in-list'],
    column: '居住方式',
    count: 6,
    make: (_value, _record, dice) => dice.pick(['租', '借住？', '1']),
  },
  {
    kind: 'visit-in-future',
    title: '走访时间在未来',
    foundBy: 'rule',
    rules: ['visit-not-future'],
    column: '走访时间',
    count: 4,
    make: (v) => `2099${String(v).slice(4)}`,
  },
  {
    kind: 'visit-time-missing',
    title: '走访时间为空',
    foundBy: 'rule',
    rules: ['visit-time-there'],
    column: '走访时间',
    count: 5,
    make: () => null,
  },
  {
    kind: 'house-unknown',
    title: '房屋编码不在房屋清单内',
    foundBy: 'rule',
    rules: ['house-known'],
    column: '房屋编码',
    count: 7,
    make: (v) => `${String(v).slice(0, 14)}99999${String(v).slice(19)}`,
  },
  {
    kind: 'house-code-short',
    title: '房屋编码不足 25 位',
    foundBy: 'rule',
    rules: ['house-code-length'],
    column: '房屋编码',
    count: 10,
    make: (v) => String(v).slice(0, 24),
  },
  {
    kind: 'note-garbled',
    title: '备注含乱码',
    foundBy: 'rule',
    rules: ['note-readable'],
    column: '备注',
    count: 3,
    make: () => '已核实锟斤拷烫烫烫',
  },
];

/** 街道网格办 实有人口走访: whom the wardens met, and where. `known` are house codes that stand in the house list. */
export function gridSource(people: readonly Person[], houses: readonly House[], known: ReadonlySet<string>, dice: Dice): Source {
  const source = new Source(
    '街道网格办-实有人口走访.csv',
    ['走访编号', '网格编码', '姓名', '身份证号', '联系电话', '居住地址', '房屋编码', '居住方式', '走访时间', '网格员', '备注'],
    dice,
  );
  const listed = houses.filter((h) => known.has(h.code));
  for (const [i, person] of people.entries()) {
    const own = houses[person.house];
    const house = own && known.has(own.code) ? own : dice.pick(listed);
    source.add({
      走访编号: `V${pad(i + 1, 6)}`,
      网格编码: house.grid,
      姓名: person.name,
      身份证号: person.id,
      联系电话: person.phone,
      居住地址: house.address,
      房屋编码: house.code,
      居住方式: dice.pick(['自有', '自有', '租住', '租住', '单位宿舍']),
      走访时间: `2026-${pad(dice.between(1, 10), 2)}-${pad(dice.between(1, 28), 2)} ${pad(dice.between(8, 20), 2)}:${pad(dice.between(0, 59), 2)}`,
      网格员: dice.pick(wardens),
      备注: dice.chance(0.9) ? null : dice.pick(['白天无人,晚上再访', '已核实', '合租 3 人', '说 "下月搬走"']),
    });
  }
  source.repeat(
    { kind: 'visit-twice', title: '同一次走访录入两遍', foundBy: 'rule', rules: ['one-visit-one-row'], column: '身份证号', count: 14 },
    (copy) => {
      copy['走访编号'] = `V9${pad(dice.between(1, 99_999), 5)}`;
    },
  );
  source.tear({ kind: 'ragged-line', title: '行的字段数与表头不符', foundBy: 'intake', rules: [], count: 11 });
  source.damageAll(damages);
  return source;
}
