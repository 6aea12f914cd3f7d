/**
 * Records of 32-bit words in little room. Each word of the records is packed by itself: as it is, as its difference from the record before, or as its place
 * among a few values; in as few bits as the block in hand needs. Any words come back as they were.
 */

/** How the numbers of a word are told: themselves, the differences between them, or their places in a list. */
const PLAIN = 0;
const DELTA = 1;
const LISTED = 2;
const LIST_MAX = 16;

/** Numbers from `min` on, in steps of a power of two. */
interface Frame {
  readonly min: number;
  readonly shift: number;
  readonly bits: number;
}

/** Packs the first `words` words of a block of records of `width` words. */
export function packWords(block: Int32Array, words: number, width: number): Uint8Array {
  const count = words / width;
  const out = new Int32Array(1 + width * (4 + LIST_MAX) + words);
  out[0] = count;
  let at = 1;
  const values = new Int32Array(count);
  const deltas = new Int32Array(count);
  for (let word = 0; word < width; word++) {
    let before = 0;
    for (let i = 0, from = word; i < count; i++, from += width) {
      const value = block[from] as number;
      values[i] = value;
      // the first one stands in the head
      deltas[i] = i === 0 ? 0 : value - before;
      before = value;
    }
    at = packWord(values, deltas, out, at);
  }
  return new Uint8Array(out.buffer, 0, at * 4);
}

function packWord(values: Int32Array, deltas: Int32Array, out: Int32Array, at: number): number {
  const plain = frameOf(values);
  const delta = frameOf(deltas);
  const list = plain.bits > 1 ? listOf(values) : null;
  const listed = list ? frameOf(values.map((value) => list.indexOf(value))) : null;
  const few = values.length * Math.min(plain.bits, delta.bits);
  if (list && listed && values.length * listed.bits + list.length * 32 < few) {
    const end = head(out, at, LISTED, listed, list.length);
    list.forEach((value, i) => (out[end + i] = value));
    return putBits(
      values.map((value) => list.indexOf(value)),
      listed,
      out,
      end + list.length,
    );
  }
  if (delta.bits < plain.bits) return putBits(deltas, delta, out, head(out, at, DELTA, delta, values[0] ?? 0));
  return putBits(values, plain, out, head(out, at, PLAIN, plain, 0));
}

function head(out: Int32Array, at: number, mode: number, { min, shift, bits }: Frame, more: number): number {
  out[at] = mode | (shift << 8) | (bits << 16);
  out[at + 1] = min;
  out[at + 2] = more;
  return at + 3;
}

function frameOf(numbers: Int32Array): Frame {
  let min = numbers[0] ?? 0;
  for (let i = 0; i < numbers.length; i++) if ((numbers[i] as number) < min) min = numbers[i] as number;
  let seen = 0;
  for (let i = 0; i < numbers.length; i++) seen |= (numbers[i] as number) - min;
  if (seen === 0) return { min, shift: 0, bits: 0 };
  const shift = 31 - Math.clz32(seen & -seen);
  return { min, shift, bits: 32 - Math.clz32(seen) - shift };
}

/** The different values, where they are few. */
function listOf(values: Int32Array): number[] | null {
  const list: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (list.includes(values[i] as number)) continue;
    if (list.length === LIST_MAX) return null;
    list.push(values[i] as number);
  }
  return list;
}

function putBits(numbers: Int32Array, { min, shift, bits }: Frame, out: Int32Array, begin: number): number {
  if (bits === 0) return begin;
  let place = 0;
  for (let i = 0; i < numbers.length; i++, place += bits) {
    const value = ((numbers[i] as number) - min) >>> shift;
    const at = begin + (place >>> 5);
    const offset = place & 31;
    out[at] = (out[at] as number) | (value << offset);
    if (offset + bits > 32) out[at + 1] = value >>> (32 - offset);
  }
  return begin + ((place + 31) >>> 5);
}

/** Unpacks records of `width` words and gives how many words they are. */
export function unpackWords(bytes: Uint8Array, width: number, into: Int32Array): number {
  const { buffer, byteOffset, byteLength } = bytes;
  const packed =
    byteOffset % 4 === 0
      ? new Int32Array(buffer, byteOffset, byteLength >>> 2)
      : new Int32Array(buffer.slice(byteOffset, byteOffset + byteLength));
  const count = packed[0] as number;
  let at = 1;
  for (let word = 0; word < width; word++) {
    const [form, min, more] = [packed[at] as number, packed[at + 1] as number, packed[at + 2] as number];
    const mode = form & 0xff;
    const bits = form >>> 16;
    at += 3;
    const list = mode === LISTED ? packed.subarray(at, at + more) : null;
    if (list) at += more;
    getBits(packed, at, { min, shift: (form >>> 8) & 0xff, bits }, into, word, width, count);
    at += (count * bits + 31) >>> 5;
    if (list) for (let i = 0, to = word; i < count; i++, to += width) into[to] = list[into[to] as number] as number;
    if (mode !== DELTA) continue;
    let sum = more;
    for (let i = 0, to = word; i < count; i++, to += width) {
      sum += i === 0 ? 0 : (into[to] as number);
      into[to] = sum;
      sum = into[to] as number;
    }
  }
  return count * width;
}

function getBits(
  packed: Int32Array,
  begin: number,
  { min, shift, bits }: Frame,
  into: Int32Array,
  word: number,
  width: number,
  count: number,
) {
  if (bits === 0) {
    for (let i = 0, to = word; i < count; i++, to += width) into[to] = min;
    return;
  }
  const mask = bits === 32 ? -1 : (1 << bits) - 1;
  for (let i = 0, to = word, place = 0; i < count; i++, to += width, place += bits) {
    const at = begin + (place >>> 5);
    const offset = place & 31;
    let value = (packed[at] as number) >>> offset;
    if (offset + bits > 32) value |= (packed[at + 1] as number) << (32 - offset);
    into[to] = ((value & mask) << shift) + min;
  }
}
