/**
 * What a page states is checked against what it holds before the library makes room for it: a few bytes can say that a number follows a billion times,
 * or that each of a million texts repeats the one before.
 */

/** Bytes that the texts of a page may come to when repeated beginnings are written out. */
const EXPANDED_BYTES_MAX = 256 << 20;
/** Deepest nesting of a variant value. */
const VARIANT_DEPTH_MAX = 64;

/** The page is not what it says it is. */
export class PageDamaged extends Error {}

/** Refuses runs of the run-length encoding that hold more values than `count`, which there must be. */
export function checkRuns(bytes: Uint8Array, from: number, to: number, bits: number, count: number): void {
  const valueBytes = (bits + 7) >> 3;
  let at = from;
  for (let seen = 0; seen < count;) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = at < to ? bytes[at++] : undefined;
      if (byte === undefined || shift > 28) throw new PageDamaged();
      header += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    const half = Math.floor(header / 2);
    if (header % 2 === 1) {
      // packed eights are written in full also where fewer values are left, and some writers cut the last one short
      at += half * bits;
      seen += half * 8;
    } else {
      if (half > count - seen) throw new PageDamaged();
      at += valueBytes;
      seen += half;
    }
  }
}

/** Refuses texts that repeat more of each other than any page may come to. */
export function checkPrefixes(prefixes: Int32Array): void {
  let sum = 0;
  for (const prefix of prefixes) {
    sum += prefix;
    if (prefix < 0 || sum > EXPANDED_BYTES_MAX) throw new PageDamaged();
  }
}

/** Refuses a variant whose parts lie on top of each other: a kilobyte of it could be written out to more than any memory holds. */
export function checkVariant(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let parts = 0;
  const number = (at: number, width: number): number => {
    let value = 0;
    for (let i = 0; i < width; i++) value += view.getUint8(at + i) * 2 ** (8 * i);
    return value;
  };
  const visit = (at: number, depth: number): void => {
    // every part takes a byte at least
    if (++parts > bytes.length || depth > VARIANT_DEPTH_MAX) throw new PageDamaged();
    const first = view.getUint8(at);
    const object = (first & 3) === 2;
    if (!object && (first & 3) !== 3) return;
    const bits = first >> 2;
    const offsetBytes = (bits & 3) + 1;
    const idBytes = object ? ((bits >> 2) & 3) + 1 : 0;
    const countBytes = (object ? (bits >> 4) & 1 : (bits >> 2) & 1) ? 4 : 1;
    const count = number(at + 1, countBytes);
    if (count > bytes.length) throw new PageDamaged();
    const offsets = at + 1 + countBytes + count * idBytes;
    const values = offsets + (count + 1) * offsetBytes;
    for (let i = 0; i < count; i++) visit(values + number(offsets + i * offsetBytes, offsetBytes), depth + 1);
  };
  if (bytes.length > 0) visit(0, 0);
}
