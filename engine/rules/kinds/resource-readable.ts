import { z } from 'zod';
import { join, sql, type Sql } from '../../../base/sqlite/index.ts';
import { aggregateRule, type Scope } from '../kind.ts';

/** Columns that one call takes. */
const AT_ONCE = 100;

/** A number that depends on the content of every cell of the row: to know it all of them must be read. */
function everyCell(scope: Scope): readonly Sql[] {
  const cells = scope.columns.map((c) => scope.cell(c.name));
  const parts = Array.from({ length: Math.ceil(cells.length / AT_ONCE) }, (_, i) => cells.slice(i * AT_ONCE, (i + 1) * AT_ONCE));
  return [
    parts.length === 0
      ? sql`0`
      : join(
          parts.map((part) => sql`length(concat(${join([...part], ', ')}))`),
          ' + ',
        ),
  ];
}

export const resourceReadable = aggregateRule({
  kind: 'resource-readable',
  severity: 'critical',
  dimension: 'accessibility',
  indicator: '0601',
  params: z.object({ minRows: z.int().min(0).optional() }),
  text: {
    'zh-CN': {
      title: '可读取',
      about: '数据能打开、解密、解码并一直读到最后一行,且不少于 `minRows`(1)行。读不出时检查本身以明确的错误结束。',
      reason: '只读到 {observed} 条记录',
    },
    en: {
      title: 'Readable',
      about:
        'The rows open, decrypt and decode to the last one, and there is at least one (`minRows`). What cannot be read ends the check itself, by name.',
      reason: 'only {observed} rows could be read',
    },
  },
  args: (scope) => ({ skips: null, args: everyCell(scope) }),
  create: () => {
    let rows = 0;
    return { step: () => void rows++, state: () => rows };
  },
  observe: (states, p, rows) => {
    const read = states.reduce((a, b) => a + b, 0);
    return { observed: read, ok: read === rows && read >= (p.minRows ?? 1) };
  },
  examples: [
    {
      params: {},
      columns: ['a', 'b'],
      given: [
        ['1', null],
        [null, null],
      ],
      observed: 2,
      ok: true,
    },
    { params: {}, columns: ['a'], given: [], observed: 0, ok: false },
    { params: { minRows: 0 }, columns: ['a'], given: [], observed: 0, ok: true },
  ],
});
