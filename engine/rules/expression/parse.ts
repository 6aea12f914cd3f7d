import { expressionError, type Token, tokenize } from './tokens.ts';

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type Expression =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'null' }
  | { readonly type: 'column'; readonly name: string; readonly at: number }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly at: number }
  | { readonly type: 'compare'; readonly op: Comparison; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'arithmetic'; readonly op: '+' | '-' | '*' | '/' | '%' | '||'; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'negative'; readonly value: Expression }
  | { readonly type: 'logic'; readonly op: 'AND' | 'OR'; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'not'; readonly value: Expression }
  | { readonly type: 'in'; readonly value: Expression; readonly list: readonly Expression[]; readonly negated: boolean }
  | { readonly type: 'between'; readonly value: Expression; readonly low: Expression; readonly high: Expression; readonly negated: boolean }
  | { readonly type: 'like'; readonly value: Expression; readonly pattern: Expression; readonly negated: boolean }
  | { readonly type: 'is-null'; readonly value: Expression; readonly negated: boolean };

/** Deepest nesting of brackets and signs; more is refused before it can exhaust the stack. */
const DEPTH_MAX = 60;
/** Deepest nesting altogether: a long sum nests each of its parts into the one before. */
const TREE_MAX = 200;
/** From so many parts on, AND and OR are put together by halves. */
const CHAIN = 50;
const LENGTH_MAX = 20_000;

/** Reads an expression of the rule language; `expression-invalid` names the reason, the 1-based position and the word found there. */
export function parseExpression(source: string): Expression {
  if (source.length > LENGTH_MAX) throw expressionError('too-long', source, 0, '');
  const expression = new Parser(source).whole();
  if (isDeeper(expression, TREE_MAX)) throw expressionError('too-deep', source, 0, '');
  return expression;
}

function isDeeper(root: Expression, most: number): boolean {
  const open: { readonly e: Expression; readonly depth: number }[] = [{ e: root, depth: 1 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { e, depth } = next;
    if (depth > most) return true;
    for (const part of Object.values(e).flat())
      if (typeof part === 'object' && part !== null) open.push({ e: part as Expression, depth: depth + 1 });
  }
  return false;
}

/** Conditions joined from the left, as they are written; many of them by halves, which says the same and is not as deep. */
function joined(op: 'AND' | 'OR', parts: readonly Expression[]): Expression {
  if (parts.length > CHAIN) {
    const half = parts.length >> 1;
    return { type: 'logic', op, left: joined(op, parts.slice(0, half)), right: joined(op, parts.slice(half)) };
  }
  return parts.reduce((left, right) => ({ type: 'logic', op, left, right }));
}

class Parser {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = tokenize(source);
  }

  whole(): Expression {
    const e = this.#or();
    if (this.#peek().type !== 'end') throw this.#error('unexpected');
    return e;
  }

  #peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)] as Token;
  }

  #error(reason: string, wanted?: string): Error {
    const t = this.#peek();
    return expressionError(reason, this.#source, t.at, t.raw, wanted);
  }

  #take(type: Token['type'], value: string): boolean {
    const t = this.#peek();
    if (t.type !== type || t.value !== value) return false;
    this.#at++;
    return true;
  }

  #need(type: Token['type'], value: string): void {
    if (!this.#take(type, value)) throw this.#error('expected', value);
  }

  #or(): Expression {
    if (++this.#depth > DEPTH_MAX) throw this.#error('too-deep');
    const parts = [this.#and()];
    while (this.#take('word', 'OR')) parts.push(this.#and());
    this.#depth--;
    return joined('OR', parts);
  }

  #and(): Expression {
    const parts = [this.#not()];
    while (this.#take('word', 'AND')) parts.push(this.#not());
    return joined('AND', parts);
  }

  #not(): Expression {
    if (!this.#take('word', 'NOT')) return this.#predicate();
    if (++this.#depth > DEPTH_MAX) throw this.#error('too-deep');
    const value = this.#not();
    this.#depth--;
    return { type: 'not', value };
  }

  #predicate(): Expression {
    const left = this.#sum();
    const t = this.#peek();
    if (t.type === 'symbol' && isComparison(t.value)) {
      this.#at++;
      return { type: 'compare', op: t.value, left, right: this.#sum() };
    }
    if (this.#take('word', 'IS')) {
      const negated = this.#take('word', 'NOT');
      this.#need('word', 'NULL');
      return { type: 'is-null', value: left, negated };
    }
    const negated = t.type === 'word' && t.value === 'NOT' && this.#take('word', 'NOT');
    if (this.#take('word', 'IN')) return { type: 'in', value: left, list: this.#list(), negated };
    if (this.#take('word', 'BETWEEN')) {
      const low = this.#sum();
      this.#need('word', 'AND');
      return { type: 'between', value: left, low, high: this.#sum(), negated };
    }
    if (this.#take('word', 'LIKE')) return { type: 'like', value: left, pattern: this.#sum(), negated };
    if (negated) throw this.#error('expected', 'IN / BETWEEN / LIKE');
    return left;
  }

  #list(): readonly Expression[] {
    this.#need('symbol', '(');
    const list = [this.#sum()];
    while (this.#take('symbol', ',')) list.push(this.#sum());
    this.#need('symbol', ')');
    return list;
  }

  #sum(): Expression {
    let left = this.#product();
    for (let t = this.#peek(); t.type === 'symbol' && (t.value === '+' || t.value === '-' || t.value === '||'); t = this.#peek()) {
      this.#at++;
      left = { type: 'arithmetic', op: t.value, left, right: this.#product() };
    }
    return left;
  }

  #product(): Expression {
    let left = this.#unary();
    for (let t = this.#peek(); t.type === 'symbol' && (t.value === '*' || t.value === '/' || t.value === '%'); t = this.#peek()) {
      this.#at++;
      left = { type: 'arithmetic', op: t.value, left, right: this.#unary() };
    }
    return left;
  }

  #unary(): Expression {
    if (this.#take('symbol', '-')) {
      if (++this.#depth > DEPTH_MAX) throw this.#error('too-deep');
      const value = this.#unary();
      this.#depth--;
      return value.type === 'number' ? { type: 'number', value: -value.value } : { type: 'negative', value };
    }
    this.#take('symbol', '+');
    return this.#primary();
  }

  #primary(): Expression {
    const t = this.#peek();
    if (t.type === 'end') throw this.#error('ends-too-early');
    this.#at++;
    if (t.type === 'number') return { type: 'number', value: Number(t.value) };
    if (t.type === 'text') return { type: 'text', value: t.value };
    if (t.type === 'name')
      return this.#peek().value === '(' && this.#peek().type === 'symbol' && t.raw === t.value
        ? this.#call(t)
        : { type: 'column', name: t.value, at: t.at };
    if (t.type === 'word' && t.value === 'NULL') return { type: 'null' };
    if (t.type === 'word' && (t.value === 'TRUE' || t.value === 'FALSE')) return { type: 'boolean', value: t.value === 'TRUE' };
    if (t.type === 'symbol' && t.value === '(') {
      const e = this.#or();
      this.#need('symbol', ')');
      return e;
    }
    this.#at--;
    throw this.#error('unexpected');
  }

  #call(name: Token): Expression {
    this.#need('symbol', '(');
    const args: Expression[] = [];
    if (!this.#take('symbol', ')')) {
      do args.push(this.#or());
      while (this.#take('symbol', ','));
      this.#need('symbol', ')');
    }
    return { type: 'call', name: name.value.toLowerCase(), args, at: name.at };
  }
}

function isComparison(value: string): value is Comparison {
  return value === '=' || value === '<>' || value === '<' || value === '<=' || value === '>' || value === '>=';
}
