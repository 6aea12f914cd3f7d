import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { codeListOf, readResidentId, type ResidentIdFacts, type Semantics } from '../../semantics/index.ts';
import { monthsBetween, parseDate } from '../dates.ts';
import { rowRule, type Scope } from '../kind.ts';
import { column } from '../limits.ts';
import { wrong } from '../wrong.ts';

const facts = ['birth-date', 'gender', 'age', 'division'] as const;
type Fact = (typeof facts)[number];
const HYPHEN = 45;
const names: Readonly<Record<Fact, RegExp>> = {
  'birth-date': /出生|生日|birth|csrq|csny|dob/i,
  'gender': /性别|gender|sex|^xb/i,
  'age': /年龄|age$|^nl$/i,
  'division': /区划|籍贯|户籍地|native|xzqh/i,
};

/** Which of the facts a column holds, by its meaning, its type or its name. */
function factOf(wanted: Fact | undefined, name: string, scope: Scope): Fact {
  if (wanted) return wanted;
  const { semantic, type } = scope.column(name);
  if (semantic === 'cn-gender') return 'gender';
  if (semantic === 'cn-division') return 'division';
  const named = facts.find((fact) => names[fact].test(name));
  if (named) return named;
  if (type === 'date' || type === 'datetime') return 'birth-date';
  throw wrong('fact', facts.join(', '));
}

/** True for the birth date of a number in the usual form, YYYY-MM-DD. */
function isDayOf(value: string, number: string): boolean {
  if (value.length !== 10 || value.charCodeAt(4) !== HYPHEN || value.charCodeAt(7) !== HYPHEN) return false;
  for (let i = 0, at = 6; i < 10; i++) if (i !== 4 && i !== 7 && value.charCodeAt(i) !== number.charCodeAt(at++)) return false;
  return true;
}

/** Whether a value says what the number says; `tolerance` is in days for dates and in years for ages. */
function agrees(
  fact: Fact,
  id: ResidentIdFacts,
  value: string,
  at: { readonly asOf: number; readonly tolerance: number | undefined },
  semantics: Semantics,
): boolean {
  switch (fact) {
    case 'birth-date': {
      if (isDayOf(value, id.number)) return true;
      const month = /^(\d{4})[-/年]?(\d{2})月?$/.exec(value.trim());
      if (month) return id.birthDate.startsWith(`${month[1]}-${month[2]}`);
      const date = parseDate(value);
      const birth = parseDate(id.birthDate) ?? 0;
      return date !== null && Math.abs(date - (date % 86_400) - birth) <= (at.tolerance ?? 0) * 86_400;
    }
    case 'gender': {
      const list = codeListOf(semantics.env.tables, 'gender');
      return value.trim() === id.gender || list?.agrees(id.gender, value) === true;
    }
    case 'age': {
      const age = Number(value);
      const birth = parseDate(id.birthDate) ?? 0;
      return (
        value.trim() !== '' && Number.isFinite(age) && Math.abs(age - Math.trunc(monthsBetween(birth, at.asOf) / 12)) <= (at.tolerance ?? 1)
      );
    }
    case 'division': {
      const text = value.trim();
      if (/^\d+$/.test(text)) return id.divisionCode.startsWith(text.replace(/0{2}$|0{4}$/, '') || '-') || text.startsWith(id.divisionCode);
      return codeListOf(semantics.env.tables, 'division')?.agrees(id.divisionCode, text) === true;
    }
  }
}

export const valueDerivedAgrees = rowRule({
  kind: 'value-derived-agrees',
  severity: 'major',
  dimension: 'consistency',
  indicator: '0402',
  nulls: 'skipped',
  params: z.object({ from: column, to: column, fact: z.enum(facts).optional(), tolerance: z.number().min(0).optional() }),
  text: {
    'zh-CN': {
      title: '派生一致',
      about: '身份证号推出的出生日期、性别、参照日期时的年龄、初次登记区划与另一列一致。号码读不出的行跳过,由其他规则检查。',
      reason: '{to} 与 {from} 推出的值不一致',
    },
    en: {
      title: 'Derived value agrees',
      about:
        'What a citizen number says of its holder (birth date, gender, age at the reference date, division of first registration) agrees with another column. Rows whose number cannot be read are left out: other rules tell them.',
      reason: '{to} is not what {from} says',
    },
  },
  columns: (p) => [p.to, p.from],
  blames: (p) => p.to,
  plan: (scope, p) => {
    const fact = factOf(p.fact, p.to, scope);
    const { semantics } = scope;
    const at = { asOf: scope.asOfSeconds, tolerance: p.tolerance };
    const [from, to] = [scope.cell(p.from), scope.cell(p.to)];
    // the row's number is asked for twice, once to leave the row out and once to judge it
    let last: SqlValue | undefined;
    let known: ResidentIdFacts | null = null;
    const read = (v: SqlValue | undefined): ResidentIdFacts | null => {
      if (v === last) return known;
      last = v;
      known = v === null || v === undefined ? null : readResidentId(semantics, String(v));
      return known;
    };
    const differs = (number: SqlValue | undefined, value: SqlValue | undefined): SqlValue => {
      const id = read(number);
      return id && !agrees(fact, id, String(value), at, semantics) ? 1 : 0;
    };
    return {
      skips: sql`${to} IS NULL`,
      out: scope.fn((v) => (read(v) === null ? 1 : 0), from),
      fails: scope.fn(differs, from, to),
    };
  },
  examples: [
    {
      params: { from: 'id', to: '出生日期' },
      columns: ['id', '出生日期'],
      pass: [
        ['11010519491231002X', '1949-12-31'],
        ['11010519491231002X', '19491231'],
        ['11010519491231002X', '1949年12月'],
      ],
      fail: [
        ['11010519491231002X', '1949-12-30'],
        ['11010519491231002X', 'x'],
      ],
      skip: [
        [null, '1949-12-31'],
        ['11010519491231002X', null],
        ['110105194912310021', '1949-12-30'],
      ],
    },
    {
      params: { from: 'id', to: 'g', fact: 'gender' },
      columns: ['id', 'g'],
      pass: [
        ['11010519491231002X', '女'],
        ['11010519491231002X', 2],
      ],
      fail: [
        ['11010519491231002X', '男'],
        ['11010519491231002X', ''],
      ],
    },
    {
      params: { from: 'id', to: 'age', tolerance: 0 },
      columns: ['id', 'age'],
      pass: [['11010519491231002X', '76']],
      fail: [
        ['11010519491231002X', '77'],
        ['11010519491231002X', ''],
      ],
    },
    {
      params: { from: 'id', to: 'd', fact: 'division' },
      columns: ['id', 'd'],
      pass: [
        ['11010519491231002X', '110105'],
        ['11010519491231002X', '110000'],
        ['11010519491231002X', '北京市朝阳区'],
      ],
      fail: [
        ['11010519491231002X', '440304'],
        ['11010519491231002X', '福田区'],
      ],
    },
  ],
});
