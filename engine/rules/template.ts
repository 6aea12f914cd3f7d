import { JiadiError } from '../../contract/errors.ts';
import { nearest } from './nearest.ts';

/** What may be filled in for a placeholder. */
export const parameterTypes = ['column', 'columns', 'text', 'number', 'boolean', 'list'] as const;
export type ParameterType = (typeof parameterTypes)[number];

/** A placeholder that a template or a whole rule set declares. */
export interface Parameter {
  readonly type: ParameterType;
  /** Left out: a value must be given. */
  readonly default?: unknown;
  readonly title?: string;
  /** Words of column names, and meanings, by which a column is proposed for it. */
  readonly names?: readonly string[];
  readonly semantics?: readonly string[];
}
export type Parameters = Readonly<Record<string, Parameter>>;
export type Values = ReadonlyMap<string, Bound>;

/** A value with the type that its parameter declares. */
interface Bound {
  readonly type: ParameterType;
  readonly value: unknown;
}

const isText = (v: unknown): v is string => typeof v === 'string' && v !== '';
const fits: Readonly<Record<ParameterType, (v: unknown) => boolean>> = {
  column: isText,
  columns: (v) => Array.isArray(v) && v.length > 0 && v.every(isText),
  text: (v) => typeof v === 'string',
  number: (v) => typeof v === 'number' && Number.isFinite(v),
  boolean: (v) => typeof v === 'boolean',
  list: (v) => Array.isArray(v),
};

/** The values of declared placeholders: what is given, else the default. Nothing missing, of another type or unknown is let through. */
export function bindParameters(declared: Parameters, given: Readonly<Record<string, unknown>>): Values {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(declared, name)) throw new JiadiError('unknown-key', { key: name, nearest: nearest(name, Object.keys(declared)) });
  }
  return new Map(
    Object.entries(declared).map(([name, parameter]) => {
      const value = Object.hasOwn(given, name) ? given[name] : parameter.default;
      if (value === undefined) throw new JiadiError('parameter-missing', { name, type: parameter.type });
      if (!fits[parameter.type](value)) throw new JiadiError('parameter-invalid', { name, type: parameter.type });
      return [name, { type: parameter.type, value }];
    }),
  );
}

/** The placeholders that a piece of a rule names. */
export function placeholdersIn(value: unknown): ReadonlySet<string> {
  if (typeof value === 'string') return new Set([...value.matchAll(PLACEHOLDER)].map((m) => m[1] ?? ''));
  if (Array.isArray(value)) return new Set(value.flatMap((v) => [...placeholdersIn(v)]));
  if (typeof value !== 'object' || value === null) return new Set();
  return new Set(Object.entries(value).flatMap(([k, v]) => [...placeholdersIn(k), ...placeholdersIn(v)]));
}

const PLACEHOLDER = /\{\{\s*([\p{L}_][\p{L}\p{N}_-]*)\s*\}\}/gu;
/** Keys whose text is an expression of the rule language: names and texts are quoted there. */
const EXPRESSIONS = new Set(['where', 'when', 'then', 'expression', 'otherWhere', 'otherExpression']);
/** Keys whose text is SQL: nothing is put in there. */
const QUERIES = new Set(['query', 'rowsTested', 'drill']);
type Place = 'plain' | 'expression' | 'query';

/** Puts values in the place of placeholders, on the tree of a rule and never on its text, so that a value cannot become anything but a value. */
export function fillIn<T>(tree: T, values: Values): T {
  return fill(tree, values, 'plain') as T;
}

function fill(node: unknown, values: Values, place: Place): unknown {
  if (typeof node === 'string') return fillText(node, values, place);
  if (Array.isArray(node)) return node.map((v) => fill(v, values, place));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, v]) => [
      String(fillText(key, values, 'plain')),
      fill(v, values, EXPRESSIONS.has(key) ? 'expression' : QUERIES.has(key) ? 'query' : place),
    ]),
  );
}

function fillText(text: string, values: Values, place: Place): unknown {
  const whole = /^\{\{\s*([\p{L}_][\p{L}\p{N}_-]*)\s*\}\}$/u.exec(text);
  // a placeholder alone keeps the value's type
  if (whole && place === 'plain') return valueOf(whole[1] ?? '', values).value;
  return text.replace(PLACEHOLDER, (_, name: string) => {
    const bound = valueOf(name, values);
    if (place === 'query') throw new JiadiError('parameter-in-query', { name });
    return place === 'expression' ? quoted(name, bound) : plain(name, bound);
  });
}

function valueOf(name: string, values: Values): Bound {
  const bound = values.get(name);
  if (!bound) throw new JiadiError('parameter-unknown', { name, nearest: nearest(name, [...values.keys()]) });
  return bound;
}

function plain(name: string, { type, value }: Bound): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (type === 'columns' && Array.isArray(value)) return value.join('、');
  throw new JiadiError('parameter-invalid', { name, type: 'text' });
}

function quoted(name: string, { type, value }: Bound): string {
  const column = (v: unknown): string => `\`${String(v).replaceAll('`', '``')}\``;
  const literal = (v: unknown): string => {
    if (typeof v === 'string') return `'${v.replaceAll("'", "''")}'`;
    if (typeof v === 'number' || typeof v === 'boolean') return String(v);
    throw new JiadiError('parameter-invalid', { name, type });
  };
  if (type === 'column') return column(value);
  if (type === 'columns') return (value as readonly unknown[]).map(column).join(', ');
  // inside brackets, for `IN ({{words}})`
  return Array.isArray(value) ? value.map(literal).join(', ') : literal(value);
}
