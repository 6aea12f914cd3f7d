/** A LIKE pattern (`%` any run, `_` one character, `\` takes the next character literally) as a GLOB pattern, which minds the case. */
export function likeToGlob(pattern: string): string {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    let c = pattern[i] ?? '';
    if (c === '%') {
      out += '*';
      continue;
    }
    if (c === '_') {
      out += '?';
      continue;
    }
    if (c === '\\' && i + 1 < pattern.length) c = pattern[++i] ?? '';
    out += c === '*' || c === '?' || c === '[' ? `[${c}]` : c;
  }
  return out;
}

/** The longest text without wildcards that whatever is like the pattern contains; '' where there is none. */
export function textInLike(pattern: string): string {
  // a pattern with a NUL ends there for SQLite
  if (pattern.includes('\0')) return '';
  const pieces = [''];
  for (let i = 0; i < pattern.length; i++) {
    let c = pattern[i] ?? '';
    if (c === '%' || c === '_') {
      pieces.push('');
      continue;
    }
    if (c === '\\' && i + 1 < pattern.length) c = pattern[++i] ?? '';
    pieces.push((pieces.pop() ?? '') + c);
  }
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest)).toWellFormed();
}
