/**
 * Many texts in little memory: as UTF-8 in pages outside the heap, made into strings only when they are asked for. Pages beyond a budget go to an
 * encrypted file; the first ones stay, because what repeats most (names of kinds, of places) is met early.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asFileError, ensureFolder, remove } from '../../../../base/files.ts';
import { ScratchReader, ScratchWriter } from '../../../../base/scratch-blocks.ts';

const PAGE_BYTES = 1 << 14;
const PAGES_HELD = 1_024;
/** Pages of the file that are kept when they have been read: texts are asked for about in their order. */
const PAGES_CACHED = 128;
/** The place of every so many-th text is noted, of the others the length. */
const GROUP = 16;
const CHUNK = 1 << 16;
/** What repeats most is met early: so many first texts stay strings once they were asked for, where they are short. */
const EARLY = 4_096;
const EARLY_CHARS = 64;
const LONG = 0xffff;

export interface StringPoolOptions {
  /** Where pages that do not fit into memory go; the system's temporary folder where it is left out. */
  readonly scratch?: string;
  readonly pagesHeld?: number;
}

/** Texts by number, in the order in which they were added. */
export class StringPool {
  readonly #options: StringPoolOptions;
  readonly #pagesHeld: number;
  readonly #pages: Buffer[] = [];
  readonly #starts: Float64Array[] = [];
  readonly #lengths: Uint16Array[] = [];
  /** Lengths that do not fit. */
  readonly #long = new Map<number, number>();
  readonly #cache = new Map<number, Buffer>();
  #last: { readonly number: number; readonly page: Buffer } | null = null;
  #page = Buffer.alloc(0);
  #end = 0;
  #size = 0;
  readonly #early: (string | undefined)[] = [];
  #spill: { readonly folder: string; readonly writer: ScratchWriter; readonly reader: ScratchReader } | null = null;

  constructor(options: StringPoolOptions = {}) {
    this.#options = options;
    this.#pagesHeld = options.pagesHeld ?? PAGES_HELD;
  }

  get size(): number {
    return this.#size;
  }

  /** Throws `disk-full`, `no-permission`. */
  add(text: string): void {
    const bytes = Buffer.byteLength(text);
    const at = this.#end % PAGE_BYTES;
    this.#note(bytes);
    // what is no character of its own becomes U+FFFD: no file can say it otherwise
    if (at > 0 && at + bytes <= PAGE_BYTES) this.#page.write(text, at, bytes, 'utf8');
    else if (bytes > 0) this.#append(Buffer.from(text));
    this.#end += bytes;
  }

  #note(bytes: number): void {
    const slot = this.#size % CHUNK;
    if (slot === 0) {
      this.#starts.push(new Float64Array(CHUNK / GROUP));
      this.#lengths.push(new Uint16Array(CHUNK));
    }
    if (slot % GROUP === 0) (this.#starts.at(-1) as Float64Array)[slot / GROUP] = this.#end;
    (this.#lengths.at(-1) as Uint16Array)[slot] = Math.min(bytes, LONG);
    if (bytes >= LONG) this.#long.set(this.#size, bytes);
    this.#size++;
  }

  /** Writes over as many pages as it takes. */
  #append(bytes: Buffer): void {
    for (let done = 0, end = this.#end; done < bytes.length;) {
      const at = end % PAGE_BYTES;
      if (at === 0) this.#nextPage();
      const count = bytes.copy(this.#page, at, done);
      done += count;
      end += count;
    }
  }

  #nextPage(): void {
    if (this.#page.length > 0 && this.#pages.length < this.#pagesHeld) this.#pages.push(this.#page);
    else if (this.#page.length > 0) {
      this.#write(this.#page);
      return;
    }
    this.#page = Buffer.allocUnsafeSlow(PAGE_BYTES);
  }

  #write(page: Buffer): void {
    const parent = this.#options.scratch ?? tmpdir();
    try {
      if (!this.#spill) {
        ensureFolder(parent);
        const folder = mkdtempSync(join(parent, 'jiadi-texts-'));
        this.#spill = { folder, writer: new ScratchWriter(join(folder, 'texts'), PAGE_BYTES), reader: new ScratchReader() };
      }
      this.#spill.writer.write(page);
    } catch (error) {
      throw asFileError(error, parent);
    }
  }

  /** The text of a number, or undefined where there is none. */
  at(index: number): string | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.#size) return undefined;
    if (index >= EARLY) return this.#made(index);
    const known = this.#early[index];
    if (known !== undefined) return known;
    const text = this.#made(index);
    if (text.length <= EARLY_CHARS) this.#early[index] = text;
    return text;
  }

  #made(index: number): string {
    const slot = index % CHUNK;
    const chunk = (index - slot) / CHUNK;
    const lengths = this.#lengths[chunk] as Uint16Array;
    const first = slot - (slot % GROUP);
    let start = (this.#starts[chunk] as Float64Array)[first / GROUP] as number;
    for (let before = first; before < slot; before++) start += this.#lengthOf(lengths[before] as number, chunk * CHUNK + before);
    return this.#text(start, this.#lengthOf(lengths[slot] as number, index));
  }

  #lengthOf(noted: number, index: number): number {
    return noted < LONG ? noted : (this.#long.get(index) ?? noted);
  }

  #text(start: number, length: number): string {
    const at = start % PAGE_BYTES;
    const first = (start - at) / PAGE_BYTES;
    if (length === 0) return '';
    if (at + length <= PAGE_BYTES) return this.#pageOf(first).toString('utf8', at, at + length);
    const pieces: Buffer[] = [];
    for (let done = 0; done < length;) {
      const from = (start + done) % PAGE_BYTES;
      const piece = this.#pageOf(Math.floor((start + done) / PAGE_BYTES)).subarray(from, from + length - done);
      pieces.push(piece);
      done += piece.length;
    }
    return Buffer.concat(pieces).toString('utf8');
  }

  #pageOf(number: number): Buffer {
    const held = this.#pages[number];
    if (held) return held;
    const spill = this.#spill;
    const written = Math.floor((this.#end - 1) / PAGE_BYTES);
    if (number === written || !spill) return this.#page;
    if (this.#last?.number === number) return this.#last.page;
    const cached = this.#cache.get(number);
    // the least recently used one is the first
    if (cached) this.#cache.delete(number);
    const page = cached ?? Buffer.allocUnsafeSlow(PAGE_BYTES);
    if (!cached) spill.reader.read(spill.writer.file, number - this.#pages.length, page);
    this.#cache.set(number, page);
    this.#last = { number, page };
    if (this.#cache.size > PAGES_CACHED) this.#cache.delete(this.#cache.keys().next().value as number);
    return page;
  }

  /** Takes the file away; the texts are done with. */
  close(): void {
    const spill = this.#spill;
    this.#spill = null;
    if (!spill) return;
    spill.writer.close();
    spill.reader.close();
    remove(spill.folder);
  }
}
