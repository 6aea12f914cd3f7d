import { flaws, formOf } from './fold.ts';
import type { ClusterKind, Counted, KeyKind, PairKind, Sure, Watch } from './kind.ts';

/** Spellings of what seems to be one thing, the proposed one first. */
export interface Found {
  readonly sure: Sure;
  /** Of the spelling that is least like the proposed one; null where the method has no similarity. */
  readonly similarity: number | null;
  readonly values: readonly Counted[];
}

export interface Grouped {
  readonly found: readonly Found[];
  /** Values that the method is not for. */
  readonly unfit: number;
}

/** So many times as frequent as each other spelling makes those slips. */
const FAR_MORE = 10;
const WATCH_EVERY = 4_096;

const textOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The spelling that stands for the others first: the most frequent, then the cleanest, then the shortest. */
function ordered(values: readonly Counted[]): readonly Counted[] {
  const read = values.map((one) => ({ one, flaws: flaws(one.value) }));
  return read
    .sort(
      (a, b) =>
        b.one.count - a.one.count || a.flaws - b.flaws || a.one.value.length - b.one.value.length || textOrder(a.one.value, b.one.value),
    )
    .map(({ one }) => one);
}

function foundOf(kind: ClusterKind, members: readonly Counted[], similarity: number | null): Found {
  const values = ordered(members);
  const [first, second] = values;
  const form = formOf(first?.value ?? '');
  if (form !== null && values.every(({ value }) => formOf(value) === form)) return { sure: 'high', similarity, values };
  const slips = kind.byFrequency && first !== undefined && second !== undefined && first.count >= FAR_MORE * second.count;
  return { sure: kind.sure === 'low' && slips ? 'medium' : kind.sure, similarity, values };
}

/** Values by a key; those without one are counted. */
function byKey(values: readonly Counted[], key: (value: string) => string | null, watch: Watch) {
  const groups = new Map<string, Counted[]>();
  let unfit = 0;
  for (const [i, one] of values.entries()) {
    if (i % WATCH_EVERY === 0) watch(i);
    const own = key(one.value);
    if (own === null) {
      unfit++;
      continue;
    }
    const known = groups.get(own);
    if (known) known.push(one);
    else groups.set(own, [one]);
  }
  return { groups, unfit };
}

function ofKeys(kind: KeyKind, values: readonly Counted[], watch: Watch): Grouped {
  const { groups, unfit } = byKey(values, kind.key, watch);
  const found: Found[] = [];
  for (const members of groups.values()) {
    if (members.length < 2 || kind.accepts?.(members.map(({ value }) => value)) === false) continue;
    found.push(foundOf(kind, members, null));
  }
  return { found, unfit };
}

/**
 * The most frequent text takes those that are like it, then the most frequent of what is left: every spelling is like the proposed one itself, and not
 * only like a neighbour of a neighbour.
 */
function ofPairs(kind: PairKind, values: readonly Counted[], similarity: number, watch: Watch): Grouped {
  const { groups, unfit } = byKey(values, kind.form, () => watch(0));
  const weight = (members: readonly Counted[]): number => members.reduce((sum, { count }) => sum + count, 0);
  const texts = [...groups]
    .map(([text, members]) => ({ text, members, weight: weight(members) }))
    .sort((a, b) => b.weight - a.weight || textOrder(a.text, b.text));
  const alike = texts.map((): { readonly to: number; readonly similarity: number }[] => []);
  for (const pair of kind.pairs(
    texts.map(({ text }) => text),
    similarity,
    watch,
  )) {
    alike[pair.a]?.push({ to: pair.b, similarity: pair.similarity });
    alike[pair.b]?.push({ to: pair.a, similarity: pair.similarity });
  }
  const taken = new Set<number>();
  const found: Found[] = [];
  for (const [at, { members }] of texts.entries()) {
    if (taken.has(at)) continue;
    taken.add(at);
    const own = [...members];
    let least = 1;
    for (const other of alike[at] ?? []) {
      if (taken.has(other.to)) continue;
      taken.add(other.to);
      own.push(...(texts[other.to]?.members ?? []));
      least = Math.min(least, other.similarity);
    }
    if (own.length > 1) found.push(foundOf(kind, own, least));
  }
  return { found, unfit };
}

/** Rows that are not written as proposed. */
export const otherwise = ({ values }: Found): number => values.slice(1).reduce((sum, { count }) => sum + count, 0);

/** The clusters of a column's values, those with most rows to change first; the same whatever the order of the values. */
export function groupSpellings(kind: ClusterKind, values: readonly Counted[], similarity: number, watch: Watch): Grouped {
  const { found, unfit } = kind.how === 'key' ? ofKeys(kind, values, watch) : ofPairs(kind, values, similarity, watch);
  const order = found.map((one) => ({ one, rows: otherwise(one), name: one.values[0]?.value ?? '' }));
  order.sort((a, b) => b.rows - a.rows || textOrder(a.name, b.name));
  return { found: order.map(({ one }) => one), unfit };
}
