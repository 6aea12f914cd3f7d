import { SaxesParser } from 'saxes';
import { JiadiError } from '../../../../contract/errors.ts';

/** What happens in an XML text; names come without their prefix. */
export interface XmlHandlers {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  text(text: string): void;
}

/** Thrown by a handler that has seen enough. */
export class StopReading extends Error {}

/** Reads elements that are written in the plainest way by itself, which is several times as quick as parsing them. */
export interface PlainReader {
  /** The element in which they stand one after another, and their own name. */
  readonly within: string;
  readonly element: string;
  /** Reads the element that begins at a place of the text and gives the place behind it; `notPlain` where it is to be parsed, `cutOff` where the text ends too soon. */
  read(text: string, at: number): number;
}

export const notPlain = -1;
export const cutOff = -2;

/** So many elements in a row that are not plain, and no more are tried. */
const TRIED_MAX = 64;
/** Longest element that is waited for. */
const HELD_MAX = 1 << 22;
/** What no XML text holds: found by the parser. */
// eslint-disable-next-line no-control-regex -- it is about them
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** Reads XML in pieces. A document type or an entity is refused, as is text that is not well-formed: `file-damaged`. */
export async function readXml(pieces: AsyncIterable<string>, file: string, handlers: XmlHandlers, plain?: PlainReader): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const lane = plain ? new Lane(plain, (text) => parser.write(text)) : null;
  parser.on('doctype', () => {
    throw new JiadiError('file-damaged', { file, reason: 'dtd' });
  });
  parser.on('error', (error) => {
    throw new JiadiError('file-damaged', { file, reason: 'xml' }, error);
  });
  parser.on('opentag', (tag) => {
    const name = localName(tag.name);
    lane?.opened(name);
    handlers.open(name, tag.attributes);
  });
  parser.on('closetag', (tag) => {
    lane?.closed();
    handlers.close(localName(tag.name));
  });
  parser.on('text', (text) => handlers.text(text));
  parser.on('cdata', (text) => handlers.text(text));
  for await (const piece of pieces) {
    if (lane) lane.take(piece);
    else parser.write(piece);
  }
  lane?.end();
  parser.close();
}

/**
 * Takes plain elements out of a text before it is parsed. What is left is as well-formed as before: an element is taken out only where the parser, having read
 * all before it, stands between the children of the element that it belongs to.
 */
class Lane {
  readonly #plain: PlainReader;
  readonly #parse: (text: string) => void;
  readonly #ends: readonly string[];
  #depth = 0;
  /** Of the element in which plain ones stand; 0 while it is not open. */
  #inside = 0;
  /** True: the last tag that was parsed opened that element, or closed a child of it. */
  #between = false;
  #held = '';
  #tried = 0;

  constructor(plain: PlainReader, parse: (text: string) => void) {
    this.#plain = plain;
    this.#parse = parse;
    this.#ends = [`<${plain.within}>`, `</${plain.element}>`];
  }

  opened(name: string): void {
    this.#depth++;
    if (this.#inside === 0 && name === this.#plain.within) this.#inside = this.#depth;
    this.#between = this.#depth === this.#inside;
  }

  closed(): void {
    this.#depth--;
    if (this.#depth < this.#inside) this.#inside = 0;
    this.#between = this.#inside > 0 && this.#depth === this.#inside;
  }

  take(piece: string): void {
    const text = this.#held + piece;
    this.#held = '';
    if (this.#tried > TRIED_MAX || forbidden.test(text)) {
      this.#between = false;
      this.#parse(text);
      return;
    }
    for (let at = 0; at < text.length;) {
      if (!this.#between) {
        at = this.#parseOn(text, at);
        continue;
      }
      const next = this.#plain.read(text, at);
      if (next === cutOff && text.length - at < HELD_MAX) {
        this.#held = text.slice(at);
        return;
      }
      if (next >= 0) [at, this.#tried] = [next, 0];
      else {
        this.#tried++;
        at = this.#tried > TRIED_MAX ? this.#parseAll(text, at) : this.#parseOn(text, at);
      }
    }
  }

  /** Parses up to a place where plain elements may begin. */
  #parseOn(text: string, at: number): number {
    const ends = this.#ends.flatMap((end) => {
      const found = text.indexOf(end, at);
      return found < 0 ? [] : [found + end.length];
    });
    if (ends.length === 0) return this.#parseAll(text, at);
    const end = Math.min(...ends);
    this.#parse(text.slice(at, end - 1));
    // only what this character ends tells where the parser stands: the same letters may be those of a comment
    this.#between = false;
    this.#parse('>');
    return end;
  }

  #parseAll(text: string, at: number): number {
    this.#parse(text.slice(at));
    // where the parser stands in what it holds of the text is not known
    this.#between = false;
    return text.length;
  }

  /** The text is over. */
  end(): void {
    if (this.#held !== '') this.#parse(this.#held);
  }
}

/** An attribute by its name without prefix. */
export function attribute(attributes: Readonly<Record<string, string>>, name: string): string | undefined {
  const direct = attributes[name];
  if (direct !== undefined) return direct;
  for (const key in attributes) if (key.endsWith(`:${name}`)) return attributes[key];
  return undefined;
}

/** Characters that XML cannot hold are written as `_x000D_` in workbooks. */
export function unescapeXml(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
