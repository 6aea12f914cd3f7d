import { encodingCandidates } from './encoding-scores.ts';
import { decodeAll } from './readers/common/decode.ts';
import type { Encoding } from './reader.ts';

/** An encoding and how sure it is, 0..1. */
export interface EncodingGuess {
  readonly name: string;
  readonly confidence: number;
}

export interface EncodingVerdict {
  readonly encoding: Encoding;
  /** Other encodings that are not absurd, the best first. */
  readonly alternatives: readonly EncodingGuess[];
}

const SCORED_BYTES = 96 * 1024;

/**
 * Finds the encoding of text from samples (each from a line start, the first from the file's start). Order of evidence: byte-order mark, zero
 * bytes of UTF-16, strict UTF-8, then byte validity and letter frequency. Names are WHATWG labels; pure ASCII is `utf-8`.
 */
export function detectEncoding(samples: readonly Uint8Array[]): EncodingVerdict {
  const known = verdicts.get(samples);
  if (known) return known;
  const verdict = judge(samples);
  verdicts.set(samples, verdict);
  return verdict;
}

/** Verdicts by the samples they are about, which do not change. */
const verdicts = new WeakMap<readonly Uint8Array[], EncodingVerdict>();

function judge(samples: readonly Uint8Array[]): EncodingVerdict {
  const head = samples[0] ?? new Uint8Array(0);
  const marked = byMark(head);
  if (marked) return sure(marked, 1, true);
  const wide = byZeros(head);
  if (wide) return sure(wide, 0.95, false);
  const utf8 = utf8Statistics(samples);
  if (utf8.high === 0) return ascii(samples);
  if (utf8.invalid === 0) return sure('utf-8', utf8.sequences > 3 ? 1 : 0.95, false);
  const scored = scoreAll(interestingBytes(samples));
  // A few damaged bytes do not make UTF-8 something else: its sequences do not come about by chance.
  if (utf8.sequences >= 10 * utf8.invalid) {
    const confidence = utf8.sequences / (utf8.sequences + 3 * utf8.invalid);
    return { encoding: { name: 'utf-8', confidence, bom: false }, alternatives: guesses(scored).slice(0, 3) };
  }
  const [best, ...others] = guesses(scored);
  return {
    encoding: { name: best?.name ?? 'windows-1252', confidence: best?.confidence ?? 0.1, bom: false },
    alternatives: others.slice(0, 4),
  };
}

/** Every encoding that the samples may be in, the likeliest first. */
export function encodingGuesses(samples: readonly Uint8Array[]): readonly EncodingGuess[] {
  const { encoding, alternatives } = detectEncoding(samples);
  const others = alternatives.length > 0 ? alternatives : guesses(scoreAll(interestingBytes(samples))).slice(0, 3);
  // behind a sure reading the others are what they look like beside it: next to nothing
  const share = encoding.confidence >= 0.95 ? 1 - encoding.confidence : 1;
  const rest = others
    .filter(({ name }) => name !== encoding.name)
    .map(({ name, confidence }) => ({ name, confidence: confidence * share }));
  return [{ name: encoding.name, confidence: encoding.confidence }, ...rest];
}

function sure(name: string, confidence: number, bom: boolean): EncodingVerdict {
  return { encoding: { name, confidence, bom }, alternatives: [] };
}

function byMark(head: Uint8Array): string | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return null;
}

/** UTF-16 without a mark: separators and digits have a zero byte, always on the same side; CJK text still has such characters. */
function byZeros(head: Uint8Array): string | null {
  const length = Math.min(head.length, 1 << 16) & ~1;
  if (length < 4) return null;
  let even = 0;
  let odd = 0;
  let evenLine = 0;
  let oddLine = 0;
  for (let i = 0; i < length; i += 2) {
    if (head[i] === 0) {
      even++;
      if (head[i + 1] === 10 || head[i + 1] === 44 || head[i + 1] === 9) evenLine++;
    }
    if (head[i + 1] === 0) {
      odd++;
      if (head[i] === 10 || head[i] === 44 || head[i] === 9) oddLine++;
    }
  }
  const pairs = length / 2;
  if (odd > pairs * 0.05 && odd > even * 10 && oddLine > 0) return 'utf-16le';
  if (even > pairs * 0.05 && even > odd * 10 && evenLine > 0) return 'utf-16be';
  if (odd > pairs * 0.4 && even === 0) return 'utf-16le';
  if (even > pairs * 0.4 && odd === 0) return 'utf-16be';
  return null;
}

function ascii(samples: readonly Uint8Array[]): EncodingVerdict {
  const escape = samples.some((sample) => includesSequence(sample, [0x1b, 0x24, 0x42]) || includesSequence(sample, [0x1b, 0x24, 0x40]));
  return escape ? sure('iso-2022-jp', 0.95, false) : sure('utf-8', 1, false);
}

function includesSequence(bytes: Uint8Array, sequence: readonly number[]): boolean {
  for (let at = bytes.indexOf(sequence[0] ?? 0); at >= 0; at = bytes.indexOf(sequence[0] ?? 0, at + 1)) {
    if (sequence.every((byte, offset) => bytes[at + offset] === byte)) return true;
  }
  return false;
}

/** Counts well-formed multi-byte sequences and ill-formed places; a sequence cut by the end of a sample is not ill-formed. */
function utf8Statistics(samples: readonly Uint8Array[]): { high: number; sequences: number; invalid: number } {
  let high = 0;
  let sequences = 0;
  let invalid = 0;
  for (const bytes of samples) {
    for (let i = 0; i < bytes.length;) {
      const first = bytes[i] ?? 0;
      if (first < 0x80) {
        i++;
        continue;
      }
      high++;
      const length = utf8Length(bytes, i);
      if (length > 0) sequences++;
      else if (length < 0) break;
      else invalid++;
      i += Math.max(1, length);
    }
  }
  return { high, sequences, invalid };
}

/** Length of the sequence at `at`; 0: ill-formed; -1: cut by the end. */
function utf8Length(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const length = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xc2 && first < 0xe0 ? 2 : 0;
  if (length === 0) return 0;
  for (let k = 1; k < length; k++) {
    if (at + k >= bytes.length) return -1;
    const next = bytes[at + k] ?? 0;
    if (next < 0x80 || next > 0xbf) return 0;
  }
  const second = bytes[at + 1] ?? 0;
  if (
    (first === 0xe0 && second < 0xa0) ||
    (first === 0xed && second > 0x9f) ||
    (first === 0xf0 && second < 0x90) ||
    (first === 0xf4 && second > 0x8f)
  )
    return 0;
  return length;
}

/** The lines that hold bytes above ASCII, up to a limit: the rest says nothing about the encoding. */
function interestingBytes(samples: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(SCORED_BYTES);
  let length = 0;
  const share = Math.floor(SCORED_BYTES / Math.max(1, samples.length));
  for (const bytes of samples) {
    const limit = Math.min(SCORED_BYTES, length + share);
    for (let start = 0; start < bytes.length && length < limit;) {
      const lineFeed = bytes.indexOf(10, start);
      const end = lineFeed < 0 ? bytes.length : lineFeed + 1;
      const line = bytes.subarray(start, Math.min(end, start + limit - length));
      if (line.some((byte) => byte >= 0x80)) {
        out.set(line, length);
        length += line.length;
      }
      start = end;
    }
  }
  return out.subarray(0, length);
}

function scoreAll(bytes: Uint8Array): EncodingGuess[] {
  const scored = new Map<string, EncodingGuess>();
  for (const { name, score } of encodingCandidates) {
    const text = decodeAll(bytes, name);
    const confidence = score(text);
    // Encodings that give the same text are one reading: the name it is usual under stands for it.
    const same = scored.get(text);
    if (!same || same.confidence < confidence) scored.set(text, { name, confidence });
  }
  return [...scored.values()].sort((a, b) => b.confidence - a.confidence);
}

/** Turns scores into confidences: how good the text looks, and how far the next different reading is behind. */
function guesses(scored: readonly EncodingGuess[]): EncodingGuess[] {
  const best = scored[0]?.confidence ?? 0;
  return scored
    .filter(({ confidence }, index) => index === 0 || (confidence > -0.5 && confidence > best - 1))
    .map(({ name, confidence }, index) => {
      const rival = index === 0 ? (scored[1]?.confidence ?? -1) : best;
      const lead = 1 / (1 + Math.exp(-6 * (confidence - rival)));
      const looks = Math.min(1, Math.max(0.05, (confidence + 0.4) / 1.2));
      return { name, confidence: Math.round(looks * lead * 1000) / 1000 };
    });
}
