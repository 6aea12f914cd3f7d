import { isSeq } from 'yaml';
import { type Imported, readForeign } from './exchange/index.ts';
import { type Expectation, fromExpectation, isExpectation } from './gx/index.ts';
import { type FindSet, noSets, type Origin, type ParentUsed, type ResolvedRule, resolveSet } from './resolve.ts';
import { readRule, type ReadRule, ruleError, type RuleObject } from './rule.ts';
import { badFile, parseYaml, readWritten } from './written.ts';

/** A rule as it is run, the object it was read from, and where it comes from. */
export type PlacedRule = ReadRule & {
  readonly line: number;
  readonly written: RuleObject;
  readonly origin: Origin | null;
  /** What an inherited rule was before this set changed it. */
  readonly base: RuleObject | null;
};

/** A rule set ready to run: what it inherits is in it, templates are filled in. */
export interface RuleSetFile {
  readonly name: string;
  readonly version: number;
  /** Words that count as null in this dataset. */
  readonly nullLike: readonly string[];
  readonly rules: readonly PlacedRule[];
  /** Inherited rules that are switched off here. */
  readonly off: readonly {
    readonly written: RuleObject;
    readonly origin: Origin;
    readonly base: RuleObject | null;
    readonly reason: string;
  }[];
  /** The sets it inherits from, near and far. */
  readonly parents: readonly ParentUsed[];
}

/**
 * Reads a rule set: YAML in our form, or a Great Expectations suite as JSON. A file that is no rule set is an error naming its line; a rule
 * that cannot be read (unknown kind, unknown key, bad value) is kept with its error, and the others run. `find` gives the sets it extends.
 */
export function readRuleFile(text: string, file: string, find: FindSet = noSets): RuleSetFile {
  const { root, plain, lineOf } = parseYaml(text, file);
  // a suite keeps the lines of its expectations
  if (root.has('expectations')) return suiteOf(plain as unknown as Suite, root.get('expectations', true), file, lineOf);
  const foreign = readForeign(text, file);
  if (foreign) return foreignSet(foreign);
  const resolved = resolveSet(readWritten(text, file), find);
  return {
    name: resolved.name,
    version: resolved.version,
    nullLike: resolved.nullLike,
    rules: resolved.rules.filter((rule) => rule.off === null).map((rule, i) => placed(rule, i + 1)),
    off: resolved.rules.flatMap((rule) =>
      rule.off === null || !rule.origin ? [] : [{ written: writtenOf(rule), origin: rule.origin, base: rule.base, reason: rule.off }],
    ),
    parents: resolved.parents,
  };
}

const writtenOf = ({ id, value }: ResolvedRule): RuleObject => ('id' in value ? value : { id, ...value });

/** A rule read; its error has the line of the key it speaks of. */
function placed(rule: ResolvedRule, ordinal: number): PlacedRule {
  const { line, origin, base, error } = rule;
  const written = writtenOf(rule);
  const read: ReadRule = error ? { spec: null, error, id: rule.id, kind: rule.kind, raw: written } : readRule(written, ordinal);
  const at = { line, written, origin, base };
  if (read.spec) return { ...read, ...at };
  // a rule of another set stands in no line of this one
  const params = origin?.set ? read.error.params : { ...read.error.params, line: rule.lineOf(read.error.params['key']) };
  return { ...read, ...at, error: { ...read.error, params } };
}

/** The rules of another form; a check that is not carried over is an error among them, so that it is not passed over in silence. */
function foreignSet({ name, nullLike, rules, notes }: Imported): RuleSetFile {
  const known = rules.map((written, i): PlacedRule => ({ ...readRule(written, i + 1), line: 1, written, origin: null, base: null }));
  const lost = notes
    .filter((note) => note.outcome === 'lost')
    .map(({ what }): PlacedRule => {
      const raw = { id: what };
      const error = { code: 'unsupported-expectation' as const, params: { expectation: what } };
      return { spec: null, error, id: what, kind: '', raw, line: 1, written: raw, origin: null, base: null };
    });
  return { name, version: 1, nullLike, rules: [...known, ...lost], off: [], parents: [] };
}

const nameOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

interface Suite {
  readonly name?: unknown;
  readonly expectation_suite_name?: unknown;
  readonly expectations: readonly Expectation[];
}

function suiteOf(suite: Suite, list: unknown, file: string, lineOf: (node: unknown) => number): RuleSetFile {
  if (!isSeq(list) || !Array.isArray(suite.expectations)) throw badFile(file, lineOf(list), 'expectations');
  const rules = (suite.expectations as readonly (Expectation | null)[]).map((e, i): PlacedRule => {
    const line = lineOf(list.items[i]);
    const name = e?.expectation_type ?? e?.type ?? '';
    const id = typeof e?.id === 'string' ? e.id : `${name || 'expectation'}-${i + 1}`;
    try {
      if (!isExpectation(e)) throw badFile(file, line, `expectations[${i}]`);
      const written = fromExpectation(e, id);
      return { ...readRule(written, i + 1), line, written, origin: null, base: null };
    } catch (error) {
      const raw = e as unknown as RuleObject;
      return { spec: null, error: ruleError(error), id, kind: name, raw, line, written: raw, origin: null, base: null };
    }
  });
  const name = nameOf(suite.name) ?? nameOf(suite.expectation_suite_name) ?? file;
  return { name, version: 1, nullLike: [], rules, off: [], parents: [] };
}
