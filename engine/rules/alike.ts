import { pinyin } from 'pinyin-pro';
import { JiadiError } from '../../contract/errors.ts';
import { halfWidth } from './fold.ts';

/** Texts that are nearly the same: as keys that such texts share, and as pairs found among many. */
export type Alikeness = 'edit-distance' | 'token';

/** The words of a text in half width and lower case, without signs, each once and in order: what stays when somebody writes it another way. */
export function fingerprint(text: string): string {
  // most Chinese names are one word of such characters already
  if (/^[\u4e00-\u9fff]+$/.test(text)) return text;
  const words = halfWidth(text)
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[\p{P}\p{S}\p{C}]/gu, '')
    .split(/\s+/u)
    .filter((word) => word !== '');
  return [...new Set(words)].sort().join(' ');
}

const syllables = new Map<string, string>();

/** The fingerprint with the usual reading of each Chinese character in its place: the same for texts that sound alike. */
export function soundOf(text: string): string {
  let out = '';
  for (const c of fingerprint(text)) {
    let syllable = syllables.get(c);
    if (syllable === undefined) {
      syllable = /\p{Script=Han}/u.test(c) ? pinyin(c, { toneType: 'none', v: true }) : c;
      syllables.set(c, syllable);
    }
    out += syllable;
  }
  return out;
}

/** Share of a text that stays when it is turned into another by single changes of characters: 1 for the same, 0 for nothing in common. */
export function editSimilarity(a: string, b: string): number {
  const [x, y] = [Array.from(a), Array.from(b)];
  const longest = Math.max(x.length, y.length);
  if (longest === 0) return 1;
  let before = Uint32Array.from({ length: y.length + 1 }, (_, j) => j);
  for (let i = 1; i <= x.length; i++) {
    const now = new Uint32Array(y.length + 1);
    now[0] = i;
    for (let j = 1; j <= y.length; j++) {
      const kept = (before[j - 1] ?? 0) + (x[i - 1] === y[j - 1] ? 0 : 1);
      now[j] = Math.min(kept, (before[j] ?? 0) + 1, (now[j - 1] ?? 0) + 1);
    }
    before = now;
  }
  return 1 - (before[y.length] ?? 0) / longest;
}

/** Words of Latin text, pairs of neighbouring characters of Chinese. */
function tokens(text: string): ReadonlySet<string> {
  const out = new Set<string>();
  for (const word of fingerprint(text).split(' ')) {
    if (!/\p{Script=Han}/u.test(word)) out.add(word);
    else for (const gram of grams(word)) out.add(gram);
  }
  return out;
}

/** Pairs of neighbouring characters, the ends counting as characters. */
function grams(text: string): ReadonlySet<string> {
  const chars = ['\u0002', ...text, '\u0003'];
  return new Set(chars.slice(1).map((c, i) => `${chars[i]}${c}`));
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const token of a) if (b.has(token)) both++;
  return both / Math.max(1, a.size + b.size - both);
}

/** Most different texts that are compared with each other. */
const TEXTS_MAX = 200_000;

/** The positions of texts that have a partner at least so similar, but not the same, among the others of their block. */
export function alikeAmong(
  texts: readonly { readonly block: string; readonly text: string }[],
  how: Alikeness,
  similarity: number,
): ReadonlySet<number> {
  if (texts.length > TEXTS_MAX) throw new JiadiError('limit-reached', { limit: 'distinct', max: TEXTS_MAX });
  const parts = texts.map(({ text }) => (how === 'token' ? tokens(text) : grams(text)));
  const frequency = new Map<string, number>();
  for (const part of parts) for (const token of part) frequency.set(token, (frequency.get(token) ?? 0) + 1);
  const index = new Map<string, number[]>();
  const found = new Set<number>();
  texts.forEach(({ block, text }, i) => {
    const part = parts[i] ?? new Set<string>();
    // two texts that similar share one of their rarest tokens: only those are looked at
    const length = Array.from(text).length;
    const changes =
      how === 'token' ? part.size - Math.ceil(similarity * part.size) : 2 * Math.floor((1 - similarity) * (length / similarity));
    const rare = [...part].sort((a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || (a < b ? -1 : 1)).slice(0, changes + 1);
    const seen = new Set<number>();
    for (const token of rare) {
      const key = `${block}\u0000${token}`;
      const others = index.get(key) ?? [];
      for (const other of others) {
        if (seen.has(other)) continue;
        seen.add(other);
        const their = texts[other]?.text ?? '';
        const like = how === 'token' ? shared(part, parts[other] ?? new Set()) : editSimilarity(text, their);
        if (their !== text && like >= similarity) found.add(i).add(other);
      }
      others.push(i);
      index.set(key, others);
    }
  });
  return found;
}
