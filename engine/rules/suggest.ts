import type { ColumnProfile, TableProfile, TableStructure } from '../profile/index.ts';
import { escapePattern } from '../table/index.ts';
import { invariant } from '../../base/invariant.ts';
import { maskKindOf } from '../semantics/index.ts';
import { parseDate, parseDateLimit } from './dates.ts';
import { placeholders } from './kinds/not-placeholder.ts';
import type { RuleObject } from './rule.ts';
import { fromStructure } from './suggest-structure.ts';
import { fromNumbers, range } from './suggest-numbers.ts';
import { madeSuggestion, type RuleSuggestion } from './suggestion.ts';

/** Least share of values that a rule must fit to be proposed with exceptions. */
const SUPPORT_MIN = 0.9;
const SET_MAX = 20;
/** Fewest rows from which anything is concluded. */
const ROWS_MIN = 10;

/**
 * Rules that a batch's profile and structure speak for; none is switched on without a person. `asOf`: the reference date of a check of the batch.
 * Order: by column, then by kind, then between columns.
 */
export function suggestRules(profile: TableProfile, asOf: string, structure: TableStructure | null = null): readonly RuleSuggestion[] {
  const todaySeconds = parseDateLimit('today', parseDate(asOf) ?? Number.NaN);
  invariant(todaySeconds !== null && !Number.isNaN(todaySeconds), 'rules are suggested as of a date');
  if (profile.rowCount < ROWS_MIN) return [];
  const single = profile.columns.flatMap((column) => forColumn(column, profile.rowCount, todaySeconds, structure));
  const between = structure ? fromStructure(structure, profile.columns) : [];
  // a form of the texts says more than a pattern of one
  const told = new Set(between.map(({ key }) => key));
  return [...single.filter(({ key }) => !told.has(key)), ...between];
}

/** Texts of a column that are slips of others. */
function slipsOf(structure: TableStructure | null, column: string): ReadonlySet<string> {
  const forms = structure?.forms ?? [];
  return new Set(forms.flatMap((form) => (form.kind === 'variant' && form.column === column ? form.variants.map(({ text }) => text) : [])));
}

function forColumn(c: ColumnProfile, rows: number, todaySeconds: number, structure: TableStructure | null): readonly RuleSuggestion[] {
  const filled = rows - c.nulls;
  if (filled === 0) return [];
  const set = values(c, filled, slipsOf(structure, c.name));
  const reach = structure?.dates.reaches.find(({ column }) => column === c.name) ?? null;
  const out: (RuleSuggestion | null)[] = [
    completeness(c, rows),
    placeholder(c, filled),
    uniqueness(c, filled),
    meaning(c, filled),
    type(c, filled),
    set,
    range(c, filled, todaySeconds, reach),
    ...(set ? [] : fromNumbers(c, filled)),
    pattern(c, filled),
    length(c, filled, set !== null),
  ];
  return out.filter((s): s is RuleSuggestion => s !== null);
}

function completeness(c: ColumnProfile, rows: number): RuleSuggestion | null {
  if (c.nulls === 0) return madeSuggestion('not-null', [c.name], {}, 'not-null', rows, 0);
  if ((rows - c.nulls) / rows < SUPPORT_MIN) return null;
  return madeSuggestion('not-null', [c.name], {}, 'mostly-not-null', rows, c.nulls);
}

function placeholder(c: ColumnProfile, filled: number): RuleSuggestion | null {
  if (c.placeholders === 0) return null;
  const found = c.top.find((t) => placeholders.includes(String(t.value)));
  return madeSuggestion('not-placeholder', [c.name], {}, 'placeholder', filled, c.placeholders, { value: String(found?.value ?? '') });
}

function uniqueness(c: ColumnProfile, filled: number): RuleSuggestion | null {
  if (filled < ROWS_MIN || c.type === 'decimal' || c.type === 'boolean') return null;
  if (c.unique) return madeSuggestion('unique', [c.name], {}, 'unique', filled, 0);
  // every member of a repeated value fails
  const failures = c.once === null ? null : filled - c.once;
  if (failures === null || failures / filled > 0.05 || c.distinct.count < 100) return null;
  return madeSuggestion('unique', [c.name], {}, 'nearly-unique', filled, failures);
}

function meaning(c: ColumnProfile, filled: number): RuleSuggestion | null {
  if (c.semantic === null) return null;
  const failures = c.invalid.semantic + c.placeholders + c.blanks;
  if ((filled - failures) / filled < SUPPORT_MIN) return null;
  return madeSuggestion('value-matches-semantic', [c.name], { semantic: c.semantic }, 'semantic', filled, failures, {
    semantic: c.semantic,
  });
}

function type(c: ColumnProfile, filled: number): RuleSuggestion | null {
  if (c.semantic !== null || c.type === 'text' || c.type === 'empty') return null;
  const failures = c.invalid.type + c.placeholders + c.blanks;
  if ((filled - failures) / filled < SUPPORT_MIN) return null;
  return madeSuggestion('value-type', [c.name], { type: c.type }, 'type', filled, failures, { type: c.type });
}

/** Few values that cover nearly all rows; rare ones look like slips and are left out of the set. */
function values(c: ColumnProfile, filled: number, slips: ReadonlySet<string>): RuleSuggestion | null {
  if (c.type === 'decimal' || c.type === 'date' || c.type === 'datetime' || c.unique || !c.topExact) return null;
  // values of single persons are no list to choose from, and are not written into a rule
  if (maskKindOf(c.semantic) !== 'none') return null;
  if (filled < c.distinct.count * 5) return null;
  const common = c.top.filter(
    ({ value, count }) =>
      count / filled >= 0.005 && !placeholders.includes(String(value)) && String(value).trim() !== '' && !slips.has(String(value)),
  );
  const covered = common.reduce((n, t) => n + t.count, 0);
  if (common.length < 2 || covered / filled < 0.95) return null;
  return madeSuggestion('value-in-set', [c.name], { values: common.map((t) => t.value) }, 'set', filled, filled - covered, {
    count: common.length,
  });
}

function pattern(c: ColumnProfile, filled: number): RuleSuggestion | null {
  if (c.semantic !== null || (c.type !== 'text' && c.type !== 'integer') || c.distinct.count <= SET_MAX) return null;
  const [first] = c.patterns;
  if (
    !first ||
    first.count / filled < 0.95 ||
    first.pattern.endsWith('…') ||
    !/[9Aa]/.test(first.pattern) ||
    first.pattern.includes('汉汉汉汉')
  )
    return null;
  return madeSuggestion('value-matches-regex', [c.name], { patterns: [regexOf(first.pattern)] }, 'pattern', filled, filled - first.count, {
    pattern: first.pattern,
  });
}

const classes: Readonly<Record<string, string>> = { '9': '[0-9]', 'A': '[A-Z]', 'a': '[a-z]', '汉': '\\p{Script=Han}' };

/** The regular expression of a pattern such as `A99-9999`. */
export function regexOf(pattern: string): string {
  const pieces = pattern.match(/(.)\1*/gu) ?? [];
  return `^${pieces
    .map((run) => {
      const [sign = ''] = run;
      const count = Array.from(run).length;
      const one = classes[sign] ?? escapePattern(sign);
      return count === 1 ? one : `${one}{${count}}`;
    })
    .join('')}$`;
}

function length(c: ColumnProfile, filled: number, listed: boolean): RuleSuggestion | null {
  if (c.type !== 'text' || c.semantic !== null || c.blanks > 0) return null;
  if (c.length.min === c.length.max)
    return madeSuggestion('value-length', [c.name], { equals: c.length.max }, 'length', filled, 0, {
      min: c.length.min,
      max: c.length.max,
    });
  // a list of the values says more
  if (c.length.max > 200 || listed) return null;
  return madeSuggestion('value-length', [c.name], { min: c.length.min, max: c.length.max }, 'length', filled, 0, {
    min: c.length.min,
    max: c.length.max,
  });
}

/** `suggest --json` (`cli.md`): the same with the evidence in words, given by whoever prints it. */
export function suggestDocument(
  suggestions: readonly RuleSuggestion[],
  words: (evidence: RuleSuggestion['evidence']) => string,
): {
  readonly rules: readonly {
    readonly rule: RuleObject;
    readonly evidence: string;
    readonly support: number;
    readonly expectedFailures: number;
  }[];
} {
  return {
    rules: suggestions.map(({ rule, evidence, support, expectedFailures }) => ({
      rule,
      evidence: words(evidence),
      support,
      expectedFailures,
    })),
  };
}
