import { createRowMasker } from '../semantics/index.ts';
import type { BatchColumn } from '../table/index.ts';

/** A value before and after, as they may be shown. */
export interface ShownPair {
  readonly before: string;
  readonly after: string;
}

const SIGN = /[\p{L}\p{N}]/u;
const signOf = (char: string): string => char.normalize('NFKC').toUpperCase();
const isWide = (char: string): boolean => /[\uff10-\uff5a]/.test(char);

/**
 * Shows pairs of a column. Where values are hidden, a change of their form can still be seen: blanks and signs stand as they are, and what is hidden of
 * the result is hidden before as well (`＊` for a full-width character).
 */
export function pairMasker(columns: readonly BatchColumn[], column: number): (before: string, after: string) => ShownPair {
  const masker = createRowMasker(columns.map(({ name, semantic }) => ({ name, semantic })));
  const row: (string | null)[] = columns.map(() => null);
  const mask = (value: string): string => {
    row[column] = value;
    return masker(row)[column] ?? '';
  };
  return (before, after) => {
    const shown = mask(after);
    const hidden = mask(before);
    if (shown === after && hidden === before) return { before, after };
    return { before: sameSigns(before, after, shown) ?? hidden, after: shown };
  };
}

/** The value before, showing only those of its signs that the result shows; signs before those of the result (a country's prefix) are hidden. Null when they are not the same. */
function sameSigns(before: string, after: string, shown: string): string | null {
  if (shown.length !== after.length) return null;
  const signs: { readonly sign: string; readonly open: boolean }[] = [];
  let at = 0;
  for (const char of after) {
    if (SIGN.test(char)) signs.push({ sign: signOf(char), open: shown.slice(at, at + char.length) === char });
    at += char.length;
  }
  const extra = Array.from(before).filter((char) => SIGN.test(char)).length - signs.length;
  if (extra < 0) return null;
  let out = '';
  let next = -extra;
  for (const char of before) {
    if (!SIGN.test(char)) {
      out += char;
      continue;
    }
    const twin = next++ < 0 ? null : signs[next - 1];
    if (twin !== null && twin?.sign !== signOf(char)) return null;
    out += twin?.open ? char : isWide(char) ? '＊' : '*';
  }
  return out;
}
