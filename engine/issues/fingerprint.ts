import type { SqlValue } from '../../base/sqlite/index.ts';
import { sha256, utf8 } from '../../base/trust/index.ts';

const BYTES = 16;

/** By what a failing row is known again in a later batch: its key (or, without one, all its cells) and the values that failed. */
export function fingerprintOf(key: readonly SqlValue[], values: readonly SqlValue[]): Uint8Array {
  const plain = (cells: readonly SqlValue[]): readonly (string | null)[] => cells.map((cell) => cellText(cell));
  return sha256(utf8(JSON.stringify([plain(key), plain(values)]))).slice(0, BYTES);
}

/** A cell as it is compared and shown; null stays null. */
export function cellText(cell: SqlValue): string | null {
  if (cell === null) return null;
  return cell instanceof Uint8Array ? `0x${Buffer.from(cell).toString('hex')}` : String(cell);
}

/** A fingerprint as a member of a set. */
export const printText = (print: Uint8Array): string => Buffer.from(print).toString('latin1');
