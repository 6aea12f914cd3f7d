/** A rare text and the common one it is a slip of. */
export interface Variant {
  readonly text: string;
  readonly of: string;
  readonly rows: number;
}

/** Shorter texts differ by a letter without being slips of each other. */
const CHARS_MIN = 4;
/** Han texts say more in a character: two names or places that differ in one are two. */
const HAN_CHARS_MIN = 6;
const RARE_ROWS_MAX = 3;
/** How many times as common the right spelling must be, for a rare text and for one that occurs more often. */
const RATIO_MIN = 10;
const RATIO_MIN_REPEATED = 50;
/** Share of a text that may be wrong. */
const WRONG_SHARE = 0.15;
const WRONG_MAX = 5;
/** Share of the rows that the common texts hold: only then is the column a list of a few values. */
const COMMON_COVER = 0.8;
const COMMON_MAX = 300;
const RARE_MAX = 5000;

/**
 * Rare texts of a column of few common values that differ from one of these by a slip or two (edit distance). Texts with digits are left out: room 12 is no
 * slip of room 13. Empty where the column is no such list.
 */
export function findVariants(texts: Iterable<readonly [text: string, rows: number]>): readonly Variant[] {
  const all = [...texts].toSorted((a, b) => b[1] - a[1]);
  const rows = all.reduce((sum, [, count]) => sum + count, 0);
  const common = all.filter(([, count]) => count >= RATIO_MIN);
  const most = common[0]?.[1] ?? 0;
  const rare = all.filter(([text, count]) => (count <= RARE_ROWS_MAX || count * RATIO_MIN_REPEATED <= most) && isWording(text));
  const held = common.reduce((sum, [, count]) => sum + count, 0);
  if (common.length > COMMON_MAX || rare.length > RARE_MAX || held < rows * COMMON_COVER) return [];
  return rare.flatMap(([text, count]): readonly Variant[] => {
    const length = Array.from(text).length;
    const limit = Math.min(WRONG_MAX, Math.max(1, Math.floor(length * WRONG_SHARE)));
    for (const [of, more] of common) {
      if (more < count * (count <= RARE_ROWS_MAX ? RATIO_MIN : RATIO_MIN_REPEATED) || Math.abs(of.length - text.length) > limit) continue;
      if (editDistance(text, of, limit) <= limit) return [{ text, of, rows: count }];
    }
    return [];
  });
}

function isWording(text: string): boolean {
  if (/[0-9]/.test(text)) return false;
  const length = Array.from(text).length;
  return length >= (/\p{Script=Han}/u.test(text) ? HAN_CHARS_MIN : CHARS_MIN);
}

/** Fewest characters to insert, delete or replace between two texts (Levenshtein 1966); beyond `limit` any larger number. */
export function editDistance(a: string, b: string, limit: number): number {
  const [x, y] = [Array.from(a), Array.from(b)];
  if (Math.abs(x.length - y.length) > limit) return limit + 1;
  let before = Array.from({ length: y.length + 1 }, (_, j) => j);
  for (let i = 1; i <= x.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= y.length; j++) {
      const cost = Math.min((before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (before[j - 1] ?? 0) + (x[i - 1] === y[j - 1] ? 0 : 1));
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    before = row;
  }
  return before[y.length] ?? 0;
}
