import { join, sql, type Sql } from '../../../base/sqlite/index.ts';
import type { Scope } from '../kind.ts';
import { formatDate, parseDate } from '../dates.ts';
import { likeToGlob } from '../like.ts';
import { type Comparison, type Expression, parseExpression } from './parse.ts';
import { expressionError } from './tokens.ts';

/** What a compiled piece is: `any` is a column whose stored form decides. */
type Kind = 'number' | 'text' | 'date' | 'boolean' | 'any' | 'null';
interface Piece {
  readonly kind: Kind;
  readonly sql: Sql;
  /** The column's name, when the piece is just a column. */
  readonly column?: string;
  /** The literal's value, when the piece is a literal. */
  readonly literal?: string | number;
}

/** What an expression needs to know of the table. */
export type ExpressionScope = Pick<Scope, 'column' | 'cell' | 'number' | 'date' | 'fn' | 'asOfSeconds'>;

/** The functions of the language. */
export const functionNames: readonly string[] =
  'length lower upper trim substr abs round number date today year month day coalesce ifnull'.split(' ');

const ops: Readonly<Record<Comparison, Sql>> = { '=': sql`=`, '<>': sql`<>`, '<': sql`<`, '<=': sql`<=`, '>': sql`>`, '>=': sql`>=` };

/**
 * Compiles an expression to an SQL condition with bound values; three-valued as SQL is. Numbers are compared as numbers and dates as
 * dates even where the column stores text; a value that is none of the kind asked for counts as unknown.
 */
export function compileExpression(source: string, scope: ExpressionScope): Sql {
  const piece = new Compiler(source, scope).piece(parseExpression(source));
  return piece.kind === 'any' && piece.column !== undefined ? scope.number(piece.column) : piece.sql;
}

/** The names of the columns an expression speaks of, in order of appearance. */
export function columnsOf(source: string): readonly string[] {
  const found = new Set<string>();
  const walk = (e: unknown): void => {
    if (typeof e !== 'object' || e === null) return;
    if (Array.isArray(e)) return e.forEach(walk);
    if ('type' in e && e.type === 'column' && 'name' in e) found.add(String(e.name));
    Object.values(e).forEach(walk);
  };
  walk(parseExpression(source));
  return [...found];
}

/** Longest SQL of an expression, and most values bound in it: SQLite takes 32,766 in a statement. */
const SQL_MAX = 1_000_000;
const VALUES_MAX = 20_000;
/** Conditions side by side; SQLite nests each into the one before, and at most a thousand deep. */
const SIDE_BY_SIDE = 100;

function anyOf(conditions: readonly Sql[]): Sql {
  if (conditions.length <= SIDE_BY_SIDE) return sql`(${join(conditions, ' OR ')})`;
  const size = Math.ceil(conditions.length / SIDE_BY_SIDE);
  const lots = Array.from({ length: SIDE_BY_SIDE }, (_, i) => conditions.slice(i * size, (i + 1) * size)).filter((lot) => lot.length > 0);
  return sql`(${join(lots.map(anyOf), ' OR ')})`;
}

class Compiler {
  readonly #source: string;
  readonly #scope: ExpressionScope;
  constructor(source: string, scope: ExpressionScope) {
    this.#source = source;
    this.#scope = scope;
  }

  /** What an expression comes to; one whose SQL would be longer than any that a person writes is refused, as what is repeated in it grows with its depth. */
  piece(e: Expression): Piece {
    const piece = this.#pieceOf(e);
    if (piece.sql.text.length > SQL_MAX || piece.sql.values.length > VALUES_MAX) throw expressionError('too-long', this.#source, 0, '');
    return piece;
  }

  #pieceOf(e: Expression): Piece {
    switch (e.type) {
      case 'number':
        return { kind: 'number', sql: sql`${e.value}`, literal: e.value };
      case 'text':
        return { kind: 'text', sql: sql`${e.value}`, literal: e.value };
      case 'boolean':
        return { kind: 'boolean', sql: sql`${e.value}`, literal: Number(e.value) };
      case 'null':
        return { kind: 'null', sql: sql`NULL` };
      case 'column':
        return this.#column(e.name);
      case 'negative':
        return { kind: 'number', sql: sql`(-${this.#number(this.piece(e.value))})` };
      case 'not':
        return { kind: 'boolean', sql: sql`(NOT ${this.#truth(e.value)})` };
      case 'logic':
        return { kind: 'boolean', sql: sql`(${this.#truth(e.left)} ${e.op === 'AND' ? sql`AND` : sql`OR`} ${this.#truth(e.right)})` };
      case 'is-null':
        return { kind: 'boolean', sql: sql`(${this.piece(e.value).sql} ${e.negated ? sql`IS NOT NULL` : sql`IS NULL`})` };
      case 'compare':
        return { kind: 'boolean', sql: this.#compare(e.op, this.piece(e.left), this.piece(e.right)) };
      case 'between': {
        const value = this.piece(e.value);
        const both = sql`(${this.#compare('>=', value, this.piece(e.low))} AND ${this.#compare('<=', value, this.piece(e.high))})`;
        return { kind: 'boolean', sql: e.negated ? sql`(NOT ${both})` : both };
      }
      case 'in': {
        const value = this.piece(e.value);
        const any = anyOf(e.list.map((item) => this.#compare('=', value, this.piece(item))));
        return { kind: 'boolean', sql: e.negated ? sql`(NOT ${any})` : any };
      }
      case 'like': {
        const pattern = this.piece(e.pattern);
        const value = this.#text(this.piece(e.value));
        if (typeof pattern.literal !== 'string') throw expressionError('like-needs-text', this.#source, 0, 'LIKE');
        return { kind: 'boolean', sql: sql`(${value} ${e.negated ? sql`NOT GLOB` : sql`GLOB`} ${likeToGlob(pattern.literal)})` };
      }
      case 'arithmetic':
        return this.#arithmetic(e.op, this.piece(e.left), this.piece(e.right));
      case 'call':
        return this.#call(e.name, e.args, e.at);
    }
  }

  #column(name: string): Piece {
    const type = this.#scope.column(name).type;
    const kind: Kind = type === 'integer' || type === 'decimal' ? 'number' : type === 'date' || type === 'datetime' ? 'date' : 'any';
    return { kind: kind, sql: this.#scope.cell(name), column: name };
  }

  #truth(e: Expression): Sql {
    const p = this.piece(e);
    return p.column === undefined ? p.sql : this.#scope.number(p.column);
  }

  #number(p: Piece): Sql {
    if (p.column !== undefined) return this.#scope.number(p.column);
    if (p.kind === 'text' && typeof p.literal === 'string' && p.literal.trim() !== '' && Number.isFinite(Number(p.literal)))
      return sql`${Number(p.literal)}`;
    if (p.kind === 'text' || p.kind === 'date') throw expressionError('not-a-number', this.#source, 0, String(p.literal ?? ''));
    return p.sql;
  }

  #text(p: Piece): Sql {
    return p.kind === 'text' || p.kind === 'null' ? p.sql : sql`CAST(${p.sql} AS TEXT)`;
  }

  #date(p: Piece): Sql | null {
    if (p.column !== undefined) return this.#scope.date(p.column);
    if (p.kind === 'date' || p.kind === 'null') return p.sql;
    const seconds = typeof p.literal === 'string' ? parseDate(p.literal) : null;
    return seconds === null ? null : sql`${seconds}`;
  }

  #compare(op: Comparison, left: Piece, right: Piece): Sql {
    const pair = (a: Sql, b: Sql): Sql => sql`(${a} ${ops[op]} ${b})`;
    const kinds = [left.kind, right.kind];
    if (kinds.includes('date')) {
      const [a, b] = [this.#date(left), this.#date(right)];
      if (a && b) return pair(a, b);
      return pair(this.#plain(left), this.#plain(right));
    }
    if (kinds.includes('number') || (left.kind === 'boolean' && right.column !== undefined)) {
      const numeric = (p: Piece): boolean =>
        typeof p.literal !== 'string' || (p.literal.trim() !== '' && Number.isFinite(Number(p.literal)));
      if (numeric(left) && numeric(right) && !kinds.includes('text')) return pair(this.#number(left), this.#number(right));
      if (numeric(left) && numeric(right) && (left.column !== undefined || right.column !== undefined))
        return pair(this.#number(left), this.#number(right));
      return pair(this.#plain(left), this.#plain(right));
    }
    // an untyped column against a date literal of full form and an order sign: order of days, not of characters
    const ordered = op !== '=' && op !== '<>';
    if (ordered && kinds.includes('any') && kinds.includes('text')) {
      const [a, b] = [this.#date(left), this.#date(right)];
      if (a && b) return pair(a, b);
    }
    return pair(this.#plain(left), this.#plain(right));
  }

  #plain(p: Piece): Sql {
    return p.kind === 'date' && p.column === undefined
      ? sql`${this.#scope.fn((s) => (typeof s === 'number' ? formatDate(s) : null), p.sql)}`
      : p.sql;
  }

  #arithmetic(op: '+' | '-' | '*' | '/' | '%' | '||', left: Piece, right: Piece): Piece {
    if (op === '||') return { kind: 'text', sql: sql`(${this.#text(left)} || ${this.#text(right)})` };
    if (op === '-' && left.kind === 'date' && right.kind === 'date') {
      const [a, b] = [this.#date(left), this.#date(right)];
      if (a && b) return { kind: 'number', sql: sql`((${a} - ${b}) / 86400.0)` };
    }
    const [a, b] = [this.#number(left), this.#number(right)];
    switch (op) {
      case '+':
        return { kind: 'number', sql: sql`(${a} + ${b})` };
      case '-':
        return { kind: 'number', sql: sql`(${a} - ${b})` };
      case '*':
        return { kind: 'number', sql: sql`(${a} * ${b})` };
      case '/': // as people calculate: 1 / 2 is a half
        return { kind: 'number', sql: sql`(CAST(${a} AS REAL) / ${b})` };
      case '%':
        return { kind: 'number', sql: sql`mod(${a}, ${b})` };
    }
  }

  #call(name: string, args: readonly Expression[], at: number): Piece {
    const bad = (reason: string): Error => expressionError(reason, this.#source, at, name);
    const need = (min: number, max: number): readonly Piece[] => {
      if (args.length < min || args.length > max) throw bad('argument-count');
      return args.map((a) => this.piece(a));
    };
    const one = (): Piece => need(1, 1)[0] ?? { kind: 'null', sql: sql`NULL` };
    const part = (from: number, to: number): Piece => {
      const date = this.#date(one());
      if (!date) throw bad('not-a-date');
      return {
        kind: 'number',
        sql: this.#scope.fn((s) => (typeof s === 'number' ? Number(new Date(s * 1000).toISOString().slice(from, to)) : null), date),
      };
    };
    switch (name) {
      case 'length':
        return { kind: 'number', sql: sql`length(${this.#text(one())})` };
      case 'lower':
        return { kind: 'text', sql: sql`lower(${this.#text(one())})` };
      case 'upper':
        return { kind: 'text', sql: sql`upper(${this.#text(one())})` };
      case 'trim':
        return { kind: 'text', sql: sql`trim(${this.#text(one())}, ${' \t\r\n\u3000\u00a0'})` };
      case 'substr': {
        const [p, from, count] = need(2, 3);
        if (!p || !from) throw bad('argument-count');
        return {
          kind: 'text',
          sql: count
            ? sql`substr(${this.#text(p)}, ${this.#number(from)}, ${this.#number(count)})`
            : sql`substr(${this.#text(p)}, ${this.#number(from)})`,
        };
      }
      case 'abs':
        return { kind: 'number', sql: sql`abs(${this.#number(one())})` };
      case 'round': {
        const [p, digits] = need(1, 2);
        if (!p) throw bad('argument-count');
        return { kind: 'number', sql: digits ? sql`round(${this.#number(p)}, ${this.#number(digits)})` : sql`round(${this.#number(p)})` };
      }
      case 'number':
        return { kind: 'number', sql: this.#number(one()) };
      case 'date': {
        const date = this.#date(one());
        if (!date) throw bad('not-a-date');
        return { kind: 'date', sql: date };
      }
      case 'today':
        need(0, 0);
        return { kind: 'date', sql: sql`${this.#scope.asOfSeconds - (this.#scope.asOfSeconds % 86_400)}` };
      case 'year':
        return part(0, 4);
      case 'month':
        return part(5, 7);
      case 'day':
        return part(8, 10);
      case 'coalesce':
      case 'ifnull':
        return this.#coalesce(need(2, 20));
      default:
        throw bad('unknown-function');
    }
  }

  /** The first value that is there; dates among them make it a date, numbers a number. */
  #coalesce(pieces: readonly Piece[]): Piece {
    const kinds = new Set(pieces.map((p) => p.kind).filter((k) => k !== 'null'));
    if (kinds.has('date'))
      return {
        kind: 'date',
        sql: sql`coalesce(${join(
          pieces.map((p) => this.#date(p) ?? sql`NULL`),
          ', ',
        )})`,
      };
    if (kinds.has('number') && !kinds.has('text'))
      return {
        kind: 'number',
        sql: sql`coalesce(${join(
          pieces.map((p) => this.#number(p)),
          ', ',
        )})`,
      };
    return {
      kind: kinds.has('boolean') ? 'boolean' : 'text',
      sql: sql`coalesce(${join(
        pieces.map((p) => p.sql),
        ', ',
      )})`,
    };
  }
}
