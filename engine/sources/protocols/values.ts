import type { Cell } from '../../intake/index.ts';

/** A whole number: as a number where every digit of it is kept, else as text, like in a file; what reads rows later has no other exact way. */
export function wholeNumber(text: string): Cell {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

/** A binary floating-point number; infinities and what is no number stay text. */
export function floatNumber(text: string): Cell {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}
