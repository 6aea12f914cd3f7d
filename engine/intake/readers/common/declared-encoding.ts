import { sizeOfInput } from '../../../../base/files.ts';
import { detectEncoding } from '../../detect-encoding.ts';
import type { Encoding } from '../../reader.ts';
import { readHead } from '../../sample.ts';
import { decoderFor } from './decode.ts';

const HEAD_BYTES = 1 << 20;

/** The encoding that a text in tags declares, unless its bytes say otherwise: many a program declares UTF-8 and writes the system's own. */
export function declaredEncoding(path: string, declared: (beginning: string) => string | undefined): Encoding {
  const head = readHead(path, HEAD_BYTES);
  const marked = encodingByMark(head);
  if (marked) return { name: marked, confidence: 1, bom: true };
  const beginning = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 4096)).toString('latin1');
  const label = labelOf(declared(beginning) ?? 'utf-8');
  // cut at the end of a tag, so that no character is cut in two
  const whole = head.length < sizeOfInput(path) ? head.subarray(0, head.lastIndexOf(0x3e) + 1) : head;
  if (label && decoderFor(label).isValid(whole)) return { name: label, confidence: 1, bom: false };
  return detectEncoding([head]).encoding;
}

/** The encoding that the first bytes of a text in tags give away: a byte-order mark, or zero bytes beside the first tag. */
export function encodingByMark(head: Uint8Array): string | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0x3c && head[1] === 0)) return 'utf-16le';
  if ((head[0] === 0xfe && head[1] === 0xff) || (head[0] === 0 && head[1] === 0x3c)) return 'utf-16be';
  return null;
}

function labelOf(label: string): string | null {
  try {
    const name = new TextDecoder(label).encoding;
    // GB2312 and GBK are parts of GB18030, and files use what the part does not have.
    return name === 'gbk' ? 'gb18030' : name;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
