import type { RuleSpec } from '../rule.ts';
import { compact, leftOver, type Reason, type Tree } from './model.ts';

/** An expectation for a rule. */
export interface Written {
  readonly type: string;
  readonly kwargs: Tree;
  readonly differs?: readonly Reason[];
  /** Parameters that have no place there. */
  readonly lacks?: readonly string[];
}
type Writer = (p: Tree, spec: RuleSpec) => Written | null;

/** The limits of an expectation. */
const limits = (p: Tree): Tree => ({
  min_value: p['min'],
  max_value: p['max'],
  strict_min: p['strictMin'] === true ? true : undefined,
  strict_max: p['strictMax'] === true ? true : undefined,
});
const limitKeys = ['min', 'max', 'strictMin', 'strictMax'];

/** A writer for a rule over `column` with further arguments. */
const column =
  (type: string, known: readonly string[] = [], more: (p: Tree) => Tree = () => ({}), harmless: Tree = {}): Writer =>
  (p, spec) => ({ type, kwargs: { column: p['column'], ...more(p) }, lacks: leftOver(spec, ['column', ...known], harmless) });
const table =
  (type: string, known: readonly string[], more: (p: Tree) => Tree): Writer =>
  (p, spec) => ({ type, kwargs: more(p), lacks: leftOver(spec, known) });

const pattern =
  (kind: 'regex' | 'like_pattern', not: boolean): Writer =>
  (p, spec) => {
    const patterns = p['patterns'] as readonly string[];
    const base = `expect_column_values_to_${not ? 'not_' : ''}match_${kind}`;
    const anchored = kind === 'regex' && p['anchored'] === true;
    const written = anchored ? patterns.map((one) => `^(?:${one})$`) : patterns;
    const lacks = leftOver(spec, ['column', 'patterns', 'match', ...(anchored ? ['anchored'] : [])], {
      anchored: false,
      ignoreCase: false,
      flags: '',
    });
    const differs: readonly Reason[] = anchored ? ['pattern-dialect'] : [];
    // several patterns that must not be found: any of them fails a value there, as with us when any counts
    if (written.length === 1) return { type: base, kwargs: { column: p['column'], [kind]: written[0] }, differs, lacks };
    const match = not || p['match'] === undefined ? {} : { match_on: p['match'] };
    return { type: `${base}_list`, kwargs: { column: p['column'], [`${kind}_list`]: written, ...match }, differs, lacks };
  };

const pair =
  (type: string, known: readonly string[] = [], more: (p: Tree) => Tree = () => ({})): Writer =>
  (p, spec) => ({
    type,
    kwargs: { column_A: p['a'], column_B: p['b'], ...more(p), ignore_row_if: p['ignoreRowIf'] },
    lacks: leftOver(spec, ['a', 'b', 'ignoreRowIf', ...known]),
  });
const many =
  (type: string): Writer =>
  (p, spec) => ({
    type,
    kwargs: { column_list: p['columns'], ignore_row_if: p['ignoreRowIf'] },
    lacks: leftOver(spec, ['columns', 'ignoreRowIf']),
  });

const ofTypes: Readonly<Record<string, string>> = {
  integer: 'INTEGER',
  decimal: 'DECIMAL',
  text: 'TEXT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  datetime: 'TIMESTAMP',
};

const relations: Readonly<Record<string, string>> = {
  subset: 'expect_column_distinct_values_to_be_in_set',
  superset: 'expect_column_distinct_values_to_contain_set',
  equal: 'expect_column_distinct_values_to_equal_set',
};
const stats = ['max', 'min', 'mean', 'median', 'sum', 'stdev'];
const set = (p: Tree): Tree => ({ value_set: p['values'] });
const folds = { ignoreCase: false, trim: false };

/** How each kind that has a counterpart is written. */
export const writers: Readonly<Record<string, Writer>> = {
  'column-exists': column('expect_column_to_exist', ['index'], (p) => ({ column_index: p['index'] })),
  'columns-match-order': table('expect_table_columns_to_match_ordered_list', ['columns'], (p) => ({ column_list: p['columns'] })),
  'columns-match-set': table('expect_table_columns_to_match_set', ['columns', 'exact'], (p) => ({
    column_set: p['columns'],
    exact_match: p['exact'] !== false,
  })),
  'column-count': (p, spec) =>
    p['equals'] === undefined
      ? { type: 'expect_table_column_count_to_be_between', kwargs: limits(p), lacks: leftOver(spec, limitKeys) }
      : { type: 'expect_table_column_count_to_equal', kwargs: { value: p['equals'] }, lacks: leftOver(spec, ['equals']) },
  'row-count': (p, spec) =>
    p['equals'] === undefined
      ? { type: 'expect_table_row_count_to_be_between', kwargs: limits(p), lacks: leftOver(spec, limitKeys) }
      : { type: 'expect_table_row_count_to_equal', kwargs: { value: p['equals'] }, lacks: leftOver(spec, ['equals']) },
  'sql-rows': (p, spec) => ({
    type: 'unexpected_rows_expectation',
    kwargs: { unexpected_rows_query: String(p['query']).replaceAll('{dataset}', '{batch}') },
    differs: ['sql-dialect'],
    lacks: leftOver(spec, ['query']),
  }),
  'must-be-null': column('expect_column_values_to_be_null'),
  'not-null': column('expect_column_values_to_not_be_null'),
  'unique': column('expect_column_values_to_be_unique', [], undefined, { normalize: 'none' }),
  'compound-unique': many('expect_compound_columns_to_be_unique'),
  'row-values-distinct': many('expect_select_column_values_to_be_unique_within_record'),
  'value-type': (p, spec) => {
    const wanted = (p['types'] ?? [p['type']]) as readonly string[];
    if (wanted.some((one) => ofTypes[one] === undefined)) return null;
    const types = wanted.map((one) => ofTypes[one]);
    const place = { lacks: leftOver(spec, ['column', 'type', 'types'], { castable: true }), differs: ['type-names'] as const };
    return types.length === 1
      ? { type: 'expect_column_values_to_be_of_type', kwargs: { column: p['column'], type_: types[0] }, ...place }
      : { type: 'expect_column_values_to_be_in_type_list', kwargs: { column: p['column'], type_list: types }, ...place };
  },
  'value-in-set': column('expect_column_values_to_be_in_set', ['values'], set, folds),
  'value-not-in-set': column('expect_column_values_to_not_be_in_set', ['values'], set, folds),
  'value-between': (p, spec) => {
    const relative = [p['min'], p['max']].some((v) => typeof v === 'string' && v.startsWith('today'));
    if (relative) return null;
    return {
      type: 'expect_column_values_to_be_between',
      kwargs: { column: p['column'], ...limits(p) },
      lacks: leftOver(spec, ['column', ...limitKeys]),
    };
  },
  'value-length': (p, spec) => {
    const lacks = leftOver(spec, ['column', 'min', 'max', 'equals'], { unit: 'chars' });
    return p['equals'] === undefined
      ? { type: 'expect_column_value_lengths_to_be_between', kwargs: { column: p['column'], ...limits(p) }, lacks }
      : { type: 'expect_column_value_lengths_to_equal', kwargs: { column: p['column'], value: p['equals'] }, lacks };
  },
  'value-monotonic': (p, spec) => ({
    type: p['direction'] === 'decreasing' ? 'expect_column_values_to_be_decreasing' : 'expect_column_values_to_be_increasing',
    kwargs: { column: p['column'], strictly: p['strict'] === true ? true : undefined },
    lacks: leftOver(spec, ['column', 'direction', 'strict']),
  }),
  'value-zscore-below': column('expect_column_value_z_scores_to_be_less_than', ['limit', 'doubleSided'], (p) => ({
    threshold: p['limit'],
    double_sided: p['doubleSided'] !== false,
  })),
  'value-matches-regex': pattern('regex', false),
  'value-not-matches-regex': pattern('regex', true),
  'value-matches-like': pattern('like_pattern', false),
  'value-not-matches-like': pattern('like_pattern', true),
  'value-json': (p) =>
    p['schema'] === undefined
      ? { type: 'expect_column_values_to_be_json_parseable', kwargs: { column: p['column'] } }
      : { type: 'expect_column_values_to_match_json_schema', kwargs: { column: p['column'], json_schema: p['schema'] } },
  'column-value-set': (p, spec) => ({
    type: relations[String(p['relation'])] ?? '',
    kwargs: { column: p['column'], value_set: p['values'] },
    lacks: leftOver(spec, ['column', 'values', 'relation']),
  }),
  'column-mode-in-set': column('expect_column_most_common_value_to_be_in_set', ['values', 'tiesOk'], (p) => ({
    value_set: p['values'],
    ties_okay: p['tiesOk'] === true ? true : undefined,
  })),
  'column-stat': (p, spec) =>
    stats.includes(String(p['stat']))
      ? {
          type: `expect_column_${String(p['stat'])}_to_be_between`,
          kwargs: { column: p['column'], ...limits(p) },
          lacks: leftOver(spec, ['column', 'stat', ...limitKeys]),
        }
      : null,
  'column-distinct-count': column('expect_column_unique_value_count_to_be_between', limitKeys, limits),
  'column-distinct-ratio': column('expect_column_proportion_of_unique_values_to_be_between', limitKeys, limits),
  'pair-equal': pair('expect_column_pair_values_to_be_equal', [], undefined),
  'pair-compare': (p, spec) =>
    p['op'] === '>' || p['op'] === '>='
      ? {
          type: 'expect_column_pair_values_a_to_be_greater_than_b',
          kwargs: { column_A: p['a'], column_B: p['b'], or_equal: p['op'] === '>=' ? true : undefined, ignore_row_if: p['ignoreRowIf'] },
          lacks: leftOver(spec, ['a', 'b', 'op', 'ignoreRowIf']),
        }
      : null,
  'pair-in-set': pair('expect_column_pair_values_to_be_in_set', ['pairs'], (p) => ({ value_pairs_set: p['pairs'] })),
  'row-arithmetic': (p, spec) =>
    Array.isArray(p['columns']) && typeof p['equals'] === 'number'
      ? {
          type: 'expect_multicolumn_sum_to_equal',
          kwargs: { column_list: p['columns'], sum_total: p['equals'], ignore_row_if: p['ignoreRowIf'] },
          lacks: leftOver(spec, ['columns', 'equals', 'ignoreRowIf']),
        }
      : null,
};

/** The expectation of a rule, without undefined arguments; null when there is no counterpart. */
export function writtenOf(spec: RuleSpec): Written | null {
  const written = Object.hasOwn(writers, spec.kind) ? (writers[spec.kind]?.(spec.params, spec) ?? null) : null;
  return written && { ...written, kwargs: compact(written.kwargs) };
}
