import { JiadiError } from '../../contract/errors.ts';
import type { BatchColumn } from '../table/batch-file.ts';
import { comparedAs, foldOf } from './fold.ts';
import type { FoldName, ReadAs } from './model.ts';

type Value = string | number | null;

/** As what each of these columns is compared with the column of the same (or its other) name; by the other's names. */
export function comparedColumns(
  own: readonly BatchColumn[],
  other: readonly BatchColumn[],
  names: readonly string[],
  otherName: (name: string) => string = (name) => name,
): Readonly<Record<string, ReadAs>> {
  const find = (columns: readonly BatchColumn[], name: string): BatchColumn => {
    const found = columns.find((c) => c.name === name);
    if (!found) throw new JiadiError('column-not-found', { column: name });
    return found;
  };
  return Object.fromEntries(names.map((name) => [otherName(name), comparedAs(find(own, name), find(other, otherName(name)))]));
}

/** How two values may differ and still be the same. */
export interface Tolerant {
  readonly as: ReadAs;
  readonly fold: FoldName;
  /** Largest difference of numbers. */
  readonly tolerance: number;
  /** Given for texts that need only be alike: tells how much, from 0 to 1, and the least that is enough. */
  readonly alike?: { readonly of: (a: string, b: string) => number; readonly least: number };
}

/** True when two values are the same for a rule: as numbers, as dates, or as folded texts; null is the same as null only. */
export function sameValue(a: Value, b: Value, how: Tolerant, dateOf: (text: string) => number | null): boolean {
  if (a === null || b === null) return a === b;
  if (how.as === 'number') {
    const [x, y] = [numberOf(a), numberOf(b)];
    if (x !== null && y !== null) return Math.abs(x - y) <= how.tolerance + 1e-12 * Math.max(1, Math.abs(x), Math.abs(y));
  }
  if (how.as === 'date') {
    const [x, y] = [dateOf(String(a)), dateOf(String(b))];
    if (x !== null && y !== null) return x === y;
  }
  const fold = foldOf(how.fold);
  const [x, y] = [fold(String(a)), fold(String(b))];
  return x === y || (how.alike !== undefined && how.alike.of(x, y) >= how.alike.least);
}

function numberOf(value: string | number): number | null {
  if (typeof value === 'number') return value;
  const read = value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(read) ? read : null;
}
