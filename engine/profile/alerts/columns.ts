import type { Filter, ValueTrait } from '../../../contract/methods/datasets.ts';
import type { CharacterKind } from '../../table/characters.ts';
import type { ColumnProfile } from '../model.ts';
import type { AlertCode, AlertRule, AlertStep, ColumnAlert } from './kind.ts';

/** From this share of nulls on, a column is worth a look. */
const NULL_SHARE = 0.05;
/** A column with so few repeats was probably meant to be unique. */
const REPEAT_SHARE = 0.01;
const MANY_ROWS = 100;
/** A date that occurs so many times more often than the next one was hardly written by hand. */
const DEFAULT_TIMES = 10;
const DEFAULT_ROWS = 20;
const ONE_VALUE_SHARE = 0.95;
const ODD_PATTERN_SHARE = 0.02;
const LONG_CHARS = 500;

/** Characters that should not be in a value, and those that are only good to know of. */
const damaged: readonly CharacterKind[] = ['replacement', 'privateUse', 'unpaired', 'control'];

const trait = (column: string, name: ValueTrait, of = ''): Filter => ({ column, op: 'trait', trait: name, of });

/** An alert about a kind of characters. */
function characters(code: AlertCode, step: AlertStep, kinds: readonly CharacterKind[], rule: AlertRule | null = null): ColumnAlert {
  return {
    code,
    step,
    find: (column) => {
      const [first, ...others] = column.characters.filter(({ kind }) => kinds.includes(kind));
      if (!first) return null;
      const count = Math.max(first.count, ...others.map((one) => one.count));
      return {
        count,
        params: { characters: first.kind },
        filter: trait(column.name, 'characters', first.kind),
        rule: rule && { ...rule, column: column.name },
      };
    },
  };
}

const filled = (column: ColumnProfile, rows: number): number => rows - column.nulls;
const isDate = ({ type }: ColumnProfile): boolean => type === 'date' || type === 'datetime';
const isNumber = ({ type }: ColumnProfile): boolean => type === 'integer' || type === 'decimal';

/** Kinds that look at the values of one column. */
export const valueAlerts: readonly ColumnAlert[] = [
  {
    code: 'semantic',
    step: 'rule',
    find: ({ name, semantic, invalid }) =>
      semantic === null
        ? null
        : {
            count: invalid.semantic,
            params: { semantic },
            filter: trait(name, 'notOfMeaning'),
            rule: { kind: 'value-matches-semantic', column: name, semantic },
          },
  },
  {
    code: 'type',
    step: 'map',
    find: ({ name, type, invalid }) => ({
      count: invalid.type,
      params: { type },
      filter: trait(name, 'notOfType'),
      rule: { kind: 'value-type', column: name, type },
    }),
  },
  {
    code: 'nulls',
    step: 'ask',
    find: ({ name, nulls }, { table: { rowCount } }) =>
      nulls / rowCount < NULL_SHARE
        ? null
        : {
            count: nulls,
            params: { share: nulls / rowCount },
            filter: { column: name, op: 'isNull' },
            rule: { kind: 'not-null', column: name },
          },
  },
  {
    code: 'blanks',
    step: 'map',
    find: ({ name, blanks }) => ({
      count: blanks,
      filter: trait(name, 'blank'),
      rule: { kind: 'not-blank', column: name, alsoNull: false },
    }),
  },
  {
    code: 'placeholders',
    step: 'map',
    find: ({ name, placeholders }) => ({
      count: placeholders,
      filter: trait(name, 'placeholder'),
      rule: { kind: 'not-placeholder', column: name },
    }),
  },
  {
    code: 'almostUnique',
    step: 'rule',
    find: (column, { table: { rowCount } }) => {
      const repeats = filled(column, rowCount) - column.distinct.count;
      const few = column.distinct.exact && repeats > 0 && filled(column, rowCount) > MANY_ROWS;
      return few && repeats / filled(column, rowCount) <= REPEAT_SHARE
        ? { count: repeats, rule: { kind: 'unique', column: column.name } }
        : null;
    },
  },
  {
    code: 'default',
    step: 'ask',
    find: (column, { hidden }) => {
      const [first, second] = column.top;
      if (!isDate(column) || !first || !second || first.count < DEFAULT_ROWS || first.count < second.count * DEFAULT_TIMES) return null;
      const value = hidden(column) ? '***' : String(first.value);
      const filter = hidden(column) ? null : ({ column: column.name, op: 'equals', value: first.value } as const);
      const rule = hidden(column) ? null : { kind: 'value-not-in-set', column: column.name, values: [first.value] };
      return { count: first.count, params: { value }, filter, rule };
    },
  },
  {
    code: 'constant',
    step: 'know',
    find: (column, { table: { rowCount } }) =>
      column.distinct.count === 1 && filled(column, rowCount) > 1 ? { count: filled(column, rowCount) } : null,
  },
  {
    code: 'imbalance',
    step: 'know',
    find: (column, { table: { rowCount }, hidden }) => {
      const [first] = column.top;
      if (!first || column.distinct.count < 2 || filled(column, rowCount) < MANY_ROWS) return null;
      const share = first.count / filled(column, rowCount);
      if (share < ONE_VALUE_SHARE || hidden(column)) return null;
      return {
        count: first.count,
        params: { value: String(first.value), share },
        filter: { column: column.name, op: 'equals', value: first.value },
      };
    },
  },
  {
    code: 'mixed',
    step: 'map',
    find: ({ type, kinds, semantic }) => {
      const numbers = kinds.integer + kinds.decimal;
      const texts = kinds.text;
      const most = Math.max(numbers, texts);
      const least = Math.min(numbers, texts);
      return type === 'text' && semantic === null && least > 0 && least / (most + least) >= 0.02 && kinds.code === 0
        ? { count: least, params: { numbers, texts } }
        : null;
    },
  },
  {
    code: 'nested',
    step: 'map',
    find: ({ type, patterns }) => {
      const nested = patterns.filter(({ pattern }) => /^(?:\{"|\["|\[\{)/.test(pattern));
      return type === 'text' ? { count: nested.reduce((sum, { count }) => sum + count, 0) } : null;
    },
  },
  {
    code: 'oddPattern',
    step: 'rule',
    find: (column, { table: { rowCount } }) => {
      const [first] = column.patterns;
      const values = filled(column, rowCount);
      if (column.semantic !== null || !first || values < MANY_ROWS) return null;
      const odd = values - first.count - column.blanks - column.placeholders;
      return odd > 0 && odd / values <= ODD_PATTERN_SHARE
        ? { count: odd, params: { pattern: first.pattern }, filter: trait(column.name, 'otherPattern', first.pattern) }
        : null;
    },
  },
  {
    code: 'digitsLost',
    step: 'ask',
    find: ({ name, patterns }) => {
      const lost = patterns.filter(({ pattern }) => /^9(?:\.9+)?[AaEe]\+9{2}$/.test(pattern));
      const [first] = lost;
      if (!first) return null;
      return {
        count: lost.reduce((sum, { count }) => sum + count, 0),
        filter: lost.length === 1 ? trait(name, 'pattern', first.pattern) : null,
      };
    },
  },
  {
    code: 'leadingZeros',
    step: 'ask',
    find: (column, { table: { rowCount } }) => {
      // nearly all values have one number of digits, and some that are shorter would fit with zeros in front
      const digits = column.patterns.filter(({ pattern }) => /^9{4,}$/.test(pattern));
      const [first] = digits;
      if (!first || column.type !== 'integer' || first.pattern.length < 5 || first.count < filled(column, rowCount) * 0.8) return null;
      const shorter = digits.filter(({ pattern }) => pattern.length < first.pattern.length).reduce((sum, { count }) => sum + count, 0);
      const longer = digits.some(({ pattern }) => pattern.length > first.pattern.length);
      return longer || shorter === 0 ? null : { count: shorter, params: { digits: first.pattern.length } };
    },
  },
  {
    code: 'highCardinality',
    step: 'know',
    find: (column, { table: { rowCount } }) =>
      column.type === 'text' &&
      column.semantic === null &&
      !column.unique &&
      column.distinct.count > 50 &&
      column.distinct.count > filled(column, rowCount) * 0.9
        ? { count: column.distinct.count }
        : null,
  },
  {
    code: 'constantLength',
    step: 'know',
    find: ({ type, semantic, length, distinct }) =>
      type === 'text' && semantic === null && length.min === length.max && length.max > 1 && distinct.count > 10
        ? { count: distinct.count, params: { length: length.max } }
        : null,
  },
  {
    code: 'unique',
    step: 'rule',
    find: ({ name, unique, distinct }) =>
      unique && distinct.count > 10 ? { count: distinct.count, rule: { kind: 'unique', column: name } } : null,
  },
  {
    code: 'longText',
    step: 'know',
    find: ({ name, length }) =>
      length.max >= LONG_CHARS
        ? { count: 1, params: { length: length.max }, filter: trait(name, 'longerThan', String(LONG_CHARS - 1)) }
        : null,
  },
  characters('damagedCharacters', 'ask', damaged, { kind: 'value-no-garble' }),
  characters('unseenCharacters', 'map', ['zeroWidth']),
  characters('fullWidth', 'map', ['fullWidth']),
  characters('lineBreaks', 'map', ['lineBreak']),
  {
    code: 'rareHan',
    step: 'know',
    find: (column, { told }) => {
      const count = column.characters.find(({ kind }) => kind === 'rareHan')?.count ?? 0;
      if (count === 0) return null;
      const blocks = told(column).rareHan.map((one) => [one.block, one.count, one.examples.join('')].join(' '));
      return { count, params: { hanBlocks: blocks.join('|') }, filter: trait(column.name, 'characters', 'rareHan') };
    },
  },
  {
    code: 'sequence',
    step: 'know',
    find: ({ order, type, distinct }) =>
      order?.strict && type === 'integer' && distinct.count > MANY_ROWS
        ? { count: distinct.count, params: { direction: order.direction } }
        : null,
  },
  { code: 'estimated', step: 'know', find: ({ distinct }) => (distinct.exact ? null : { count: distinct.count }) },
  {
    code: 'sensitive',
    step: 'mask',
    find: (column, { hidden, table: { rowCount } }) => (hidden(column) ? { count: filled(column, rowCount) } : null),
  },
];

const SKEW_MAX = 20;
const ZERO_SHARE = 0.1;
const FEW_SHARE = 0.05;
const OUTLIER_SHARE_MAX = 0.02;
const ANCIENT = '1900-01-01';
/** A stretch without dates that is so many times longer than the dates are apart on average. */
const GAP_TIMES = 30;
const GAP_DAYS = 60;

/** Kinds that look at numbers and dates. */
export const rangeAlerts: readonly ColumnAlert[] = [
  {
    code: 'negatives',
    step: 'rule',
    find: (column, { table: { rowCount } }) => {
      const count = column.shape?.negatives ?? 0;
      if (!isNumber(column) || count === 0 || count / filled(column, rowCount) > FEW_SHARE) return null;
      return {
        count,
        filter: { column: column.name, op: 'between', max: -Number.MIN_VALUE },
        rule: { kind: 'value-compare', column: column.name, op: '>=', value: 0 },
      };
    },
  },
  {
    code: 'zeros',
    step: 'ask',
    find: (column, { table: { rowCount } }) => {
      const count = column.shape?.zeros ?? 0;
      const share = count / Math.max(1, filled(column, rowCount));
      return isNumber(column) && share >= ZERO_SHARE
        ? { count, params: { share }, filter: { column: column.name, op: 'equals', value: 0 } }
        : null;
    },
  },
  {
    code: 'outliers',
    step: 'rule',
    find: (column, { table: { rowCount }, told }) => {
      const { name, shape } = column;
      const count = (shape?.below ?? 0) + (shape?.above ?? 0);
      if (!shape || count === 0 || count / rowCount > OUTLIER_SHARE_MAX) return null;
      const fences = told(column).shape?.fences;
      if (!fences) return { count };
      const { low, high } = fences;
      const filter =
        shape.above === 0
          ? ({ column: name, op: 'between', max: low } as const)
          : shape.below === 0
            ? ({ column: name, op: 'between', min: high } as const)
            : null;
      return { count, params: { low, high }, filter, rule: { kind: 'value-between', column: name, min: low, max: high } };
    },
  },
  {
    code: 'skewed',
    step: 'know',
    find: ({ shape }, { table: { rowCount } }) =>
      Math.abs(shape?.skewness ?? 0) >= SKEW_MAX ? { count: rowCount, params: { skewness: shape?.skewness ?? 0 } } : null,
  },
  {
    code: 'uniform',
    step: 'know',
    find: (column, { table: { rowCount } }) => {
      // a chi-square statistic that is small beside its degrees of freedom: an index or made-up data, seldom a measure
      if (!isNumber(column) || column.histogram.length < 5 || rowCount < 1000) return null;
      const expected = column.histogram.reduce((sum, { count }) => sum + count, 0) / column.histogram.length;
      const chi = column.histogram.reduce((sum, { count }) => sum + (count - expected) ** 2 / expected, 0);
      return chi < column.histogram.length * 1.5 ? { count: rowCount } : null;
    },
  },
  {
    code: 'future',
    step: 'rule',
    find: (column, { today, told }) =>
      isDate(column) &&
      column.max !== null &&
      String(column.max).slice(0, 10) > today &&
      /生|登记|注册|申请|受理|birth|regist|created/i.test(column.name)
        ? {
            count: 1,
            params: { value: String(told(column).max) },
            filter: { column: column.name, op: 'between', min: nextDay(today) },
            rule: { kind: 'value-not-future', column: column.name },
          }
        : null,
  },
  {
    code: 'ancient',
    step: 'rule',
    find: (column, { told }) =>
      isDate(column) && column.min !== null && String(column.min) < ANCIENT
        ? {
            count: 1,
            params: { value: String(told(column).min) },
            filter: { column: column.name, op: 'between', max: '1899-12-31' },
            rule: { kind: 'value-between', column: column.name, min: ANCIENT },
          }
        : null,
  },
  {
    code: 'gap',
    step: 'ask',
    find: (column, { told }) => {
      const { dates } = told(column);
      if (!dates?.gap || dates.days < 20 || dates.gap.days < GAP_DAYS) return null;
      const span =
        (Date.parse(String(column.max).slice(0, 10)) - Date.parse(String(column.min).slice(0, 10))) / 86_400_000 - dates.gap.days;
      return dates.gap.days >= (span / dates.days) * GAP_TIMES
        ? { count: 1, params: { days: dates.gap.days, after: dates.gap.after, before: dates.gap.before } }
        : null;
    },
  },
];

function nextDay(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}
