import { z } from 'zod';

/** `column` as every one-column kind takes it; the mark lets a form offer the columns of the table. */
export const column = z.string().min(1).meta({ of: 'column' });
export const columns = z.array(column).min(1).meta({ of: 'columns' });
/** Columns of another table. */
export const otherColumn = z.string().min(1);
export const otherColumns = z.array(otherColumn).min(1);
/** Columns whose values make groups, for which a rule is repeated. */
export const groupBy = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).meta({ of: 'columns' });
export const scalar = z.union([z.string(), z.number(), z.boolean()]);
export const scalarOrNull = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** `min`, `max`, `strictMin`, `strictMax` over a number. */
export const numberLimits = {
  min: z.number().optional(),
  max: z.number().optional(),
  strictMin: z.boolean().optional(),
  strictMax: z.boolean().optional(),
};

export interface Limits<T> {
  readonly min?: T | undefined;
  readonly max?: T | undefined;
  readonly strictMin?: boolean | undefined;
  readonly strictMax?: boolean | undefined;
}

/** True when the value lies within the limits, inclusive unless strict. */
export function within(value: number, limits: Limits<number>): boolean {
  const { min, max } = limits;
  if (min !== undefined && (limits.strictMin ? value <= min : value < min)) return false;
  return !(max !== undefined && (limits.strictMax ? value >= max : value > max));
}
