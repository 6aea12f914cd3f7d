import { JiadiError } from '../../contract/errors.ts';
import type { Pair, Watch } from './kind.ts';
import { tellsApart } from './telling.ts';

/** Changes that are ever allowed: what similarity alone would allow a long text is too much. */
export const EDITS_MAX = 3;
/** Pieces of so many neighbouring characters are looked up: the longer are rarer, the shorter still stand where texts are short for their changes. */
type Size = 2 | 3;
/** How far from each other several changes must be. */
const APART = 3;
/** Texts that may be looked at for each other, and those that may be compared character by character. */
const MET_MAX = 1_000_000_000;
const COMPARED_MAX = 40_000_000;
const WATCH_EVERY = 4_096;

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
  readonly pieces: Readonly<Record<Size, readonly string[]>>;
  /** The characters that occur, as bits. */
  readonly bits: number;
}

/** The different pieces of a text, its ends counting as characters. */
function piecesOf(chars: readonly string[], size: Size): readonly string[] {
  const ends = Array.from({ length: size - 1 }, () => '\u0002');
  const all = [...ends, ...chars, ...ends];
  return [...new Set(Array.from({ length: all.length - size + 1 }, (_, i) => all.slice(i, i + size).join('')))];
}

function readText(form: string, at: number): Text {
  const [text = '', telling = ''] = form.split('\n');
  const chars = Array.from(text);
  let bits = 0;
  for (const char of chars) bits |= 1 << ((char.codePointAt(0) ?? 0) % 31);
  return { at, telling, chars, pieces: { 2: piecesOf(chars, 2), 3: piecesOf(chars, 3) }, bits };
}

/** How many bits are set: counted in pairs, fours and bytes, which are added up. */
function bitCount(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Pieces that one change can take away at most: those over a swapped pair. */
const takenAway = (size: Size): number => size + 1;

/** The longest pieces of which two texts so many changes apart surely share one, by the length of the shorter. */
const sizeFor = (edits: number, shorter: number): Size => (shorter + 2 > takenAway(3) * edits ? 3 : 2);

/** The rarest pieces of a text: two texts so many changes apart share one of them. */
function rarest({ pieces }: Text, size: Size, edits: number, frequency: ReadonlyMap<string, number>): readonly string[] {
  return pieces[size]
    .toSorted((a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || (a < b ? -1 : 1))
    .slice(0, takenAway(size) * edits + 1);
}

/** Texts by what must agree, by their length, and by the changes that are allowed with one of their rarest pieces. */
type Index = Map<string, Map<number, Map<string, Text[]>>>;

function entered<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}

/** All pairs of forms that are at least so similar, a few scattered changes apart, and agree in what tells things apart. */
export function similarPairs(texts: readonly string[], similarity: number, watch: Watch): readonly Pair[] {
  const read = texts.map(readText);
  const frequency = new Map<string, number>();
  for (const { pieces } of read) for (const piece of [...pieces[2], ...pieces[3]]) frequency.set(piece, (frequency.get(piece) ?? 0) + 1);
  const index: Index = new Map();
  const metWith = new Int32Array(texts.length).fill(-1);
  const pairs: Pair[] = [];
  const work = { met: 0, compared: 0 };
  for (const [i, text] of read.entries()) {
    const length = text.chars.length;
    const known = entered(index, text.telling, () => new Map<number, Map<string, Text[]>>());
    const chosen = new Map<string, readonly string[]>();
    const rare = (size: Size, edits: number) => entered(chosen, `${size}${edits}`, () => rarest(text, size, edits, frequency));
    // how many changes are allowed depends on the longer of two texts
    for (let other = length - EDITS_MAX; other <= length + EDITS_MAX; other++) {
      const edits = allowedEdits(Math.max(length, other), similarity);
      const lists = known.get(other);
      if (!lists || edits === 0 || edits < Math.abs(length - other)) continue;
      for (const piece of rare(sizeFor(edits, Math.min(length, other)), edits))
        for (const one of lists.get(`${edits}${piece}`) ?? []) {
          if (++work.met % WATCH_EVERY === 0) watch(i);
          if (metWith[one.at] === i || bitCount(one.bits ^ text.bits) > 2 * edits) continue;
          metWith[one.at] = i;
          work.compared++;
          const pair = pairOf(one, text, edits);
          if (pair) pairs.push(pair);
        }
    }
    if (work.met > MET_MAX || work.compared > COMPARED_MAX) throw new JiadiError('too-many-alike');
    const own = entered(known, length, () => new Map<string, Text[]>());
    const most = allowedEdits(length + EDITS_MAX, similarity);
    for (let edits = Math.max(1, allowedEdits(length, similarity)); edits <= most; edits++) {
      const sizes = new Set([sizeFor(edits, length - edits), sizeFor(edits, length)]);
      for (const size of sizes) for (const piece of rare(size, edits)) entered(own, `${edits}${piece}`, () => []).push(text);
    }
    if (i % WATCH_EVERY === 0) watch(i);
  }
  return pairs;
}

function pairOf(a: Text, b: Text, most: number): Pair | null {
  const edits = editsBetween(a.chars, b.chars, most);
  if (edits > most || !isSlip(a.chars, b.chars)) return null;
  return { a: a.at, b: b.at, similarity: 1 - edits / Math.max(a.chars.length, b.chars.length) };
}
