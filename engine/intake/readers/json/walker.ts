import type { JsonPiece } from './values.ts';

/** Lists below lists are part of a row; deeper ones than this are hardly a table. */
const DEPTH_MAX = 6;
/** More lists than anybody chooses from are not remembered. */
const LISTS_MAX = 1000;
const BARE = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;
const BARE_CHARS_MAX = 400;
const CUT_CHARS = 1000;

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const LIST_OPEN = 91;
const LIST_CLOSE = 93;
const OBJECT_OPEN = 123;
const OBJECT_CLOSE = 125;
const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const MARK = 0xfeff;

/** Where a text cannot be walked through any further: it is no JSON, or the key before that place stands twice. Line and column from 1. */
export class JsonBroken extends Error {
  readonly problem: 'syntax' | 'key-twice';
  readonly line: number;
  readonly column: number;
  constructor(problem: 'syntax' | 'key-twice', line: number, column: number) {
    super(`${problem} at line ${line}, column ${column}`);
    this.problem = problem;
    this.line = line;
    this.column = column;
  }
}

/** An object whose fields are walked through. */
interface Frame {
  /** Path of its fields, up to the last point. */
  readonly path: string;
  readonly keys: Set<string>;
}

/** What may come next, or what is being read. */
type State = 'top' | 'key-or-end' | 'key' | 'in-key' | 'colon' | 'value' | 'after' | 'entry-or-end' | 'entry' | 'after-entry' | 'in-value';

export interface JsonWalkerOptions {
  /** Path of the list whose entries are given; null: none, only what lists there are. */
  readonly list: string | null;
  /** An entry of more characters is cut off. */
  readonly charsMax: number;
}

/**
 * Walks through the objects of a JSON text that comes in pieces, and gives the entries of one list inside (`data.rows`) as texts. Nothing but the
 * entry in hand is held. The way to the lists must be JSON, and no key may stand twice there, or `JsonBroken` is thrown; an entry is only
 * told from the next by brackets and quotes, as nobody has parsed it yet.
 */
export class JsonWalker {
  /** Lists that hold records, by path, with how many. Of the first value. */
  readonly lists = new Map<string, number>();
  /** Values at the top that have begun: elements of an outermost list, or values that follow each other. */
  values = 0;
  /** True when the text begins with a list. */
  inList = false;
  /** Characters of the first value. */
  chars = 0;

  readonly #list: string | null;
  readonly #charsMax: number;
  #state: State = 'top';
  readonly #frames: Frame[] = [];
  #listClosed = false;
  #firstEnded = false;
  /** The field or list in hand. */
  #path = '';
  /** Paths of lists of the value in hand. */
  #seen = new Set<string>();
  #gives = false;
  /** State after the value in hand. */
  #next: State = 'after';
  #nested = 0;
  #inString = false;
  #escaped = false;
  #bare = false;
  /** What came of the text in hand with the pieces before, and its length. */
  #before = '';
  #length = 0;
  #keeps = false;
  /** Where the text in hand begins or goes on in the piece; -1: none is in hand. */
  #start = -1;
  #startLine = 1;
  #line = 1;
  /** Where the line in hand begins in the piece; negative: before it. */
  #lineStart = 0;
  #nextLine = -1;
  #text = '';
  #out: JsonPiece[] = [];

  constructor({ list, charsMax }: JsonWalkerOptions) {
    this.#list = list;
    this.#charsMax = charsMax;
  }

  /** The entries that are complete with this piece of text. */
  push(text: string): readonly JsonPiece[] {
    this.#text = text;
    this.#out = [];
    this.#nextLine = text.indexOf('\n');
    if (this.#start >= 0) this.#start = 0;
    for (let at = 0; at < text.length;) at = this.#start >= 0 ? this.#goOn(at) : this.#step(text.charCodeAt(at), at);
    if (this.#start >= 0) this.#hold(text.length);
    this.#advance(text.length);
    this.#lineStart -= text.length;
    if (!this.#firstEnded && this.values > 0) this.chars += text.length;
    return this.#out;
  }

  /** The text has ended; throws where it should not have. Nothing is left over. */
  end(): null {
    this.#text = '';
    if (this.#state === 'in-value' && this.#bare && this.#next === 'top') this.#finish(0);
    if (this.#state !== 'top' || (this.inList && !this.#listClosed)) this.#fail(0);
    return null;
  }

  /** One character between texts; gives the place after it. */
  #step(code: number, at: number): number {
    if (code === SPACE || code === LF || code === CR || code === TAB || (code === MARK && this.#state === 'top')) return at + 1;
    switch (this.#state) {
      case 'top':
        return this.#top(code, at);
      case 'key-or-end':
      case 'key':
        if (code === OBJECT_CLOSE && this.#state === 'key-or-end') return this.#leave(at);
        if (code !== QUOTE) this.#fail(at);
        return this.#begin('in-key', 'colon', true, at);
      case 'colon':
        if (code !== COLON) this.#fail(at);
        this.#state = 'value';
        return at + 1;
      case 'value':
        return this.#field(code, at);
      case 'after':
        if (code === OBJECT_CLOSE) return this.#leave(at);
        if (code !== COMMA) this.#fail(at);
        this.#state = 'key';
        return at + 1;
      case 'after-entry':
        if (code !== COMMA && code !== LIST_CLOSE) this.#fail(at);
        this.#state = code === COMMA ? 'entry' : 'after';
        return at + 1;
      default:
        return this.#entry(code, at);
    }
  }

  #top(code: number, at: number): number {
    if (code === COMMA) return at + 1;
    if (code === LIST_OPEN && this.values === 0 && !this.inList) {
      this.inList = true;
      return at + 1;
    }
    if (code === LIST_CLOSE && this.inList && !this.#listClosed) {
      this.#listClosed = true;
      return at + 1;
    }
    if (this.values === 1) this.#firstEnded = true;
    this.values++;
    this.#seen = new Set();
    if (this.values === 1) this.chars = -at;
    if (code !== OBJECT_OPEN) return this.#begin('in-value', 'top', false, at);
    this.#frames.push({ path: '', keys: new Set() });
    this.#state = 'key-or-end';
    return at + 1;
  }

  /** The value of a field. */
  #field(code: number, at: number): number {
    if (code === OBJECT_OPEN && this.#frames.length < DEPTH_MAX) {
      this.#frames.push({ path: `${this.#path}.`, keys: new Set() });
      this.#state = 'key-or-end';
      return at + 1;
    }
    if (code !== LIST_OPEN) return this.#begin('in-value', 'after', false, at);
    // a list of the same path, by a key with a point in it, is another list
    this.#gives = this.#path === this.#list && !this.#seen.has(this.#path);
    if (this.#seen.size < LISTS_MAX) this.#seen.add(this.#path);
    this.#state = 'entry-or-end';
    return at + 1;
  }

  #entry(code: number, at: number): number {
    if (code === LIST_CLOSE && this.#state === 'entry-or-end') {
      this.#state = 'after';
      return at + 1;
    }
    if (code === OBJECT_OPEN && this.values === 1) {
      const records = this.lists.get(this.#path);
      if (records !== undefined || this.lists.size < LISTS_MAX) this.lists.set(this.#path, (records ?? 0) + 1);
    }
    return this.#begin('in-value', 'after-entry', this.#gives, at);
  }

  /** An object has ended. */
  #leave(at: number): number {
    this.#frames.pop();
    this.#state = this.#frames.length > 0 ? 'after' : 'top';
    if (this.#frames.length === 0 && this.values === 1) this.#endFirst(at + 1);
    return at + 1;
  }

  #endFirst(at: number): void {
    this.#firstEnded = true;
    this.chars += at;
  }

  /** A text (a key, a value) begins at `at`. */
  #begin(state: 'in-key' | 'in-value', next: State, keeps: boolean, at: number): number {
    const code = this.#text.charCodeAt(at);
    if (code < SPACE || code === COMMA || code === COLON || code === LIST_CLOSE || code === OBJECT_CLOSE) this.#fail(at);
    this.#state = state;
    this.#next = next;
    this.#bare = code !== QUOTE && code !== OBJECT_OPEN && code !== LIST_OPEN;
    this.#keeps = keeps || this.#bare;
    this.#nested = 0;
    this.#inString = code === QUOTE;
    this.#escaped = false;
    this.#start = at;
    if (keeps) {
      this.#advance(at);
      this.#startLine = this.#line;
    }
    return this.#inString ? this.#string(at + 1) : this.#goOn(at);
  }

  /** Goes on with the text in hand; gives the place at which it ended, or the end of the piece. */
  #goOn(from: number): number {
    if (this.#inString) return this.#string(from);
    const text = this.#text;
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (this.#bare) {
        if (code > SPACE && code !== COMMA && code !== LIST_CLOSE && code !== OBJECT_CLOSE) continue;
        return this.#finish(at);
      }
      if (code === QUOTE) {
        this.#inString = true;
        return this.#string(at + 1);
      }
      if (code === OBJECT_OPEN || code === LIST_OPEN) this.#nested++;
      else if ((code === OBJECT_CLOSE || code === LIST_CLOSE) && --this.#nested === 0) return this.#finish(at + 1);
    }
    return text.length;
  }

  #string(from: number): number {
    const text = this.#text;
    let at = from;
    if (this.#escaped && at < text.length) {
      this.#escaped = false;
      at++;
    }
    for (;;) {
      const end = text.indexOf('"', at);
      const until = end < 0 ? text.length : end;
      let slashes = 0;
      while (until - slashes > at && text.charCodeAt(until - slashes - 1) === BACKSLASH) slashes++;
      if (end < 0) {
        this.#escaped = slashes % 2 === 1;
        return text.length;
      }
      at = end + 1;
      if (slashes % 2 === 1) continue;
      this.#inString = false;
      return this.#nested === 0 ? this.#finish(at) : at;
    }
  }

  /** Keeps what the piece holds of the text in hand. */
  #hold(end: number): void {
    this.#length += end - this.#start;
    if (!this.#keeps || this.#before.length > this.#charsMax) return;
    this.#before += this.#text.slice(this.#start, end);
    if (this.#bare && this.#before.length > BARE_CHARS_MAX) this.#fail(end);
  }

  #finish(end: number): number {
    this.#hold(end);
    const [text, length] = [this.#before, this.#length];
    this.#before = '';
    this.#length = 0;
    this.#start = -1;
    const wasKey = this.#state === 'in-key';
    this.#state = this.#next;
    if (wasKey) this.#key(text, end);
    else if (this.#bare && this.#next !== 'after-entry' && this.#next !== 'top' && !BARE.test(text)) this.#fail(end);
    else if (this.#next === 'after-entry' && this.#gives)
      this.#out.push(
        length > this.#charsMax
          ? { text: text.slice(0, CUT_CHARS), line: this.#startLine, cut: 'listed' }
          : { text, line: this.#startLine },
      );
    if (this.#next === 'top' && this.values === 1) this.#endFirst(end);
    return end;
  }

  #key(text: string, at: number): void {
    const frame = this.#frames.at(-1);
    const key = parsedKey(text);
    if (!frame || key === null) return this.#fail(at);
    if (frame.keys.has(key)) this.#fail(at, 'key-twice');
    frame.keys.add(key);
    this.#path = frame.path + key;
  }

  /** Counts lines up to `at`. */
  #advance(at: number): void {
    while (this.#nextLine >= 0 && this.#nextLine < at) {
      this.#line++;
      this.#lineStart = this.#nextLine + 1;
      this.#nextLine = this.#text.indexOf('\n', this.#nextLine + 1);
    }
  }

  #fail(at: number, problem: JsonBroken['problem'] = 'syntax'): never {
    this.#advance(at);
    throw new JsonBroken(problem, this.#line, at - this.#lineStart + 1);
  }
}

function parsedKey(text: string): string | null {
  try {
    return JSON.parse(text) as string;
  } catch {
    return null;
  }
}
