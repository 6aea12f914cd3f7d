import { JiadiError } from '../../../contract/errors.ts';
import { parseExpression, tokenize } from '../expression/index.ts';
import { kindOf } from '../kinds/index.ts';
import { readRule, type RuleObject } from '../rule.ts';
import { forms, type TypeOf } from './editable.ts';
import { expressionText, partTexts } from './print.ts';
import { readingText } from './reading.ts';

export type { TypeOf } from './editable.ts';

/** A rule as a formula; one that is for reading only says the rule in the manner of the language, and cannot be changed there. */
export interface FormulaView {
  readonly text: string;
  readonly editable: boolean;
  /** What every row must meet and which rows are asked; only of one that can be changed. */
  readonly expression: string;
  readonly where: string | null;
}

/** Types of columns that nobody knows: they are taken for texts. */
export const noTypes: TypeOf = () => null;

/** The rule as a formula: exactly what it asks of each row where the language can say it, otherwise a sentence for reading. */
export function formulaOf(rule: RuleObject, typeOf: TypeOf = noTypes): FormulaView {
  const { spec } = readRule(rule, 1);
  const written = spec && spec.of !== 'rows' ? (forms[spec.kind]?.write(spec.params, typeOf) ?? null) : null;
  if (spec && written && (written.where !== '' || spec.kind === 'row-expression')) {
    const own = typeof rule['where'] === 'string' ? rule['where'] : null;
    const filters = [own, written.where].filter((part) => part !== null);
    const where = filters.length > 1 ? filters.map(asPart).join(' AND ') : (filters[0] ?? null);
    try {
      parseExpression(written.expression);
      if (where !== null) parseExpression(where);
      const { expression } = written;
      return { text: where === null ? expression : `${expression}\nWHERE ${where}`, editable: true, expression, where };
    } catch (error) {
      // what is half written in the form is no formula yet
      if (!(error instanceof JiadiError)) throw error;
    }
  }
  return { text: readingText(rule), editable: false, expression: '', where: null };
}

/** An expression as a part of others joined with AND. */
function asPart(text: string): string {
  try {
    return partTexts(parseExpression(text)).join(' AND ');
  } catch (error) {
    if (!(error instanceof JiadiError)) throw error;
    return `(${text})`;
  }
}

/** Where the filter begins in a formula: the first WHERE that stands outside quotes and brackets. */
function split(text: string): { readonly expression: string; readonly where: string | null } {
  let depth = 0;
  for (const token of tokenize(text)) {
    if (token.type === 'symbol' && token.value === '(') depth++;
    if (token.type === 'symbol' && token.value === ')') depth--;
    if (depth === 0 && token.type === 'name' && token.raw.toUpperCase() === 'WHERE')
      return { expression: text.slice(0, token.at), where: text.slice(token.at + token.raw.length) };
  }
  return { expression: text, where: null };
}

/**
 * The rule that a formula says: of the same kind where it still has its form, otherwise a row expression that keeps what all rules share.
 * Throws `expression-invalid`.
 */
export function ruleOfFormula(text: string, rule: RuleObject, typeOf: TypeOf = noTypes): RuleObject {
  const { expression, where } = split(text);
  const e = parseExpression(expression);
  const filter = where === null ? null : parseExpression(where);
  const kind = kindOf(String(rule['kind']));
  const form = kind ? forms[kind.kind] : undefined;
  if (kind && form) {
    const same = sameKind(rule, kind.kind, { expression: e, filter }, typeOf);
    if (same) return same;
  }
  const own = new Set(kind ? Object.keys(kind.params.shape).filter((key) => key !== 'groupBy') : []);
  const shared = Object.fromEntries(Object.entries(rule).filter(([key]) => !own.has(key) && key !== 'kind' && key !== 'where'));
  return {
    ...shared,
    kind: 'row-expression',
    expression: expressionText(e),
    ...(filter === null ? {} : { where: expressionText(filter) }),
    // what the kind gave by itself is said, so that the rule weighs what it weighed
    ...(kind && rule['severity'] === undefined ? { severity: kind.severity } : {}),
    ...(kind && rule['dimension'] === undefined ? { dimension: kind.dimension } : {}),
  };
}

type Parsed = ReturnType<typeof parseExpression>;

/** The rule of its own kind that a formula says, or null: what is read has to say that very formula again. */
function sameKind(
  rule: RuleObject,
  kind: string,
  said: { readonly expression: Parsed; readonly filter: Parsed | null },
  typeOf: TypeOf,
): RuleObject | null {
  const form = forms[kind];
  const known = kindOf(kind);
  if (!form || !known) return null;
  const whole = said.filter === null ? [] : partTexts(said.filter);
  const shape = Object.keys(known.params.shape);
  const others = Object.fromEntries(Object.entries(rule).filter(([key]) => (!shape.includes(key) || key === 'groupBy') && key !== 'where'));
  const wanted = canonical(expressionText(said.expression), whole.join(' AND ') || null);
  for (const params of candidates(form.read(said.expression, rule), kind, said.filter)) {
    const implied = form.write(params, typeOf)?.where ?? null;
    const own = implied === null ? [] : partTexts(parseExpression(implied));
    const left = without(whole, own);
    if (left === null) continue;
    const next = { ...others, ...params, ...(left.length === 0 ? {} : { where: left.join(' AND ') }) };
    const again = formulaOf(next, typeOf);
    if (again.editable && canonicalOf(again.text) === wanted) return next;
  }
  return null;
}

/** Kinds whose condition is a parameter take the filter for it. */
function candidates(read: Readonly<Record<string, unknown>> | null, kind: string, filter: Parsed | null): readonly RuleObject[] {
  if (read === null) return [];
  if (kind !== 'required-if' && kind !== 'row-implies') return [read];
  return filter === null ? [] : [read, { ...read, when: expressionText(filter) }];
}

/** A list without the members of another, each once; null when one of them is not there. */
function without(list: readonly string[], gone: readonly string[]): readonly string[] | null {
  const left = [...list];
  for (const one of gone) {
    const at = left.lastIndexOf(one);
    if (at < 0) return null;
    left.splice(at, 1);
  }
  return left;
}

const canonical = (expression: string, where: string | null): string =>
  JSON.stringify([expression, where === null ? [] : partTexts(parseExpression(where)).toSorted()]);

function canonicalOf(text: string): string {
  const { expression, where } = split(text);
  return canonical(expressionText(parseExpression(expression)), where);
}
