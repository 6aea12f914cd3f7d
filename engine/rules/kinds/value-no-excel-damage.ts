import { z } from 'zod';
import type { SqlValue } from '../../../base/sqlite/index.ts';
import { parseDate } from '../dates.ts';
import { cellRule, type Scope } from '../kind.ts';
import { column } from '../limits.ts';
import { passes } from '../../semantics/index.ts';

const checks = ['scientific', 'rounded', 'leading-zero', 'date-serial', 'error-value', 'apostrophe'] as const;
type Check = (typeof checks)[number];

/** What the column says about its values as a whole. */
interface Facts {
  values: number;
  dates: number;
  digits: Record<number, number>;
  withZero: Record<number, number>;
  /** Digits beyond the 15th that are all zeros, by length. */
  zeroed: Record<number, number>;
  ids: number;
}
const emptyFacts = (): Facts => ({ values: 0, dates: 0, digits: {}, withZero: {}, zeroed: {}, ids: 0 });

const scientific = /^[+-]?\d(?:\.\d+)?E\+(?:1[1-9]|[2-9]\d)$/i;
const errorValue = /^#(?:REF!|N\/A|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)$/i;
const serial = /^(?:2\d|3\d|4\d|5\d)\d{3}(?:\.\d+)?$/;
/** Digits that a spreadsheet holds of a number. */
const DIGITS_HELD = 15;
/** A number of more digits than a spreadsheet holds whose digits after the 15th are zeros. */
const zeroTail = (text: string): boolean => /^\d{16,}$/.test(text) && /^0+$/.test(text.slice(DIGITS_HELD));
/** How many times more often than by chance tails must be zeros to be damage. */
const BEYOND_CHANCE = 20;
const USUAL = 0.6;
const CODE_MIN = 4;

function factsCounter(isId: (text: string) => boolean): { step(v?: SqlValue): void; state(): Facts } {
  const f = emptyFacts();
  return {
    step: (v) => {
      if (v === null || v === undefined || v instanceof Uint8Array) return;
      const text = String(v);
      f.values++;
      if (/^\d+$/.test(text)) {
        f.digits[text.length] = (f.digits[text.length] ?? 0) + 1;
        if (text.startsWith('0')) f.withZero[text.length] = (f.withZero[text.length] ?? 0) + 1;
        if (zeroTail(text)) f.zeroed[text.length] = (f.zeroed[text.length] ?? 0) + 1;
      }
      if (text.length === 18 && isId(text)) f.ids++;
      else if (parseDate(text) !== null) f.dates++;
    },
    state: () => f,
  };
}

const isResidentId = (scope: Scope): ((text: string) => boolean) => {
  const check = scope.semantics.checker('cn-resident-id', 'checksum');
  return (text) => passes(check(text));
};

/** Limits that the column's values set, as numbers: 0 where a check has nothing to go by. */
function limitsOf(all: readonly Facts[]): Readonly<Record<string, number>> {
  const sum = (of: (f: Facts) => number): number => all.reduce((n, f) => n + of(f), 0);
  const values = sum((f) => f.values);
  const digits = sum((f) => Object.values(f.digits).reduce((a, b) => a + b, 0));
  const lengths = [...new Set(all.flatMap((f) => Object.keys(f.digits).map(Number)))];
  const countOf = (length: number): number => sum((f) => f.digits[length] ?? 0);
  const usual = lengths.reduce((best, length) => (countOf(length) > countOf(best) ? length : best), lengths[0] ?? 0);
  const kept = sum((f) => f.withZero[usual] ?? 0);
  const code =
    usual >= CODE_MIN && countOf(usual) >= digits * USUAL && digits >= values * 0.9 && kept > 0 && !lengths.some((l) => l > usual);
  const ids = sum((f) => f.ids);
  const zeroed = lengths.filter((length) => {
    const share = sum((f) => f.zeroed[length] ?? 0) / countOf(length);
    return length > DIGITS_HELD && share >= Math.min(0.9, BEYOND_CHANCE * 10 ** (DIGITS_HELD - length));
  });
  return {
    dates: values > 0 && sum((f) => f.dates) / values >= 0.5 ? 1 : 0,
    codeLength: code ? usual : 0,
    ids: values > 0 && ids / values >= 0.5 ? 1 : 0,
    ...Object.fromEntries(zeroed.map((length) => [`zeroed${length}`, 1])),
  };
}

/** What a check finds in a value of a column with these limits. */
function finders(
  limits: Readonly<Record<string, number>>,
  dateColumn: boolean,
  isId: (text: string) => boolean,
): Readonly<Record<Check, (text: string) => boolean>> {
  const codeLength = limits['codeLength'] ?? 0;
  return {
    'scientific': (t) => scientific.test(t),
    'rounded': (t) => zeroTail(t) && !isId(t) && (limits['ids'] === 1 || limits[`zeroed${t.length}`] === 1),
    'leading-zero': (t) => codeLength > 0 && /^[1-9]\d*$/.test(t) && t.length < codeLength && t.length >= codeLength - 2,
    'date-serial': (t) => (dateColumn || (limits['dates'] ?? 0) === 1) && serial.test(t),
    'error-value': (t) => errorValue.test(t),
    'apostrophe': (t) => /^'\S/.test(t),
  };
}

export const valueNoExcelDamage = cellRule({
  kind: 'value-no-excel-damage',
  severity: 'critical',
  dimension: 'accuracy',
  indicator: '0305',
  nulls: 'skipped',
  params: z.object({ column, checks: z.array(z.enum(checks)).min(1).optional() }),
  text: {
    'zh-CN': {
      title: '表格软件损伤',
      about:
        '值没有被表格软件改坏:科学计数、15 位以后归零、前导零丢失、日期变成序列号、错误值、表示文本的撇号。需要看全列的检查先从本列学习。',
      reason: '值被表格软件改坏(科学计数、位数归零、前导零丢失、日期变数字或错误值)',
    },
    en: {
      title: 'No spreadsheet damage',
      about:
        'Values without the traces of a spreadsheet program: numbers in scientific notation, digits after the 15th turned into zeros, lost leading zeros, dates as serial numbers, error values, the apostrophe that marks text. Checks that depend on the other values of the column learn from them first.',
      reason: 'a spreadsheet program has damaged the value',
    },
  },
  learns: (_, name) => ({
    plan: (scope) => ({ skips: null, args: [scope.cell(name)], create: () => factsCounter(isResidentId(scope)) }),
    learn: (states) => ({ numbers: limitsOf(states as readonly Facts[]) }),
  }),
  fails: ({ scope, cell, params, name }) => {
    const type = scope.column(name).type;
    const all = finders(scope.learned?.numbers ?? {}, type === 'date' || type === 'datetime', isResidentId(scope));
    const wanted = (params.checks ?? checks).map((check) => all[check]);
    return scope.fn((v) => (v === null || v === undefined ? null : wanted.some((damaged) => damaged(String(v))) ? 1 : 0), cell);
  },
  examples: [
    { params: { column: 'v' }, given: [['4.40301E+17'], ['#N/A'], ["'0755"], ['abc'], ['1.5'], ['12'], [null], ['']], failed: [0, 1, 2] },
    { params: { column: 'v' }, given: [['0755'], ['0571'], ['755'], ['0010'], ['1234'], ['7']], failed: [2] },
    { params: { column: 'v' }, given: [['2020-01-01'], ['44197'], ['2020/3/4'], ['44197.5']], failed: [1, 3] },
    {
      params: { column: 'v' },
      given: [['11010519491231002X'], ['440524188001010014'], ['440524188001010000'], ['440524188001010014']],
      failed: [2],
    },
    { params: { column: 'v', checks: ['error-value'] }, given: [['4.40301E+17'], ['#REF!']], failed: [1] },
    { params: { column: 'v' }, given: [], failed: [] },
  ],
});
