import type { Encoding, PageHeader } from 'hyparquet';
import { deltaBinaryUnpack, deltaByteArray, deltaLengthByteArray } from 'hyparquet/src/delta.js';
import { byteStreamSplit, readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';
import type { RawValue } from './cells.ts';
import type { Leaf } from './footer.ts';
import { checkPrefixes, checkRuns, PageDamaged } from './guard.ts';

/** A data page, unpacked; its values are decoded as they are taken. */
export interface DataPage {
  /** Values with their nulls, and for lists every element. */
  readonly valueCount: number;
  /** A level for each value, or null when none is missing. */
  readonly definitions: Uint8Array | null;
  readonly repetitions: Uint8Array | null;
  /** How many values are there. */
  readonly present: number;
  /** True: what is taken are places in the dictionary. */
  readonly indexed: boolean;
  /** The next values that are there; at most as many as are left. */
  take(count: number): ArrayLike<RawValue>;
}

interface Cursor {
  readonly view: DataView;
  offset: number;
}

/** Decodes the levels of an unpacked data page and prepares its values. `header` was checked against the chunk. */
export function dataPage(bytes: Uint8Array, header: PageHeader, leaf: Leaf): DataPage {
  const v2 = header.data_page_header_v2;
  const info = v2 ?? header.data_page_header;
  if (!info) throw new PageDamaged();
  const cursor: Cursor = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  const count = info.num_values;
  const repetitions = levels(bytes, cursor, leaf.repetitionMax, count, v2?.repetition_levels_byte_length);
  const definitions = levels(bytes, cursor, leaf.definitionMax, count, v2?.definition_levels_byte_length);
  let present = count;
  if (definitions) {
    for (const level of definitions) {
      if (level > leaf.definitionMax) throw new PageDamaged();
      if (level < leaf.definitionMax) present--;
    }
  }
  const indexed = info.encoding === 'PLAIN_DICTIONARY' || info.encoding === 'RLE_DICTIONARY';
  const take = present === 0 ? () => [] : valuesOf(bytes, cursor, info.encoding, leaf, present);
  return { valueCount: count, definitions: present === count && !repetitions ? null : definitions, repetitions, present, indexed, take };
}

/** Levels take a byte each; their length stands before them, in the second version of pages in the header. */
function levels(bytes: Uint8Array, cursor: Cursor, levelMax: number, count: number, length: number | undefined): Uint8Array | null {
  if (levelMax === 0) {
    cursor.offset += length ?? 0;
    return null;
  }
  const stated = length ?? cursor.view.getUint32(cursor.offset, true);
  const from = cursor.offset + (length === undefined ? 4 : 0);
  const to = from + stated;
  if (to > bytes.length) throw new PageDamaged();
  const bits = 32 - Math.clz32(levelMax);
  checkRuns(bytes, from, to, bits, count);
  const output = new Uint8Array(count);
  readRleBitPackedHybrid({ view: cursor.view, offset: from }, bits, output, stated);
  cursor.offset = to;
  return output;
}

function valuesOf(bytes: Uint8Array, cursor: Cursor, encoding: Encoding, leaf: Leaf, present: number): DataPage['take'] {
  const { type, type_length: typeLength } = leaf.element;
  if (!type) throw new PageDamaged();
  switch (encoding) {
    case 'PLAIN':
      // truth values share bytes, so they are decoded at once; of all others only what is wanted now
      if (type === 'BOOLEAN') return portions(readPlain(cursor, type, present, typeLength) as RawValue[]);
      return (count) => readPlain(cursor, type, count, typeLength) as ArrayLike<RawValue>;
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY': {
      const bits = cursor.view.getUint8(cursor.offset++);
      if (bits > 32) throw new PageDamaged();
      return portions(bits === 0 ? new Uint8Array(present) : runs(bytes, cursor, bits, new Int32Array(present), bytes.length));
    }
    case 'RLE': {
      if (type !== 'BOOLEAN') throw new PageDamaged();
      const to = cursor.offset + 4 + cursor.view.getUint32(cursor.offset, true);
      cursor.offset += 4;
      return portions(Array.from(runs(bytes, cursor, 1, new Uint8Array(present), to), (bit) => bit === 1));
    }
    case 'DELTA_BINARY_PACKED': {
      const output = type === 'INT32' ? new Int32Array(present) : new BigInt64Array(present);
      deltaBinaryUnpack(cursor, present, output);
      return portions(output);
    }
    case 'DELTA_LENGTH_BYTE_ARRAY':
    case 'DELTA_BYTE_ARRAY': {
      const output: Uint8Array[] = [];
      if (encoding === 'DELTA_LENGTH_BYTE_ARRAY') deltaLengthByteArray(cursor, present, output);
      else {
        const prefixes = new Int32Array(present);
        deltaBinaryUnpack({ view: cursor.view, offset: cursor.offset }, present, prefixes);
        checkPrefixes(prefixes);
        deltaByteArray(cursor, present, output);
      }
      return portions(output);
    }
    case 'BYTE_STREAM_SPLIT':
      if ((typeLength ?? 0) > bytes.length) throw new PageDamaged();
      return portions(byteStreamSplit(cursor, present, type, typeLength) as ArrayLike<RawValue>);
    default:
      throw new PageDamaged(`encoding ${encoding}`);
  }
}

function runs<T extends Uint8Array | Int32Array>(bytes: Uint8Array, cursor: Cursor, bits: number, output: T, to: number): T {
  checkRuns(bytes, cursor.offset, to, bits, output.length);
  readRleBitPackedHybrid(cursor, bits, output, to - cursor.offset);
  return output;
}

function portions(values: ArrayLike<RawValue>): DataPage['take'] {
  let from = 0;
  return (count) => {
    const part = Array.isArray(values) ? values.slice(from, from + count) : (values as Int32Array).subarray(from, from + count);
    from += count;
    return part as ArrayLike<RawValue>;
  };
}
