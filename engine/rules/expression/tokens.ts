import { JiadiError } from '../../../contract/errors.ts';

export type TokenType = 'number' | 'text' | 'name' | 'word' | 'symbol' | 'end';
export interface Token {
  readonly type: TokenType;
  /** Words of the language are in upper case; names and texts without their quotes. */
  readonly value: string;
  /** 0-based position in the source. */
  readonly at: number;
  readonly raw: string;
}

/** Words of the language, which name no column unless they are quoted. */
export const words: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', 'IN', 'BETWEEN', 'LIKE', 'IS', 'NULL', 'TRUE', 'FALSE']);
const symbols = ['<>', '!=', '<=', '>=', '==', '||', '=', '<', '>', '+', '-', '*', '/', '%', '(', ')', ','];
const fullWidth: Readonly<Record<string, string>> = { '（': '(', '）': ')', '，': ',', '＝': '=', '＜': '<', '＞': '>' };
const nameStart = /[\p{L}_]/u;
const namePart = /[\p{L}\p{M}\p{N}_.]/u;

/** The error of a bad expression: where (1-based character position), which word could not be understood, and what was wanted there. */
export function expressionError(reason: string, source: string, at: number, found: string, wanted?: string): JiadiError {
  return new JiadiError('expression-invalid', {
    problem: reason,
    position: Array.from(source.slice(0, at)).length + 1,
    found: found || 'end',
    ...(wanted === undefined ? {} : { wanted }),
  });
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** Half of a character that takes two UTF-16 units. */
const isHalf = (c: string): boolean => c.length === 1 && (isHigh(c.charCodeAt(0)) || isLow(c.charCodeAt(0)));

/** The character at a place. Not `codePointAt`: once compiled, V8's reads beyond the end of a piece that was cut from a text in the middle of a character. */
function characterAt(source: string, at: number): string {
  const whole = at + 1 < source.length && isHigh(source.charCodeAt(at)) && isLow(source.charCodeAt(at + 1));
  return source.slice(at, at + (whole ? 2 : 1));
}

/** True for a text that is read as one name (or word). */
export function isName(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{M}\p{N}_.]*$/u.test(text);
}

/** Splits an expression into its words; `expression-invalid` with the position of what cannot be read. */
export function tokenize(source: string): readonly Token[] {
  const out: Token[] = [];
  let i = 0;
  while (i < source.length) {
    const c = characterAt(source, i);
    if (/\s/u.test(c)) {
      i += c.length;
      continue;
    }
    if (isHalf(c)) throw expressionError('character', source, i, c);
    const token = quoted(source, i, c) ?? number(source, i) ?? name(source, i, c) ?? symbol(source, i);
    if (!token) throw expressionError('character', source, i, c);
    out.push(token);
    i = token.at + token.raw.length;
  }
  out.push({ type: 'end', value: '', at: source.length, raw: '' });
  return out;
}

function quoted(source: string, at: number, c: string): Token | null {
  const close = c === '[' ? ']' : c === '“' ? '”' : c === '‘' ? '’' : c;
  if (!`'"\`[“‘`.includes(c)) return null;
  let value = '';
  for (let i = at + 1; i < source.length; i++) {
    if (source[i] !== close) value += source[i];
    else if (source[i + 1] === close) value += source[i++];
    else return { type: c === "'" || c === '“' || c === '‘' ? 'text' : 'name', value, at, raw: source.slice(at, i + 1) };
  }
  throw expressionError('quote-not-closed', source, at, c);
}

function number(source: string, at: number): Token | null {
  const m = /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/.exec(source.slice(at, at + 400));
  return m ? { type: 'number', value: m[0], at, raw: m[0] } : null;
}

function name(source: string, at: number, first: string): Token | null {
  if (!nameStart.test(first)) return null;
  // the first is taken whatever the second pattern says of it: the reader moves on in any case
  let end = at + first.length;
  for (const c of source.slice(end)) {
    if (isHalf(c) || !namePart.test(c)) break;
    end += c.length;
  }
  const raw = source.slice(at, end);
  const upper = raw.toUpperCase();
  return words.has(upper) ? { type: 'word', value: upper, at, raw } : { type: 'name', value: raw, at, raw };
}

function symbol(source: string, at: number): Token | null {
  const wide = fullWidth[source[at] ?? ''];
  if (wide) return { type: 'symbol', value: wide, at, raw: source[at] ?? '' };
  const found = symbols.find((s) => source.startsWith(s, at));
  return found ? { type: 'symbol', value: found === '!=' ? '<>' : found === '==' ? '=' : found, at, raw: found } : null;
}
