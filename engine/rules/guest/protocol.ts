import type { ErrorCode, ErrorParams } from '../../../contract/errors.ts';
import type { BatchColumn, BatchPart } from '../../table/batch-file.ts';

/** What a guest process is asked: one query of the user's over one batch. Keys travel in the message, never on a command line. */
export interface GuestRequest {
  readonly parts: readonly BatchPart[];
  readonly columns: readonly BatchColumn[];
  readonly rowCount: number;
  readonly query: string;
  readonly rowsTested: string | null;
  /** True when the query is to return one number; its rows, if any, are those that `drill` returns. */
  readonly value: boolean;
  readonly drill: string | null;
}

export type GuestAnswer =
  | { readonly ok: true; readonly rows: readonly number[]; readonly failed: number; readonly tested: number; readonly value: number | null }
  | { readonly ok: false; readonly code: ErrorCode; readonly params: ErrorParams };

/** The table that user SQL sees as `{dataset}`, and its column with the data row number. */
export const DATASET = 'dataset';
export const ROW_COLUMN = '_row';
