import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { formatDate, parseDate, shift } from '../dates.ts';
import { aggregateRule } from '../kind.ts';
import { column } from '../limits.ts';
import { wrong } from '../wrong.ts';

export const freshness = aggregateRule({
  kind: 'freshness',
  severity: 'major',
  dimension: 'timeliness',
  indicator: '0502',
  params: z.object({ column, maxAge: z.string().regex(/^\d+[dmy]$/), asOf: z.string().optional() }),
  text: {
    'zh-CN': {
      title: '新鲜度',
      about: '本列最新的日期距参照日期不超过 `maxAge`(如 `30d`、`1m`、`2y`)。',
      reason: '最新日期为 {observed},早于要求',
    },
    en: {
      title: 'Freshness',
      about: 'The newest date of a column is no older than `maxAge` (such as `30d`, `1m`, `2y`) before the reference date.',
      reason: 'the newest date is {observed}',
    },
  },
  args: (scope, p) => {
    const asOf = p.asOf === undefined ? scope.asOfSeconds : parseDate(p.asOf);
    if (asOf === null) throw wrong('asOf', 'a date');
    return { skips: sql`${scope.date(p.column)} IS NULL`, args: [scope.date(p.column), sql`${asOf - (asOf % 86_400)}`] };
  },
  create: () => {
    let newest: number | null = null;
    let asOf = 0;
    return {
      step: (d, today) => (void (asOf = Number(today)), void (newest = newest === null || Number(d) > newest ? Number(d) : newest)),
      state: () => ({ newest, asOf }),
    };
  },
  observe: (states, p) => {
    const dates = states.flatMap((s) => (s.newest === null ? [] : [s.newest]));
    if (dates.length === 0) return { observed: null, ok: false, empty: true };
    const newest = dates.reduce((a, b) => Math.max(a, b));
    const asOf = states.reduce((a, s) => Math.max(a, s.asOf), 0);
    const age = /^(\d+)([dmy])$/.exec(p.maxAge);
    return { observed: formatDate(newest), ok: newest >= shift(asOf, -Number(age?.[1] ?? 0), age?.[2] ?? 'd') };
  },
  examples: [
    {
      params: { column: 'v', maxAge: '30d', asOf: '2026-06-30' },
      given: [['2026-06-01'], [null], ['2020-01-01']],
      observed: '2026-06-01',
      ok: true,
    },
    { params: { column: 'v', maxAge: '1m', asOf: '2026-06-30' }, given: [['2026-05-29']], observed: '2026-05-29', ok: false },
  ],
});
