import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeFileDurably } from '../../base/files.ts';
import type { Log } from '../../base/log.ts';
import { shellSettings } from '../../contract/shell.ts';

const edge = z.number().min(-100_000).max(100_000);
const length = z.number().min(1).max(100_000);

const shellState = z.object({
  format: z.literal(1),
  bounds: z.object({ x: edge, y: edge, width: length, height: length }).nullable(),
  maximised: z.boolean(),
  settings: shellSettings,
});
export type ShellState = z.infer<typeof shellState>;

const WRITE_AFTER_MS = 500;

/** The state of a first start: Chinese whatever the system speaks, because that is whom the program is for. */
export const firstState: ShellState = {
  format: 1,
  bounds: null,
  maximised: false,
  settings: { theme: 'system', language: 'zh-CN', zoom: 1, lockMinutes: 10 },
};

/** What a text of the state file says; anything that does not fit the schema counts as a first start. */
export function parseState(content: string | null): ShellState {
  if (content === null) return firstState;
  try {
    const parsed = shellState.safeParse(JSON.parse(content));
    return parsed.success ? parsed.data : firstState;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return firstState;
  }
}

/** What this user's windows remember, in a file; a file that cannot be written costs the memory, not the work. */
export interface StateStore {
  readonly state: ShellState;
  update(change: Partial<Pick<ShellState, 'bounds' | 'maximised' | 'settings'>>): void;
  /** Writes at once what still waits. */
  flush(): void;
}

/** Opens the state file; changes are written soon and together. */
export function openState(path: string, log: Log): StateStore {
  let state = parseState(readIfThere(path));
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    if (!timer) return;
    clearTimeout(timer);
    timer = null;
    try {
      writeFileDurably(path, `${JSON.stringify(state, null, 1)}\n`);
    } catch (error) {
      log.write('state-not-written', { error });
    }
  };
  return {
    get state() {
      return state;
    },
    update: (change) => {
      state = { ...state, ...change };
      timer ??= setTimeout(flush, WRITE_AFTER_MS);
    },
    flush,
  };
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // a first start, or a file that cannot be read: both begin afresh
    return null;
  }
}
