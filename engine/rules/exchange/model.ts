import type { ExchangeFormat, ExchangeNote } from '../../../contract/methods/rules.ts';
import type { RuleObject, RuleSpec } from '../rule.ts';

export type Reason = ExchangeNote['reasons'][number];

/** What became of one check on its way from one form to another. */
export type Note = Readonly<ExchangeNote>;

/** A file of another form as rules of ours. */
export interface Imported {
  readonly name: string;
  readonly nullLike: readonly string[];
  readonly rules: readonly RuleObject[];
  readonly notes: readonly Note[];
}

/** Rules of ours as a file of another form. */
export interface Exported {
  readonly text: string;
  readonly notes: readonly Note[];
}

/** What is written: rules that could be read, those that could not, and the words that count as null. */
export interface Source {
  readonly name: string;
  readonly nullLike: readonly string[];
  readonly rules: readonly RuleSpec[];
  readonly unread: readonly { readonly id: string; readonly kind: string }[];
}

/** A form of rules that others use: a file of its own. */
export interface Exchange {
  readonly id: ExchangeFormat;
  readonly ending: 'json' | 'yml';
  /** True for a parsed file of this form. */
  detect(root: Tree): boolean;
  read(root: Tree, file: string): Imported;
  write(source: Source): Exported;
}
/** A mapping of a parsed file. */
export type Tree = Readonly<Record<string, unknown>>;

export const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
export const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const given = (value: unknown): boolean => value !== undefined && value !== null;

/** An object without its undefined values. */
export const compact = (tree: Tree): Tree => Object.fromEntries(Object.entries(tree).filter(([, value]) => value !== undefined));

/** A note; without reasons the check is carried over exactly. */
export function noteOf(what: string, rule: string | null, reasons: readonly Reason[] = [], lost = false, about = ''): Note {
  const outcome = lost ? 'lost' : reasons.length > 0 ? 'differs' : 'exact';
  return { what, rule, outcome, reasons: [...new Set(reasons)], about };
}

/** Gives ids that no other rule of the set has. */
export class Ids {
  readonly #used = new Set<string>();
  /** The number to be tried next for an id that is taken. */
  readonly #next = new Map<string, number>();

  /** The wanted id, or the same with a number. */
  take(wanted: string): string {
    let id = wanted;
    let n = this.#next.get(wanted) ?? 2;
    for (; this.#used.has(id); n++) id = `${wanted}-${n}`;
    this.#next.set(wanted, n);
    this.#used.add(id);
    return id;
  }
}

/** Parameters of a rule that a form has no place for; what changes nothing (a default) does not count. */
export function leftOver(spec: RuleSpec, known: readonly string[], harmless: Tree = {}): readonly string[] {
  return Object.keys(spec.params).filter((key) => !known.includes(key) && spec.params[key] !== harmless[key]);
}
