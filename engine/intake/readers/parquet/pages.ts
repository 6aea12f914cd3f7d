/** The pages of one column chunk, one after the other: read, checked and unpacked, never more than one at a time. */
import zlib from 'node:zlib';
import type { ColumnMetaData, CompressionCodec, PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { compressors, decompressZstd } from 'hyparquet-compressors';
import { JiadiError } from '../../../../contract/errors.ts';
import type { RawValue } from './cells.ts';
import { chunkStart, decoding, type Leaf, type ParquetFile } from './footer.ts';
import { PageDamaged } from './guard.ts';
import { skimThrift, ThriftCut } from './thrift.ts';
import { dataPage, type DataPage } from './values.ts';

const HEADER_BYTES = 4096;
/** Statistics of long texts may stand in a page header. */
const HEADER_BYTES_MAX = 2 << 20;
const HEADER_VALUES_MAX = 1000;
/** Pages have about a megabyte; the largest that programs write have a hundred. */
const PAGE_BYTES_MAX = 256 << 20;
const PAGE_VALUES_MAX = 1 << 24;
const DICTIONARY_VALUES_MAX = 1 << 22;
/** Older writers forgot the header of the dictionary when they added up the bytes of a chunk. */
const CHUNK_SLACK_BYTES = 100;
/** What a value of a page takes beside its bytes: its level and its place in the dictionary. */
const PAGE_VALUE_BYTES = 5;
/** What a value of a dictionary takes as a cell. */
const DICTIONARY_VALUE_BYTES = 64;

/** Memory that the pages of all columns take together. */
export class PageBudget {
  static readonly bytesMax = 1 << 30;
  readonly #file: string;
  #held = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Adds or, with a negative number, gives back bytes. Throws `file-too-large`. */
  take(bytes: number): void {
    this.#held += bytes;
    if (this.#held > PageBudget.bytesMax)
      throw new JiadiError('file-too-large', { file: this.#file, limit: PageBudget.bytesMax, unit: 'bytes' });
  }
}

/** Reads the pages of the chunk of a leaf in one row group. Throws `file-damaged`, `file-too-large`, `format-unsupported`. */
export class ChunkPages {
  readonly #source: ParquetFile;
  readonly #leaf: Leaf;
  readonly #meta: ColumnMetaData;
  readonly #budget: PageBudget;
  readonly #end: number;
  #at: number;
  #valuesLeft: number;
  #pageBytes = 0;
  #dictionaryBytes = 0;
  #dictionary: readonly RawValue[] | null = null;

  constructor(source: ParquetFile, leaf: Leaf, meta: ColumnMetaData, budget: PageBudget) {
    this.#source = source;
    this.#leaf = leaf;
    this.#meta = meta;
    this.#budget = budget;
    this.#at = Number(chunkStart(meta));
    this.#end = Math.min(source.size, this.#at + Number(meta.total_compressed_size) + CHUNK_SLACK_BYTES);
    this.#valuesLeft = Number(meta.num_values);
  }

  /** The dictionary that the places of the page in hand stand for. */
  get dictionary(): readonly RawValue[] | null {
    return this.#dictionary;
  }

  /** The next data page, or null after the last. */
  next(): DataPage | null {
    while (this.#valuesLeft > 0) {
      const header = this.#header();
      const packed = this.#source.bytes(this.#at, header.compressed_page_size);
      this.#at += header.compressed_page_size;
      if (header.crc !== undefined && (!Number.isInteger(header.crc) || zlib.crc32(packed) !== header.crc >>> 0)) throw this.#damaged();
      const page = decoding(this.#source.file, () => this.#page(header, packed));
      if (page?.indexed && !this.#dictionary) throw this.#damaged();
      if (page) return page;
    }
    this.close();
    return null;
  }

  /** Gives back the memory of the page and the dictionary. */
  close(): void {
    this.#budget.take(-this.#pageBytes - this.#dictionaryBytes);
    this.#pageBytes = 0;
    this.#dictionaryBytes = 0;
    this.#dictionary = null;
  }

  #damaged(cause?: unknown): JiadiError {
    return new JiadiError('file-damaged', { file: this.#source.file }, cause);
  }

  #header(): PageHeader {
    const { file, bytes } = this.#source;
    for (let length = HEADER_BYTES; ; length *= 8) {
      const available = Math.min(length, this.#end - this.#at);
      if (available <= 0) throw this.#damaged();
      const head = bytes(this.#at, available);
      try {
        skimThrift(head, 0, HEADER_VALUES_MAX);
      } catch (error) {
        if (error instanceof ThriftCut && available === length && length < HEADER_BYTES_MAX) continue;
        throw this.#damaged(error);
      }
      return decoding(file, () => {
        const reader = { view: new DataView(head.buffer), offset: 0 };
        const header = parquetHeader(reader);
        this.#at += reader.offset;
        this.#check(header);
        return header;
      });
    }
  }

  #check({ compressed_page_size: packed, uncompressed_page_size: unpacked, type, ...header }: PageHeader): void {
    const { file } = this.#source;
    if (!isCount(packed) || !isCount(unpacked) || packed > this.#end - this.#at) throw this.#damaged();
    if (unpacked > PAGE_BYTES_MAX) throw new JiadiError('file-too-large', { file, limit: PAGE_BYTES_MAX, unit: 'bytes' });
    const v2 = header.data_page_header_v2;
    const dictionary = type === 'DICTIONARY_PAGE';
    const values = (dictionary ? header.dictionary_page_header : (v2 ?? header.data_page_header))?.num_values ?? 0;
    if (!isCount(values) || (!dictionary && values > this.#valuesLeft)) throw this.#damaged();
    const limit = dictionary ? DICTIONARY_VALUES_MAX : PAGE_VALUES_MAX;
    if (values > limit) throw new JiadiError('file-too-large', { file, limit, unit: 'values' });
    if (dictionary) {
      this.#budget.take(values * DICTIONARY_VALUE_BYTES + unpacked - this.#dictionaryBytes);
      this.#dictionaryBytes = values * DICTIONARY_VALUE_BYTES + unpacked;
    } else {
      this.#budget.take(values * PAGE_VALUE_BYTES + unpacked - this.#pageBytes);
      this.#pageBytes = values * PAGE_VALUE_BYTES + unpacked;
    }
    if (!v2) return;
    const { repetition_levels_byte_length: repetitions, definition_levels_byte_length: definitions } = v2;
    if (!isCount(repetitions) || !isCount(definitions) || repetitions + definitions > Math.min(packed, unpacked)) throw this.#damaged();
  }

  #page(header: PageHeader, packed: Uint8Array<ArrayBuffer>): DataPage | null {
    const { codec } = this.#meta;
    const { file } = this.#source;
    const size = header.uncompressed_page_size;
    const v2 = header.data_page_header_v2;
    switch (header.type) {
      case 'DICTIONARY_PAGE': {
        const bytes = inflate(codec, packed, size, file);
        const { type, type_length: typeLength } = this.#leaf.element;
        if (!type) throw new PageDamaged();
        const cursor = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
        this.#dictionary = [...(readPlain(cursor, type, header.dictionary_page_header?.num_values ?? 0, typeLength) as RawValue[])];
        return null;
      }
      case 'DATA_PAGE':
        this.#valuesLeft -= header.data_page_header?.num_values ?? 0;
        return dataPage(inflate(codec, packed, size, file), header, this.#leaf);
      case 'DATA_PAGE_V2': {
        if (!v2) throw new PageDamaged();
        this.#valuesLeft -= v2.num_values;
        if (v2.is_compressed === false) return dataPage(packed, header, this.#leaf);
        // levels are never packed in this version
        const levels = v2.repetition_levels_byte_length + v2.definition_levels_byte_length;
        const bytes = new Uint8Array(size);
        bytes.set(packed.subarray(0, levels));
        bytes.set(inflate(codec, packed.subarray(levels), size - levels, file), levels);
        return dataPage(bytes, header, this.#leaf);
      }
      default:
        return null;
    }
  }
}

/** A field of a damaged header may have any type. */
function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0;
}

/** Unpacks a page of exactly `size` bytes; what is packed cannot come to more than that. */
function inflate(codec: CompressionCodec, packed: Uint8Array<ArrayBuffer>, size: number, file: string): Uint8Array {
  if (size === 0) return new Uint8Array(0);
  const bytes = unpack(codec, packed, size, file);
  if (bytes.length !== size) throw new PageDamaged();
  return bytes;
}

/** Zstandard data may be several frames, of which Node reads one at a time. The Electron of development may be older than the Node that can at all. */
function unpackZstd(packed: Uint8Array, size: number): Uint8Array {
  if (!('zstdDecompressSync' in zlib)) return decompressZstd(packed, new Uint8Array(size));
  const frames: Uint8Array[] = [];
  let length = 0;
  for (let rest = packed; rest.length > 0 && length < size;) {
    const options: zlib.ZstdOptions = { maxOutputLength: size - length, info: true };
    const { buffer, engine } = zlib.zstdDecompressSync(rest, options) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    if (!(engine.bytesWritten > 0)) throw new PageDamaged();
    frames.push(buffer);
    length += buffer.length;
    rest = rest.subarray(engine.bytesWritten);
  }
  const [only] = frames;
  return only && frames.length === 1 ? only : Buffer.concat(frames);
}

/** The codecs that Node has are bounded and quicker there; the library has the others. */
function unpack(codec: CompressionCodec, packed: Uint8Array<ArrayBuffer>, size: number, file: string): Uint8Array {
  const limit = { maxOutputLength: size };
  switch (codec) {
    case 'UNCOMPRESSED':
      return packed;
    case 'GZIP':
      return zlib.gunzipSync(packed, limit);
    case 'BROTLI':
      return zlib.brotliDecompressSync(packed, limit);
    case 'ZSTD':
      return unpackZstd(packed, size);
    default: {
      const library = compressors[codec];
      if (!library) throw new JiadiError('format-unsupported', { file, format: `parquet (${codec})` });
      return library(packed, size);
    }
  }
}
