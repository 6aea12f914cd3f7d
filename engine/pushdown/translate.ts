import type { Sql } from '../../base/sqlite/index.ts';
import type { Dialect } from './dialect.ts';
import { type Node, NotPushed, parseFragment } from './fragment.ts';

/** A piece of the server's SQL with its type, which SQLite would find out value by value. */
export interface Piece {
  readonly type: 'text' | 'number' | 'condition' | 'null' | 'opaque';
  readonly sql: string;
  /** What is null where the piece is, and costs less. */
  readonly bare?: string;
  /** Set for a value written in the rule. */
  readonly literal?: string | number;
  /** Set for a cell that holds whole numbers in its own form. */
  readonly whole?: true;
  /** Called when such a cell is used as a number. */
  readonly onUse?: () => void;
}

/** Gives the piece of a name (`v3`, `n3`, `d3`) in a fragment. */
export type Names = (name: string) => Piece;

/** Translates fragments of rules into the SQL of a server, in the very sense that SQLite gives them, or throws `NotPushed`. */
export class Translator {
  readonly #dialect: Dialect;
  readonly #names: Names;

  constructor(dialect: Dialect, names: Names) {
    this.#dialect = dialect;
    this.#names = names;
  }

  /** A condition, true, false or unknown. */
  condition(fragment: Sql): string {
    return this.#condition(this.#piece(parseFragment(fragment)));
  }

  /** A key by which rows are grouped. */
  key(fragment: Sql): { readonly sql: string; readonly type: Piece['type'] } {
    const piece = this.#piece(parseFragment(fragment));
    if (piece.type === 'condition') throw new NotPushed('construct', 'key');
    return { sql: piece.type === 'text' ? this.#dialect.bytes(piece.sql) : piece.sql, type: piece.type };
  }

  #piece(node: Node): Piece {
    const d = this.#dialect;
    switch (node.is) {
      case 'literal':
        if (node.value === null) return { type: 'null', sql: 'NULL' };
        if (typeof node.value === 'number') return { type: 'number', sql: d.real(node.value), literal: node.value };
        if (node.value.includes('\0')) throw new NotPushed('construct', 'NUL');
        return { type: 'text', sql: d.text(node.value), literal: node.value };
      case 'name':
        return this.#names(node.name);
      case 'not':
        return condition(`(NOT ${this.#condition(this.#piece(node.value))})`);
      case 'negative':
        return number(`(-${this.#number(this.#piece(node.value))})`);
      case 'test':
        return this.#test(node);
      case 'same':
        return this.#same(node);
      case 'in':
        return this.#in(node);
      case 'between': {
        const low: Node = { is: 'binary', op: '>=', left: node.value, right: node.low };
        const high: Node = { is: 'binary', op: '<=', left: node.value, right: node.high };
        const both = `(${this.#piece(low).sql} AND ${this.#piece(high).sql})`;
        return condition(node.negated ? `(NOT ${both})` : both);
      }
      case 'glob':
        return this.#glob(node);
      case 'case':
        return this.#case(node);
      case 'cast':
        return this.#cast(this.#piece(node.value), node.to);
      case 'binary':
        return this.#binary(node.op, node.left, node.right);
      case 'call':
        return this.#call(node.name, node.args);
    }
  }

  #test({ value, of, negated }: Extract<Node, { is: 'test' }>): Piece {
    const piece = this.#piece(value);
    const not = negated ? ' NOT' : '';
    if (of === 'null') return condition(`(${piece.bare ?? piece.sql} IS${not} NULL)`);
    return condition(`(${this.#condition(piece)} IS${not} TRUE)`);
  }

  #same({ left, right, negated }: Extract<Node, { is: 'same' }>): Piece {
    const [a, b] = this.#alike(this.#piece(left), this.#piece(right));
    const same = this.#dialect.same(a, b);
    return condition(negated ? `(NOT ${same})` : same);
  }

  /** Members of another type than the value are never equal to it. */
  #in({ value, list, negated }: Extract<Node, { is: 'in' }>): Piece {
    const piece = this.#piece(value);
    const members = list.map((member) => this.#piece(member)).filter((m) => m.type === piece.type);
    if (piece.type !== 'text' && piece.type !== 'number') throw new NotPushed('mixed-types');
    const compared = piece.type === 'text' ? this.#dialect.bytes : (sql: string): string => sql;
    const shown = piece.type === 'text' ? piece.sql : this.#number(piece);
    const found =
      members.length === 0
        ? `(CASE WHEN ${piece.sql} IS NOT NULL THEN 1 = 0 END)`
        : `(${compared(shown)} IN (${members.map((m) => compared(m.sql)).join(', ')}))`;
    return condition(negated ? `(NOT ${found})` : found);
  }

  #glob({ value, pattern, negated }: Extract<Node, { is: 'glob' }>): Piece {
    const piece = this.#piece(value);
    const wanted = this.#piece(pattern).literal;
    if (piece.type !== 'text' || typeof wanted !== 'string') throw new NotPushed('mixed-types', 'GLOB');
    const found = this.#dialect.matches(piece.sql, globPattern(wanted));
    return condition(negated ? `(NOT ${found})` : found);
  }

  #case({ whens, otherwise }: Extract<Node, { is: 'case' }>): Piece {
    const conditions = whens.map(([when]) => this.#condition(this.#piece(when)));
    const { type, sqls } = this.#unite([...whens.map(([, then]) => this.#piece(then)), this.#piece(otherwise)]);
    const parts = conditions.map((when, i) => `WHEN ${when} THEN ${sqls[i]}`).join(' ');
    return { type, sql: `(CASE ${parts} ELSE ${sqls.at(-1)} END)` };
  }

  #cast(piece: Piece, to: string): Piece {
    if (to === 'TEXT' && (piece.type === 'text' || piece.type === 'null')) return piece;
    if (to === 'TEXT' && piece.whole) return { type: 'text', sql: this.#dialect.asText(piece.sql) };
    if (to === 'REAL' && piece.type === 'number') return number(this.#number(piece));
    throw new NotPushed('construct', `CAST AS ${to}`);
  }

  #binary(op: string, left: Node, right: Node): Piece {
    const [a, b] = [this.#piece(left), this.#piece(right)];
    switch (op) {
      case 'AND':
      case 'OR':
        return condition(`(${this.#condition(a)} ${op} ${this.#condition(b)})`);
      case '||': {
        if (a.type !== 'text' || b.type !== 'text') throw new NotPushed('mixed-types', op);
        return { type: 'text', sql: this.#dialect.concat(a.sql, b.sql) };
      }
      case '+':
      case '-':
      case '*':
        return number(`(${this.#number(a)} ${op} ${this.#number(b)})`);
      case '/':
        return number(`(${this.#number(a)} / NULLIF(${this.#number(b)}, ${this.#dialect.real(0)}))`);
      case '%':
        throw new NotPushed('construct', op);
      default: {
        const [x, y] = this.#alike(a, b);
        return condition(`(${x} ${op} ${y})`);
      }
    }
  }

  #call(name: string, args: readonly Node[]): Piece {
    const d = this.#dialect;
    if (/^f\d+$/.test(name)) throw new NotPushed('function');
    const pieces = args.map((arg) => this.#piece(arg));
    const [first, second, third] = pieces;
    if (!first) throw new NotPushed('construct', name);
    switch (name) {
      case 'length':
        return number(d.length(this.#text(first)));
      case 'octet_length':
        return number(d.octets(this.#text(first)));
      case 'trim':
        if (second?.type !== 'text') throw new NotPushed('construct', name);
        return { type: 'text', sql: d.trim(this.#text(first), second.sql) };
      case 'lower': {
        const lower = d.lower(this.#text(first));
        if (lower === null) throw new NotPushed('construct', name);
        return { type: 'text', sql: lower };
      }
      case 'substr': {
        const [from, count] = [second?.literal, third?.literal];
        const plain = (n: unknown, least: number): boolean => typeof n === 'number' && Number.isSafeInteger(n) && n >= least;
        if (!plain(from, 1) || (third && !plain(count, 0))) throw new NotPushed('construct', name);
        return { type: 'text', sql: `substr(${this.#text(first)}, ${from}${third ? `, ${count}` : ''})` };
      }
      case 'abs':
        return number(`abs(${this.#number(first)})`);
      case 'max': {
        const all = pieces.map((p) => this.#number(p));
        return number(`(CASE WHEN ${all.map((sql) => `${sql} IS NOT NULL`).join(' AND ')} THEN GREATEST(${all.join(', ')}) END)`);
      }
      case 'coalesce': {
        const { type, sqls } = this.#unite(pieces);
        return { type, sql: `coalesce(${sqls.join(', ')})` };
      }
      case 'typeof': {
        if (first.type !== 'text' && !first.whole) throw new NotPushed('construct', name);
        const known = d.text(first.type === 'text' ? 'text' : 'integer');
        return { type: 'text', sql: `(CASE WHEN ${first.sql} IS NULL THEN ${d.text('null')} ELSE ${known} END)` };
      }
      default:
        throw new NotPushed('construct', name);
    }
  }

  #condition(piece: Piece): string {
    if (piece.type === 'condition') return piece.sql;
    if (piece.type === 'null') return '(1 = NULL)';
    if (piece.literal === 0 || piece.literal === 1) return `(1 = ${piece.literal})`;
    if (piece.type === 'number') return `(${this.#number(piece)} <> ${this.#dialect.real(0)})`;
    throw new NotPushed('mixed-types', 'a text as a condition');
  }

  #number(piece: Piece): string {
    if (piece.whole) {
      piece.onUse?.();
      return this.#dialect.asReal(piece.sql);
    }
    if (piece.type === 'number' || piece.type === 'null') return piece.sql;
    if (piece.type === 'condition') return this.#dialect.toNumber(piece.sql);
    throw new NotPushed('mixed-types', 'a text as a number');
  }

  #text(piece: Piece): string {
    if (piece.type === 'text' || piece.type === 'null') return piece.sql;
    if (piece.whole) return this.#dialect.asText(piece.sql);
    throw new NotPushed('mixed-types', 'a number as a text');
  }

  /** Two pieces in the form in which they are compared. */
  #alike(a: Piece, b: Piece): readonly [string, string] {
    const types = [a.type, b.type].filter((type) => type !== 'null');
    if (types.every((type) => type === 'text')) return [this.#dialect.bytes(a.sql), this.#dialect.bytes(b.sql)];
    // a text and a number are never equal in SQLite; which of them comes first no server says
    if (types.includes('text')) throw new NotPushed('mixed-types', 'compared');
    if (types.includes('opaque')) throw new NotPushed('column-type');
    return [this.#number(a), this.#number(b)];
  }

  /** Pieces of which one becomes the value: they must be of one type; 0 and 1 among conditions are false and true. */
  #unite(pieces: readonly Piece[]): { readonly type: Piece['type']; readonly sqls: readonly string[] } {
    const types = new Set(pieces.filter((p) => p.type !== 'null').map((p) => p.type));
    if (types.has('opaque')) throw new NotPushed('column-type');
    if (types.has('condition') && pieces.every((p) => p.type === 'condition' || p.type === 'null' || p.literal === 0 || p.literal === 1))
      return { type: 'condition', sqls: pieces.map((p) => (p.type === 'null' ? 'NULL' : this.#condition(p))) };
    if (types.has('text')) {
      if (types.size > 1) throw new NotPushed('mixed-types', 'together');
      return { type: 'text', sqls: pieces.map((p) => p.sql) };
    }
    return { type: types.size === 0 ? 'null' : 'number', sqls: pieces.map((p) => this.#number(p)) };
  }
}

const condition = (sql: string): Piece => ({ type: 'condition', sql });
const number = (sql: string): Piece => ({ type: 'number', sql });

/** A GLOB pattern in the syntax that the servers' engines share. */
function globPattern(glob: string): string {
  return glob.replace(/\[[^\]]*\]|[\s\S]/g, (part) => {
    if (part === '*') return '(?:.|\n)*';
    if (part === '?') return '(?:.|\n)';
    if (part === '[0-9]') return part;
    const [, single] = /^\[([*?[])\]$/.exec(part) ?? [];
    if (part.length > 1 && part.startsWith('[') && single === undefined) throw new NotPushed('construct', part);
    return (single ?? part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
}
