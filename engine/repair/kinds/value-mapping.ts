import { z } from 'zod';
import { repairKind } from '../kind.ts';

const PAIRS_MAX = 20_000;
const params = z.strictObject({
  map: z.record(z.string().min(1), z.string().min(1)).refine((map) => Object.keys(map).length <= PAIRS_MAX, `more than ${PAIRS_MAX} pairs`),
});

/** The value at the end of a chain of replacements, so that applying it again changes nothing; a circle is left alone. */
function endOf(map: Readonly<Record<string, string>>, from: string): string | null {
  const seen = new Set([from]);
  let at = from;
  while (Object.hasOwn(map, at)) {
    const next: string = map[at] ?? at;
    if (next === at) break;
    if (seen.has(next)) return null;
    seen.add(next);
    at = next;
  }
  return at;
}

/** Values that a person said are written otherwise. */
export const valueMapping = repairKind({
  kind: 'value-mapping',
  text: {
    'zh-CN': {
      title: '按对照表替换',
      does: '整个值按给定的对照表替换',
      proof: '对照由人确认，每一对都可查',
      never: '不替换值的一部分，不猜相近的值',
    },
    en: {
      title: 'Replace by a table',
      does: 'Whole values are replaced as a table says',
      proof: 'A person confirmed every pair',
      never: 'Never replaces part of a value, never guesses',
    },
  },
  params,
  propose: () => null,
  repair: ({ map }) => {
    const ends = new Map(Object.keys(map).map((from) => [from, endOf(map, from)]));
    return (value) => ends.get(value) ?? null;
  },
  examples: [
    {
      params: { map: { 福田: '福田区', 罗湖: '罗湖区', a: 'b', b: 'c', x: 'y', y: 'x' } },
      repairs: [
        ['福田', '福田区'],
        ['a', 'c'],
        ['b', 'c'],
      ],
      keeps: ['福田区', '福田街道', 'c', 'x', 'y'],
    },
  ],
});
