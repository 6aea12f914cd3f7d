import type { SourceItem } from './plan.ts';
import { countsOf, groupCounts } from './server.ts';
import { fetchedOf, type ServerTable } from './table.ts';
import { valuesQuery } from './values.ts';

/** What the server is asked for one rule, as a statement of its own; null where it is asked nothing. */
export function statementOf(table: ServerTable, item: SourceItem): string | null {
  const { way, pushed, own, bound, columns } = item;
  if (way === 'server' && own && own.value !== null) return own.value;
  if (way === 'server' && pushed) return bound.grain === 'group' ? groupCounts(table, item, pushed) : countsOf(table, pushed);
  if (way === 'values') return valuesQuery(table, columns);
  if (way !== 'rows') return null;
  const wanted = table.columns.filter((column) => table.key.includes(column) || columns.includes(column));
  return `SELECT ${wanted.map((column) => fetchedOf(column)).join(', ')} FROM ${table.relation}`;
}
