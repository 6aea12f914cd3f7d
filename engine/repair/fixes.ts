import type { ColumnType } from '../../contract/methods/datasets.ts';

/** A cell that a person corrected: what stood there and what should. */
export interface CellFix {
  readonly row: number;
  readonly column: string;
  readonly before: string | null;
  readonly after: string | null;
}

type Value = string | number | bigint | null | Uint8Array;

/** A cell as it is compared with what was corrected. */
export const fixText = (cell: Value): string | null => {
  if (cell === null) return null;
  return cell instanceof Uint8Array ? `0x${Buffer.from(cell).toString('hex')}` : String(cell);
};

/** What becomes of a correction in a batch: it changes the cell, is there already, or the cell is another one by now. */
export function fixState(cell: Value, fix: Pick<CellFix, 'before' | 'after'>): 'change' | 'same' | 'moved' {
  const now = fixText(cell);
  if (now === fix.after) return 'same';
  return now === fix.before ? 'change' : 'moved';
}

const whole = /^-?(?:0|[1-9]\d{0,17})$/;

/** A corrected value as the column stores it. */
export const storedFix = (after: string | null, type: ColumnType): string | bigint | null =>
  after !== null && type === 'integer' && whole.test(after) ? BigInt(after) : after;

/** Whether a column of this type can hold the value; where not, its type is found anew. */
export function fixFits(after: string | null, type: ColumnType): boolean {
  if (after === null || type === 'text') return true;
  return type === 'integer' && whole.test(after);
}
