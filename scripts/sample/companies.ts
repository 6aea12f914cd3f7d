import type { Dice } from './dice.ts';
import { pad } from './dice.ts';
import { creditCheck, organisationCheck, wrongCheck } from './numbers.ts';
import { day, phone } from './people.ts';
import { type Damage, Source } from './source.ts';
import { city, companyTrades, companyWords, district, districtCode, given, roads, surnames } from './words.ts';

/** A credit code that is right in all its parts: department, class, division, organisation code, check character. */
function creditCode(sequence: number, kind: string): string {
  const organisation = `MA9${pad(sequence, 5)}`;
  const first17 = `${kind}${districtCode}${organisation}${organisationCheck(organisation)}`;
  return first17 + creditCheck(first17);
}

/** What is wrong in this source, in the order in which it is put in. */
const damages: readonly Damage[] = [
  {
    kind: 'credit-check',
    title: '统一社会信用代码校验位错误',
    foundBy: 'rule',
    rules: ['credit-code-valid'],
    column: '统一社会信用代码',
    count: 14,
    make: (code) => `${String(code).slice(0, 17)}${wrongCheck(String(code).charAt(17))}`,
  },
  {
    kind: 'approved-before-founded',
    title: '核准日期早于成立日期',
    foundBy: 'rule',
    rules: ['founded-before-approved'],
    column: '核准日期',
    count: 5,
    make: (_, r) => `${Number(String(r['成立日期']).slice(0, 4)) - 2}-06-15`,
  },
  {
    kind: 'capital-negative',
    title: '注册资本为负',
    foundBy: 'rule',
    rules: ['capital-positive'],
    column: '注册资本',
    count: 4,
    make: (v) => `-${v}`,
  },
  {
    kind: 'trade-not-in-list',
    title: '行业门类不在 GB/T 4754 门类内',
    foundBy: 'rule',
    rules: ['trade-in-list'],
    column: '行业门类',
    count: 5,
    make: (_value, _record, dice) => dice.pick(['Z', 'X', '信息']),
  },
  {
    kind: 'closed-without-date',
    title: '已注销但没有注销日期',
    foundBy: 'rule',
    rules: ['closed-has-date'],
    column: '注销日期',
    count: 6,
    make: () => null,
    fits: (r) => r['经营状态'] === '注销',
  },
  {
    kind: 'representative-missing',
    title: '法定代表人为空',
    foundBy: 'rule',
    rules: ['representative-there'],
    column: '法定代表人',
    count: 4,
    make: () => null,
  },
  {
    kind: 'name-garbled',
    title: '住所含乱码',
    foundBy: 'rule',
    rules: ['address-readable'],
    column: '住所',
    count: 3,
    make: (v) => `${String(v).slice(0, 6)}锟斤拷${String(v).slice(9)}`,
  },
];

/** 市场监督管理局 法人名单. */
export function companySource(count: number, dice: Dice): Source {
  const source = new Source(
    '市场监督管理局-法人名单.csv',
    [
      '统一社会信用代码',
      '名称',
      '机构类型',
      '法定代表人',
      '行业门类',
      '注册资本',
      '成立日期',
      '核准日期',
      '经营状态',
      '注销日期',
      '住所',
      '联系电话',
    ],
    dice,
  );
  const names = new Set<string>();
  for (let n = 0; names.size < count; n++) {
    const [trade, tradeName] = dice.pick(companyTrades);
    const [type, code, ending] = dice.pick([
      ['企业', '91', '有限公司'],
      ['企业', '91', '有限公司'],
      ['企业', '91', '股份有限公司'],
      ['个体工商户', '92', '经营部'],
      ['农民专业合作社', '93', '专业合作社'],
      ['社会团体', '51', '协会'],
    ] as const);
    const name = `${district}${dice.pick(companyWords)}${dice.pick(companyWords)}${tradeName}${ending}`;
    if (names.has(name)) continue;
    names.add(name);
    const founded = day(dice, 1998, 2023);
    const closed = dice.chance(0.06);
    source.add({
      统一社会信用代码: creditCode(n + 1, code),
      名称: name,
      机构类型: type,
      法定代表人: dice.pick(surnames) + dice.pick(given) + dice.pick(given),
      行业门类: trade,
      注册资本: `${dice.pick([10, 50, 100, 200, 500, 1000, 3000])}.00`,
      成立日期: founded,
      核准日期: day(dice, Number(founded.slice(0, 4)) + 1, 2024),
      经营状态: closed ? '注销' : dice.chance(0.97) ? '存续' : '吊销',
      注销日期: closed ? day(dice, 2025, 2025) : null,
      住所: `${city}${district}${dice.pick(roads)}${dice.between(1, 300)}号`,
      联系电话: phone(dice),
    });
  }
  source.repeat(
    { kind: 'name-twice', title: '同名法人重复登记', foundBy: 'rule', rules: ['one-name-one-row'], column: '名称', count: 8 },
    (copy) => {
      copy['统一社会信用代码'] = creditCode(90_000 + dice.between(1, 9_999), '91');
    },
  );
  source.damageAll(damages);
  return source;
}
