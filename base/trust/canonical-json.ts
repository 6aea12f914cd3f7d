import { invariant } from '../invariant.ts';
import { utf8 } from './bytes.ts';

/** Any value that JSON carries. Object members whose value is `undefined` are left out, as JSON.stringify does. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue | undefined };

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function text(value: string): string {
  // a lone surrogate has no UTF-8 form, so two different texts would become the same bytes
  invariant(value.isWellFormed(), 'canonical JSON: a text holds a lone surrogate');
  return JSON.stringify(value);
}

/**
 * The one JSON text of a value by RFC 8785 (JCS): members sorted by UTF-16 code units, numbers in the ECMAScript form, no white
 * space. Fails on what JSON cannot carry (NaN, infinities, lone surrogates): that is a mistake of ours.
 */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') {
    invariant(Number.isFinite(value), 'canonical JSON: a number is not finite');
    return JSON.stringify(value);
  }
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  invariant(typeof value === 'object', `canonical JSON: ${typeof value} is not a JSON value`);
  const members: string[] = [];
  for (const name of Object.keys(value).sort(byCodeUnits)) {
    const member = value[name];
    if (member !== undefined) members.push(`${text(name)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
}

/** The UTF-8 bytes of `canonicalJson`: what is signed, stored and sent. */
export function canonicalBytes(value: JsonValue): Uint8Array {
  return utf8(canonicalJson(value));
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
