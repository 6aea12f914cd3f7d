/** What nearly every program writes in the same plain way: rows of values, and texts without forms. */
import { cutOff, notPlain } from '../common/xml.ts';

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const QUOTE = 0x22;
const EQUALS = 0x3d;

/** A cell as it is written; undefined where it says nothing. */
export interface PlainCell {
  place: string | undefined;
  type: string;
  style: string | undefined;
  value: string;
}

/**
 * Rows of a sheet as nearly every program writes them: cells with a value or a text and nothing else, attributes in double quotes, no entities. The cells of
 * a row are used again for the next one.
 */
export class PlainRow {
  number: string | undefined = undefined;
  hidden: string | undefined = undefined;
  count = 0;
  readonly cells: PlainCell[] = [];
  #text = '';
  #at = 0;
  /** The attributes of the last tag. */
  #r: string | undefined = undefined;
  #s: string | undefined = undefined;
  #t: string | undefined = undefined;
  #hidden: string | undefined = undefined;

  /** Reads the row that begins at a place, blanks before it left out, and gives the place behind it; `notPlain`, or `cutOff`. */
  read(text: string, begin: number): number {
    this.#text = text;
    this.#at = begin;
    const from = (this.#at = behindBlanks(text, begin));
    if (this.#row()) return this.#at;
    return unread(text, from, '<row', '</row>');
  }

  /** Takes what must come next. */
  #skip(what: string): boolean {
    if (!this.#text.startsWith(what, this.#at)) return false;
    this.#at += what.length;
    return true;
  }

  #row(): boolean {
    if (!this.#skip('<row')) return false;
    this.count = 0;
    const isOpen = this.#attributes();
    this.number = this.#r;
    this.hidden = this.#hidden;
    if (isOpen === null) return false;
    if (!isOpen) return true;
    while (!this.#skip('</row>')) if (!this.#cell()) return false;
    return true;
  }

  #cell(): boolean {
    if (!this.#skip('<c')) return false;
    const cell = (this.cells[this.count++] ??= { place: undefined, type: 'n', style: undefined, value: '' });
    const isOpen = this.#attributes();
    cell.place = this.#r;
    cell.style = this.#s;
    cell.type = this.#t ?? 'n';
    cell.value = '';
    if (isOpen === null) return false;
    if (!isOpen || this.#skip('</c>')) return true;
    if (this.#skip('<v>')) return this.#value(cell, '</v></c>');
    return (this.#skip('<is><t>') || this.#skip('<is><t xml:space="preserve">')) && this.#value(cell, '</t></is></c>');
  }

  #value(cell: PlainCell, end: string): boolean {
    const close = this.#text.indexOf('<', this.#at);
    if (close < 0 || !this.#text.startsWith(end, close)) return false;
    const value = this.#text.slice(this.#at, close);
    if (!isPlainText(value)) return false;
    cell.value = value;
    this.#at = close + end.length;
    return true;
  }

  /** Takes the attributes of a tag and its end: true where it opens an element, false where the element is empty, null where it is not plain. */
  #attributes(): boolean | null {
    const text = this.#text;
    this.#r = this.#s = this.#t = this.#hidden = undefined;
    for (;;) {
      let at = this.#at;
      const code = text.charCodeAt(at);
      if (code === GT) {
        this.#at = at + 1;
        return true;
      }
      if (code === SLASH) return this.#skip('/>') ? false : null;
      if (code !== 0x20) return null;
      const name = ++at;
      for (let c = text.charCodeAt(at); isNameCode(c);) c = text.charCodeAt(++at);
      if (at === name || text.charCodeAt(at) !== EQUALS || text.charCodeAt(at + 1) !== QUOTE) return null;
      const value = at + 2;
      let end = value;
      for (let c = text.charCodeAt(end); c !== QUOTE; c = text.charCodeAt(++end)) if (!isPlainCode(c)) return null;
      this.#note(name, at, value, end);
      this.#at = end + 1;
    }
  }

  #note(name: number, nameEnd: number, value: number, end: number): void {
    const text = this.#text;
    if (nameEnd - name > 1) {
      if (text.startsWith('hidden=', name)) this.#hidden = text.slice(value, end);
      return;
    }
    const code = text.charCodeAt(name);
    if (code === 0x72) this.#r = text.slice(value, end);
    else if (code === 0x73) this.#s = text.slice(value, end);
    else if (code === 0x74) this.#t = text.slice(value, end);
  }
}

/** Latin letters and the colon of a prefix; what else a name may have is not plain. */
const isNameCode = (code: number): boolean => (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x3a;

/** No markup, no entity, no line end, and not the end of the text. */
const isPlainCode = (code: number): boolean => code >= 0x20 && code !== LT && code !== 0x26;

const isPlainText = (text: string): boolean => !text.includes('&') && !text.includes('\r') && !text.includes(']]>');

function behindBlanks(text: string, begin: number): number {
  let at = begin;
  for (let code = text.charCodeAt(at); code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;) code = text.charCodeAt(++at);
  return at;
}

/** Why an element could not be read: one that is not over may still be a plain one. */
const unread = (text: string, from: number, open: string, end: string): number =>
  open.startsWith(text.slice(from, from + open.length)) && !text.includes(end, from) ? cutOff : notPlain;

const textHeads = ['<si><t>', '<si><t xml:space="preserve">'];
const TEXT_END = '</t></si>';

/** Reads a shared text of one form that begins at a place and gives the place behind it; `notPlain`, or `cutOff`. */
export function plainText(text: string, begin: number, take: (text: string) => void): number {
  const from = behindBlanks(text, begin);
  const head = textHeads.find((one) => text.startsWith(one, from));
  if (head !== undefined) {
    const start = from + head.length;
    const end = text.indexOf('<', start);
    const value = end < 0 ? '' : text.slice(start, end);
    if (end >= 0 && text.startsWith(TEXT_END, end) && isPlainText(value)) {
      take(value);
      return end + TEXT_END.length;
    }
  }
  return unread(text, from, '<si>', '</si>');
}
