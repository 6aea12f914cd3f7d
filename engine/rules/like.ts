/** The signs of a LIKE pattern (`%` any run, `_` one character, `\` takes the next character literally), and whether each stands for itself. */
function* signsOf(pattern: string): Generator<{ readonly sign: string; readonly literal: boolean }> {
  for (let i = 0; i < pattern.length; i++) {
    const sign = pattern[i] ?? '';
    if (sign === '\\' && i + 1 < pattern.length) yield { sign: pattern[++i] ?? '', literal: true };
    else yield { sign, literal: sign !== '%' && sign !== '_' };
  }
}

/** A LIKE pattern as a GLOB pattern, which minds the case. */
export function likeToGlob(pattern: string): string {
  let out = '';
  for (const { sign, literal } of signsOf(pattern)) {
    if (!literal) out += sign === '%' ? '*' : '?';
    else out += sign === '*' || sign === '?' || sign === '[' ? `[${sign}]` : sign;
  }
  return out;
}

/** The longest text without wildcards that whatever is like the pattern contains; '' where there is none. */
export function textInLike(pattern: string): string {
  // a pattern with a NUL ends there for SQLite
  if (pattern.includes('\0')) return '';
  let [piece, longest] = ['', ''];
  for (const { sign, literal } of signsOf(pattern)) {
    piece = literal ? piece + sign : '';
    if (piece.length > longest.length) longest = piece;
  }
  return longest.toWellFormed();
}
