import { sql, type Sql } from '../../base/sqlite/index.ts';

/** Characters that leave a value blank: ASCII white space, U+3000, no-break, zero-width and typographic spaces, byte order mark. */
export const BLANKS = ' \t\n\v\f\r\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff\u2002\u2003\u2009';

/** True for text of nothing but white space and its invisible relatives. */
export function isBlank(text: string): boolean {
  for (const c of text) if (!BLANKS.includes(c)) return false;
  return true;
}

/** True in SQL for text of nothing but blanks; null and what is no text are not. */
export function blankText(cell: Sql, blanks: string = BLANKS): Sql {
  return sql`(typeof(${cell}) = 'text' AND trim(${cell}, ${blanks}) = '')`;
}

/** The same, told by the first character for nearly all texts: to look for sixteen blanks at both ends takes SQLite longer than all else. */
export function blankTextQuickly(cell: Sql): Sql {
  return sql`(typeof(${cell}) = 'text' AND NOT coalesce(${noBlank(cell)}, 0) AND trim(${cell}, ${BLANKS}) = '')`;
}

/** False for characters that are surely no blank: ASCII signs, and what begins with Chinese punctuation. */
export function mayBeBlank(code: number): boolean {
  return !((code >= 33 && code <= 159) || (code >= 12289 && code <= 65278));
}

/** The same of the first character of a text, in SQL. */
function noBlank(text: Sql): Sql {
  return sql`(unicode(${text}) BETWEEN 33 AND 159 OR unicode(${text}) BETWEEN 12289 AND 65278)`;
}
