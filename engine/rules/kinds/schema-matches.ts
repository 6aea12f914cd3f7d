import { z } from 'zod';
import { lacking, type TableFacts } from '../facts.ts';
import { wholeRule } from '../kind.ts';
import { wrong } from '../wrong.ts';

const types = ['integer', 'decimal', 'boolean', 'date', 'datetime', 'time', 'text'] as const;
const field = z.object({ name: z.string().min(1), type: z.enum(types).optional() }).strict();
const params = z.object({
  baseline: z.union([z.enum(['catalogue', 'previous']), z.array(field).min(1)]).optional(),
  order: z.boolean().optional(),
  extra: z.boolean().optional(),
});

interface Field {
  readonly name: string;
  /** Types that a column may have; null: any. */
  readonly types: readonly string[] | null;
}

/** Types of a column that keep what the catalogue's type of an item promises. */
const ofItem: Readonly<Record<string, readonly string[] | null>> = {
  C: null,
  N: ['integer', 'decimal'],
  Y: ['integer', 'decimal'],
  I: ['integer'],
  F: ['integer', 'decimal'],
  D: ['date'],
  T: ['datetime', 'date'],
  L: ['boolean', 'integer', 'text'],
};
/** Types whose values another type can hold as well. */
const holds: Readonly<Record<string, readonly string[]>> = { decimal: ['integer'], datetime: ['date'] };

function expectedOf(facts: TableFacts, wanted: z.infer<typeof params>['baseline']): readonly Field[] {
  if (Array.isArray(wanted))
    return wanted.map((f) => ({ name: f.name, types: f.type === undefined ? null : [f.type, ...(holds[f.type] ?? [])] }));
  if (wanted === 'previous') {
    const [before] = facts.history ?? [];
    if (!before) throw lacking('needs-history');
    return before.columns.map((c) => ({
      name: c.name,
      types: c.type === 'empty' || c.type === 'text' ? null : [c.type, ...(holds[c.type] ?? [])],
    }));
  }
  if (!facts.catalog) throw lacking('needs-catalogue');
  if (facts.catalog.fields.items.length === 0) throw wrong('baseline', 'a catalogue entry with items');
  return facts.catalog.fields.items.map((item) => ({ name: item.name, types: ofItem[item.type] ?? null }));
}

export const schemaMatches = wholeRule({
  kind: 'schema-matches',
  severity: 'critical',
  dimension: 'conformity',
  indicator: '0102',
  params,
  text: {
    'zh-CN': {
      title: '结构相符',
      about:
        '列的名称、类型(及 `order` 要求的次序)与目录条目(默认)、上一批次或清单相符。没有值的列符合任何类型,整数符合小数。除非 `extra`,不得有多出的列。没有目录条目或批次时不评估。',
      reason: '列的名称、类型或次序与基准不符',
    },
    en: {
      title: 'Structure matches',
      about:
        'Names, types and (with `order`) order of the columns are those of the catalogue entry (default), of the previous batch, or of a list. A column without values fits any type, whole numbers fit decimals. Further columns fail unless `extra` allows them. Without entry or batch it is not evaluated.',
      reason: 'names, types or order of the columns are not as they should be',
    },
  },
  judge: (facts, p) => {
    const expected = expectedOf(facts, p.baseline ?? 'catalogue');
    const own = new Map(facts.columns.map((c) => [c.name, c.type]));
    const wanted = new Set(expected.map((f) => f.name));
    const missing = expected.filter((f) => !own.has(f.name)).map((f) => f.name);
    const unexpected = p.extra ? [] : facts.columns.filter((c) => !wanted.has(c.name)).map((c) => c.name);
    const retyped = expected.flatMap(({ name, types: allowed }) => {
      const type = own.get(name);
      return type === undefined || type === 'empty' || allowed === null || allowed.includes(type)
        ? []
        : [{ name, type, expected: allowed[0] ?? '' }];
    });
    const here = facts.columns.map((c) => c.name).filter((name) => wanted.has(name));
    const there = expected.map((f) => f.name).filter((name) => own.has(name));
    const reordered = p.order === true && here.join('\n') !== there.join('\n');
    const ok = missing.length === 0 && unexpected.length === 0 && retyped.length === 0 && !reordered;
    return { observed: ok ? null : { missing, unexpected, retyped, ...(reordered ? { order: here } : {}) }, ok };
  },
  examples: [
    {
      params: { baseline: [{ name: 'a' }, { name: 'b', type: 'decimal' }] },
      columns: ['a', 'b'],
      types: { b: 'integer' },
      given: [['x', '1']],
      ok: true,
    },
    {
      params: { baseline: [{ name: 'b', type: 'date' }, { name: 'c' }], order: true },
      columns: ['a', 'b'],
      types: { b: 'integer' },
      given: [],
      observed: { missing: ['c'], unexpected: ['a'], retyped: [{ name: 'b', type: 'integer', expected: 'date' }] },
      ok: false,
    },
    { params: { baseline: [{ name: 'b' }, { name: 'a' }], order: true }, columns: ['a', 'b'], given: [], ok: false },
    { params: { baseline: [{ name: 'a' }], extra: true }, columns: ['a', 'b'], given: [], ok: true },
  ],
});
