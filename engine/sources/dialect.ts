import type { SourceProtocol } from '../../contract/methods/sources.ts';

/** What differs in the SQL of the protocols. */
export interface SqlDialect {
  quote(name: string): string;
  /** A text value. */
  literal(text: string): string;
}

export const dialects: Readonly<Record<SourceProtocol, SqlDialect>> = {
  postgresql: {
    quote: (name) => `"${name.replaceAll('"', '""')}"`,
    literal: (text) => `'${text.replaceAll("'", "''")}'`,
  },
  mysql: {
    quote: (name) => `\`${name.replaceAll('`', '``')}\``,
    // backslashes escape here
    literal: (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`,
  },
};

/** A table's full name in SQL. */
export function tableName({ quote }: SqlDialect, schema: string, table: string): string {
  return schema === '' ? quote(table) : `${quote(schema)}.${quote(table)}`;
}
