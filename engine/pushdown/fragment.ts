import { JiadiError } from '../../contract/errors.ts';
import type { Sql, SqlValue } from '../../base/sqlite/index.ts';

/** An SQL fragment of a rule, taken apart. It is what kinds write in their conditions, not all of SQL. */
export type Node =
  | { readonly is: 'literal'; readonly value: string | number | null }
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'call'; readonly name: string; readonly args: readonly Node[] }
  | { readonly is: 'binary'; readonly op: string; readonly left: Node; readonly right: Node }
  | { readonly is: 'not' | 'negative'; readonly value: Node }
  | { readonly is: 'same'; readonly left: Node; readonly right: Node; readonly negated: boolean }
  | { readonly is: 'test'; readonly value: Node; readonly of: 'null' | 'true'; readonly negated: boolean }
  | { readonly is: 'in'; readonly value: Node; readonly list: readonly Node[]; readonly negated: boolean }
  | { readonly is: 'between'; readonly value: Node; readonly low: Node; readonly high: Node; readonly negated: boolean }
  | { readonly is: 'glob'; readonly value: Node; readonly pattern: Node; readonly negated: boolean }
  | { readonly is: 'case'; readonly whens: readonly (readonly [when: Node, then: Node])[]; readonly otherwise: Node }
  | { readonly is: 'cast'; readonly value: Node; readonly to: string };

/** Why a rule is not answered by the server itself. */
export type Reason =
  | 'function'
  | 'construct'
  | 'mixed-types'
  | 'column-type'
  | 'long-numbers'
  | 'learns'
  | 'groups'
  | 'order'
  | 'references'
  | 'row-number'
  | 'own-sql';

/** Thrown where the server cannot be asked in the very sense of the rule; the rule then goes another way. */
export class NotPushed extends Error {
  readonly reason: Reason;
  constructor(reason: Reason, what = '') {
    super(`${reason} ${what}`);
    this.reason = reason;
  }
}

const token =
  /\s*(?:("(?:[^"]|"")*")|('(?:[^']|'')*')|(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_]\w*)|(\|\||<>|!=|<=|>=|[-+*/%(),=<>?]))/y;

interface Token {
  readonly type: 'quoted' | 'text' | 'number' | 'word' | 'sign' | 'end';
  readonly value: string;
}

function tokens(text: string): readonly Token[] {
  const out: Token[] = [];
  token.lastIndex = 0;
  while (text.slice(token.lastIndex).trim() !== '') {
    const m = token.exec(text);
    if (!m) throw new NotPushed('construct', text);
    const [, quoted, literal, number, word, sign] = m;
    if (quoted !== undefined) out.push({ type: 'quoted', value: quoted.slice(1, -1).replaceAll('""', '"') });
    else if (literal !== undefined) out.push({ type: 'text', value: literal.slice(1, -1).replaceAll("''", "'") });
    else if (number !== undefined) out.push({ type: 'number', value: number });
    else if (word !== undefined) out.push({ type: 'word', value: word });
    else out.push({ type: 'sign', value: sign ?? '' });
  }
  return out;
}

/** Takes a fragment apart; `NotPushed` for what it does not know. */
export function parseFragment(fragment: Sql): Node {
  return new Parser(fragment).whole();
}

const end: Token = { type: 'end', value: '' };
const levels: readonly (readonly string[])[] = [['<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%'], ['||']];

class Parser {
  readonly #tokens: readonly Token[];
  readonly #values: readonly SqlValue[];
  #at = 0;
  #value = 0;

  constructor({ text, values }: Sql) {
    this.#tokens = tokens(text);
    this.#values = values;
  }

  whole(): Node {
    const node = this.#or();
    if (this.#peek() !== end) throw new NotPushed('construct', this.#peek().value);
    return node;
  }

  #peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? end;
  }

  #is(value: string, ahead = 0): boolean {
    const { type, value: found } = this.#peek(ahead);
    return (type === 'word' && found.toUpperCase() === value) || (type === 'sign' && found === value);
  }

  #take(...values: readonly string[]): boolean {
    if (!values.every((value, i) => this.#is(value, i))) return false;
    this.#at += values.length;
    return true;
  }

  #need(value: string): void {
    if (!this.#take(value)) throw new NotPushed('construct', `${this.#peek().value} for ${value}`);
  }

  #or(): Node {
    let left = this.#and();
    while (this.#take('OR')) left = { is: 'binary', op: 'OR', left, right: this.#and() };
    return left;
  }

  #and(): Node {
    let left = this.#not();
    while (this.#take('AND')) left = { is: 'binary', op: 'AND', left, right: this.#not() };
    return left;
  }

  #not(): Node {
    return this.#take('NOT') ? { is: 'not', value: this.#not() } : this.#equality();
  }

  #equality(): Node {
    let left = this.#level(0);
    for (;;) {
      if (this.#take('=')) left = { is: 'binary', op: '=', left, right: this.#level(0) };
      else if (this.#take('<>') || this.#take('!=')) left = { is: 'binary', op: '<>', left, right: this.#level(0) };
      else if (this.#is('IS')) left = this.#isTest(left);
      else {
        const negated = this.#is('NOT') && ['IN', 'BETWEEN', 'GLOB'].some((word) => this.#is(word, 1)) && this.#take('NOT');
        if (this.#take('IN')) left = { is: 'in', value: left, list: this.#list(), negated };
        else if (this.#take('GLOB')) left = { is: 'glob', value: left, pattern: this.#level(0), negated };
        else if (this.#take('BETWEEN')) {
          const low = this.#level(0);
          this.#need('AND');
          left = { is: 'between', value: left, low, high: this.#level(0), negated };
        } else return left;
      }
    }
  }

  #isTest(value: Node): Node {
    this.#need('IS');
    const negated = this.#take('NOT');
    if (this.#take('NULL')) return { is: 'test', value, of: 'null', negated };
    if (this.#take('TRUE')) return { is: 'test', value, of: 'true', negated };
    return { is: 'same', left: value, right: this.#level(0), negated };
  }

  #level(at: number): Node {
    const ops = levels[at];
    if (!ops) return this.#unary();
    let left = this.#level(at + 1);
    for (let op = ops.find((o) => this.#is(o)); op !== undefined; op = ops.find((o) => this.#is(o))) {
      this.#at++;
      left = { is: 'binary', op, left, right: this.#level(at + 1) };
    }
    return left;
  }

  #unary(): Node {
    if (!this.#take('-')) return this.#primary();
    const value = this.#unary();
    return value.is === 'literal' && typeof value.value === 'number' ? { is: 'literal', value: -value.value } : { is: 'negative', value };
  }

  #list(): readonly Node[] {
    this.#need('(');
    const list: Node[] = [];
    while (!this.#take(')')) {
      list.push(this.#or());
      if (!this.#is(')')) this.#need(',');
    }
    return list;
  }

  #primary(): Node {
    const { type, value } = this.#peek();
    if (this.#take('CASE')) return this.#case();
    if (this.#take('CAST')) return this.#cast();
    if (this.#take('NULL')) return { is: 'literal', value: null };
    if (this.#take('?')) return this.#bound();
    if (this.#take('(')) {
      const node = this.#or();
      this.#need(')');
      return node;
    }
    this.#at++;
    if (type === 'quoted') return { is: 'name', name: value };
    if (type === 'text') return { is: 'literal', value };
    if (type === 'number') return { is: 'literal', value: Number(value) };
    if (type === 'word' && this.#is('(')) return { is: 'call', name: value.toLowerCase(), args: this.#list() };
    throw new NotPushed('construct', value);
  }

  #bound(): Node {
    const value = this.#values[this.#value++];
    if (typeof value === 'bigint') return { is: 'literal', value: Number(value) };
    if (value instanceof Uint8Array || value === undefined) throw new JiadiError('internal', { message: 'a fragment without its value' });
    return { is: 'literal', value };
  }

  #case(): Node {
    const whens: (readonly [Node, Node])[] = [];
    while (this.#take('WHEN')) {
      const when = this.#or();
      this.#need('THEN');
      whens.push([when, this.#or()]);
    }
    const otherwise: Node = this.#take('ELSE') ? this.#or() : { is: 'literal', value: null };
    this.#need('END');
    return { is: 'case', whens, otherwise };
  }

  #cast(): Node {
    this.#need('(');
    const value = this.#or();
    this.#need('AS');
    const to = this.#peek().value.toUpperCase();
    this.#at++;
    this.#need(')');
    return { is: 'cast', value, to };
  }
}
