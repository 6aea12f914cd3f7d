/** How large a text is where it will stand: in columns on a screen, in bytes of an encoding. */

/** Display columns of a text: full-width and wide characters count two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const c of text) {
    const p = c.codePointAt(0) ?? 0;
    const wide =
      (p >= 0x1100 && p <= 0x115f) ||
      (p >= 0x2e80 && p <= 0xa4cf) ||
      (p >= 0xac00 && p <= 0xd7a3) ||
      (p >= 0xf900 && p <= 0xfaff) ||
      (p >= 0xfe30 && p <= 0xfe6f) ||
      (p >= 0xff00 && p <= 0xff60) ||
      (p >= 0xffe0 && p <= 0xffe6) ||
      p >= 0x1f300;
    width += wide ? 2 : 1;
  }
  return width;
}

/** Bytes of a text in GB 18030: one for ASCII, two for the two-byte area, four for the rest. */
export function gb18030Bytes(text: string): number {
  let bytes = 0;
  for (const c of text) {
    const point = c.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point > 0xffff ? 4 : gb18030UnitBytes(point);
  }
  return bytes;
}

let twoByte: Uint8Array | null = null;

/** Bytes in GB 18030 of a character of the basic plane beyond ASCII: two or four. */
export function gb18030UnitBytes(unit: number): number {
  twoByte ??= readTwoByteArea();
  return twoByte[unit] === 1 ? 2 : 4;
}

function readTwoByteArea(): Uint8Array {
  const table = new Uint8Array(65_536);
  const decoder = new TextDecoder('gb18030');
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const text = trail === 0x7f ? '' : decoder.decode(Uint8Array.of(lead, trail));
      const point = text.codePointAt(0) ?? 0;
      if (text.length === 1 && point !== 0xfffd) table[point] = 1;
    }
  }
  return table;
}
