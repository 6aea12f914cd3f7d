/** Which files of a folder are meant, and which of them are complete. Pure. */

/** A file as it was seen. */
export interface SeenFile {
  readonly name: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** Since when a file has not changed. */
export interface Unchanged {
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly sinceMs: number;
}

/** A file that has not changed for so long is complete. */
export const STABLE_MS = 3_000;
/** One that was written so long ago was complete before it was seen. */
const OLD_MS = 60_000;

const unfinished = /^(?:\.|~\$)|\.(?:tmp|part|partial|filepart|crdownload|download|swp)$|~$/i;

/** True for a name that a pattern means: `*` and `?` stand for any signs, several patterns are separated by `;`, case does not count. Names of unfinished files are never meant. */
export function isMeant(pattern: string, name: string): boolean {
  if (unfinished.test(name)) return false;
  const plain = name.normalize('NFC').toLowerCase();
  return pattern
    .split(/[;；]/u)
    .map((one) => one.trim().normalize('NFC').toLowerCase())
    .some((one) => one !== '' && asExpression(one).test(plain));
}

function asExpression(pattern: string): RegExp {
  const parts = [...pattern].map((sign) => (sign === '*' ? '[^]*' : sign === '?' ? '[^]' : sign.replace(/[\\^$.|+()[\]{}]/g, '\\$&')));
  return new RegExp(`^${parts.join('')}$`, 'u');
}

/** What is remembered of a file after another look. */
export function look(before: Unchanged | undefined, now: SeenFile, atMs: number): Unchanged {
  const same = before?.bytes === now.bytes && before.modifiedMs === now.modifiedMs;
  return { bytes: now.bytes, modifiedMs: now.modifiedMs, sinceMs: same ? before.sinceMs : atMs };
}

/**
 * True when a file is complete: it did not change between looks for long enough, or it was last written long ago. An empty file may still be waiting
 * for its content, so it must stay empty longer. `wallMs` is the calendar's time, `atMs` that of a clock that never goes back.
 */
export function isComplete(file: Unchanged, atMs: number, wallMs: number): boolean {
  const stableMs = file.bytes === 0 ? OLD_MS : STABLE_MS;
  return atMs - file.sinceMs >= stableMs || wallMs - file.modifiedMs >= OLD_MS;
}
