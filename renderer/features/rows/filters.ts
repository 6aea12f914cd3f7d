import type { CellValue, Filter } from '../../../contract/methods/datasets.ts';
import type { Rule } from '../../../contract/methods/rules.ts';
import type { TextKey, TextParams } from '../../../contract/text/index.ts';

type Translate = (key: TextKey, params?: TextParams) => string;

/** The column that a filter is about; null for findings. */
export const columnOf = (filter: Filter): string | null => ('column' in filter ? filter.column : null);

const shownValues = 3;

/** A filter in words, for its chip. */
export function describeFilter(t: Translate, filter: Filter): string {
  switch (filter.op) {
    case 'equals':
      return t('rows.filter.equals', { column: filter.column, value: filter.value });
    case 'contains':
      return t('rows.filter.contains', { column: filter.column, value: filter.value });
    case 'startsWith':
      return t('rows.filter.startsWith', { column: filter.column, value: filter.value });
    case 'isNull':
      return t('rows.filter.isNull', { column: filter.column });
    case 'isNotNull':
      return t('rows.filter.isNotNull', { column: filter.column });
    case 'between':
      return t('rows.filter.between', { column: filter.column, min: filter.min ?? '…', max: filter.max ?? '…' });
    case 'trait':
      return t('rows.filter.trait', { column: filter.column, what: traitWords(t, filter) });
    case 'sameAs':
      return t(filter.batch === undefined ? 'rows.filter.sameAs' : 'rows.filter.sameAsChosen', {
        row: filter.row,
        columns: filter.columns.slice(0, shownValues).join('、') + (filter.columns.length > shownValues ? '…' : ''),
      });
    case 'rows':
      return t('rows.filter.rows', { rows: filter.rows.slice(0, shownValues).join('、'), count: filter.rows.length });
    case 'finding':
      return t('rows.filter.finding', { rule: filter.rule ?? '' });
    case 'in': {
      const values = filter.values.slice(0, shownValues).join('、');
      return filter.values.length > shownValues
        ? t('rows.filter.inMore', { column: filter.column, values, count: filter.values.length })
        : t('rows.filter.in', { column: filter.column, values });
    }
  }
}

function traitWords(t: Translate, { trait, of }: Extract<Filter, { op: 'trait' }>): string {
  if (trait === 'characters') return t('rows.trait.characters', { of: t(`characters.${of}` as TextKey) });
  return t(`rows.trait.${trait}`, { of });
}

/** A rule that could be made of a filter, and what it would say. */
export interface FilterRule {
  readonly says: TextKey;
  readonly rule: Rule;
}

/** Rules of a filter: that values must be like this, or must not. */
export function rulesOf(filter: Filter): readonly FilterRule[] {
  if (!('column' in filter)) return [];
  const { column } = filter;
  const one = (says: TextKey, kind: string, params: Rule = {}): FilterRule => ({ says, rule: { kind, column, ...params } });
  switch (filter.op) {
    case 'equals':
    case 'in': {
      const values = filter.op === 'in' ? filter.values : [filter.value];
      return [one('rows.rule.only', 'value-in-set', { values }), one('rows.rule.never', 'value-not-in-set', { values })];
    }
    case 'between': {
      const { min, max } = filter;
      return [one('rows.rule.range', 'value-between', { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) })];
    }
    case 'isNull':
      return [one('rows.rule.notNull', 'not-null')];
    case 'trait':
      return traitRules[filter.trait]?.(column) ?? [];
    default:
      return [];
  }
}

const traitRules: Readonly<Record<string, (column: string) => readonly FilterRule[]>> = {
  blank: (column) => [{ says: 'rows.rule.notBlank', rule: { kind: 'not-blank', column, alsoNull: false } }],
  placeholder: (column) => [{ says: 'rows.rule.notPlaceholder', rule: { kind: 'not-placeholder', column } }],
  characters: (column) => [{ says: 'rows.rule.normalized', rule: { kind: 'value-normalized', column } }],
};

/** Filters without those on a column, to count the column's own alternatives. */
export const without = (filters: readonly Filter[], column: string): Filter[] => filters.filter((filter) => columnOf(filter) !== column);

/** The values of a column that are let through now. */
export function chosenValues(filters: readonly Filter[], column: string): readonly (string | number | null)[] {
  for (const filter of filters) {
    if (columnOf(filter) !== column) continue;
    if (filter.op === 'in') return filter.values;
    if (filter.op === 'equals') return [filter.value];
    if (filter.op === 'isNull') return [null];
  }
  return [];
}

/** Ticks or unticks one value of a column. Null goes alone: a set of values and null cannot be said in one filter. */
export function toggleValue(filters: readonly Filter[], column: string, value: CellValue): Filter[] {
  const chosen = chosenValues(filters, column);
  const rest = without(filters, column);
  if (value === null) return chosen.includes(null) ? rest : [...rest, { column, op: 'isNull' }];
  const values = chosen.filter((one) => one !== null);
  const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
  return next.length === 0 ? rest : [...rest, { column, op: 'in', values: next }];
}

/** Replaces whatever is said about a column. */
export const withFilter = (filters: readonly Filter[], filter: Filter): Filter[] => {
  const column = columnOf(filter);
  return [...(column === null ? filters.filter((one) => one.op !== filter.op) : without(filters, column)), filter];
};

/** Filters that came with the address, e.g. from the profile or a quality run. */
export function parseFilters(text: string | undefined): Filter[] | null {
  if (text === undefined) return null;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? (value as Filter[]) : null;
  } catch {
    return null;
  }
}
