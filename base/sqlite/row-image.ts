/**
 * Rows written straight into the pages of a small SQLite database in memory, so that a whole block of rows reaches SQLite in one call.
 * Binding a text value costs about 150 ns at the Node-API border, twice the rest of an insert; here a value costs its UTF-8 bytes.
 *
 * The pages follow the SQLite file format (https://www.sqlite.org/fileformat2.html): page 1 holds the header and the schema, page 2 is
 * the interior root of table `rows`, the pages after it are its leaves.
 */
import type { UnitRows } from '../units.ts';

const PAGE = 65_536;
const ROOT_PAGE = 2;
const FIRST_LEAF = 3;
/** A payload up to this size stays on its leaf page (U - 35); longer rows are left to a prepared insert. */
const LOCAL_MAX = PAGE - 35;
const LEAF_HEADER = 8;
/** Longest prefix of a cell: payload size (3) and rowid (4) as varints. */
const CELL_PREFIX = 7;
/** Texts of more UTF-16 units could need more than a two-byte serial type. */
const UNITS_MAX = 2_700;

/** A value that a row image can hold. */
export type ImageValue = string | number | bigint | null;

/** Builds the pages; `add` until it answers false, then `bytes`, then `clear`. */
export class RowImage {
  readonly #width: number;
  readonly #pages: number;
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #serials: Int32Array;
  readonly #lastRows: number[] = [];
  readonly #headerMax: number;
  #page = FIRST_LEAF;
  #at = 0;
  #slots = 0;
  #slotLimit = 0;
  #rows = 0;

  constructor(width: number, pages = 128) {
    this.#width = width;
    this.#pages = pages;
    this.#bytes = Buffer.alloc(pages * PAGE);
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length);
    this.#serials = new Int32Array(width);
    this.#headerMax = 2 + 2 * width;
    this.#beginPage(64);
  }

  /** Rows held. */
  get rowCount(): number {
    return this.#rows;
  }

  #beginPage(rowsExpected: number): void {
    this.#slots = 0;
    this.#slotLimit = Math.min(rowsExpected, 30_000);
    this.#at = (this.#page - 1) * PAGE + LEAF_HEADER + 2 * this.#slotLimit;
  }

  #endPage(): void {
    const start = (this.#page - 1) * PAGE;
    const bytes = this.#bytes;
    bytes[start] = 13;
    bytes.writeUInt16BE(0, start + 1);
    bytes.writeUInt16BE(this.#slots, start + 3);
    bytes.writeUInt16BE(LEAF_HEADER + 2 * this.#slotLimit, start + 5);
    bytes[start + 7] = 0;
    this.#lastRows.push(this.#rows);
  }

  /** Adds `cells[from .. from + width)` as a row. False: the image is full, or the row is too long for it when it is empty. */
  add(cells: readonly ImageValue[], from: number): boolean {
    while (this.#slots >= this.#slotLimit || !this.#write(cells, from)) if (!this.#nextPage()) return false;
    return true;
  }

  /** Adds a row of texts, as `add` does. */
  addUnits(rows: UnitRows, row: number): boolean {
    while (this.#slots >= this.#slotLimit || !this.#writeUnits(rows, row * rows.width)) if (!this.#nextPage()) return false;
    return true;
  }

  #nextPage(): boolean {
    if (this.#slots === 0 || this.#page >= this.#pages) return false;
    const expected = this.#slots + (this.#slots >> 2) + 16;
    this.#endPage();
    this.#page++;
    this.#beginPage(expected);
    return true;
  }

  #write(cells: readonly ImageValue[], from: number): boolean {
    const bytes = this.#bytes;
    const pageEnd = this.#page * PAGE;
    const bodyAt = this.#at + CELL_PREFIX + this.#headerMax;
    let at = bodyAt;
    let headerLength = 0;
    for (let c = 0; c < this.#width; c++) {
      const value = cells[from + c];
      if (typeof value === 'string') {
        const length = value.length;
        if (length > UNITS_MAX || at + 3 * length > pageEnd) return false;
        const begin = at;
        for (let i = 0; i < length; i++) {
          const unit = value.charCodeAt(i);
          if (unit < 0x80) bytes[at++] = unit;
          else {
            const next = i + 1 < length ? value.charCodeAt(i + 1) : 0;
            at = this.#character(at, unit, next);
            if (isPair(unit, next)) i++;
          }
        }
        headerLength += this.#serial(c, 2 * (at - begin) + 13);
      } else if (value === null || value === undefined) headerLength += this.#serial(c, 0);
      else {
        if (at + 8 > pageEnd) return false;
        if (typeof value === 'bigint') this.#view.setBigInt64(at, value);
        else this.#view.setFloat64(at, value);
        at += 8;
        headerLength += this.#serial(c, typeof value === 'bigint' ? 6 : 7);
      }
    }
    return this.#finish(bodyAt, at, headerLength);
  }

  #writeUnits({ units, starts, ends }: UnitRows, from: number): boolean {
    const bytes = this.#bytes;
    const pageEnd = this.#page * PAGE;
    const bodyAt = this.#at + CELL_PREFIX + this.#headerMax;
    let at = bodyAt;
    let headerLength = 0;
    for (let c = 0; c < this.#width; c++) {
      const start = starts[from + c] as number;
      if (start < 0) {
        headerLength += this.#serial(c, 0);
        continue;
      }
      const end = ends[from + c] as number;
      if (end - start > UNITS_MAX || at + 3 * (end - start) > pageEnd) return false;
      const begin = at;
      for (let i = start; i < end; i++) {
        const unit = units[i] as number;
        if (unit < 0x80) bytes[at++] = unit;
        else {
          const next = i + 1 < end ? (units[i + 1] as number) : 0;
          at = this.#character(at, unit, next);
          if (isPair(unit, next)) i++;
        }
      }
      headerLength += this.#serial(c, 2 * (at - begin) + 13);
    }
    return this.#finish(bodyAt, at, headerLength);
  }

  /** Notes the serial type of a value; gives the bytes that it takes in the header. */
  #serial(column: number, serial: number): number {
    this.#serials[column] = serial;
    return serial < 128 ? 1 : 2;
  }

  /** Writes a character beyond ASCII, of one unit or of two; gives the position after it. */
  #character(from: number, unit: number, next: number): number {
    const bytes = this.#bytes;
    let at = from;
    if (unit < 0x800) bytes[at++] = 0xc0 | (unit >> 6);
    else if (unit < 0xd800 || unit > 0xdfff) {
      bytes[at++] = 0xe0 | (unit >> 12);
      bytes[at++] = 0x80 | ((unit >> 6) & 63);
    } else if (isPair(unit, next)) {
      const point = ((unit - 0xd800) << 10) + (next - 0xdc00) + 0x10000;
      bytes[at++] = 0xf0 | (point >> 18);
      bytes[at++] = 0x80 | ((point >> 12) & 63);
      bytes[at++] = 0x80 | ((point >> 6) & 63);
      bytes[at++] = 0x80 | (point & 63);
      return at;
    } else {
      // half a surrogate pair is no character: U+FFFD, as SQLite's own binding makes of it
      bytes[at++] = 0xef;
      bytes[at++] = 0xbf;
      bytes[at++] = 0xbd;
      return at;
    }
    bytes[at++] = 0x80 | (unit & 63);
    return at;
  }

  /** Writes what stands before the body (record header, rowid, payload size), backwards from it. */
  #finish(bodyAt: number, bodyEnd: number, serials: number): boolean {
    const bytes = this.#bytes;
    const header = serials + (serials + 1 < 128 ? 1 : 2);
    const payload = header + (bodyEnd - bodyAt);
    if (payload > LOCAL_MAX) return false;
    let at = bodyAt - header;
    let cell = at - CELL_PREFIX;
    const cellAt = cell;
    bytes[cell++] = 0x80 | (payload >> 14);
    bytes[cell++] = 0x80 | ((payload >> 7) & 127);
    bytes[cell++] = payload & 127;
    const rowid = ++this.#rows;
    bytes[cell++] = 0x80 | (rowid >> 21);
    bytes[cell++] = 0x80 | ((rowid >> 14) & 127);
    bytes[cell++] = 0x80 | ((rowid >> 7) & 127);
    bytes[cell++] = rowid & 127;
    if (header < 128) bytes[at++] = header;
    else {
      bytes[at++] = 0x80 | (header >> 7);
      bytes[at++] = header & 127;
    }
    for (let c = 0; c < this.#width; c++) {
      const serial = this.#serials[c] as number;
      if (serial >= 128) bytes[at++] = 0x80 | (serial >> 7);
      bytes[at++] = serial & 127;
    }
    const start = (this.#page - 1) * PAGE;
    const slot = start + LEAF_HEADER + 2 * this.#slots++;
    bytes[slot] = (cellAt - start) >> 8;
    bytes[slot + 1] = (cellAt - start) & 255;
    this.#at = bodyEnd;
    return true;
  }

  /** The database as bytes: valid until the next `add` or `clear`. */
  bytes(createTable: string): Buffer {
    if (this.#slots > 0 || this.#page === FIRST_LEAF) this.#endPage();
    // the last page may have been begun for a row that turned out too long for it: it does not count
    const pageCount = FIRST_LEAF - 1 + this.#lastRows.length;
    // an interior page without a cell is no valid root: a single leaf is its own root, and page 2 stays unused
    const single = this.#lastRows.length === 1;
    writeFirstPage(this.#bytes, pageCount, single ? FIRST_LEAF : ROOT_PAGE, createTable);
    if (!single) writeRoot(this.#bytes, this.#lastRows);
    return this.#bytes.subarray(0, pageCount * PAGE);
  }

  /** Empties the image. */
  clear(): void {
    this.#page = FIRST_LEAF;
    this.#rows = 0;
    this.#lastRows.length = 0;
    this.#beginPage(Math.max(64, this.#slots));
  }
}

const isPair = (unit: number, next: number): boolean => (unit & 0xfc00) === 0xd800 && (next & 0xfc00) === 0xdc00;

function writeFirstPage(bytes: Buffer, pageCount: number, rootPage: number, createTable: string): void {
  bytes.fill(0, 0, PAGE);
  bytes.write('SQLite format 3\0', 0, 'latin1');
  bytes.writeUInt16BE(1, 16); // 1 stands for 65,536
  bytes[18] = 1;
  bytes[19] = 1;
  bytes[21] = 64;
  bytes[22] = 32;
  bytes[23] = 32;
  bytes.writeUInt32BE(1, 24);
  bytes.writeUInt32BE(pageCount, 28);
  bytes.writeUInt32BE(1, 40);
  bytes.writeUInt32BE(4, 44);
  bytes.writeUInt32BE(1, 56);
  bytes.writeUInt32BE(1, 92);
  bytes.writeUInt32BE(3_045_000, 96);
  const sqlText = Buffer.from(createTable);
  const texts = [Buffer.from('table'), Buffer.from('rows'), Buffer.from('rows')];
  const serials = [...texts.flatMap((t) => varint(2 * t.length + 13)), 1, ...varint(2 * sqlText.length + 13)];
  const header = [serials.length + 1, ...serials];
  const payload = Buffer.concat([Buffer.from(header), ...texts, Buffer.from([rootPage]), sqlText]);
  const cell = Buffer.concat([Buffer.from([...varint(payload.length), 1]), payload]);
  const at = PAGE - cell.length;
  cell.copy(bytes, at);
  bytes[100] = 13;
  bytes.writeUInt16BE(1, 103);
  bytes.writeUInt16BE(at, 105);
  bytes.writeUInt16BE(at, 108);
}

function writeRoot(bytes: Buffer, lastRows: readonly number[]): void {
  const start = PAGE;
  bytes.fill(0, start, start + PAGE);
  bytes[start] = 5;
  const count = lastRows.length - 1;
  bytes.writeUInt16BE(count, start + 3);
  bytes.writeUInt32BE(FIRST_LEAF + count, start + 8);
  let at = PAGE;
  for (let i = 0; i < count; i++) {
    const key = varint(lastRows[i] ?? 0);
    at -= 4 + key.length;
    bytes.writeUInt32BE(FIRST_LEAF + i, start + at);
    key.forEach((b, k) => (bytes[start + at + 4 + k] = b));
    bytes.writeUInt16BE(at, start + 12 + 2 * i);
  }
  bytes.writeUInt16BE(at === PAGE ? 0 : at, start + 5);
}

function varint(value: number): number[] {
  const out = [value & 127];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) out.unshift(0x80 | (rest & 127));
  return out;
}
