import { JiadiError } from '../../contract/errors.ts';
import type { SourceProtocol } from '../../contract/methods/sources.ts';

/** A piece of a statement that can mean something: a bare word or a sign; quoted things and comments are passed over. */
interface Token {
  readonly text: string;
  readonly at: number;
}

/** Statements that change data; where one may begin (behind a parenthesis) they are refused, elsewhere they are somebody's names. */
const changes: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'REPLACE']);
/** What may follow FOR in a query that only reads. */
const locks: ReadonlySet<string> = new Set(['UPDATE', 'SHARE', 'NO', 'KEY']);
const beginnings: ReadonlySet<string> = new Set(['SELECT', 'WITH']);

/**
 * One reading statement without what stands behind it: comments and a last semicolon are taken off. Everything else than one SELECT is `source-sql`
 * with what was found. This says early and clearly what the server would refuse anyway: reading happens in a read-only transaction.
 */
export function oneSelect(sql: string, protocol: SourceProtocol): string {
  const tokens = tokensOf(sql, protocol);
  let last = tokens.length;
  while (last > 0 && tokens[last - 1]?.text === ';') last--;
  const own = tokens.slice(0, last);
  const first = own.find(({ text }) => text !== '(');
  if (!first) throw refusal(sql.trim().slice(0, 30));
  if (!beginnings.has(first.text)) throw refusal(first.text);
  own.forEach(({ text }, index) => {
    const next = own[index + 1]?.text ?? '';
    const before = own[index - 1]?.text ?? '';
    if (text === ';') throw refusal(`; ${next}`);
    if (text === 'FOR' && locks.has(next)) throw refusal(`FOR ${next}`);
    if (text === 'LOCK' && next === 'IN') throw refusal('LOCK IN');
    // a table or a file of the server's is written
    if (text === 'INTO') throw refusal(text);
    if (changes.has(text) && next !== '(' && (before === '(' || before === ')')) throw refusal(text);
  });
  const end = tokens[last]?.at;
  return (end === undefined ? sql : sql.slice(0, end)).trim();
}

function refusal(found: string): JiadiError {
  return new JiadiError('source-sql', { found: found.trim() });
}

const word = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const dollar = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;

function tokensOf(sql: string, protocol: SourceProtocol): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < sql.length;) {
    const after = skipped(sql, at, protocol);
    if (after > at) {
      at = after;
      continue;
    }
    word.lastIndex = at;
    const found = word.exec(sql)?.[0];
    const text = found?.toUpperCase() ?? sql.charAt(at);
    if (text.trim() !== '') tokens.push({ text, at });
    at += found?.length ?? 1;
  }
  return tokens;
}

/** Where a comment or something quoted that begins at `at` ends; `at` itself when there is none. One that never ends is refused. */
function skipped(sql: string, at: number, protocol: SourceProtocol): number {
  const two = sql.slice(at, at + 2);
  const mysql = protocol === 'mysql';
  if (two === '--' && (!mysql || /\s|^$/.test(sql.charAt(at + 2)))) return lineEnd(sql, at);
  if (mysql && two.startsWith('#')) return lineEnd(sql, at);
  if (two === '/*') return commentEnd(sql, at, mysql);
  const sign = sql.charAt(at);
  if (sign === "'" || sign === '"' || (mysql && sign === '`')) {
    const escapes = mysql ? sign !== '`' : sign === "'" && /[eE]/.test(sql.charAt(at - 1)) && !/[\p{L}\p{N}_$]/u.test(sql.charAt(at - 2));
    return quoteEnd(sql, at, sign, escapes);
  }
  if (!mysql && sign === '$') {
    dollar.lastIndex = at;
    const tag = dollar.exec(sql)?.[0];
    if (tag === undefined) return at;
    const end = sql.indexOf(tag, at + tag.length);
    if (end < 0) throw refusal(tag);
    return end + tag.length;
  }
  return at;
}

function lineEnd(sql: string, at: number): number {
  const end = sql.indexOf('\n', at);
  return end < 0 ? sql.length : end + 1;
}

/** Comments stand in each other in PostgreSQL; in MySQL those with a bang are run. */
function commentEnd(sql: string, from: number, mysql: boolean): number {
  if (mysql && /^\/\*M?!/.test(sql.slice(from, from + 4))) throw refusal('/*!');
  let depth = 1;
  for (let at = from + 2; at < sql.length - 1; at++) {
    const two = sql.slice(at, at + 2);
    if (two === '*/') {
      depth--;
      at++;
      if (depth === 0) return at + 1;
    } else if (two === '/*' && !mysql) {
      depth++;
      at++;
    }
  }
  throw refusal('/*');
}

function quoteEnd(sql: string, from: number, sign: string, escapes: boolean): number {
  for (let at = from + 1; at < sql.length; at++) {
    const here = sql.charAt(at);
    if (escapes && here === '\\') at++;
    else if (here === sign) {
      if (sql.charAt(at + 1) !== sign) return at + 1;
      at++;
    }
  }
  throw refusal(sign);
}
