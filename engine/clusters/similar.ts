import { JiadiError } from '../../contract/errors.ts';
import type { Pair, Watch } from './kind.ts';
import { tellsApart } from './telling.ts';

/** Changes that are ever allowed: what similarity alone would allow a long text is too much. */
export const EDITS_MAX = 3;
/** Bigrams that one change can take away at most (a swap takes three). */
const GRAMS_OF_EDIT = 3;
/** How far from each other several changes must be. */
const APART = 3;
const COMPARED_MAX = 40_000_000;
const WATCH_EVERY = 1_024;

/** How many changes two texts may be apart of which the longer has so many characters. */
export function allowedEdits(length: number, similarity: number): number {
  // 1 - 0.85 is a little less than 0.15
  return Math.min(EDITS_MAX, Math.floor((1 - similarity) * length + 1e-9));
}

/** Changed, missing, added and swapped neighbouring characters between two texts; more than `most` are told as `most + 1`. */
export function editsBetween(a: readonly string[], b: readonly string[], most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  const width = b.length + 1;
  let [before, now, next] = [new Uint16Array(width), new Uint16Array(width), new Uint16Array(width)];
  for (let j = 0; j < width; j++) now[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const [from, to] = [Math.max(1, i - most), Math.min(b.length, i + most)];
    next.fill(most + 1);
    if (from === 1) next[0] = i;
    let least = next[0] ?? 0;
    for (let j = from; j <= to; j++) {
      const same = a[i - 1] === b[j - 1];
      let edits = Math.min((now[j - 1] ?? 0) + (same ? 0 : 1), (now[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
      next[j] = edits;
      if (edits < least) least = edits;
    }
    // a swap reaches over one row, and costs one more than the way over it
    if (least > most) return most + 1;
    [before, now, next] = [now, next, before];
  }
  return Math.min(now[b.length] ?? 0, most + 1);
}

/** A change that turns a text into another: at which place of the first, of which character into which (null: none there). */
interface Edit {
  readonly place: number;
  readonly before: string | null;
  readonly after: string | null;
}

/** The changes that turn one text into another, the last first. */
function changesOf(a: readonly string[], b: readonly string[]): readonly Edit[] {
  const width = b.length + 1;
  const edits = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => (i < 0 || j < 0 ? Number.POSITIVE_INFINITY : (edits[i * width + j] ?? 0));
  const kept = (i: number, j: number): number => at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
  const swapped = (i: number, j: number): number =>
    i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
  for (let i = 0; i <= a.length; i++)
    for (let j = 0; j <= b.length; j++)
      edits[i * width + j] = i === 0 || j === 0 ? i + j : Math.min(kept(i, j), at(i - 1, j) + 1, at(i, j - 1) + 1, swapped(i, j));
  const changes: Edit[] = [];
  for (let i = a.length, j = b.length; i > 0 || j > 0;) {
    const now = at(i, j);
    const [before, after] = [a[i - 1] ?? null, b[j - 1] ?? null];
    if (now === kept(i, j)) {
      if (before !== after) changes.push({ place: i - 1, before, after });
      i--;
      j--;
    } else if (now === swapped(i, j)) {
      changes.push({ place: i - 2, before, after });
      i -= 2;
      j -= 2;
    } else if (now === at(i - 1, j) + 1) changes.push({ place: --i, before, after: null });
    else {
      changes.push({ place: i, before: null, after });
      j--;
    }
  }
  return changes;
}

/**
 * True where the changes look like slips: they stand apart (several in one place make another word in the same frame, 深圳市中山路 and 深圳市珠海路), and
 * none is of characters that are there to tell things apart.
 */
export function isSlip(a: readonly string[], b: readonly string[]): boolean {
  // the same answer from both sides
  const [first, second] = a.join('') < b.join('') ? [a, b] : [b, a];
  return changesOf(first, second).every(
    ({ place, before, after }, i, changes) => !tellsApart(before, after) && (i === 0 || (changes[i - 1]?.place ?? 0) - place >= APART),
  );
}

interface Text {
  readonly at: number;
  readonly telling: string;
  readonly chars: readonly string[];
  readonly grams: readonly string[];
  /** The characters that occur, as bits. */
  readonly bits: number;
}

function readText(form: string, at: number): Text {
  const [text = '', telling = ''] = form.split('\n');
  const chars = Array.from(text);
  const ends = ['\u0002', ...chars, '\u0003'];
  let bits = 0;
  for (const char of chars) bits |= 1 << ((char.codePointAt(0) ?? 0) % 31);
  return { at, telling, chars, grams: [...new Set(ends.slice(1).map((char, i) => `${ends[i]}${char}`))], bits };
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** The rarest bigrams of a text, of which two texts that are near enough share one. */
function rarest({ grams, chars }: Text, similarity: number, frequency: ReadonlyMap<string, number>): readonly string[] {
  const edits = allowedEdits(chars.length + EDITS_MAX, similarity);
  if (edits === 0) return [];
  return grams
    .toSorted((a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || (a < b ? -1 : 1))
    .slice(0, GRAMS_OF_EDIT * edits + 1);
}

/** All pairs of forms that are at least so similar, a few scattered changes apart, and agree in what tells things apart. */
export function similarPairs(texts: readonly string[], similarity: number, watch: Watch): readonly Pair[] {
  const frequency = new Map<string, number>();
  const read = texts.map(readText);
  for (const { grams } of read) for (const gram of grams) frequency.set(gram, (frequency.get(gram) ?? 0) + 1);
  const index = new Map<string, Text[]>();
  const pairs: Pair[] = [];
  let compared = 0;
  const comparedWith = new Int32Array(texts.length).fill(-1);
  for (const [i, text] of read.entries()) {
    for (const gram of rarest(text, similarity, frequency)) {
      const key = `${text.telling}\n${gram}`;
      const others = index.get(key) ?? [];
      for (const other of others) {
        if (comparedWith[other.at] === i) continue;
        comparedWith[other.at] = i;
        if (++compared % WATCH_EVERY === 0) watch(i);
        const pair = pairOf(other, text, similarity);
        if (pair) pairs.push(pair);
      }
      others.push(text);
      index.set(key, others);
    }
    if (compared > COMPARED_MAX) throw new JiadiError('too-many-alike');
    if (i % WATCH_EVERY === 0) watch(i);
  }
  return pairs;
}

function pairOf(a: Text, b: Text, similarity: number): Pair | null {
  const longer = Math.max(a.chars.length, b.chars.length);
  const most = allowedEdits(longer, similarity);
  if (most === 0 || Math.abs(a.chars.length - b.chars.length) > most || bitCount(a.bits ^ b.bits) > 2 * most) return null;
  const edits = editsBetween(a.chars, b.chars, most);
  if (edits > most || !isSlip(a.chars, b.chars)) return null;
  return { a: a.at, b: b.at, similarity: 1 - edits / longer };
}
