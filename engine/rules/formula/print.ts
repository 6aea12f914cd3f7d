import { type Expression, functionNames, isName, words } from '../expression/index.ts';

/** A column's name as an expression writes it: quoted where it would be read as something else. */
export function columnText(name: string): string {
  const plain =
    isName(name) && !words.has(name.toUpperCase()) && !functionNames.includes(name.toLowerCase()) && name.toUpperCase() !== 'WHERE';
  return plain ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A value as an expression writes it. */
export const literalText = (value: string | number): string =>
  typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;

/** How tightly each form binds: what binds less than its place asks for stands in brackets. */
const strength = (e: Expression): number => {
  switch (e.type) {
    case 'logic':
      return e.op === 'OR' ? 1 : 2;
    case 'not':
      return 3;
    case 'compare':
    case 'between':
    case 'in':
    case 'like':
    case 'is-null':
      return 4;
    case 'arithmetic':
      return e.op === '+' || e.op === '-' || e.op === '||' ? 5 : 6;
    case 'negative':
      return 7;
    default:
      return 8;
  }
};

/** An expression as text, in one way of writing: two expressions are the same when this is. */
export function expressionText(e: Expression): string {
  const at = (inner: Expression, least: number): string => (strength(inner) < least ? `(${expressionText(inner)})` : expressionText(inner));
  const not = (negated: boolean): string => (negated ? 'NOT ' : '');
  switch (e.type) {
    case 'number':
      return literalText(e.value);
    case 'text':
      return literalText(e.value);
    case 'boolean':
      return e.value ? 'TRUE' : 'FALSE';
    case 'null':
      return 'NULL';
    case 'column':
      return columnText(e.name);
    case 'call':
      return `${e.name}(${e.args.map(expressionText).join(', ')})`;
    case 'negative':
      return `-${at(e.value, 8)}`;
    case 'not':
      return `NOT ${at(e.value, 3)}`;
    case 'logic':
      return e.op === 'OR' ? `${at(e.left, 1)} OR ${at(e.right, 2)}` : `${at(e.left, 2)} AND ${at(e.right, 3)}`;
    case 'compare':
      return `${at(e.left, 5)} ${e.op} ${at(e.right, 5)}`;
    case 'between':
      return `${at(e.value, 5)} ${not(e.negated)}BETWEEN ${at(e.low, 5)} AND ${at(e.high, 5)}`;
    case 'in':
      return `${at(e.value, 5)} ${not(e.negated)}IN (${e.list.map(expressionText).join(', ')})`;
    case 'like':
      return `${at(e.value, 5)} ${not(e.negated)}LIKE ${at(e.pattern, 5)}`;
    case 'is-null':
      return `${at(e.value, 5)} IS ${not(e.negated)}NULL`;
    case 'arithmetic': {
      const own = strength(e);
      return `${at(e.left, own)} ${e.op} ${at(e.right, own + 1)}`;
    }
  }
}

/** The parts that an expression joins with AND (or with OR). */
export function partsOf(e: Expression, op: 'AND' | 'OR'): readonly Expression[] {
  return e.type === 'logic' && e.op === op ? [...partsOf(e.left, op), ...partsOf(e.right, op)] : [e];
}

/** The parts that an expression joins with AND, each as it stands between ANDs. */
export function partTexts(e: Expression): readonly string[] {
  return partsOf(e, 'AND').map((part) => (part.type === 'logic' ? `(${expressionText(part)})` : expressionText(part)));
}
