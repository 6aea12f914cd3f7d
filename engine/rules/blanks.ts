/** Characters that leave a value blank: ASCII white space, U+3000, no-break, zero-width and typographic spaces, byte order mark. */
export const BLANKS = ' \t\n\v\f\r\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff\u2002\u2003\u2009';

/** True for text of nothing but white space and its invisible relatives. */
export function isBlank(text: string): boolean {
  for (const c of text) if (!BLANKS.includes(c)) return false;
  return true;
}
