import type { JsonValue } from './canonical-json.ts';

/** Why a JSON text was refused. */
export type StrictJsonFault = 'too-large' | 'too-deep' | 'not-utf8' | 'duplicate-key' | 'lone-surrogate' | 'number-out-of-range' | 'syntax';

/** A parsed value, or the fault and the character offset at which it was seen. */
export type StrictJsonResult =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly fault: StrictJsonFault; readonly offset: number };

export interface StrictJsonLimits {
  /** Size in bytes of the whole text. */
  readonly bytesMax: number;
  readonly depthMax: number;
}

/** Limits of everything that is signed: 1 MiB, 32 levels. */
export const strictJsonLimits: StrictJsonLimits = { bytesMax: 1024 * 1024, depthMax: 32 };

class Refused extends Error {
  readonly fault: StrictJsonFault;
  readonly offset: number;
  constructor(fault: StrictJsonFault, offset: number) {
    super(fault);
    this.fault = fault;
    this.offset = offset;
  }
}

/**
 * Parses JSON (RFC 8259) that a stranger wrote: one meaning or none. Refused are duplicate names, more than the allowed depth or
 * size, bytes that are not UTF-8, a byte order mark, lone surrogates, and numbers beyond a double. Objects have no prototype.
 */
export function parseStrictJson(bytes: Uint8Array, limits: StrictJsonLimits = strictJsonLimits): StrictJsonResult {
  if (bytes.length > limits.bytesMax) return { ok: false, fault: 'too-large', offset: limits.bytesMax };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { ok: false, fault: 'not-utf8', offset: 0 };
  }
  try {
    return { ok: true, value: new StrictParser(text, limits.depthMax).document() };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, fault: error.fault, offset: error.offset };
    throw error;
  }
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// two patterns instead of one with a choice inside a loop: that one needs memory for each character of a long text
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const WORDS: readonly (readonly [string, JsonValue])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

class StrictParser {
  readonly #text: string;
  readonly #depthMax: number;
  #at = 0;

  constructor(text: string, depthMax: number) {
    this.#text = text;
    this.#depthMax = depthMax;
  }

  document(): JsonValue {
    this.#space();
    const value = this.#value(0);
    this.#space();
    if (this.#at !== this.#text.length) this.#refuse('syntax');
    return value;
  }

  #refuse(fault: StrictJsonFault): never {
    throw new Refused(fault, this.#at);
  }

  #space(): void {
    SPACE.lastIndex = this.#at;
    SPACE.test(this.#text);
    this.#at = SPACE.lastIndex;
  }

  #take(mark: string): boolean {
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }

  #value(depth: number): JsonValue {
    const mark = this.#text[this.#at];
    if (mark === '{') return this.#object(depth + 1);
    if (mark === '[') return this.#array(depth + 1);
    if (mark === '"') return this.#string();
    if (mark !== undefined && (mark === '-' || (mark >= '0' && mark <= '9'))) return this.#number();
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    return this.#refuse('syntax');
  }

  #number(): number {
    NUMBER.lastIndex = this.#at;
    const found = NUMBER.exec(this.#text)?.[0];
    if (found === undefined) return this.#refuse('syntax');
    const value = Number(found);
    if (!Number.isFinite(value)) this.#refuse('number-out-of-range');
    this.#at += found.length;
    return value;
  }

  #string(): string {
    let end = this.#at + 1;
    let escaped = false;
    for (;;) {
      PLAIN.lastIndex = end;
      PLAIN.test(this.#text);
      end = PLAIN.lastIndex;
      if (this.#text[end] === '"') break;
      ESCAPE.lastIndex = end;
      if (!ESCAPE.test(this.#text)) this.#refuse('syntax');
      end = ESCAPE.lastIndex;
      escaped = true;
    }
    // the patterns above have proved it to be one JSON string, so the built-in parser only unescapes it
    const found = this.#text.slice(this.#at, end + 1);
    const value = escaped ? String(JSON.parse(found)) : found.slice(1, -1);
    if (!value.isWellFormed()) this.#refuse('lone-surrogate');
    this.#at = end + 1;
    return value;
  }

  #array(depth: number): JsonValue {
    if (depth > this.#depthMax) this.#refuse('too-deep');
    this.#at += 1;
    const items: JsonValue[] = [];
    this.#space();
    if (this.#take(']')) return items;
    for (;;) {
      this.#space();
      items.push(this.#value(depth));
      this.#space();
      if (this.#take(']')) return items;
      if (!this.#take(',')) this.#refuse('syntax');
    }
  }

  #object(depth: number): JsonValue {
    if (depth > this.#depthMax) this.#refuse('too-deep');
    this.#at += 1;
    const members = Object.create(null) as Record<string, JsonValue>;
    this.#space();
    if (this.#take('}')) return members;
    for (;;) {
      this.#space();
      if (this.#text[this.#at] !== '"') this.#refuse('syntax');
      const nameAt = this.#at;
      const name = this.#string();
      if (name in members) {
        this.#at = nameAt;
        this.#refuse('duplicate-key');
      }
      this.#space();
      if (!this.#take(':')) this.#refuse('syntax');
      this.#space();
      members[name] = this.#value(depth);
      this.#space();
      if (this.#take('}')) return members;
      if (!this.#take(',')) this.#refuse('syntax');
    }
  }
}
