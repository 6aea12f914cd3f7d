/** A value that SQLite can bind. */
export type SqlValue = string | number | bigint | null | Uint8Array;

/** A piece of SQL with its bound values; the only form in which SQL travels through the program. */
export interface Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

const isSql = (part: unknown): part is Sql =>
  typeof part === 'object' && part !== null && !(part instanceof Uint8Array) && 'text' in part && 'values' in part;

/** SQL written as SQL: `${value}` is bound as a parameter, `${sql}` is nested; nothing is ever spliced in as text. */
export function sql(strings: TemplateStringsArray, ...parts: readonly (SqlValue | boolean | undefined | Sql)[]): Sql {
  let text = strings[0] ?? '';
  const values: SqlValue[] = [];
  parts.forEach((part, i) => {
    if (isSql(part)) {
      text += part.text;
      values.push(...part.values);
    } else {
      text += '?';
      values.push(part === undefined ? null : typeof part === 'boolean' ? Number(part) : part);
    }
    text += strings[i + 1] ?? '';
  });
  return { text, values };
}

/** A quoted name (table, column, alias); a NUL cannot stand in one and is refused. */
export function id(name: string): Sql {
  if (name.includes('\0')) throw new RangeError('a name holds a NUL character');
  return { text: `"${name.replaceAll('"', '""')}"`, values: [] };
}

/** Pieces joined by a fixed separator such as `, ` or ` AND `. */
export function join(parts: readonly Sql[], separator: ', ' | ' AND ' | ' OR ' | ' UNION ALL ' | ' || ' | ' + ' | ' '): Sql {
  return { text: parts.map((p) => p.text).join(separator), values: parts.flatMap((p) => p.values) };
}

/** Nothing; for optional clauses. */
export const empty: Sql = { text: '', values: [] };
