/** Which type a column is of, from what its values could be. */
import type { ColumnType } from '../table/batch-file.ts';
import { admits, type ValueClass } from '../table/typed.ts';

/** A declared or inferred type stands when this share of the values has it. */
const TYPE_SHARE = 0.9;

/** How many of the values a type admits. */
export function conforming(classes: readonly number[], type: ColumnType): number {
  return classes.reduce((total, n, kind) => (admits(type, kind as ValueClass) ? total + n : total), 0);
}

const narrowest: readonly ColumnType[] = ['date', 'integer', 'decimal', 'boolean', 'time', 'datetime'];

/** The type that most of the judged values have. */
export function typeOf(classes: readonly number[], judged: number, declared: ColumnType): ColumnType {
  if (judged <= 0) return declared === 'text' ? 'text' : 'empty';
  const fits = (type: ColumnType): boolean => conforming(classes, type) >= judged * TYPE_SHARE;
  if (declared !== 'empty' && fits(declared)) return declared;
  return narrowest.find(fits) ?? 'text';
}
