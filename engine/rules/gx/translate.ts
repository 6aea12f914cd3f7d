import { JiadiError } from '../../../contract/errors.ts';
import { fromStrftime } from '../date-format.ts';
import type { RuleObject } from '../rule.ts';
import { fromRowCondition } from './condition.ts';
import { withParameters } from './parameters.ts';

/** An expectation as suites and job lines write it; `type` is the newer name of `expectation_type`. */
export interface Expectation {
  readonly expectation_type?: string;
  readonly type?: string;
  readonly kwargs?: Readonly<Record<string, unknown>>;
  readonly severity?: string;
  readonly id?: string;
}

type Args = Readonly<Record<string, unknown>>;
export type Translator = (a: Args) => RuleObject;

/** The error of a keyword argument that does not fit. */
export function badArgument(key: string, expected: string): JiadiError {
  return new JiadiError('invalid-input', { problem: `${key}: ${expected}`, key, expected });
}

const given = (v: unknown): boolean => v !== undefined && v !== null;

function need(a: Args, key: string): unknown {
  if (!given(a[key])) throw badArgument(key, 'a value');
  return a[key];
}

function text(a: Args, key: string): string {
  const v = need(a, key);
  if (typeof v !== 'string') throw badArgument(key, 'a text');
  return v;
}

function list(a: Args, key: string): readonly unknown[] {
  const v = need(a, key);
  if (!Array.isArray(v)) throw badArgument(key, 'a list');
  return v;
}

/** Numeric limits, at least one unless `optional`. */
function limits(a: Args, options: { readonly whole?: boolean; readonly optional?: boolean } = {}): RuleObject {
  const [min, max] = [a['min_value'], a['max_value']];
  for (const [key, v] of [
    ['min_value', min],
    ['max_value', max],
  ] as const) {
    if (
      given(v) &&
      (typeof v === 'number' ? options.whole === true && !Number.isInteger(v) : options.whole === true || typeof v !== 'string')
    )
      throw badArgument(key, options.whole ? 'a whole number' : 'a number or a date');
  }
  if (!given(min) && !given(max) && !options.optional) throw badArgument('min_value', 'min_value or max_value');
  if (given(min) && given(max) && (min as number) > (max as number)) throw badArgument('min_value', '<= max_value');
  return { ...(given(min) ? { min } : {}), ...(given(max) ? { max } : {}), ...strict(a) };
}

function strict(a: Args): RuleObject {
  return { ...(a['strict_min'] === true ? { strictMin: true } : {}), ...(a['strict_max'] === true ? { strictMax: true } : {}) };
}

const column = (a: Args): RuleObject => ({ column: text(a, 'column') });
const stat =
  (name: string): Translator =>
  (a) => ({ kind: 'column-stat', ...column(a), stat: name, ...limits(a, { optional: true }) });
const set =
  (relation: string): Translator =>
  (a) =>
    given(a['value_set'])
      ? { kind: 'column-value-set', ...column(a), values: list(a, 'value_set'), relation }
      : { kind: 'column-value-set', ...column(a), values: [], relation: relation === 'subset' ? 'superset' : relation };
const ignoring = (a: Args, kindOf: 'pair' | 'list'): RuleObject => {
  const v = a['ignore_row_if'];
  if (!given(v)) return {};
  const known =
    kindOf === 'pair'
      ? ['both_values_are_missing', 'either_value_is_missing', 'neither']
      : ['all_values_are_missing', 'any_value_is_missing', 'never'];
  if (!known.includes(String(v))) throw badArgument('ignore_row_if', known.join(' | '));
  return { ignoreRowIf: v };
};
const patterns =
  (kind: string, key: string, many: boolean): Translator =>
  (a) => {
    const of = many ? list(a, key) : [text(a, key)];
    const match = given(a['match_on']) && !kind.includes('not') ? { match: a['match_on'] } : {};
    return { kind, ...column(a), patterns: of, ...match };
  };
const lengths: Translator = (a) => ({ kind: 'value-length', ...column(a), ...limits(a, { whole: true }) });

const typeNames: Readonly<Record<string, readonly string[]>> = {
  integer: [
    'int',
    'int8',
    'int16',
    'int32',
    'int64',
    'uint8',
    'uint16',
    'uint32',
    'uint64',
    'integer',
    'bigint',
    'smallint',
    'tinyint',
    'integertype',
    'longtype',
    'shorttype',
    'number',
  ],
  decimal: [
    'float',
    'float32',
    'float64',
    'double',
    'double_precision',
    'real',
    'numeric',
    'decimal',
    'floattype',
    'doubletype',
    'decimaltype',
  ],
  text: ['str', 'string', 'text', 'varchar', 'char', 'nvarchar', 'object', 'stringtype'],
  boolean: ['bool', 'boolean', 'bool_', 'booleantype', 'bit'],
  date: ['date', 'datetype'],
  datetime: ['datetime', 'timestamp', 'datetime64[ns]', 'datetime64', 'timestamptype'],
};

/** Our type of a backend's type name, or null for a name that is none of ours. */
export function typeOfName(name: string): string | null {
  return Object.entries(typeNames).find(([, names]) => names.includes(name.toLowerCase().replace(/\(.*\)$/, '')))?.[0] ?? null;
}

function types(names: readonly unknown[]): RuleObject {
  const known = names.map((n) => typeOfName(String(n))).filter((t): t is string => t !== null);
  if (known.length === 0) throw new JiadiError('unsupported-expectation', { expectation: `type ${names.join(', ')}` });
  return { types: [...new Set(known)] };
}

/** Every expectation that is understood, by its name. */
export const translators: Readonly<Record<string, Translator>> = {
  expect_column_to_exist: (a) => ({
    kind: 'column-exists',
    ...column(a),
    ...(given(a['column_index']) ? { index: a['column_index'] } : {}),
  }),
  expect_table_columns_to_match_ordered_list: (a) => ({ kind: 'columns-match-order', columns: list(a, 'column_list') }),
  // without a set an inexact match holds of any table
  expect_table_columns_to_match_set: (a) => ({
    kind: 'columns-match-set',
    columns: given(a['column_set']) ? list(a, 'column_set') : [],
    exact: a['exact_match'] === true,
  }),
  expect_table_column_count_to_be_between: (a) => ({ kind: 'column-count', ...limits(a, { whole: true, optional: true }) }),
  expect_table_column_count_to_equal: (a) => ({ kind: 'column-count', equals: need(a, 'value') }),
  expect_table_row_count_to_be_between: (a) => ({ kind: 'row-count', ...limits(a, { whole: true, optional: true }) }),
  expect_table_row_count_to_equal: (a) => ({ kind: 'row-count', equals: need(a, 'value') }),
  expect_table_row_count_to_equal_other_table: (a) => ({
    kind: 'aggregate-matches',
    expression: 'count(*)',
    dataset: text(a, 'other_table_name'),
  }),
  unexpected_rows_expectation: (a) => ({ kind: 'sql-rows', query: text(a, 'unexpected_rows_query').replaceAll('{batch}', '{dataset}') }),
  expect_column_values_to_be_null: (a) => ({ kind: 'must-be-null', ...column(a) }),
  expect_column_values_to_not_be_null: (a) => ({ kind: 'not-null', ...column(a) }),
  expect_column_values_to_be_unique: (a) => ({ kind: 'unique', ...column(a) }),
  expect_compound_columns_to_be_unique: (a) => ({ kind: 'compound-unique', columns: list(a, 'column_list'), ...ignoring(a, 'list') }),
  expect_select_column_values_to_be_unique_within_record: (a) => ({
    kind: 'row-values-distinct',
    columns: list(a, 'column_list'),
    ...ignoring(a, 'list'),
  }),
  expect_multicolumn_values_to_be_unique: (a) => ({ kind: 'row-values-distinct', columns: list(a, 'column_list'), ...ignoring(a, 'list') }),
  expect_column_values_to_be_of_type: (a) => ({ kind: 'value-type', ...column(a), ...types([text(a, 'type_')]) }),
  expect_column_values_to_be_in_type_list: (a) =>
    given(a['type_list'])
      ? { kind: 'value-type', ...column(a), ...types(list(a, 'type_list')) }
      : { kind: 'value-not-in-set', ...column(a), values: [] },
  // a null set accepts everything
  expect_column_values_to_be_in_set: (a) =>
    given(a['value_set'])
      ? { kind: 'value-in-set', ...column(a), values: list(a, 'value_set') }
      : { kind: 'value-not-in-set', ...column(a), values: [] },
  expect_column_values_to_not_be_in_set: (a) => ({ kind: 'value-not-in-set', ...column(a), values: list(a, 'value_set') }),
  expect_column_values_to_be_between: (a) => ({ kind: 'value-between', ...column(a), ...limits(a) }),
  expect_column_value_lengths_to_be_between: lengths,
  expect_column_value_lengths_to_equal: (a) => {
    const value = need(a, 'value');
    if (typeof value !== 'number' || !Number.isInteger(value)) throw badArgument('value', 'a whole number');
    return { kind: 'value-length', ...column(a), equals: value };
  },
  expect_column_values_to_be_increasing: (a) => ({
    kind: 'value-monotonic',
    ...column(a),
    direction: 'increasing',
    strict: a['strictly'] === true,
  }),
  expect_column_values_to_be_decreasing: (a) => ({
    kind: 'value-monotonic',
    ...column(a),
    direction: 'decreasing',
    strict: a['strictly'] === true,
  }),
  expect_column_value_z_scores_to_be_less_than: (a) => ({
    kind: 'value-zscore-below',
    ...column(a),
    limit: need(a, 'threshold'),
    doubleSided: a['double_sided'] !== false,
  }),
  expect_column_values_to_match_regex: patterns('value-matches-regex', 'regex', false),
  expect_column_values_to_match_regex_list: patterns('value-matches-regex', 'regex_list', true),
  expect_column_values_to_not_match_regex: patterns('value-not-matches-regex', 'regex', false),
  expect_column_values_to_not_match_regex_list: patterns('value-not-matches-regex', 'regex_list', true),
  expect_column_values_to_match_like_pattern: patterns('value-matches-like', 'like_pattern', false),
  expect_column_values_to_match_like_pattern_list: patterns('value-matches-like', 'like_pattern_list', true),
  expect_column_values_to_not_match_like_pattern: patterns('value-not-matches-like', 'like_pattern', false),
  expect_column_values_to_not_match_like_pattern_list: patterns('value-not-matches-like', 'like_pattern_list', true),
  expect_column_values_to_match_strftime_format: (a) => ({
    kind: 'value-date-format',
    ...column(a),
    formats: [fromStrftime(text(a, 'strftime_format'))],
  }),
  expect_column_values_to_be_dateutil_parseable: (a) => ({ kind: 'value-date-format', ...column(a), formats: looseDates }),
  expect_column_values_to_be_json_parseable: (a) => ({ kind: 'value-json', ...column(a) }),
  expect_column_values_to_match_json_schema: (a) => ({ kind: 'value-json', ...column(a), schema: need(a, 'json_schema') }),
  expect_column_distinct_values_to_be_in_set: set('subset'),
  expect_column_distinct_values_to_contain_set: set('superset'),
  expect_column_distinct_values_to_equal_set: set('equal'),
  expect_column_max_to_be_between: stat('max'),
  expect_column_min_to_be_between: stat('min'),
  expect_column_mean_to_be_between: stat('mean'),
  expect_column_median_to_be_between: stat('median'),
  expect_column_sum_to_be_between: stat('sum'),
  expect_column_stdev_to_be_between: stat('stdev'),
  expect_column_unique_value_count_to_be_between: (a) => ({
    kind: 'column-distinct-count',
    ...column(a),
    ...limits(a, { whole: true, optional: true }),
  }),
  expect_column_proportion_of_unique_values_to_be_between: (a) => ({
    kind: 'column-distinct-ratio',
    ...column(a),
    ...limits(a, { optional: true }),
  }),
  expect_column_most_common_value_to_be_in_set: (a) => ({
    kind: 'column-mode-in-set',
    ...column(a),
    values: list(a, 'value_set'),
    tiesOk: a['ties_okay'] === true,
  }),
  expect_column_kl_divergence_to_be_less_than: (a) => ({
    kind: 'distribution-close',
    ...column(a),
    baseline: baseline(a),
    ...(given(a['threshold']) ? { limit: a['threshold'] } : {}),
    ...holdouts(a),
  }),
  expect_column_pair_values_to_be_equal: (a) => ({
    kind: 'pair-equal',
    a: text(a, 'column_A'),
    b: text(a, 'column_B'),
    ...ignoring(a, 'pair'),
  }),
  expect_column_pair_values_a_to_be_greater_than_b: (a) => ({
    kind: 'pair-compare',
    a: text(a, 'column_A'),
    op: a['or_equal'] === true ? '>=' : '>',
    b: text(a, 'column_B'),
    ...ignoring(a, 'pair'),
  }),
  expect_column_pair_values_to_be_in_set: (a) => ({
    kind: 'pair-in-set',
    a: text(a, 'column_A'),
    b: text(a, 'column_B'),
    pairs: list(a, 'value_pairs_set'),
    ...ignoring(a, 'pair'),
  }),
  expect_multicolumn_sum_to_equal: (a) => {
    const total = need(a, 'sum_total');
    if (typeof total !== 'number') throw badArgument('sum_total', 'a number');
    return { kind: 'row-arithmetic', columns: list(a, 'column_list'), equals: total, ...ignoring(a, 'list') };
  },
};

/** Ways to write a date that a lenient parser takes. */
const looseDates = [
  'yyyy-MM-dd',
  'yyyy-M-d',
  'yyyy/M/d',
  'yyyyMMdd',
  'M/d/yyyy',
  'M-d-yyyy',
  'd/M/yyyy',
  'MMM d, yyyy',
  'MMMM d, yyyy',
  'MMM d yyyy',
  'd MMM yyyy',
  'd MMMM yyyy',
  'yyyy-MM-dd HH:mm',
  'yyyy-MM-dd HH:mm:ss',
  'yyyy-MM-ddTHH:mm:ss',
  'yyyy-MM-ddTHH:mm:ssXXX',
  'yyyy-MM-dd HH:mm:ss.SSSSSS',
  'yyyy-MM-ddTHH:mm:ss.SSSSSS',
  'M/d/yyyy HH:mm',
  'M/d/yyyy HH:mm:ss',
  'yyyy',
  'yyyy-MM',
  'MMM yyyy',
  'MMMM yyyy',
];

function baseline(a: Args): RuleObject {
  const p = need(a, 'partition_object') as Readonly<Record<string, unknown>>;
  const weights = p['weights'];
  if (!Array.isArray(weights) || (!Array.isArray(p['values']) && !Array.isArray(p['bins'])))
    throw badArgument('partition_object', 'bins or values, with weights');
  const end = (v: unknown): unknown => (v === Number.POSITIVE_INFINITY ? 'Infinity' : v === Number.NEGATIVE_INFINITY ? '-Infinity' : v);
  if (Array.isArray(p['values'])) return { values: p['values'], weights };
  return {
    bins: (p['bins'] as readonly unknown[]).map(end),
    weights,
    ...(given(p['tail_weights']) ? { tailWeights: p['tail_weights'] } : {}),
  };
}

function holdouts(a: Args): RuleObject {
  return {
    ...(given(a['internal_weight_holdout']) ? { internalHoldout: a['internal_weight_holdout'] } : {}),
    ...(given(a['tail_weight_holdout']) ? { tailHoldout: a['tail_weight_holdout'] } : {}),
  };
}

const severities: Readonly<Record<string, string>> = { critical: 'critical', warning: 'minor', info: 'info' };

/** True for an object that is an expectation rather than a rule of ours. */
export function isExpectation(value: unknown): value is Expectation {
  return (
    typeof value === 'object' &&
    value !== null &&
    !('kind' in value) &&
    ('expectation_type' in value || ('type' in value && 'kwargs' in value))
  );
}

/**
 * The rule of an expectation. `unsupported-expectation` for one that is not understood, `invalid-input` for arguments that it would
 * refuse itself; never a weaker rule in its place.
 */
export function fromExpectation(e: Expectation, id?: string): RuleObject {
  const name = snake(e.expectation_type ?? e.type ?? '');
  const translate = Object.hasOwn(translators, name) ? translators[name] : undefined;
  if (!translate) throw new JiadiError('unsupported-expectation', { expectation: name });
  const a = withParameters(e.kwargs ?? {}, null);
  const mostly = a['mostly'];
  if (given(mostly) && (typeof mostly !== 'number' || mostly < 0 || mostly > 1)) throw badArgument('mostly', '0..1');
  const condition = a['row_condition'];
  const severity = severities[e.severity ?? ''];
  return {
    ...(id === undefined ? {} : { id }),
    ...translate(a),
    ...(given(mostly) ? { threshold: mostly } : {}),
    ...(given(condition)
      ? { where: fromRowCondition(String(condition), given(a['condition_parser']) ? String(a['condition_parser']) : undefined) }
      : {}),
    ...(severity === undefined ? {} : { severity }),
  };
}

function snake(name: string): string {
  return /^(?:Expect|Unexpected)[A-Z]/.test(name) ? name.replace(/(?<!^)([A-Z])/g, '_$1').toLowerCase() : name;
}
