/**
 * Text that was read in a wrong encoding before it came into the file. Its bytes are put back as they were and read in another way: only where that
 * gives text of common characters and the value as it stands does not, it is told. Nothing is changed.
 */
import iconv from 'iconv-lite';
import { letters } from './encoding-letters.ts';
import { decoderFor } from './readers/common/decode.ts';
import type { ValueFinding } from './value-damage.ts';

/** What happened to a text on its way: `a-as-b` was written as a and read as b. */
export type MojibakeCause =
  | 'utf8-as-gbk'
  | 'utf8-as-big5'
  | 'utf8-as-latin1'
  | 'gbk-as-latin1'
  | 'big5-as-gbk'
  | 'gbk-as-big5'
  | 'replaced'
  | 'replaced-as-gbk'
  | 'question-marks';

export interface Mojibake {
  readonly cause: MojibakeCause;
  /** The text as it was; null when it cannot be known. */
  readonly reads: string | null;
}

export type MojibakeCode = `mojibake-${MojibakeCause}`;

/** U+FFFD written as UTF-8 and read as GBK, again and again. */
const replacedAsGbk = /锟斤拷|锟斤(?=$|[\s,，])|斤拷锟/;
/** Question marks in the place of characters: at the beginning of a word, or among Chinese characters. */
const questionMarks = /(?<![\p{L}\p{N}?!？！/&=])\?{2,}|(?<=\p{Script=Han})\?{2,}(?=\p{Script=Han})/u;
/** Words of Japanese; bytes read as something else give such letters one by one. */
const kana = /[\u3041-\u3096ー]{3}|[\u30a1-\u30faー]{3}/;
/** From this share of common characters on a Chinese text is what it seems to be. */
const USUAL = 0.75;
/** Two double-byte encodings share most of their bytes: the other reading must be much better, and most of a column must say the same. */
const MIXED_LEAD = 0.4;
const MIXED_SHARE = 0.6;
const MIXED_DISTINCT = 3;

/** The cause of a garbled text and what it was, or null for text that seems to be in order. */
export function mojibakeOf(text: string): Mojibake | null {
  if (!/[^\0-\x7f]|\?\?/.test(text)) return null;
  if (replacedAsGbk.test(text)) return { cause: 'replaced-as-gbk', reads: null };
  if (/[\x80-\xff\u0152-\u2122]/.test(text)) {
    const undone = undoLatin(text);
    if (undone) return undone;
  }
  const usual = usualShare(text);
  if (usual !== null && usual < USUAL && !kana.test(text)) {
    const undone = undoDoubleByte(text, usual);
    if (undone) return undone;
  }
  if (text.includes('\ufffd')) return { cause: 'replaced', reads: null };
  return questionMarks.test(text) ? { cause: 'question-marks', reads: null } : null;
}

/** Every cause found among the values of a column, its name included, the most frequent first. */
export function columnMojibake(name: string, values: readonly (string | number | bigint | null)[]): ValueFinding<MojibakeCode>[] {
  const known = new Map<string, Mojibake | null>();
  const hits = new Map<MojibakeCause, { count: number; distinct: number; sample: string; reads: string | null }>();
  let foreign = 0;
  for (const value of [name, ...values]) {
    if (typeof value !== 'string' || value === '') continue;
    if (/[^\0-\x7f]/.test(value)) foreign++;
    const isNew = !known.has(value);
    const verdict = (isNew ? mojibakeOf(value) : known.get(value)) ?? null;
    known.set(value, verdict);
    if (!verdict) continue;
    const hit = hits.get(verdict.cause) ?? { count: 0, distinct: 0, sample: value, reads: verdict.reads };
    hits.set(verdict.cause, { ...hit, count: hit.count + 1, distinct: hit.distinct + (isNew ? 1 : 0) });
  }
  const certain = (cause: MojibakeCause) => cause !== 'big5-as-gbk' && cause !== 'gbk-as-big5';
  return [...hits]
    .filter(([cause, { count, distinct }]) => certain(cause) || (distinct >= MIXED_DISTINCT && count >= foreign * MIXED_SHARE))
    .map(([cause, { count, sample, reads }]) => ({ code: `mojibake-${cause}` as const, count, sample, reads }))
    .toSorted((a, b) => b.count - a.count);
}

/** Share of a text's characters above ASCII that are common Chinese ones; null when there are none of East Asia. */
function usualShare(text: string): number | null {
  let usual = 0;
  let count = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x2e80 || (code >= 0xff01 && code <= 0xff5e)) continue;
    if (code >= 0x3000 && code <= 0x303f) continue;
    count++;
    if (letters.hanSimplified.has(char) || letters.hanTraditional.has(char)) usual++;
  }
  return count === 0 ? null : usual / count;
}

function undoLatin(text: string): Mojibake | null {
  const bytes = latinBytes(text);
  if (!bytes) return null;
  const utf8 = decodeStrictly(bytes, 'utf-8');
  const gbk = undoGb2312(text, bytes);
  if (utf8 === null || /[\x80-\x9f]/.test(utf8)) return gbk;
  // Two bytes of GBK may by chance be one letter of another alphabet: common Chinese characters are no chance.
  return gbk && usualShare(utf8) === null && /[^\0-\u024f]/.test(utf8) ? gbk : { cause: 'utf8-as-latin1', reads: utf8 };
}

/** In GB 2312 every character takes two bytes above 0xA0; the accents of European words stand alone. */
function undoGb2312(text: string, bytes: Uint8Array): Mojibake | null {
  if (!/[\xa1-\xff]{2}/.test(text) || /(?<![\xa1-\xff])(?:[\xa1-\xff]{2})*[\xa1-\xff](?![\xa1-\xff])/.test(text)) return null;
  const reads = decodeStrictly(bytes, 'gbk');
  return reads !== null && (usualShare(reads) ?? 0) >= 0.5 ? { cause: 'gbk-as-latin1', reads } : null;
}

function undoDoubleByte(text: string, usual: number): Mojibake | null {
  const gbk = bytesOf(text, 'gb18030');
  const asUtf8 = gbk && undoneUtf8(gbk, usual);
  if (asUtf8) return { cause: 'utf8-as-gbk', reads: asUtf8 };
  const big5 = bytesOf(text, 'big5');
  const big5AsUtf8 = big5 && undoneUtf8(big5, usual);
  if (big5AsUtf8) return { cause: 'utf8-as-big5', reads: big5AsUtf8 };
  const lead = (reads: string | null) => (reads === null || [...reads].length < 2 ? 0 : (usualShare(reads) ?? 0) - usual);
  const fromBig5 = gbk && decodeStrictly(gbk, 'big5');
  const fromGbk = big5 && decodeStrictly(big5, 'gbk');
  const [cause, reads] = lead(fromBig5) >= lead(fromGbk) ? (['big5-as-gbk', fromBig5] as const) : (['gbk-as-big5', fromGbk] as const);
  return lead(reads) >= MIXED_LEAD ? { cause, reads } : null;
}

/** Bytes that are UTF-8 by chance are few; a character that was cut at the end leaves its mark. */
function undoneUtf8(bytes: Uint8Array, usual: number): string | null {
  const reads = decoderFor('utf-8').decode(bytes);
  const lost = reads.match(/[\ufffd?]+/g)?.length ?? 0;
  const share = usualShare(reads);
  if (share === null || share <= usual || /[\x80-\x9f\ue000-\uf8ff]/.test(reads)) return null;
  if (lost === 0) return reads;
  const good = reads.match(/[\u3000-\u9fff]/g)?.length ?? 0;
  return good > lost && share > 0.5 ? reads.replace(/\ufffd\??|\?\ufffd/g, '\ufffd') : null;
}

/** The bytes a text was read from; U+FFFD and `?` stand for bytes that are gone. Null when it holds what the encoding has not. */
function bytesOf(text: string, encoding: string): Uint8Array | null {
  const present = text.replaceAll('\ufffd', '?');
  // Browsers read the lone byte 0x80 of GBK as a euro sign, where gb18030 has it elsewhere.
  const pieces = encoding === 'gb18030' ? present.split('€') : [present];
  const encoded = pieces.map((piece) => iconv.encode(piece, encoding));
  if (encoded.some((bytes, index) => iconv.decode(bytes, encoding) !== pieces[index])) return null;
  return Buffer.concat(encoded.flatMap((bytes, index) => (index === 0 ? [bytes] : [Buffer.of(0x80), bytes])));
}

const windows1252 = new Map<string, number>();
for (let byte = 0x80; byte < 0x100; byte++) windows1252.set(decoderFor('windows-1252').decode(Uint8Array.of(byte)), byte);

/** The bytes of a text that was read as Latin 1 (as Windows has it); null when a character is of neither. */
function latinBytes(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const byte = code < 0x80 ? code : (windows1252.get(text[i] ?? '') ?? (code < 0x100 ? code : -1));
    if (byte < 0) return null;
    bytes[i] = byte;
  }
  return bytes;
}

function decodeStrictly(bytes: Uint8Array, encoding: string): string | null {
  const decoder = decoderFor(encoding);
  return decoder.isValid(bytes) ? decoder.decode(bytes) : null;
}
