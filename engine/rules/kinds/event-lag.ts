import { z } from 'zod';
import type { SqlValue } from '../../../base/sqlite/index.ts';
import { duration, laterBy } from '../dates.ts';
import { anyNull, rowRule } from '../kind.ts';
import { column } from '../limits.ts';

export const eventLag = rowRule({
  kind: 'event-lag',
  severity: 'minor',
  dimension: 'timeliness',
  indicator: '0502',
  nulls: 'skipped',
  params: z.object({ event: column, received: column, max: duration, percentile: z.number().min(0).max(100).optional() }),
  tolerance: (p) => (p.percentile === undefined ? {} : { threshold: p.percentile / 100 }),
  text: {
    'zh-CN': {
      title: '入库时延',
      about:
        '事情发生后最迟 `max`(如 `12h`、`3d`、`1m`)收到;写了 `percentile` 则只要求这个百分比的行按时。不是时间的值不通过;收到早于发生不算迟。',
      reason: '{received} 比 {event} 晚 {max} 以上',
    },
    en: {
      title: 'Lag',
      about:
        'What happened was received at most `max` later (such as `12h`, `3d`, `1m`); with `percentile`, that share of the rows in percent has to be. A time that is none fails; one received before it happened is not late.',
      reason: '{received} is more than {max} after {event}',
    },
  },
  columns: (p) => [p.event, p.received],
  plan: (scope, p) => {
    const late = (event: SqlValue | undefined, received: SqlValue | undefined): SqlValue => {
      if (typeof event !== 'number' || typeof received !== 'number') return 1;
      return received > laterBy(event, p.max) ? 1 : 0;
    };
    return {
      skips: anyNull([scope.cell(p.event), scope.cell(p.received)]),
      fails: scope.fn(late, scope.date(p.event), scope.date(p.received)),
    };
  },
  examples: [
    {
      params: { event: 'a', received: 'b', max: '3d' },
      columns: ['a', 'b'],
      pass: [
        ['2020-02-27', '2020-03-01'],
        ['2020-02-27', '2020-02-01'],
      ],
      fail: [
        ['2020-02-27', '2020-03-01 00:00:01'],
        ['x', '2020-03-01'],
      ],
      skip: [
        [null, '2020-03-01'],
        ['2020-03-01', null],
      ],
    },
    {
      params: { event: 'a', received: 'b', max: '12h', percentile: 50 },
      columns: ['a', 'b'],
      given: [
        ['2020-01-01 00:00', '2020-01-01 12:00'],
        ['2020-01-01 00:00', '2020-01-01 13:00'],
      ],
      failed: [1],
      ok: true,
    },
  ],
});
