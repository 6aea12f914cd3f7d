import { z } from 'zod';
import { passes } from '../../semantics/index.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';

export const valueMatchesSemantic = cellRule({
  kind: 'value-matches-semantic',
  severity: 'major',
  dimension: 'accuracy',
  indicator: '0301',
  nulls: 'skipped',
  params: z.object({ column, semantic: z.string().min(1), level: z.enum(['shape', 'checksum', 'reference']).optional() }),
  text: {
    'zh-CN': { title: '语义校验', about: '值符合其语义:写法、校验位,或内置代码表。', reason: '不是有效的 {semantic}' },
    en: {
      title: 'Matches its meaning',
      about: 'A value that is what its semantic says: shape, check characters, or also the bundled code tables.',
      reason: 'this is no valid {semantic}',
    },
  },
  fails: ({ scope, cell, params }) => {
    const check = scope.semantics.checker(params.semantic, params.level);
    return scope.fn((v) => (v === null || v === undefined ? null : passes(check(typeof v === 'string' ? v : String(v))) ? 0 : 1), cell);
  },
  examples: [
    {
      params: { column: 'v', semantic: 'cn-resident-id', level: 'checksum' },
      pass: ['11010519491231002X', '440524188001010014'],
      fail: ['110105194912310021', '11010519490231002X', 'abc', ''],
      skip: [null],
    },
  ],
});
