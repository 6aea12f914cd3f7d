import type { BatchFile } from '../table/batch-file.ts';

/** Where the state of a batch goes: written under `temporary`, then renamed. */
export interface StateTarget {
  readonly temporary: string;
  readonly final: string;
  readonly key: Uint8Array;
}

/** A batch of a table that grew: its rows, and its state if that was kept, or where it is to be kept. */
export interface AppendedBatch {
  readonly file: BatchFile;
  /** The day its rows are judged as of. */
  readonly asOf: string;
  readonly state: { readonly path: string; readonly key: Uint8Array } | null;
  readonly target: StateTarget | null;
}
