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
