import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { dateFails } from '../date-fails.ts';
import { parseDate, shift } from '../dates.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';
import { wrong } from '../wrong.ts';

export const valueNotFuture = cellRule({
  kind: 'value-not-future',
  severity: 'major',
  dimension: 'accuracy',
  indicator: '0301',
  nulls: 'skipped',
  params: z.object({ column, asOf: z.string().optional(), grace: z.union([z.int().min(0), z.string().regex(/^\d+[dmy]$/)]).optional() }),
  text: {
    'zh-CN': {
      title: '非未来日期',
      about: '日期不晚于批次的参照日期;不是日期的不通过。`grace` 写天数或 `3d`、`1m`、`1y`。',
      reason: '日期晚于参照日期,或不是日期',
    },
    en: {
      title: 'Not in the future',
      about:
        'A date that is not after the reference date of the batch; what is no date fails. `grace` is a number of days or `3d`, `1m`, `1y`.',
      reason: 'the date lies after the reference date, or is no date',
    },
  },
  fails: ({ scope, params }) => {
    const asOf = params.asOf === undefined ? scope.asOfSeconds : parseDate(params.asOf);
    if (asOf === null) throw wrong('asOf', 'a date');
    const grace = /^(\d+)([dmy]?)$/.exec(String(params.grace ?? 0));
    const endOfDay = asOf - (asOf % 86_400) + 86_399.999;
    const last = shift(endOfDay, Number(grace?.[1] ?? 0), grace?.[2] || 'd');
    return dateFails(
      scope,
      params.column,
      (date) => date === null || date > last,
      (date) => sql`(${date} IS NULL OR ${date} > ${last})`,
    );
  },
  examples: [
    {
      params: { column: 'v', asOf: '2026-06-30' },
      pass: ['2026-06-30', '2026-06-30 23:00', '19990101'],
      fail: ['2026-07-01', '2026-02-30', 'x', ''],
      skip: [null],
    },
    { params: { column: 'v', asOf: '2026-06-30', grace: '1m' }, pass: ['2026-07-30'], fail: ['2026-07-31'], skip: [null] },
  ],
});
