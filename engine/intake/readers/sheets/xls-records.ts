import type { ByteSource } from './xls-container.ts';

/** One record of a workbook stream; its bytes are good until the next one is read. */
export interface XlsRecord {
  readonly type: number;
  /** Place of the record in the stream. */
  readonly at: number;
  readonly view: DataView;
}

const CONTINUE = 0x3c;
const BLOCK_BYTES = 1 << 18;
const HEAD_BYTES = 4;

/** Goes through the records of a stream ([MS-XLS] 2.1.4) from a given place. */
export class XlsRecords {
  readonly #source: ByteSource;
  #at: number;
  #block: Uint8Array = new Uint8Array(0);
  #blockAt = 0;

  constructor(source: ByteSource, at: number) {
    this.#source = source;
    this.#at = at;
  }

  /** The next record, or null at the end; a record that is cut off ends the stream. */
  next(): XlsRecord | null {
    const at = this.#at;
    const head = this.#view(at, HEAD_BYTES);
    if (!head) return null;
    const type = head.getUint16(0, true);
    const length = head.getUint16(2, true);
    const view = this.#view(at + HEAD_BYTES, length);
    if (!view) return null;
    this.#at = at + HEAD_BYTES + length;
    return { type, at, view };
  }

  /** The next record when it goes on with the one before, or null. */
  continuation(): XlsRecord | null {
    return this.#view(this.#at, HEAD_BYTES)?.getUint16(0, true) === CONTINUE ? this.next() : null;
  }

  #view(at: number, length: number): DataView | null {
    if (at < this.#blockAt || at + length > this.#blockAt + this.#block.length) {
      this.#block = this.#source.read(at, Math.max(BLOCK_BYTES, length));
      this.#blockAt = at;
    }
    const from = at - this.#blockAt;
    return from + length <= this.#block.length ? new DataView(this.#block.buffer, this.#block.byteOffset + from, length) : null;
  }
}

/** Thrown where a record ends before what it should hold. */
export class RecordTooShort extends Error {}

/** Reads values that may run over into the records that continue the first one. */
export class XlsCursor {
  readonly #records: XlsRecords;
  #view: DataView;
  #at: number;

  constructor(records: XlsRecords, record: XlsRecord, at: number) {
    this.#records = records;
    this.#view = record.view;
    this.#at = at;
  }

  #left(): number {
    return this.#view.byteLength - this.#at;
  }

  #goOn(): void {
    const more = this.#records.continuation();
    if (!more) throw new RecordTooShort();
    this.#view = more.view;
    this.#at = 0;
  }

  #unsigned(bytes: 1 | 2 | 4): number {
    if (this.#left() === 0) this.#goOn();
    if (this.#left() < bytes) throw new RecordTooShort();
    const at = this.#at;
    this.#at += bytes;
    return bytes === 1 ? this.#view.getUint8(at) : bytes === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
  }

  /** A text with a length before it and a byte that says how it is written ([MS-XLS] 2.5.293 and 2.5.294). */
  text(lengthBytes: 1 | 2): string {
    const length = this.#unsigned(lengthBytes);
    const flags = this.#unsigned(1);
    const runs = flags & 8 ? this.#unsigned(2) : 0;
    const extraBytes = flags & 4 ? this.#unsigned(4) : 0;
    const text = this.#characters(length, (flags & 1) !== 0);
    this.#skip(runs * 4 + extraBytes);
    return text;
  }

  #characters(length: number, wide: boolean): string {
    let text = '';
    let twoBytes = wide;
    for (let left = length; left > 0;) {
      if (this.#left() === 0) {
        this.#goOn();
        // The characters that go on in another record may be written in the other width.
        twoBytes = (this.#unsigned(1) & 1) !== 0;
      }
      const count = Math.min(left, twoBytes ? this.#left() >> 1 : this.#left());
      if (count === 0) throw new RecordTooShort();
      const bytes = Buffer.from(this.#view.buffer, this.#view.byteOffset + this.#at, twoBytes ? count * 2 : count);
      text += bytes.toString(twoBytes ? 'utf16le' : 'latin1');
      this.#at += bytes.length;
      left -= count;
    }
    return text;
  }

  #skip(bytes: number): void {
    for (let left = bytes; left > 0;) {
      if (this.#left() === 0) this.#goOn();
      const step = Math.min(left, this.#left());
      this.#at += step;
      left -= step;
    }
  }
}
