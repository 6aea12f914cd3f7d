import { format, type Schema, Validator } from '@cfworker/json-schema';
import { compilePattern } from './regex.ts';
import { wrong } from './wrong.ts';

/** Patterns of schemas become formats of their own, so that they are matched in linear time as all patterns of rules are. */
const PATTERN = 'pattern:';

/** A JSON Schema with its patterns made safe; `invalid-input` for what cannot be. */
function safe(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(safe);
  if (typeof node !== 'object' || node === null) return node;
  const { pattern, ...rest } = node as Readonly<Record<string, unknown>>;
  if (typeof rest['$ref'] === 'string' && !rest['$ref'].startsWith('#')) throw wrong('schema', '$ref: #/…', rest['$ref']);
  if (typeof rest['patternProperties'] === 'object') throw wrong('schema', 'properties, additionalProperties', 'patternProperties');
  const out = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, key === 'enum' || key === 'const' ? value : safe(value)]),
  );
  if (typeof pattern !== 'string') return pattern === undefined ? out : { ...out, pattern: safe(pattern) };
  const matches = compilePattern(pattern);
  format[PATTERN + pattern] = matches;
  return { ...out, allOf: [...(Array.isArray(out['allOf']) ? (out['allOf'] as unknown[]) : []), { format: PATTERN + pattern }] };
}

/** Asks whether a value is what a JSON Schema (2020-12 unless it says another draft) describes; nothing is fetched from elsewhere. */
export function jsonMatcher(schema: Readonly<Record<string, unknown>>): (value: unknown) => boolean {
  const said = typeof schema['$schema'] === 'string' ? /draft-0?([47])|2019-09/.exec(schema['$schema']) : null;
  const draft = said === null ? '2020-12' : said[1] === '4' ? '4' : said[1] === '7' ? '7' : '2019-09';
  let validator: Validator;
  try {
    validator = new Validator(safe(schema) as Schema, draft);
    validator.validate(null);
  } catch (error) {
    if (error instanceof Error && error.name !== 'JiadiError') throw wrong('schema', 'a JSON Schema', error.message.slice(0, 200));
    throw error;
  }
  return (value) => validator.validate(value).valid;
}
