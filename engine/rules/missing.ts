import { z } from 'zod';
import { sql, type Sql } from '../../base/sqlite/index.ts';
import { allNull, anyNull } from './kind.ts';

export const pairMissing = z.enum(['both_values_are_missing', 'either_value_is_missing', 'neither']);
export const listMissing = z.enum(['all_values_are_missing', 'any_value_is_missing', 'never']);

/** Which rows a rule over two columns leaves out. */
export function pairIgnored(a: Sql, b: Sql, how: z.infer<typeof pairMissing>): Sql | null {
  return how === 'neither'
    ? null
    : how === 'both_values_are_missing'
      ? sql`(${a} IS NULL AND ${b} IS NULL)`
      : sql`(${a} IS NULL OR ${b} IS NULL)`;
}

/** Which rows a rule over several columns leaves out. */
export function listIgnored(cells: readonly Sql[], how: z.infer<typeof listMissing>): Sql | null {
  return how === 'never' ? null : how === 'all_values_are_missing' ? allNull(cells) : anyNull(cells);
}
