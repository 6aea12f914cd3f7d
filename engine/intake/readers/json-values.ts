const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const CUT_CHARS = 1000;

/** One value of a JSON text: an element of the outermost list, or one of several values that follow each other. */
export interface JsonPiece {
  readonly text: string;
  /** 1-based line on which it begins. */
  readonly line: number;
}

/** Cuts a JSON text that comes in pieces into the values of its outermost list, by brackets and quotes alone; `end` gives what is left. */
export interface JsonCutter {
  push(text: string): JsonPiece[];
  /** The unfinished rest, or null when the text ended as it should. */
  end(): JsonPiece | null;
}

/** Makes a cutter. A value is looked at by nobody here: it may still be no JSON. */
export function jsonCutter(charsMax: number): JsonCutter {
  let held = '';
  let scanned = 0;
  let start = -1;
  let startLine = 1;
  let line = 1;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let inList = false;
  let closed = false;

  /** Follows a string; true at its closing quote. */
  const stringEnds = (code: number): boolean => {
    if (escaped) escaped = false;
    else if (code === BACKSLASH) escaped = true;
    else if (code === QUOTE) inString = false;
    return !inString;
  };
  const push = (text: string): JsonPiece[] => {
    held = start >= 0 ? held.slice(start) + text : text;
    scanned = start >= 0 ? scanned - start : 0;
    if (start >= 0) start = 0;
    const pieces: JsonPiece[] = [];
    const finish = (end: number) => {
      pieces.push({ text: held.slice(start, end), line: startLine });
      start = -1;
    };
    for (let i = scanned; i < held.length; i++) {
      const code = held.charCodeAt(i);
      if (code === 10) line++;
      if (inString) {
        if (stringEnds(code) && depth === 0 && start >= 0) finish(i + 1);
        continue;
      }
      const blank = code <= 32;
      if (start < 0) {
        if (blank || code === COMMA || code === 0xfeff) continue;
        if (code === 91 && !inList && depth === 0 && !closed) {
          inList = true;
          continue;
        }
        if (code === 93 && inList) {
          inList = false;
          closed = true;
          continue;
        }
        start = i;
        startLine = line;
      } else if (depth === 0 && (blank || code === COMMA || code === 93)) {
        finish(i);
        if (code === 93) {
          inList = false;
          closed = true;
        }
        continue;
      }
      if (code === QUOTE) inString = true;
      else if (code === 123 || code === 91) depth++;
      else if (code === 125 || code === 93) {
        depth = Math.max(0, depth - 1);
        if (depth === 0) finish(i + 1);
      }
    }
    scanned = held.length;
    if (start >= 0 && held.length - start > charsMax) giveUp(finish);
    return pieces;
  };
  /** A value longer than the limit is cut: what follows is looked at anew. */
  const giveUp = (finish: (end: number) => void) => {
    finish(start + CUT_CHARS);
    depth = 0;
    inString = false;
  };
  return { push, end: () => (start >= 0 ? { text: held.slice(start), line: startLine } : inList ? { text: '[', line } : null) };
}
