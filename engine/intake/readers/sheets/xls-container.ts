/** Compound files ([MS-CFB]): the file system inside of old Office documents. Read-only, and no number in them is trusted. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { withFileErrors } from '../../../../base/files.ts';
import { JiadiError } from '../../../../contract/errors.ts';

/** Bytes that are read by place. */
export interface ByteSource {
  readonly size: number;
  /** Fewer bytes than asked for at the end. */
  read(at: number, length: number): Uint8Array;
}

/** An open file. */
export interface OpenBytes extends ByteSource {
  readonly file: string;
  close(): void;
}

const SIGNATURE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const HEADER_BYTES = 512;
const ENTRY_BYTES = 128;
const ENTRIES_MAX = 100_000;
const SECTOR_MAX = 0xfffffffa;
const STREAM = 2;
const ROOT = 5;

/** Opens a file for reading by place. */
export function openBytes(path: string): OpenBytes {
  const fd = withFileErrors(path, () => openSync(path, 'r'));
  const size = withFileErrors(path, () => fstatSync(fd).size);
  return {
    file: basename(path),
    size,
    read: (at, length) =>
      withFileErrors(path, () => {
        const buffer = new Uint8Array(Math.max(0, Math.min(length, size - at)));
        let done = 0;
        while (done < buffer.length) {
          const count = readSync(fd, buffer, done, buffer.length - done, at + done);
          if (count === 0) break;
          done += count;
        }
        return buffer.subarray(0, done);
      }),
    close: () => closeSync(fd),
  };
}

/** The streams of a compound file by name, or null when it is none. Throws `file-damaged`. */
export function streamsIn(bytes: OpenBytes): ReadonlyMap<string, ByteSource> | null {
  const header = bytes.read(0, HEADER_BYTES);
  if (!SIGNATURE.every((byte, index) => header[index] === byte)) return null;
  if (header.length < HEADER_BYTES) throw damaged(bytes.file);
  return new Container(bytes, viewOf(header)).streams();
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function damaged(file: string): JiadiError {
  return new JiadiError('file-damaged', { file, part: 'container' });
}

/** The allocation tables of one compound file. */
class Container {
  readonly #bytes: OpenBytes;
  readonly #sectorBytes: number;
  readonly #miniBytes: number;
  readonly #miniCutoff: number;
  readonly #sectorCount: number;
  readonly #next: Uint32Array;
  readonly #header: DataView;

  constructor(bytes: OpenBytes, header: DataView) {
    this.#bytes = bytes;
    this.#header = header;
    const shift = header.getUint16(30, true);
    const miniShift = header.getUint16(32, true);
    if (shift < 7 || shift > 16 || miniShift >= shift) throw damaged(bytes.file);
    this.#sectorBytes = 2 ** shift;
    this.#miniBytes = 2 ** miniShift;
    this.#miniCutoff = header.getUint32(56, true);
    this.#sectorCount = Math.ceil(bytes.size / this.#sectorBytes);
    this.#next = this.#allocation();
  }

  /** Which sector follows which, gathered from the sectors that the header and its extensions name. */
  #allocation(): Uint32Array {
    const perSector = this.#sectorBytes / 4;
    const tables: number[] = [];
    for (let i = 0; i < 109; i++) tables.push(this.#header.getUint32(76 + i * 4, true));
    let extension = this.#header.getUint32(68, true);
    for (let seen = 0; extension <= SECTOR_MAX; seen++) {
      if (seen > this.#sectorCount) throw damaged(this.#bytes.file);
      const sector = viewOf(this.#sector(extension));
      for (let i = 0; i < perSector - 1; i++) tables.push(sector.getUint32(i * 4, true));
      extension = sector.getUint32(this.#sectorBytes - 4, true);
    }
    const used = tables.filter((sector) => sector <= SECTOR_MAX);
    if (used.length > this.#sectorCount) throw damaged(this.#bytes.file);
    const next = new Uint32Array(used.length * perSector);
    used.forEach((sector, index) => this.#fill(next, index * perSector, this.#sector(sector)));
    return next;
  }

  #fill(table: Uint32Array, from: number, sector: Uint8Array): void {
    const view = viewOf(sector);
    for (let i = 0; i * 4 < sector.length; i++) table[from + i] = view.getUint32(i * 4, true);
  }

  #sector(index: number): Uint8Array {
    const sector = this.#bytes.read((index + 1) * this.#sectorBytes, this.#sectorBytes);
    if (sector.length === 0) throw damaged(this.#bytes.file);
    // The last sector of a file may be cut short.
    if (sector.length === this.#sectorBytes) return sector;
    const whole = new Uint8Array(this.#sectorBytes);
    whole.set(sector);
    return whole;
  }

  /** Sectors of a chain; one that runs in a circle is damage. */
  #chain(first: number, next: Uint32Array, countMax: number): number[] {
    const chain: number[] = [];
    for (let sector = first; sector <= SECTOR_MAX; sector = next[sector] ?? 0xffffffff) {
      if (chain.length > countMax || sector >= next.length) throw damaged(this.#bytes.file);
      chain.push(sector);
    }
    return chain;
  }

  /** A stream of whole sectors, read in runs of neighbours. */
  #chained(first: number, size: number | null): ByteSource {
    const chain = this.#chain(first, this.#next, this.#sectorCount);
    const unit = this.#sectorBytes;
    return pieced(
      Math.min(size ?? Number.POSITIVE_INFINITY, chain.length * unit),
      unit,
      (index) => (chain[index] ?? 0) * unit + unit,
      this.#bytes,
    );
  }

  streams(): ReadonlyMap<string, ByteSource> {
    const directory = this.#chained(this.#header.getUint32(48, true), null);
    const count = Math.min(ENTRIES_MAX, Math.floor(directory.size / ENTRY_BYTES));
    const streams = new Map<string, ByteSource>();
    let mini: ((first: number, size: number) => ByteSource) | null = null;
    for (let i = 0; i < count; i++) {
      const entry = directory.read(i * ENTRY_BYTES, ENTRY_BYTES);
      const view = viewOf(entry);
      const type = view.getUint8(66);
      const first = view.getUint32(116, true);
      const size = view.getUint32(120, true);
      if (type === ROOT) mini = this.#miniStreams(first, size);
      if (type !== STREAM) continue;
      const name = Buffer.from(entry.subarray(0, Math.max(0, Math.min(64, view.getUint16(64, true)) - 2))).toString('utf16le');
      // The first of a name counts: later ones belong to documents that are embedded in this one.
      if (streams.has(name)) continue;
      if (size >= this.#miniCutoff) streams.set(name, this.#chained(first, size));
      else if (size > 0 && mini) streams.set(name, mini(first, size));
    }
    return streams;
  }

  /** Small streams lie together in one of their own, in smaller sectors. */
  #miniStreams(root: number, rootSize: number): (first: number, size: number) => ByteSource {
    const unit = this.#miniBytes;
    const store = root <= SECTOR_MAX ? this.#chained(root, rootSize) : null;
    const first = this.#header.getUint32(60, true);
    const sectors = first <= SECTOR_MAX ? this.#chain(first, this.#next, this.#sectorCount) : [];
    const next = new Uint32Array((sectors.length * this.#sectorBytes) / 4);
    sectors.forEach((sector, index) => this.#fill(next, (index * this.#sectorBytes) / 4, this.#sector(sector)));
    return (at, size) => {
      if (!store) throw damaged(this.#bytes.file);
      const chain = this.#chain(at, next, next.length);
      return pieced(Math.min(size, chain.length * unit), unit, (index) => (chain[index] ?? 0) * unit, store);
    };
  }
}

/** Bytes that lie in pieces of `unit` bytes in another source; neighbours are read at once. */
function pieced(size: number, unit: number, placeOf: (index: number) => number, source: ByteSource): ByteSource {
  return {
    size,
    read: (at, wanted) => {
      const length = Math.max(0, Math.min(wanted, size - at));
      const out = new Uint8Array(length);
      for (let done = 0; done < length;) {
        const index = Math.floor((at + done) / unit);
        const from = placeOf(index) + ((at + done) % unit);
        let run = unit - ((at + done) % unit);
        for (let i = index + 1; done + run < length && placeOf(i) === placeOf(i - 1) + unit; i++) run += unit;
        const piece = source.read(from, Math.min(run, length - done));
        if (piece.length === 0) return out.subarray(0, done);
        out.set(piece, done);
        done += piece.length;
      }
      return out;
    },
  };
}
