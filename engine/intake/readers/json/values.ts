const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const LIST_OPEN = 91;
const LIST_CLOSE = 93;
const OBJECT_OPEN = 123;
const OBJECT_CLOSE = 125;
const LF = 10;
const SPACE = 32;
const MARK = 0xfeff;
const CUT_CHARS = 1000;

/** One value of a JSON text: an element of the outermost list, or one of several values that follow each other. */
export interface JsonPiece {
  readonly text: string;
  /** 1-based line on which it begins. */
  readonly line: number;
  /** Set when it was too long to be held: its beginning is all there is. `outermost`: it stood in no list. */
  readonly cut?: 'outermost' | 'listed';
}

/**
 * Cuts a JSON text that comes in pieces into the values of its outermost list, by brackets and quotes alone. A value is looked at by nobody
 * here: it may still be no JSON.
 */
export class JsonCutter {
  private readonly charsMax: number;
  private held = '';
  /** What came of the value in hand with the texts before. */
  private before = '';
  /** Where the value in hand begins in `held`, or goes on there; -1: between values. */
  private start = -1;
  private startLine = 1;
  private line = 1;
  private depth = 0;
  private inString = false;
  private escaped = false;
  private list: 'none' | 'open' | 'closed' = 'none';
  private pieces: JsonPiece[] = [];

  /** A value of more than `charsMax` characters is cut off, and what follows is looked at anew. */
  constructor(charsMax: number) {
    this.charsMax = charsMax;
  }

  /** The values that are complete with this piece of text. */
  push(text: string): readonly JsonPiece[] {
    this.held = text;
    this.pieces = [];
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === LF) this.line++;
      if (this.inString) this.followString(code, i);
      else if (this.start < 0 ? this.begins(code, i) : this.goesOn(code, i)) this.nest(code, i);
    }
    if (this.start < 0) return this.pieces;
    this.before += text.slice(this.start);
    this.start = 0;
    this.held = '';
    if (this.before.length > this.charsMax) {
      this.finish(0);
      this.depth = 0;
      this.inString = false;
    }
    return this.pieces;
  }

  /** The unfinished rest, or null when the text ended as it should. */
  end(): JsonPiece | null {
    if (this.start >= 0) return { text: this.before, line: this.startLine };
    return this.list === 'open' ? { text: '[', line: this.line } : null;
  }

  private finish(end: number): void {
    const text = this.before + this.held.slice(this.start, end);
    const whole = { text, line: this.startLine };
    this.pieces.push(
      text.length <= this.charsMax
        ? whole
        : { ...whole, text: text.slice(0, CUT_CHARS), cut: this.list === 'none' ? 'outermost' : 'listed' },
    );
    this.before = '';
    this.start = -1;
  }

  private followString(code: number, at: number): void {
    if (this.escaped) this.escaped = false;
    else if (code === BACKSLASH) this.escaped = true;
    else if (code === QUOTE) {
      this.inString = false;
      if (this.depth === 0 && this.start >= 0) this.finish(at + 1);
    }
  }

  /** Between values: true when one begins at `at`. */
  private begins(code: number, at: number): boolean {
    if (code <= SPACE || code === COMMA || code === MARK) return false;
    if (code === LIST_OPEN && this.list === 'none') {
      this.list = 'open';
      return false;
    }
    if (code === LIST_CLOSE && this.list === 'open') {
      this.list = 'closed';
      return false;
    }
    this.start = at;
    this.startLine = this.line;
    return true;
  }

  /** Inside a value: false when a bare one (a number, a word) ends before `at`. */
  private goesOn(code: number, at: number): boolean {
    if (this.depth > 0 || (code > SPACE && code !== COMMA && code !== LIST_CLOSE)) return true;
    this.finish(at);
    if (code === LIST_CLOSE) this.list = 'closed';
    return false;
  }

  private nest(code: number, at: number): void {
    if (code === QUOTE) this.inString = true;
    else if (code === OBJECT_OPEN || code === LIST_OPEN) this.depth++;
    else if (code === OBJECT_CLOSE || code === LIST_CLOSE) {
      this.depth = Math.max(0, this.depth - 1);
      if (this.depth === 0) this.finish(at + 1);
    }
  }
}
