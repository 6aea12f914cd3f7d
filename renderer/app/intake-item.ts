import type { Picked } from '../../contract/shell.ts';

/** One thing to import: a file, or one sheet of it. */
export interface IntakeItem {
  readonly id: string;
  readonly file: Picked;
  readonly sheet: string | null;
}
