/** What happens in a page; names in lower case. */
export interface TagHandlers {
  open(name: string, attributes: ReadonlyMap<string, string>): void;
  close(name: string): void;
  text(text: string): void;
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  ensp: ' ',
  emsp: ' ',
  middot: '·',
  yen: '¥',
};
const tagName = /^<(\/?)([a-z][\w:-]*)/i;
const attributePattern = /([^\s=/>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g;
/** What stands in them is no text of the page. */
const raw = new Set(['script', 'style', 'xml']);
const PENDING_MAX = 1 << 20;

/**
 * Cuts the text of a page into tags and text, as leniently as programs that write tables into pages need: unquoted values, tags that are never
 * closed, entities without end. Pieces may be cut anywhere.
 */
export class TagCutter {
  readonly #handlers: TagHandlers;
  #pending = '';
  #within: string | null = null;

  constructor(handlers: TagHandlers) {
    this.#handlers = handlers;
  }

  push(piece: string, last: boolean): void {
    const text = this.#pending + piece;
    let at = 0;
    while (at < text.length) {
      const next = this.#within === null ? this.#step(text, at, last) : this.#skip(text, at, last);
      if (next < 0) break;
      at = next;
    }
    this.#pending = text.slice(at);
    // a tag without an end is text
    if (this.#pending.length > PENDING_MAX || (last && this.#pending !== '')) {
      this.#handlers.text(decoded(this.#pending));
      this.#pending = '';
    }
  }

  /** Reads what begins at `at`; where the next begins, or -1 when more is needed. */
  #step(text: string, at: number, last: boolean): number {
    if (text[at] !== '<') {
      const end = text.indexOf('<', at);
      // an entity may go on in the next piece
      const stop =
        end >= 0 ? end : last ? text.length : Math.max(at, text.lastIndexOf('&') > text.length - 12 ? text.lastIndexOf('&') : text.length);
      if (stop === at) return -1;
      this.#handlers.text(decoded(text.slice(at, stop)));
      return stop;
    }
    if (text.startsWith('<!--', at)) return after(text, '-->', at + 4);
    if (text.startsWith('<!', at) || text.startsWith('<?', at)) return text.length - at < 4 && !last ? -1 : after(text, '>', at);
    const end = tagEnd(text, at);
    if (end < 0) return -1;
    const tag = text.slice(at, end);
    const name = tagName.exec(tag);
    if (!name) {
      this.#handlers.text('<');
      return at + 1;
    }
    this.#tag(tag, name[1] === '/', (name[2] ?? '').toLowerCase());
    return end;
  }

  #tag(tag: string, closes: boolean, name: string): void {
    if (closes) {
      this.#handlers.close(name);
      return;
    }
    const attributes = new Map<string, string>();
    for (const [, key = '', double, single, bare] of tag.slice(name.length + 1, -1).matchAll(attributePattern))
      attributes.set(key.toLowerCase(), decoded(double ?? single ?? bare ?? ''));
    this.#handlers.open(name, attributes);
    if (raw.has(name) && !tag.endsWith('/>')) this.#within = name;
  }

  #skip(text: string, at: number, last: boolean): number {
    const end = text.toLowerCase().indexOf(`</${this.#within ?? ''}`, at);
    if (end < 0) return last ? text.length : Math.max(at, text.length - 12) === at ? -1 : text.length - 12;
    this.#within = null;
    return end;
  }
}

/** Position after the end of a tag, quoted values skipped; -1 when it has none yet. */
function tagEnd(text: string, at: number): number {
  let quote = '';
  for (let i = at + 1; i < text.length; i++) {
    const character = text[i] ?? '';
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '>') return i + 1;
    else if ((character === '"' || character === "'") && text[i - 1] === '=') quote = character;
  }
  return -1;
}

function after(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at < 0 ? -1 : at + what.length;
}

function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));?/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '\uFFFD';
  });
}
