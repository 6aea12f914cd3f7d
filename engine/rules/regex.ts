import { RE2JS } from 're2js';
import { JiadiError } from '../../contract/errors.ts';

/** Asks whether a pattern is found in a text; linear in the text's length. */
export type Matcher = (text: string) => boolean;

/** Longest text that the machine's own engine may see; longer ones go to RE2, whatever the pattern. */
const NATIVE_TEXT_MAX = 256;
const CACHED = 500;
const cache = new Map<string, Matcher>();

/** How patterns are read: `i` ignores case, `m` lets ^ and $ stand at lines, `s` lets the dot match a line break. */
export interface PatternOptions {
  readonly flags?: string;
  readonly anchored?: boolean;
}

/**
 * A compiled pattern in RE2 syntax with the Python and JavaScript spellings `\uXXXX` and `\p{Script=Han}`. `expression-invalid` with
 * reason `pattern` when it cannot be read, or `pattern-needs-backtracking` for look-around and back-references.
 */
export function compilePattern(pattern: string, options: PatternOptions = {}): Matcher {
  const key = `${options.flags ?? ''}/${options.anchored ? 1 : 0}/${pattern}`;
  const known = cache.get(key);
  if (known) return known;
  const made = make(pattern, options);
  if (cache.size >= CACHED) cache.clear();
  cache.set(key, made);
  return made;
}

/** The patterns of a rule as one matcher: any of them is found, or `all`. */
export function compilePatterns(rule: {
  readonly patterns: readonly string[];
  readonly match?: 'any' | 'all' | undefined;
  readonly flags?: string | undefined;
  readonly anchored?: boolean | undefined;
}): Matcher {
  const matchers = rule.patterns.map((pattern) => compilePattern(pattern, { flags: rule.flags ?? '', anchored: rule.anchored ?? false }));
  const [only] = matchers;
  if (matchers.length === 1 && only) return only;
  return rule.match === 'all' ? (text) => matchers.every((found) => found(text)) : (text) => matchers.some((found) => found(text));
}

function make(pattern: string, options: PatternOptions): Matcher {
  let flags = 0;
  for (const f of options.flags ?? '') {
    const bit = f === 'i' ? RE2JS.CASE_INSENSITIVE : f === 'm' ? RE2JS.MULTILINE : f === 's' ? RE2JS.DOTALL : null;
    if (bit === null) throw new JiadiError('expression-invalid', { problem: 'pattern-flag', position: 0, found: f });
    flags |= bit;
  }
  const source = options.anchored ? `^(?:${pattern})$` : pattern;
  let safe: RE2JS;
  try {
    safe = RE2JS.compile(translate(source), flags);
  } catch (cause) {
    const back = /\(\?<?[=!]|\\[1-9]|\(\?P=|\\k</.test(pattern);
    throw new JiadiError(
      'expression-invalid',
      { problem: back ? 'pattern-needs-backtracking' : 'pattern', position: 0, found: pattern.slice(0, 200) },
      cause,
    );
  }
  const native = flags === 0 ? nativeForm(source) : null;
  if (!native) return (text) => safe.matcher(text).find();
  return (text) => (text.length <= NATIVE_TEXT_MAX ? native.test(text) : safe.matcher(text).find());
}

function translate(pattern: string): string {
  return pattern
    .replace(/\\u([0-9a-fA-F]{4})/g, '\\x{$1}')
    .replace(/\\u\{([0-9a-fA-F]+)\}/g, '\\x{$1}')
    .replace(/\\([pP])\{(?:Script|sc|Script_Extensions|scx)=(\w+)\}/g, '\\$1{$2}')
    .replace(/\\Z/g, '\\z');
}

/**
 * The same pattern for the machine's own engine, which is several times as fast, when the pattern is so plain that backtracking cannot
 * hurt: no group is repeated, and at most one piece (two when it begins with ^) has a variable length. Null for all others.
 */
function nativeForm(pattern: string): RegExp | null {
  let out = '';
  let variable = 0;
  let last: 'atom' | 'group' | 'none' = 'none';
  for (let i = 0; i < pattern.length;) {
    const c = pattern[i] ?? '';
    if (c === '\\') {
      const e = pattern[i + 1] ?? '';
      if (e === 's') out += '[\\t\\n\\f\\r ]';
      else if ('dw'.includes(e)) out += `\\${e}`;
      else if ('.+*?()[]{}|^$/\\-'.includes(e) && e !== '') out += e === '-' ? '-' : `\\${e}`;
      else return null;
      last = 'atom';
      i += 2;
    } else if (c === '[') {
      const m = /^\[\^?(?:[^\\[\]^&\-~]|\\[dw\-.]|-(?=[^\]\\]))+\]/u.exec(pattern.slice(i));
      if (!m || /&&|--|~~/.test(m[0])) return null;
      out += m[0];
      last = 'atom';
      i += m[0].length;
    } else if (c === '(') {
      if (pattern[i + 1] === '?' && pattern[i + 2] !== ':') return null;
      out += '(?:';
      i += pattern[i + 1] === '?' ? 3 : 1;
      last = 'none';
    } else if (c === ')') {
      out += c;
      i++;
      last = 'group';
    } else if (c === '{' || c === '*' || c === '+' || c === '?') {
      const m = /^(?:\{(\d+)(,(\d*))?\}|[*+?])/.exec(pattern.slice(i));
      if (!m || last !== 'atom') return null;
      const fixed = m[1] !== undefined && m[2] === undefined;
      if (!fixed) variable++;
      if (Number(m[1] ?? 0) > 1000 || Number(m[3] ?? 0) > 1000) return null;
      out += m[0];
      last = 'none';
      i += m[0].length;
      if (pattern[i] === '?' || pattern[i] === '+') return null;
    } else if (c === '.' || c === '}' || c === ']') {
      return null;
    } else {
      const point = String.fromCodePoint(pattern.codePointAt(i) ?? 0);
      out += point;
      last = c === '^' || c === '$' || c === '|' ? 'none' : 'atom';
      i += point.length;
    }
  }
  if (variable > (pattern.startsWith('^') && !pattern.includes('|') ? 2 : 1)) return null;
  try {
    return new RegExp(out, 'u');
  } catch {
    return null; // RE2 has accepted it; the difference in spelling only costs the quick way
  }
}
