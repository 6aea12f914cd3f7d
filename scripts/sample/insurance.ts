import type { Dice } from './dice.ts';
import { pad } from './dice.ts';
import { personCheck } from './numbers.ts';
import type { Person } from './people.ts';
import { type Damage, Source, type Value } from './source.ts';
import { soundsLike } from './words.ts';

/** What a spreadsheet leaves of an 18-digit number when a column was saved as numbers. */
const scientific = (id: Value): string => `${String(id).charAt(0)}.${String(id).slice(1, 6)}E+17`;
const zeroed = (id: Value): string => `${String(id).slice(0, 15)}000`;

/** The serial number by which a spreadsheet stores a date (1900 system). */
const serial = (date: string): number => Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000) + 25_569;

/** The same date as other offices write it. */
function otherwise(date: Value, dice: Dice): string {
  const [y, m, d] = String(date).split('-').map(Number);
  return dice.pick([`${y}/${m}/${d}`, String(date).replaceAll('-', ''), `${y}年${m}月${d}日`]);
}

/** A name with one character mistyped by its sound, or null when none of its characters is known. */
function mistyped(name: string): string | null {
  const at = [...name].findIndex((c, i) => i > 0 && soundsLike[c] !== undefined);
  return at < 0 ? null : [...name].map((c, i) => (i === at ? soundsLike[c] : c)).join('');
}

/** What is wrong in this source, in the order in which it is put in. */
const damages: readonly Damage[] = [
  {
    kind: 'id-scientific',
    title: '证件号码被表格软件改成科学计数',
    foundBy: 'rule',
    rules: ['id-valid', 'id-not-scientific'],
    column: '证件号码',
    count: 24,
    make: scientific,
  },
  {
    kind: 'id-zeros',
    title: '证件号码后三位被表格软件改成 000',
    foundBy: 'rule',
    rules: ['id-valid', 'id-not-zeros'],
    column: '证件号码',
    count: 30,
    make: zeroed,
    fits: (r) => personCheck(zeroed(r['证件号码'] ?? null)) !== '0',
  },
  {
    kind: 'date-written-otherwise',
    title: '首次参保日期写法不一',
    foundBy: 'rule',
    rules: ['insured-date-form'],
    column: '首次参保日期',
    count: 40,
    make: (date, _record, dice) => otherwise(date, dice),
  },
  {
    kind: 'date-as-number',
    title: '首次参保日期变成序列号',
    foundBy: 'rule',
    rules: ['insured-date-form'],
    column: '首次参保日期',
    count: 10,
    make: (date) => serial(String(date)),
  },
  {
    kind: 'insured-too-young',
    title: '未满 16 岁参加职工保险',
    foundBy: 'rule',
    rules: ['insured-at-16'],
    column: '首次参保日期',
    count: 5,
    make: (_, r) => `${Number(String(r['出生日期']).slice(0, 4)) + 9}-03-01`,
  },
  {
    kind: 'base-out-of-range',
    title: '缴费基数超出上下限',
    foundBy: 'rule',
    rules: ['base-within-limits'],
    column: '缴费基数',
    count: 8,
    make: (_value, _record, dice) => dice.pick([0, -3_000, 100, 999_999]),
  },
  {
    kind: 'employer-unknown',
    title: '参保单位不在法人名单内',
    foundBy: 'rule',
    rules: ['employer-known'],
    column: '参保单位代码',
    count: 15,
    make: (code) => `${String(code).slice(0, 8)}MA8${String(code).slice(11)}`,
    fits: (r) => r['参保单位代码'] !== null,
  },
  {
    kind: 'employer-missing',
    title: '职工参保却没有单位',
    foundBy: 'rule',
    rules: ['employer-there'],
    column: '参保单位代码',
    count: 6,
    make: () => null,
    fits: (r) => r['险种'] === '职工',
  },
  {
    kind: 'status-not-in-list',
    title: '缴费状态不在代码表内',
    foundBy: 'rule',
    rules: ['status-in-list'],
    column: '缴费状态',
    count: 5,
    make: (_value, _record, dice) => dice.pick(['A', '在缴', '正常']),
  },
  {
    kind: 'name-with-blanks',
    title: '姓名含多余空格',
    foundBy: 'rule',
    rules: ['name-tidy'],
    column: '姓名',
    count: 9,
    make: (name, _record, dice) => dice.pick([`${name}　`, ` ${name}`]),
  },
  {
    kind: 'number-form',
    title: '个人编号不是 10 位数字',
    foundBy: 'rule',
    rules: ['number-form'],
    column: '个人编号',
    count: 4,
    make: (v, _record, dice) => dice.pick([String(v).slice(1), `${v}A`]),
  },
  {
    kind: 'name-mistyped',
    title: '姓名与公安登记同音不同字(留给比对融合)',
    foundBy: 'fusion',
    rules: [],
    column: '姓名',
    count: 30,
    make: (name) => mistyped(String(name)),
    fits: (r) => mistyped(String(r['姓名'])) !== null,
  },
];

/** 社保局 参保人员: who is insured, and by which employer. */
export function insuranceSource(
  people: readonly Person[],
  employers: readonly { readonly code: string; readonly name: string }[],
  dice: Dice,
): Source {
  const source = new Source(
    '社保局-参保人员.xlsx',
    [
      '个人编号',
      '姓名',
      '证件号码',
      '性别',
      '出生日期',
      '险种',
      '参保单位代码',
      '参保单位名称',
      '首次参保日期',
      '缴费基数',
      '缴费状态',
      '手机号码',
    ],
    dice,
  );
  for (const [i, person] of people.entries()) {
    const employer = dice.chance(0.86) ? dice.pick(employers) : null;
    const since = Math.max(2001, Number(person.birth.slice(0, 4)) + 17);
    source.add({
      个人编号: `6${pad(20_000_000 + i * 37, 9)}`,
      姓名: person.name,
      证件号码: person.id,
      性别: person.man ? '男' : '女',
      出生日期: person.birth,
      险种: employer ? '职工' : '灵活就业',
      参保单位代码: employer?.code ?? null,
      参保单位名称: employer?.name ?? null,
      首次参保日期: `${dice.between(Math.min(since, 2025), 2025)}-${pad(dice.between(1, 12), 2)}-${pad(dice.between(1, 28), 2)}`,
      缴费基数: dice.between(2_360, 27_549),
      缴费状态: dice.pick(['正常缴费', '正常缴费', '正常缴费', '暂停缴费']),
      手机号码: person.phone,
    });
  }
  source.repeat({
    kind: 'number-twice',
    title: '个人编号重复',
    foundBy: 'rule',
    rules: ['one-number-one-row'],
    column: '个人编号',
    count: 5,
  });
  source.damageAll(damages);
  return source;
}
