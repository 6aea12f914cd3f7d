import type { RuleKindInfo } from '../../../contract/methods/rules.ts';

/** As much of a JSON Schema as the rule kinds use. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema | boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  /** What it names: a column of the table, or several. */
  readonly of?: string;
}

/** How a parameter is asked for. */
export type Control =
  | { readonly kind: 'column' | 'columns' | 'dataset' | 'codeList' | 'semantic' | 'expression' | 'query' | 'text' | 'boolean' | 'mixed' }
  /** Anything as JSON; some words may be written plainly. */
  | { readonly kind: 'json'; readonly words: readonly string[] }
  | { readonly kind: 'number'; readonly min: number | undefined; readonly max: number | undefined; readonly whole: boolean }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'choices'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly textOnly: boolean };

export interface Param {
  readonly name: string;
  readonly required: boolean;
  readonly control: Control;
}

const expressionNames = new Set(['when', 'then', 'expression', 'otherExpression', 'otherWhere']);
const queryNames = new Set(['query', 'drill']);
const isText = (value: unknown): value is string => typeof value === 'string';

function controlOf(name: string, schema: Schema): Control {
  if (schema.of === 'column') return { kind: 'column' };
  if (schema.of === 'columns') return { kind: 'columns' };
  if (name === 'dataset') return { kind: 'dataset' };
  if (name === 'codeList') return { kind: 'codeList' };
  if (name === 'semantic') return { kind: 'semantic' };
  if (queryNames.has(name)) return { kind: 'query' };
  if (expressionNames.has(name)) return { kind: 'expression' };
  if (schema.enum) return { kind: 'choice', values: schema.enum.filter(isText) };
  if (isText(schema.const)) return { kind: 'choice', values: [schema.const] };
  if (schema.type === 'boolean') return { kind: 'boolean' };
  if (schema.type === 'number' || schema.type === 'integer') {
    // the largest safe integer is no limit anybody meant
    const max = schema.maximum === Number.MAX_SAFE_INTEGER ? undefined : schema.maximum;
    return { kind: 'number', min: schema.minimum, max, whole: schema.type === 'integer' };
  }
  if (schema.type === 'array') return listControl(schema.items);
  if (schema.type === 'string') return { kind: 'text' };
  if (schema.anyOf?.every((one) => one.type === 'string' || one.type === 'number' || one.type === 'integer')) return { kind: 'mixed' };
  return { kind: 'json', words: wordsOf(schema) };
}

/** The words that stand among other forms of a value. */
function wordsOf({ enum: choices = [], const: only, anyOf = [] }: Schema): readonly string[] {
  return [...choices, only, ...anyOf.flatMap(wordsOf)].filter(isText);
}

function listControl(items: Schema | boolean | undefined): Control {
  if (typeof items !== 'object') return { kind: 'json', words: [] };
  if (items.enum) return { kind: 'choices', values: items.enum.filter(isText) };
  if (items.type === 'string') return { kind: 'list', textOnly: true };
  if (items.type === 'array' || items.type === 'object' || items.type === undefined) return { kind: 'json', words: [] };
  return { kind: 'list', textOnly: false };
}

/** The parameters of a kind, the required ones first. */
export function paramsOf(kind: RuleKindInfo): readonly Param[] {
  const schema = kind.params as Schema;
  const required = new Set(schema.required ?? []);
  const list = Object.entries(schema.properties ?? {}).map(([name, one]): Param => ({
    name,
    required: required.has(name),
    control: controlOf(name, one),
  }));
  return [...list.filter((param) => param.required), ...list.filter((param) => !param.required)];
}

/** A typed-in value as number where it is one and written as one (`07` stays text). */
export function asScalar(text: string): string | number {
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) && String(number) === text ? number : text;
}
