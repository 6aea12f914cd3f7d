import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { groupColumns } from '../by-group.ts';
import { groupRule } from '../kind.ts';
import { column, groupBy } from '../limits.ts';

/** A running number: a whole number, or the digits at the end of a text. */
const numbered = /^(.*?)(\d{1,15})$/su;
const textOf = (v: SqlValue | undefined): string => (v === null || v === undefined ? '' : String(v));

/** What stands before the digits; numbers of one kind share it. */
function prefixOf(v: SqlValue | undefined): string | null {
  const text = textOf(v).trim();
  if (/^-?\d{1,15}$/.test(text)) return '';
  return numbered.exec(text)?.[1] ?? null;
}
function numberOf(v: SqlValue | undefined): number | null {
  const text = textOf(v).trim();
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  const digits = numbered.exec(text)?.[2];
  return digits === undefined ? null : Number(digits);
}

export const keySequence = groupRule({
  kind: 'key-sequence',
  severity: 'minor',
  dimension: 'completeness',
  indicator: '0202',
  nulls: 'skipped',
  judge: (p) => ({ how: 'sequence', step: p.step ?? 1, gaps: p.allowGaps ?? false }),
  params: z.object({ column, step: z.int().min(1).optional(), groupBy: groupBy.optional(), allowGaps: z.boolean().optional() }),
  text: {
    'zh-CN': {
      title: '编号连续',
      about:
        '编号不缺不重,逐个相差 `step`(1),与行的次序无关;`HT-2024-0007` 这类按末尾数字(最多 15 位)、前缀相同的分别计。缺号之后的那一个、重复的各个、不是编号的都是问题数据;`allowGaps` 时允许缺号。',
      reason: '编号之前有缺号,或编号重复,或不是编号',
    },
    en: {
      title: 'Running numbers',
      about:
        'Numbers without gap or repetition, each `step` (1) after the one before it, whatever the order of the rows; texts such as `HT-2024-0007` are counted by the digits (at most 15) at their end, for each text before them. Findings are the number after a gap, all that share a number, and what holds no number. With `allowGaps` only repetitions and numbers off the step are.',
      reason: 'numbers are missing before this one, or it is repeated, or no number',
    },
  },
  columns: (p) => [p.column, ...groupColumns(p.groupBy)],
  blames: (p) => p.column,
  keys: (scope, p) => {
    const cell = scope.cell(p.column);
    const number = scope.fn(numberOf, cell);
    return {
      skips: sql`${cell} IS NULL`,
      fails: sql`${number} IS NULL`,
      keys: [scope.fn(prefixOf, cell), ...groupColumns(p.groupBy).map((g) => scope.cell(g))],
      numbers: [number],
    };
  },
  examples: [
    { params: { column: 'v' }, given: [['3'], ['1'], [2], [null], ['5'], ['5'], ['x'], ['6']], failed: [4, 5, 6] },
    { params: { column: 'v' }, given: [['HT-0001'], ['HT-0003'], ['XY-0009'], ['XY-0010']], failed: [1] },
    { params: { column: 'v', step: 10 }, given: [['10'], ['20'], ['25']], failed: [2] },
    { params: { column: 'v', allowGaps: true }, given: [['1'], ['5'], ['5']], failed: [1, 2] },
    {
      params: { column: 'v', groupBy: 'y' },
      columns: ['v', 'y'],
      given: [
        ['1', '2020'],
        ['1', '2021'],
        ['2', '2020'],
        ['3', '2021'],
      ],
      failed: [3],
    },
    { params: { column: 'v' }, given: [], failed: [] },
    { params: { column: 'v' }, given: [['7']], failed: [] },
  ],
});
