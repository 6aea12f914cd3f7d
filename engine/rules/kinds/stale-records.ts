import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { duration, laterBy, parseDate } from '../dates.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';
import { wrong } from '../wrong.ts';

export const staleRecords = cellRule({
  kind: 'stale-records',
  severity: 'minor',
  dimension: 'timeliness',
  indicator: '0502',
  nulls: 'fails',
  params: z.object({
    column,
    maxAge: duration,
    maxRatio: z.number().min(0).max(1).optional(),
    ignoreNull: z.boolean().optional(),
    asOf: z.string().optional(),
  }),
  // rounded: 1 - 0.7 is not 0.3 to the machine
  tolerance: (p) => (p.maxRatio === undefined ? {} : { threshold: Number((1 - p.maxRatio).toFixed(12)) }),
  text: {
    'zh-CN': {
      title: '陈旧记录',
      about: '记录的日期距参照日期不超过 `maxAge`;超过的至多占 `maxRatio`。没有日期也算陈旧,除非 `ignoreNull`。',
      reason: '超过 {maxAge} 没有更新,或没有日期',
    },
    en: {
      title: 'Stale records',
      about:
        'Records whose date is no older than `maxAge` before the reference date; at most `maxRatio` of them may be. No date counts as stale unless `ignoreNull`.',
      reason: 'older than {maxAge}, or without a date',
    },
  },
  skips: ({ cell, params }) => (params.ignoreNull ? sql`${cell} IS NULL` : null),
  fails: ({ scope, params }) => {
    const asOf = params.asOf === undefined ? scope.asOfSeconds : parseDate(params.asOf);
    if (asOf === null) throw wrong('asOf', 'a date', params.asOf);
    const oldest = laterBy(asOf - (asOf % 86_400), params.maxAge, -1);
    const date = scope.date(params.column);
    return sql`(${date} IS NULL OR ${date} < ${oldest})`;
  },
  examples: [
    {
      params: { column: 'v', maxAge: '1y', asOf: '2026-06-30' },
      pass: ['2025-06-30', '2026-06-30 10:00', '2027-01-01'],
      fail: ['2025-06-29', '1990-01-01', 'x', null],
    },
    { params: { column: 'v', maxAge: '30d', ignoreNull: true }, pass: ['2026-06-01'], fail: ['2026-05-30'], skip: [null] },
    {
      params: { column: 'v', maxAge: '1m', maxRatio: 0.7 },
      given: [['2026-06-30'], ['2020-01-01'], ['2020-01-01']],
      failed: [1, 2],
      ok: true,
    },
  ],
});
