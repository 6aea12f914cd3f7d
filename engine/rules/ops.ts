import { z } from 'zod';
import { sql, type Sql } from '../../base/sqlite/index.ts';

export const compareOp = z.enum(['=', '!=', '<', '<=', '>', '>=']);
export type CompareOp = z.infer<typeof compareOp>;

const opposite: Readonly<Record<CompareOp, Sql>> = { '=': sql`<>`, '!=': sql`=`, '<': sql`>=`, '<=': sql`>`, '>': sql`<=`, '>=': sql`<` };

/** True when the comparison holds. */
export function holds(a: number, op: CompareOp, b: number): boolean {
  switch (op) {
    case '=':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

/** The operator that holds exactly where `op` does not, nulls aside. */
export function negated(op: CompareOp): Sql {
  return opposite[op];
}
