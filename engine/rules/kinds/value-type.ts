import { z } from 'zod';
import { hasTime, parseDate } from '../dates.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';
import { wrong } from '../wrong.ts';

export const ruleTypes = ['integer', 'decimal', 'boolean', 'date', 'datetime', 'time', 'text'] as const;
export type RuleType = (typeof ruleTypes)[number];
const type = z.enum(ruleTypes);

const integer = /^\s*[+-]?\d+\s*$/;
const decimal = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$/;
const boolean = /^\s*(true|false|yes|no|y|n|t|f|0|1|是|否|有|无|真|假)\s*$/i;
const time = /^\s*([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?\s*$/;

/** True when a stored value is of the type, or is text that reads as one. */
export function isOfType(value: string | number | bigint, wanted: RuleType, castable: boolean): boolean {
  if (typeof value !== 'string') {
    const whole = typeof value === 'bigint' || Number.isInteger(value);
    return (
      wanted === 'decimal' ||
      (wanted === 'integer' && whole) ||
      (wanted === 'boolean' && castable && (value === 0 || value === 1)) ||
      (wanted === 'text' && castable)
    );
  }
  if (wanted === 'text') return true;
  if (!castable) return false;
  switch (wanted) {
    case 'integer':
      return integer.test(value);
    case 'decimal':
      return decimal.test(value);
    case 'boolean':
      return boolean.test(value);
    case 'date':
      return !hasTime(value) && parseDate(value) !== null;
    case 'datetime':
      return parseDate(value) !== null;
    case 'time':
      return time.test(value);
  }
}

export const valueType = cellRule({
  kind: 'value-type',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0101',
  nulls: 'skipped',
  params: z.object({ column, type: type.optional(), types: z.array(type).min(1).optional(), castable: z.boolean().optional() }),
  text: {
    'zh-CN': {
      title: '数据类型',
      about: '值属于所列类型之一;除非 `castable` 为 false,能读作该类型的文本也算。',
      reason: '值不是 {type}{types} 类型',
    },
    en: {
      title: 'Data type',
      about: 'A value of one of the types; text that reads as one counts unless `castable` is false.',
      reason: 'the value is not of type {type}{types}',
    },
  },
  fails: ({ scope, cell, params }) => {
    const types = params.types ?? (params.type ? [params.type] : []);
    if (types.length === 0) throw wrong('type', 'type or types');
    const castable = params.castable ?? true;
    return scope.fn(
      (v) => (v === null || v === undefined || v instanceof Uint8Array ? null : types.some((t) => isOfType(v, t, castable)) ? 0 : 1),
      cell,
    );
  },
  examples: [
    { params: { column: 'v', type: 'integer' }, pass: ['1', '-20', ' 3 ', 5], fail: ['1.5', 'a', '', 1.5, '1,000'], skip: [null] },
    { params: { column: 'v', types: ['decimal', 'date'] }, pass: ['1.5', '2020-01-02', '2e3'], fail: ['x', '2020-02-30'], skip: [null] },
    { params: { column: 'v', type: 'integer', castable: false }, pass: [1], fail: ['1', 1.5], skip: [null] },
    { params: { column: 'v', type: 'time' }, pass: ['23:59', '1:02:03'], fail: ['24:00', '12'], skip: [null] },
    { params: { column: 'v', type: 'boolean' }, pass: ['是', 'TRUE', '0'], fail: ['2', '对'], skip: [null] },
  ],
});
