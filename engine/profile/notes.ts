/** What a column's table notes of each value, packed into a word: what it could be, its pattern, whether it is valid. */
import type { ValueClass } from '../table/typed.ts';

export const CLASS_SHIFT = 12;

/** What the value of a note could be. */
export function noteClass(note: number): ValueClass {
  return ((note >> CLASS_SHIFT) & 15) as ValueClass;
}
