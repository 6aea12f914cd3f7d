import type { ColumnType } from '../../table/index.ts';
import type { Expression } from '../expression/index.ts';
import { columnText, expressionText, literalText, partsOf } from './print.ts';

/** A condition that every row must meet, and which rows are asked. */
export interface Formula {
  readonly expression: string;
  /** Rows that are not of this kind are left out; null: all are asked. */
  readonly where: string | null;
}

type Params = Readonly<Record<string, unknown>>;
/** What is known of the columns; null for a column that is not known. */
export type TypeOf = (column: string) => ColumnType | null;

/** How a kind is written as a formula and read from one. */
interface Form {
  /** Null where no formula says exactly what these parameters say. */
  write(params: Params, typeOf: TypeOf): Formula | null;
  /** The parameters, when an expression has the form of the kind; `where` is the filter without the kind's own part. */
  read(expression: Expression, params: Params): Params | null;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const there = (column: unknown): string => `${columnText(text(column))} IS NOT NULL`;
const name = (e: Expression): string | null => (e.type === 'column' ? e.name : null);
/** The column in `number(x)`, `date(x)` or `length(x)`. */
const argumentOf = (e: Expression, call: string): string | null => {
  const [only] = e.type === 'call' && e.name === call && e.args.length === 1 ? e.args : [];
  return only ? name(only) : null;
};
const isoDate = /^\d{4}-\d{2}-\d{2}$/;
const numeric = (type: ColumnType | null): boolean => type === 'integer' || type === 'decimal';
const dated = (type: ColumnType | null): boolean => type === 'date' || type === 'datetime';

/** A limit as written, and by which function the column is read for it. */
function limitOf(value: unknown): { readonly call: 'number' | 'date'; readonly text: string } | null {
  if (isNumber(value)) return { call: 'number', text: literalText(value) };
  return typeof value === 'string' && isoDate.test(value) ? { call: 'date', text: literalText(value) } : null;
}
const valueOf = (e: Expression): string | number | null =>
  e.type === 'number' ? e.value : e.type === 'text' && isoDate.test(e.value) ? e.value : null;
const readColumn = (e: Expression, of: string | number): string | null => argumentOf(e, typeof of === 'number' ? 'number' : 'date');

const isNull = (negated: boolean): Form => ({
  write: (p) => ({ expression: `${columnText(text(p['column']))} IS ${negated ? 'NOT ' : ''}NULL`, where: null }),
  read: (e) => (e.type === 'is-null' && e.negated === negated && name(e.value) !== null ? { column: name(e.value) } : null),
});

const between: Form = {
  write: (p) => {
    const limits = [p['min'], p['max']].filter((v) => v !== undefined).map(limitOf);
    const [first] = limits;
    if (!first || limits.some((l) => l === null || l.call !== first.call)) return null;
    const value = `${first.call}(${columnText(text(p['column']))})`;
    const [min, max] = [limitOf(p['min'])?.text, limitOf(p['max'])?.text];
    const low = min === undefined ? null : `${value} ${p['strictMin'] === true ? '>' : '>='} ${min}`;
    const high = max === undefined ? null : `${value} ${p['strictMax'] === true ? '<' : '<='} ${max}`;
    const plain = min !== undefined && max !== undefined && p['strictMin'] !== true && p['strictMax'] !== true;
    return {
      expression: plain ? `${value} BETWEEN ${min} AND ${max}` : [low, high].filter((l) => l !== null).join(' AND '),
      where: there(p['column']),
    };
  },
  read: (e) => {
    if (e.type === 'between' && !e.negated) {
      const [min, max] = [valueOf(e.low), valueOf(e.high)];
      const column = min === null ? null : readColumn(e.value, min);
      return column === null || max === null || typeof min !== typeof max ? null : { column, min, max };
    }
    let found: Params | null = {};
    for (const part of partsOf(e, 'AND')) {
      const value = part.type === 'compare' ? valueOf(part.right) : null;
      const column = part.type === 'compare' && value !== null ? readColumn(part.left, value) : null;
      if (part.type !== 'compare' || column === null || found === null || (found['column'] ?? column) !== column) return null;
      const upper = part.op === '<' || part.op === '<=';
      if ((!upper && part.op !== '>' && part.op !== '>=') || found[upper ? 'max' : 'min'] !== undefined) return null;
      found = {
        ...found,
        column,
        [upper ? 'max' : 'min']: value,
        ...(part.op.length === 1 ? { [upper ? 'strictMax' : 'strictMin']: true } : {}),
      };
    }
    return found;
  },
};

const compare: Form = {
  write: (p) => {
    const limit = limitOf(p['value']);
    const op = text(p['op']).replace('!=', '<>');
    return limit === null
      ? null
      : { expression: `${limit.call}(${columnText(text(p['column']))}) ${op} ${limit.text}`, where: there(p['column']) };
  },
  read: (e) => {
    const value = e.type === 'compare' ? valueOf(e.right) : null;
    const column = e.type === 'compare' && value !== null ? readColumn(e.left, value) : null;
    return e.type !== 'compare' || column === null || value === null ? null : { column, op: e.op.replace('<>', '!='), value };
  },
};

const inSet = (negated: boolean): Form => ({
  write: (p, typeOf) => {
    const values = Array.isArray(p['values']) ? (p['values'] as readonly unknown[]).filter((v) => v !== null) : [];
    const type = typeOf(text(p['column']));
    if (values.length === 0 || p['ignoreCase'] === true || p['trim'] === true || dated(type)) return null;
    const column = columnText(text(p['column']));
    const not = negated ? 'NOT ' : '';
    if (numeric(type)) {
      // what is no number is none of the numbers: NOT IN would leave it unknown
      if (negated || !values.every(isNumber)) return null;
      return { expression: `number(${column}) IN (${values.map(literalText).join(', ')})`, where: there(p['column']) };
    }
    if (!values.every((v) => typeof v === 'string' || isNumber(v))) return null;
    return { expression: `${column} ${not}IN (${values.map((v) => literalText(String(v))).join(', ')})`, where: there(p['column']) };
  },
  read: (e, params) => {
    if (e.type !== 'in' || e.negated !== negated) return null;
    const column = name(e.value) ?? argumentOf(e.value, 'number');
    const values = e.list.map((item) => (item.type === 'number' || item.type === 'text' ? item.value : null));
    if (column === null || values.some((v) => v === null)) return null;
    const old: readonly unknown[] = Array.isArray(params['values']) ? (params['values'] as readonly unknown[]) : [];
    // a number that was written as one stays one
    return { column, values: values.map((v) => old.find((o) => typeof o === 'number' && String(o) === String(v)) ?? v) };
  },
});

const length: Form = {
  write: (p) => {
    if (p['unit'] !== undefined && p['unit'] !== 'chars') return null;
    const value = `length(${columnText(text(p['column']))})`;
    const { equals, min, max } = p;
    const where = there(p['column']);
    if (isNumber(equals)) return { expression: `${value} = ${equals}`, where };
    if (isNumber(min) && isNumber(max)) return { expression: `${value} BETWEEN ${min} AND ${max}`, where };
    return isNumber(min) ? { expression: `${value} >= ${min}`, where } : isNumber(max) ? { expression: `${value} <= ${max}`, where } : null;
  },
  read: (e) => {
    const whole = (n: Expression): number | null => (n.type === 'number' && Number.isInteger(n.value) && n.value >= 0 ? n.value : null);
    if (e.type === 'between' && !e.negated) {
      const [column, min, max] = [argumentOf(e.value, 'length'), whole(e.low), whole(e.high)];
      return column === null || min === null || max === null ? null : { column, min, max };
    }
    if (e.type !== 'compare') return null;
    const [column, n] = [argumentOf(e.left, 'length'), whole(e.right)];
    const key = e.op === '=' ? 'equals' : e.op === '>=' ? 'min' : e.op === '<=' ? 'max' : null;
    return column === null || n === null || key === null ? null : { column, [key]: n };
  },
};

const like = (negated: boolean): Form => ({
  write: (p) => {
    const patterns = Array.isArray(p['patterns']) ? (p['patterns'] as readonly unknown[]).map(text) : [];
    if (p['ignoreCase'] === true || patterns.length === 0) return null;
    const each = patterns.map((pattern) => `${columnText(text(p['column']))} ${negated ? 'NOT ' : ''}LIKE ${literalText(pattern)}`);
    // none of them: not the first AND not the second
    const all = (p['match'] === 'all') !== negated;
    return { expression: each.join(all ? ' AND ' : ' OR '), where: there(p['column']) };
  },
  read: (e) => {
    const op = e.type === 'logic' ? e.op : negated ? 'AND' : 'OR';
    let column: string | null = null;
    const patterns: string[] = [];
    for (const part of partsOf(e, op)) {
      const own = part.type === 'like' && part.negated === negated ? name(part.value) : null;
      if (part.type !== 'like' || part.pattern.type !== 'text' || own === null || (column ?? own) !== own) return null;
      column = own;
      patterns.push(part.pattern.value);
    }
    const all = (op === 'AND') !== negated;
    return column === null ? null : { column, patterns, ...(all && patterns.length > 1 ? { match: 'all' } : {}) };
  },
});

const pairSkips: Readonly<Record<string, (a: string, b: string) => string | null>> = {
  both_values_are_missing: (a, b) => `(${a} IS NOT NULL OR ${b} IS NOT NULL)`,
  either_value_is_missing: (a, b) => `${a} IS NOT NULL AND ${b} IS NOT NULL`,
  neither: () => null,
};
const pairWhere = (p: Params): string | null =>
  pairSkips[text(p['ignoreRowIf']) || 'both_values_are_missing']?.(columnText(text(p['a'])), columnText(text(p['b']))) ?? null;
const ignoring = (p: Params): Params => (p['ignoreRowIf'] === undefined ? {} : { ignoreRowIf: p['ignoreRowIf'] });

const pairCompare: Form = {
  write: (p, typeOf) => {
    const types = [typeOf(text(p['a'])), typeOf(text(p['b']))];
    const offset = p['offset'] ?? 0;
    const dates = types.some(dated) || offset === '0d';
    // an offset in days is nothing the language can add to a date
    if (dates ? offset !== 0 && offset !== '0d' : !isNumber(offset) || (offset === 0 && !types.some(numeric))) return null;
    const call = dates ? 'date' : 'number';
    const by = isNumber(offset) && offset !== 0 && !dates ? ` ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}` : '';
    const op = text(p['op']).replace('!=', '<>');
    return { expression: `${call}(${columnText(text(p['a']))}) ${op} ${call}(${columnText(text(p['b']))})${by}`, where: pairWhere(p) };
  },
  read: (e, params) => {
    if (e.type !== 'compare') return null;
    const right =
      e.right.type === 'arithmetic' && (e.right.op === '+' || e.right.op === '-') && e.right.right.type === 'number' ? e.right : null;
    const by = right?.right.type === 'number' ? (right.op === '-' ? -right.right.value : right.right.value) : 0;
    const of = right?.left ?? e.right;
    for (const call of ['number', 'date']) {
      const [a, b] = [argumentOf(e.left, call), argumentOf(of, call)];
      if (a === null || b === null || (call === 'date' && by !== 0)) continue;
      const old = params['offset'] === '0d' && call === 'date' ? { offset: '0d' } : {};
      return { a, op: e.op.replace('<>', '!='), b, ...(by === 0 ? old : { offset: by }), ...ignoring(params) };
    }
    return null;
  },
};

const pairEqual: Form = {
  write: (p, typeOf) => {
    const plain = [typeOf(text(p['a'])), typeOf(text(p['b']))].every((type) => !numeric(type) && !dated(type));
    if (!plain || (p['normalize'] !== undefined && p['normalize'] !== 'none')) return null;
    return { expression: `${columnText(text(p['a']))} = ${columnText(text(p['b']))}`, where: pairWhere(p) };
  },
  read: (e, params) => {
    if (e.type !== 'compare' || e.op !== '=') return null;
    const [a, b] = [name(e.left), name(e.right)];
    return a === null || b === null ? null : { a, b, ...ignoring(params) };
  },
};

const allOrNone: Form = {
  write: (p) => {
    const names = Array.isArray(p['columns']) ? (p['columns'] as readonly unknown[]).map((one) => columnText(text(one))) : [];
    if (names.length === 0) return null;
    const every = (not: string): string => names.map((one) => `${one} IS ${not}NULL`).join(' AND ');
    return { expression: `${every('')} OR ${every('NOT ')}`, where: null };
  },
  read: (e) => {
    const [none = null, all = null, ...more] = partsOf(e, 'OR');
    const namesOf = (side: Expression | null, negated: boolean): readonly (string | null)[] =>
      side === null
        ? [null]
        : partsOf(side, 'AND').map((part) => (part.type === 'is-null' && part.negated === negated ? name(part.value) : null));
    const [missing, filled] = [namesOf(none, false), namesOf(all, true)];
    return more.length > 0 || missing.includes(null) || missing.join('\n') !== filled.join('\n') ? null : { columns: missing };
  },
};

/** Kinds whose filter is a parameter of their own. */
const requiredIf: Form = {
  write: (p) => ({ expression: there(p['column']), where: text(p['when']) }),
  read: (e, params) =>
    e.type === 'is-null' && e.negated && name(e.value) !== null ? { column: name(e.value), when: params['when'] } : null,
};
const implies: Form = {
  write: (p) => ({ expression: text(p['then']), where: text(p['when']) }),
  read: (e, params) => ({ when: params['when'], then: expressionText(e) }),
};
const rowExpression: Form = {
  write: (p) => ({ expression: text(p['expression']), where: null }),
  read: (e) => ({ expression: expressionText(e) }),
};

/** The kinds that a formula can say exactly. */
export const forms: Readonly<Record<string, Form>> = {
  'not-null': isNull(true),
  'must-be-null': isNull(false),
  'value-between': between,
  'value-compare': compare,
  'value-in-set': inSet(false),
  'value-not-in-set': inSet(true),
  'value-length': length,
  'value-matches-like': like(false),
  'value-not-matches-like': like(true),
  'pair-compare': pairCompare,
  'pair-equal': pairEqual,
  'row-all-or-none': allOrNone,
  'required-if': requiredIf,
  'row-implies': implies,
  'row-expression': rowExpression,
};
