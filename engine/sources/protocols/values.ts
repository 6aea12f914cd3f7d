import type { Cell } from '../../intake/index.ts';

const INT64_MAX = 2n ** 63n;

/** A whole number: as a number where that is exact, else as bigint; what does not fit 64 bits stays text. */
export function wholeNumber(text: string): Cell {
  if (text.length < 16) return Number(text);
  const value = BigInt(text);
  return value >= -INT64_MAX && value < INT64_MAX ? value : text;
}

/** A binary floating-point number; infinities and what is no number stay text. */
export function floatNumber(text: string): Cell {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}
