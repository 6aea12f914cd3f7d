import { JiadiError } from '../../contract/errors.ts';
import { nearest } from './nearest.ts';
import { type RuleError, ruleError, type RuleObject } from './rule.ts';
import { bindParameters, fillIn, type Values } from './template.ts';
import { badFile, readWritten, RULES_MAX, type Template, type WrittenItem, type WrittenSet } from './written.ts';

/** A rule set found by the name that another one extends. */
export interface FoundSet {
  readonly id: string | null;
  readonly name: string;
  readonly version: number;
  readonly text: string;
}
/** Finds a rule set by name; null when there is none. */
export type FindSet = (name: string) => FoundSet | null;
/** Where no other sets are known. */
export const noSets: FindSet = () => null;

export type ParentUsed = Omit<FoundSet, 'text'>;

/** Where a rule comes from that is not simply written in the set. */
export interface Origin {
  /** The set that first wrote it; null: this one. */
  readonly set: ParentUsed | null;
  /** The template it was filled in from. */
  readonly template: string | null;
  /** Keys that were changed on the way. */
  readonly changed: readonly string[];
}

/** A rule of a set after inheriting and filling in. */
export interface ResolvedRule {
  readonly id: string;
  readonly kind: string;
  readonly value: RuleObject;
  readonly origin: Origin | null;
  /** What it was before this set changed it; null for a rule that is written here. */
  readonly base: RuleObject | null;
  /** Why it is switched off; null when it runs. */
  readonly off: string | null;
  readonly error: RuleError | null;
  readonly line: number;
  lineOf(key: unknown): number;
}

export interface ResolvedSet {
  readonly name: string;
  readonly version: number;
  readonly nullLike: readonly string[];
  readonly rules: readonly ResolvedRule[];
  readonly parents: readonly ParentUsed[];
}

interface KnownTemplate extends Template {
  /** Placeholders of the set in which the template stands. */
  readonly around: Values;
}
interface Resolved extends ResolvedSet {
  readonly templates: ReadonlyMap<string, KnownTemplate>;
}

const DEPTH_MAX = 10;
/** Most sets that are inherited, one that is reached by several ways counted for each of them. */
const SETS_MAX = 500;

/**
 * The rules of a set with everything it inherits. Parents come first, in their order; an entry with the id of a rule that is there already and
 * without a kind changes that rule, `off: true` with a reason switches it off. A parent that is missing, or a circle of parents, is an error.
 */
export function resolveSet(written: WrittenSet, find: FindSet): ResolvedSet {
  return resolve(written, find, {}, [written.name], { sets: 0 });
}

function resolve(
  written: WrittenSet,
  find: FindSet,
  given: Readonly<Record<string, unknown>>,
  chain: readonly string[],
  met: { sets: number },
): Resolved {
  if (++met.sets > SETS_MAX) throw new JiadiError('limit-reached', { limit: 'rule-sets', max: SETS_MAX });
  const values = bindParameters(written.parameters, given);
  const inherited = written.extends.map((one) => {
    const { parent, used } = foundParent(one.set, one.line, written, find, chain);
    try {
      return { used, set: resolve(parent, find, one.with, [...chain, parent.name], met) };
    } catch (error) {
      // values that do not suit the parent's placeholders are this file's mistake
      throw error instanceof JiadiError && error.code.startsWith('parameter-') && error.params['file'] === undefined
        ? new JiadiError(error.code, { ...error.params, file: written.file, line: one.line }, error)
        : error;
    }
  });
  const rules = new Map<string, ResolvedRule>();
  for (const { set, used } of inherited) for (const rule of set.rules) rules.set(rule.id, passedOn(rule, used));
  if (rules.size > RULES_MAX) throw tooMany();
  const templates = new Map(inherited.flatMap(({ set }) => [...set.templates]));
  for (const [name, template] of Object.entries(written.templates)) templates.set(name, { ...template, around: values });
  const own = new Set<string>();
  for (const [i, item] of written.items.entries()) {
    for (const rule of rulesOf(item, i + 1, values, templates)) enter(rule, rules, own, written.file);
    if (rules.size > RULES_MAX) throw tooMany();
  }
  return {
    name: written.name,
    version: written.version,
    nullLike: written.nullLike ?? [...new Set(inherited.flatMap(({ set }) => set.nullLike))],
    rules: [...rules.values()],
    parents: [...new Map(inherited.flatMap(({ used, set }) => [used, ...set.parents]).map((p) => [p.name, p])).values()],
    templates,
  };
}

function foundParent(name: string, line: number, { file }: WrittenSet, find: FindSet, chain: readonly string[]) {
  const found = find(name);
  if (!found) throw new JiadiError('rule-parent-missing', { file, line, name });
  if (chain.includes(found.name) || chain.length > DEPTH_MAX)
    throw new JiadiError('rule-parent-circle', { file, line, path: [...chain, found.name].join(' → ') });
  const { text: _, ...used } = found;
  return { parent: { ...readWritten(found.text, found.name), name: found.name }, used };
}

function passedOn(rule: ResolvedRule, parent: ParentUsed): ResolvedRule {
  const origin: Origin = {
    set: rule.origin?.set ?? parent,
    template: rule.origin?.template ?? null,
    changed: rule.origin?.changed ?? [],
  };
  return { ...rule, origin, base: rule.value };
}

/** The rules that an entry stands for: itself, or those of the template that it uses. */
function rulesOf(
  item: WrittenItem,
  ordinal: number,
  around: Values,
  templates: ReadonlyMap<string, KnownTemplate>,
): readonly ResolvedRule[] {
  const { value, line, lineOf } = item;
  const use = value['use'];
  const place = { base: null, off: null, line, lineOf };
  try {
    if (use === undefined) {
      const filled = around.size === 0 ? value : fillIn(value, around);
      return [{ ...named(filled, ordinal), ...place, value: filled, origin: null, error: null }];
    }
    return used(value, ordinal, around, templates).map((filled) => ({ ...named(filled, ordinal), ...place, ...fromTemplate(filled, use) }));
  } catch (error) {
    const known = named(value, ordinal);
    return [{ ...known, kind: known.kind || text(use), ...place, value, origin: null, error: ruleError(error) }];
  }
}

/** A rule of a template: an entry of its id changes it like an inherited one. */
const fromTemplate = (value: RuleObject, use: unknown) => ({
  value,
  base: value,
  origin: { set: null, template: text(use), changed: [] },
  error: null,
});

const tooMany = (): JiadiError => new JiadiError('limit-reached', { limit: 'rules', max: RULES_MAX });

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function named(value: RuleObject, ordinal: number): { readonly id: string; readonly kind: string } {
  const kind = text(value['kind']);
  return { id: text(value['id']) || `${kind || text(value['use']) || 'rule'}-${ordinal}`, kind };
}

const useKeys = ['use', 'with', 'for'];

/** `{ use: TEMPLATE, with: {…} }`, several of them as a list, or `for: [columns]` for a template's first column. */
function used(value: RuleObject, ordinal: number, around: Values, templates: ReadonlyMap<string, KnownTemplate>): readonly RuleObject[] {
  const name = text(value['use']);
  const template = templates.get(name);
  if (!template) throw new JiadiError('unknown-template', { template: name, nearest: nearest(name, [...templates.keys()]) });
  for (const key of Object.keys(value)) {
    if (!useKeys.includes(key)) throw new JiadiError('unknown-key', { key, nearest: nearest(key, useKeys) });
  }
  const first = Object.entries(template.parameters).find(([, p]) => p.type === 'column')?.[0];
  const given = applications(fillIn({ with: value['with'], for: value['for'] }, around), first, name, RULES_MAX / template.rules.length);
  return given.flatMap((own, n) => {
    const values = new Map([...template.around, ...bindParameters(template.parameters, own)]);
    return template.rules.map((rule, i) => {
      const filled = fillIn(rule, values);
      if (text(filled['id']) !== '') return filled;
      const column = first === undefined ? undefined : values.get(first)?.value;
      // an id that stays when other applications come and go, as far as the column tells
      const id = `${name}-${text(column) || `${ordinal}.${n + 1}`}${template.rules.length > 1 ? `-${i + 1}` : ''}`;
      return { id, ...filled };
    });
  });
}

type Given = Readonly<Record<string, unknown>>;

function applications(
  item: { readonly with: unknown; readonly for: unknown },
  first: string | undefined,
  template: string,
  most: number,
): readonly Given[] {
  const sets = item.with === undefined ? [{}] : Array.isArray(item.with) ? (item.with as readonly unknown[]) : [item.with];
  if (!sets.every((v): v is Given => typeof v === 'object' && v !== null && !Array.isArray(v)))
    throw new JiadiError('parameter-invalid', { name: 'with', type: 'list' });
  const times = Array.isArray(item.for) ? item.for.length : 1;
  if (sets.length * times > most) throw tooMany();
  if (item.for === undefined) return sets;
  if (!Array.isArray(item.for) || item.for.length === 0) throw new JiadiError('parameter-invalid', { name: 'for', type: 'columns' });
  if (first === undefined) throw new JiadiError('parameter-unknown', { name: 'for', nearest: template });
  const columns = item.for as readonly unknown[];
  return sets.flatMap((given) => columns.map((column) => ({ ...given, [first]: column })));
}

/** Takes a rule into the set: a new one, a change to one that is there, or in the place of an inherited one. */
function enter(rule: ResolvedRule, rules: Map<string, ResolvedRule>, own: Set<string>, file: string): void {
  const known = rules.get(rule.id);
  const changes = rule.kind === '' && rule.error === null;
  if (known && changes && known.base) {
    rules.set(rule.id, changed(known, rule));
    return;
  }
  if (own.has(rule.id)) throw badFile(file, rule.line, `id ${rule.id} (${known?.line ?? 0})`);
  own.add(rule.id);
  if (!known && changes && ('off' in rule.value || text(rule.value['id']) !== '')) {
    const error = new JiadiError('rule-override-unknown', { rule: rule.id, nearest: nearest(rule.id, [...rules.keys()]) });
    rules.set(rule.id, { ...rule, error: ruleError(error) });
    return;
  }
  // a rule with a kind takes the place of an inherited one altogether
  rules.set(rule.id, known?.base ? { ...rule, base: known.base, origin: replaced(known) } : rule);
}

const replaced = (known: ResolvedRule): Origin | null => (known.origin ? { ...known.origin, changed: ['kind'] } : null);

/** An inherited rule with what this set says differently; a key with nothing takes the key away. */
function changed(known: ResolvedRule, change: ResolvedRule): ResolvedRule {
  const { id: _, off, reason, ...keys } = change.value;
  const place = { line: change.line, lineOf: change.lineOf, base: known.base };
  const origin: Origin = { set: known.origin?.set ?? null, template: known.origin?.template ?? null, changed: Object.keys(keys) };
  const value = Object.fromEntries(Object.entries({ ...known.value, ...keys }).filter(([, v]) => v !== null));
  const bad = (key: string, expected: string): ResolvedRule => ({
    ...known,
    ...place,
    error: { code: 'invalid-input', params: { problem: `${key}: ${expected}`, rule: known.id, key } },
  });
  if (off === undefined && reason !== undefined) return bad('off', 'true');
  if (off === undefined) return { ...known, ...place, value, origin };
  if (off === false) return { ...known, ...place, value, origin, off: null };
  if (off !== true) return bad('off', 'true | false');
  // whoever reads the set a year later has to know why
  if (typeof reason !== 'string' || reason.trim() === '') return bad('reason', 'text');
  return { ...known, ...place, value, origin, off: reason };
}
