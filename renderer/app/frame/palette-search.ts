/** The pinyin initials of a text: 数据画像 → sjhx. */
export type Initials = (text: string) => string;

/** Loads the pinyin table when it is first needed: it is large. */
export async function loadInitials(): Promise<Initials> {
  const { pinyin } = await import('pinyin-pro');
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const initials = pinyin(text, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'consecutive' })
      .join('')
      .toLowerCase()
      .replaceAll(/\s/g, '');
    known.set(text, initials);
    return initials;
  };
}

/** How well a text fits: 0 not at all, then by where it was found. */
function score(text: string, search: string, initials: Initials | null): number {
  const low = text.toLowerCase();
  const at = low.indexOf(search);
  if (at === 0) return 4;
  if (at > 0) return 3;
  if (!initials || !/^[a-z0-9]+$/.test(search)) return 0;
  const letters = initials(text);
  if (letters.startsWith(search)) return 2;
  return letters.includes(search) ? 1 : 0;
}

/** Items that fit the search, the best first; order of equals is kept. Every word of the search must fit. */
export function bestFirst<T extends { readonly found: readonly string[] }>(
  items: readonly T[],
  search: string,
  initials: Initials | null,
): readonly T[] {
  const wanted = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (wanted.length === 0) return items;
  return items
    .map((item) => ({ item, fit: wanted.map((word) => Math.max(...item.found.map((text) => score(text, word, initials)))) }))
    .filter(({ fit }) => fit.every((one) => one > 0))
    .map(({ item, fit }) => ({ item, sum: fit.reduce((a, b) => a + b, 0) }))
    .sort((a, b) => b.sum - a.sum)
    .map(({ item }) => item);
}
