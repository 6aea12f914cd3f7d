import { z } from 'zod';
import { groupRule } from '../kind.ts';
import { columns } from '../limits.ts';

export const duplicateRows = groupRule({
  kind: 'duplicate-rows',
  severity: 'major',
  dimension: 'accuracy',
  indicator: '0303',
  nulls: 'tested',
  params: z.object({
    columns: columns.optional(),
    exclude: columns.optional(),
    maxCount: z.int().min(0).optional(),
    maxRatio: z.number().min(0).max(1).optional(),
  }),
  // rounded: 1 - 0.7 is not 0.3 to the machine
  tolerance: (p) => ({
    ...(p.maxCount === undefined ? {} : { maxFailures: p.maxCount }),
    ...(p.maxRatio === undefined ? {} : { threshold: Number((1 - p.maxRatio).toFixed(12)) }),
  }),
  text: {
    'zh-CN': {
      title: '整行重复',
      about: '所列各列(或除 `exclude` 之外的全部列)没有两行完全相同;空等于空。可允许不超过一定条数或比例。',
      reason: '整行与另一行重复',
    },
    en: {
      title: 'Duplicate rows',
      about:
        'Rows that are not the same as another in the columns named, or in all but those excluded; null equals null. Some may be, up to a count or a share.',
      reason: 'the row repeats another',
    },
  },
  columns: (p) => p.columns ?? [],
  keys: (scope, p) => {
    const names = p.columns ?? scope.columns.map((c) => c.name);
    return { skips: null, keys: names.filter((name) => !p.exclude?.includes(name)).map((name) => scope.cell(name)) };
  },
  examples: [
    {
      params: { columns: ['a', 'b'] },
      columns: ['a', 'b'],
      given: [
        ['1', null],
        ['1', null],
        [null, null],
        [null, null],
        ['2', '1'],
      ],
      failed: [0, 1, 2, 3],
    },
    {
      params: { exclude: ['n'], maxCount: 2 },
      columns: ['n', 'a'],
      given: [
        ['1', 'x'],
        ['2', 'x'],
        ['3', 'y'],
      ],
      failed: [0, 1],
      ok: true,
    },
  ],
});
