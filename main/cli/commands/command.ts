import type { Terminal } from '../terminal.ts';

/** A command of `jiadi`; its file is named after it. */
export interface Command {
  /** Its form, as in `cli.md`. */
  readonly usage: string;
  /** Returns the exit code; expected errors are thrown. */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}
