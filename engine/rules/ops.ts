import { z } from 'zod';
import { sql, type Sql } from '../../base/sqlite/index.ts';

export const compareOp = z.enum(['=', '!=', '<', '<=', '>', '>=']);
export type CompareOp = z.infer<typeof compareOp>;

const opposite: Readonly<Record<CompareOp, Sql>> = { '=': sql`<>`, '!=': sql`=`, '<': sql`>=`, '<=': sql`>`, '>': sql`<=`, '>=': sql`<` };

/** The operator that holds exactly where `op` does not, nulls aside. */
export function negated(op: CompareOp): Sql {
  return opposite[op];
}
