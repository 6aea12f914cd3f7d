/** What the two forms of Soda share: a check as a metric, the values of it that pass, and what makes a value valid. */
import { JiadiError } from '../../../contract/errors.ts';
import { parseExpression } from '../expression/index.ts';
import { compilePattern } from '../regex.ts';
import type { RuleObject } from '../rule.ts';
import { asList, asText, compact, isTree, type Reason, type Tree } from './model.ts';

/** The values of a metric that pass. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
  readonly strictMin?: true;
  readonly strictMax?: true;
}

export interface SodaCheck {
  readonly what: string;
  readonly metric: 'missing' | 'invalid' | 'duplicate' | 'row_count' | 'aggregate' | 'freshness' | 'failed_rows';
  readonly columns: readonly string[];
  /** Of an aggregate. */
  readonly fn?: string;
  readonly q?: number;
  readonly percent: boolean;
  readonly pass: Range;
  readonly warn?: Range;
  /** What makes a value valid or missing, by the words of v4 (`valid_values` …). */
  readonly words: Tree;
  readonly filter?: string;
  readonly name?: string;
  /** Of failed rows. */
  readonly expression?: string;
  readonly query?: string;
}

/** A check as rules of ours, or the reason why there are none. */
export type AsRules =
  | { readonly rules: readonly RuleObject[]; readonly differs: readonly Reason[] }
  | { readonly lost: Reason; readonly about?: string };
/** A rule as a check. */
export type AsCheck =
  | { readonly check: Omit<SodaCheck, 'what'>; readonly differs: readonly Reason[] }
  | { readonly lost: Reason; readonly about?: string };

export const aggregates: Readonly<Record<string, string>> = {
  avg: 'mean',
  min: 'min',
  max: 'max',
  sum: 'sum',
  stddev: 'stdev',
  variance: 'variance',
  percentile: 'quantile',
  avg_length: 'mean-length',
  min_length: 'min-length',
  max_length: 'max-length',
};
/** Statistics whose definition there is that of the database: sample or population, and how values between two are taken. */
export const looseStats = new Set(['stdev', 'variance', 'quantile']);

const formats: Readonly<Record<string, Tree>> = {
  'integer': { kind: 'value-type', type: 'integer' },
  'decimal': { kind: 'value-type', type: 'decimal' },
  'email': { kind: 'value-matches-semantic', semantic: 'email' },
  'uuid': { kind: 'value-matches-semantic', semantic: 'uuid' },
  'ipv4 address': { kind: 'value-matches-semantic', semantic: 'ipv4' },
  'ipv6 address': { kind: 'value-matches-semantic', semantic: 'ipv6' },
  'date iso 8601': { kind: 'value-date-format', formats: ['yyyy-MM-dd'] },
  'date eu': { kind: 'value-date-format', formats: ['dd/MM/yyyy', 'dd-MM-yyyy', 'dd.MM.yyyy'] },
  'date us': { kind: 'value-date-format', formats: ['MM/dd/yyyy', 'MM-dd-yyyy', 'MM.dd.yyyy'] },
};

/** The rules that a check stands for. */
export function toRules(check: SodaCheck): AsRules {
  const differs: Reason[] = [];
  const where = filterOf(check);
  if (where === null) return { lost: 'filter', about: check.filter ?? '' };
  const common = compact({ where: where === '' ? undefined : where, description: check.name });
  const made = bodyOf(check, differs);
  if ('lost' in made) return made;
  return { rules: made.rules.map((rule) => ({ ...rule, ...common })), differs };
}

function filterOf({ filter }: SodaCheck): string | null {
  if (filter === undefined || filter.trim() === '') return '';
  return readable(filter) ? filter.trim() : null;
}

function readable(expression: string): boolean {
  try {
    parseExpression(expression);
    return true;
  } catch (error) {
    if (error instanceof JiadiError) return false;
    throw error;
  }
}

function bodyOf(
  check: SodaCheck,
  differs: Reason[],
): { readonly rules: readonly RuleObject[] } | { readonly lost: Reason; readonly about?: string } {
  const [column = ''] = check.columns;
  switch (check.metric) {
    case 'missing':
      return missing(check, column, differs);
    case 'invalid':
      return invalid(check, column, differs);
    case 'duplicate': {
      // there a value that repeats counts once, here every row of it: only "none" means the same
      if (!isNone(check.pass) || check.warn) return { lost: 'duplicate-count' };
      const many = check.columns.length > 1;
      if (many) differs.push('null-handling');
      return { rules: [many ? { kind: 'compound-unique', columns: check.columns } : { kind: 'unique', column }] };
    }
    case 'row_count': {
      const { min, max, strictMin, strictMax } = check.pass;
      if (check.warn) return { lost: 'warn-line' };
      return { rules: [compact({ kind: 'row-count', min: whole(min, strictMin, 1), max: whole(max, strictMax, -1) })] };
    }
    case 'aggregate': {
      const stat = aggregates[check.fn ?? ''];
      if (stat === undefined) return { lost: 'no-counterpart', about: check.fn ?? '' };
      if (check.warn) return { lost: 'warn-line' };
      if (looseStats.has(stat)) differs.push('stat-definition');
      return { rules: [compact({ kind: 'column-stat', column, stat, q: check.q, ...check.pass })] };
    }
    case 'freshness': {
      const days = check.pass.max;
      if (days === undefined || !Number.isInteger(days)) return { lost: 'parameter', about: 'freshness' };
      differs.push('clock');
      if (check.pass.strictMax) differs.push('limit-inclusive');
      return { rules: [{ kind: 'freshness', column, maxAge: `${days}d` }] };
    }
    case 'failed_rows':
      return failedRows(check, differs);
  }
}

const isNone = ({ min, max, strictMax }: Range): boolean => max === 0 && !strictMax && (min === undefined || min <= 0);
/** A limit of a count, inclusive. */
const whole = (value: number | undefined, strict: true | undefined, step: 1 | -1): number | undefined =>
  value === undefined
    ? undefined
    : strict
      ? step === 1
        ? Math.floor(value) + 1
        : Math.ceil(value) - 1
      : step === 1
        ? Math.ceil(value)
        : Math.floor(value);

/** The tolerance of a count or a percentage of failing rows; null when it says something else than "at most". */
function tolerance(check: SodaCheck, differs: Reason[]): Tree | null {
  const { min, max, strictMax } = check.pass;
  if (max === undefined || (min !== undefined && min > 0)) return null;
  if (!check.percent) {
    if (check.warn) return null;
    const most = whole(max, strictMax, -1) ?? 0;
    return most < 0 ? null : most === 0 ? {} : { maxFailures: most };
  }
  if (strictMax) differs.push('limit-inclusive');
  const share = (percent: number): number => Math.round(1e10 - percent * 1e8) / 1e10;
  const warnMax = check.warn?.max;
  if (check.warn?.strictMax) differs.push('limit-inclusive');
  return compact({
    threshold: max === 0 ? undefined : share(max),
    of: max === 0 && warnMax === undefined ? undefined : 'rows',
    warnAt: warnMax === undefined ? undefined : share(warnMax),
  });
}

function missing(check: SodaCheck, column: string, differs: Reason[]) {
  const allowed = tolerance(check, differs);
  if (!allowed) return { lost: 'no-counterpart' as const, about: 'threshold' };
  const words = asList(check.words['missing_values']);
  if (check.words['missing_format'] !== undefined) return { lost: 'format-definition' as const, about: 'missing_format' };
  const { of: _, ...own } = allowed; // every row counts here as well
  if (words.length === 0) return { rules: [{ kind: 'not-null', column, ...own }] };
  // two rules fail together only when neither may fail at all
  if (Object.keys(allowed).length > 0) return { lost: 'several-conditions' as const };
  return {
    rules: [
      { kind: 'not-null', column },
      { kind: 'not-placeholder', column, values: words.map(String) },
    ],
  };
}

function invalid(check: SodaCheck, column: string, differs: Reason[]) {
  const allowed = tolerance(check, differs);
  if (!allowed) return { lost: 'no-counterpart' as const, about: 'threshold' };
  const rules: RuleObject[] = [];
  const w = check.words;
  if (asList(w['missing_values']).length > 0 || w['missing_format'] !== undefined) return { lost: 'missing-words' as const };
  const add = (kind: string, params: Tree): void => void rules.push({ kind, column, ...compact(params), ...allowed });
  if (Array.isArray(w['valid_values'])) add('value-in-set', { values: w['valid_values'] });
  if (Array.isArray(w['invalid_values'])) add('value-not-in-set', { values: w['invalid_values'] });
  if (w['valid_min'] !== undefined || w['valid_max'] !== undefined) add('value-between', { min: w['valid_min'], max: w['valid_max'] });
  if (w['valid_length'] !== undefined) add('value-length', { equals: w['valid_length'] });
  if (w['valid_min_length'] !== undefined || w['valid_max_length'] !== undefined)
    add('value-length', { min: w['valid_min_length'], max: w['valid_max_length'] });
  for (const [word, kind] of [
    ['valid', 'value-matches-regex'],
    ['invalid', 'value-not-matches-regex'],
  ] as const) {
    const form = w[`${word}_format`];
    const regex = isTree(form) ? asText(form['regex']) : asText(w[`${word}_regex`]);
    if (regex !== '') {
      if (!compiles(regex)) return { lost: 'pattern-dialect' as const, about: regex };
      add(kind, { patterns: [regex] });
      differs.push('pattern-dialect');
    } else if (typeof form === 'string') {
      const known = word === 'valid' ? formats[form] : undefined;
      if (!known) return { lost: 'format-definition' as const, about: form };
      const { kind: own, ...params } = known;
      add(asText(own), params);
      differs.push('format-definition');
    }
  }
  const there = w['valid_reference_data'];
  if (isTree(there)) {
    const dataset = asText(there['dataset']) || asText(asList(there['dataset']).at(-1));
    rules.push({ kind: 'exists-in', columns: [column], dataset, otherColumns: [asText(there['column'])], ...allowed });
    differs.push('dataset-name');
  }
  if (rules.length === 0) return { lost: 'invalid-check' as const, about: 'valid …' };
  if (rules.length > 1 && Object.keys(allowed).length > 0) return { lost: 'several-conditions' as const };
  if (
    asList(w['valid_values'])
      .concat(asList(w['invalid_values']))
      .some((v) => typeof v === 'number')
  )
    differs.push('comparison');
  return { rules };
}

function compiles(pattern: string): boolean {
  try {
    compilePattern(pattern);
    return true;
  } catch {
    return false;
  }
}

function failedRows({ expression, query, pass, warn, percent }: SodaCheck, differs: Reason[]) {
  if (warn || !isNone(pass) || percent) return { lost: 'count-tolerance' as const };
  if (query !== undefined) {
    differs.push('sql-dialect', 'dataset-name');
    return { rules: [{ kind: 'sql-rows', query }] };
  }
  // a condition that is unknown finds nothing there
  if (expression === undefined || !readable(`NOT coalesce((${expression}), FALSE)`))
    return { lost: 'sql-dialect' as const, about: expression ?? '' };
  return { rules: [{ kind: 'row-expression', expression: `NOT coalesce((${expression.trim()}), FALSE)` }] };
}
