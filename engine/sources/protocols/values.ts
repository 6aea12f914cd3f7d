import type { Cell } from '../../intake/index.ts';

/** A whole number: as a number where every digit of it is kept, else as text, like in a file; what reads rows later has no other exact way. */
export function wholeNumber(text: string): Cell {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

/** A number of 32 bits, by the fewest digits that mean it: servers of before PostgreSQL 12 write nine of them, 0.1 as 0.100000001. */
export function singleNumber(text: string): Cell {
  const read = floatNumber(text);
  if (typeof read !== 'number') return read;
  const single = Math.fround(read);
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(single.toPrecision(digits));
    if (Math.fround(short) === single) return short;
  }
  return read;
}

/** A binary floating-point number; infinities and what is no number stay text. */
export function floatNumber(text: string): Cell {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}
