import type { TableStructure, TextForm } from '../profile/index.ts';
import { escapePattern } from '../table/index.ts';
import { maskKindOf } from '../semantics/index.ts';
import { madeSuggestion, type RuleSuggestion } from './suggestion.ts';

/** Dependencies that are proposed for one column: the strongest; more of them say the same again. */
const PER_DEPENDENT = 3;
const KEYS_MAX = 3;

/** What is known of a column besides its structure. */
interface Known {
  readonly name: string;
  readonly semantic: string | null;
  readonly blanks: number;
}

/** Rules that the relations between columns and the ways of writing speak for. */
export function fromStructure(structure: TableStructure, columns: readonly Known[]): readonly RuleSuggestion[] {
  const hidden = new Set(columns.filter(({ semantic }) => maskKindOf(semantic) !== 'none').map(({ name }) => name));
  const known = new Map(columns.map((column) => [column.name, column]));
  return [
    // what is glued on are values of another column
    ...structure.forms
      .filter((form) => !hidden.has(form.column) && !(form.kind === 'glued' && hidden.has(form.other)))
      .map((form) => ofForm(form, known.get(form.column))),
    ...dependencies(structure),
    ...keys(structure),
    ...structure.agreements.map(({ from, column, what, rows, violations }) =>
      madeSuggestion('value-derived-agrees', [column, from], { from, to: column, fact: what }, 'derived', rows, violations, {
        from,
        column,
      }),
    ),
    ...dateOrders(structure),
    ...conditions(structure, hidden),
    ...structure.missing.map(({ columns: together, broken }) =>
      madeSuggestion('row-all-or-none', together, {}, 'all-or-none', structure.rows, broken),
    ),
  ];
}

/** Least share of rows in order from which an order is believed. */
const ORDERED_MIN = 0.9;

function dateOrders({ dates }: TableStructure): readonly RuleSuggestion[] {
  return dates.orders
    .filter(({ rows, violations }) => rows > 0 && (rows - violations) / rows >= ORDERED_MIN)
    .map(({ a, b, rows, violations }) => madeSuggestion('date-order', [a, b], {}, 'date-order', rows, violations, { a, b }));
}

function ofForm(form: TextForm, column: Known | undefined): RuleSuggestion {
  const failures = form.rows - form.fitting;
  const details = { failures };
  switch (form.kind) {
    case 'template': {
      // a blank is for another rule to tell
      const patterns = column && column.blanks > 0 ? [...form.patterns, '^\\s*$'] : [...form.patterns];
      return madeSuggestion('value-matches-regex', [form.column], { patterns }, 'template', form.rows, failures, {
        ...details,
        pattern: form.patterns[0] ?? '',
      });
    }
    case 'unit':
      return madeSuggestion('value-type', [form.column], { type: 'decimal' }, 'unit', form.rows, failures, {
        ...details,
        units: form.units.join(' · '),
      });
    case 'variant':
      return madeSuggestion(
        'value-not-in-set',
        [form.column],
        { values: form.variants.map(({ text }) => text) },
        'variant',
        form.rows,
        failures,
        {
          ...details,
          text: form.variants[0]?.text ?? '',
          of: form.variants[0]?.of ?? '',
        },
      );
    case 'glued':
      return madeSuggestion('value-not-matches-regex', [form.column], { patterns: [endsWith(form.values)] }, 'glued', form.rows, failures, {
        ...details,
        other: form.other,
      });
  }
}

function endsWith(values: readonly string[]): string {
  return `[\\s,，、;；/|](?:${values.map(escapePattern).join('|')})\\s*$`;
}

function dependencies(structure: TableStructure): readonly RuleSuggestion[] {
  const count = new Map<string, number>();
  return structure.dependencies.flatMap(({ from, to, rows, violations }) => {
    const before = count.get(to) ?? 0;
    if (before >= PER_DEPENDENT) return [];
    count.set(to, before + 1);
    const params = { determinant: [...from], dependent: to };
    return [madeSuggestion('functional-dependency', [to, ...from], params, 'dependency', rows, violations, { from: from.join(' + '), to })];
  });
}

/** Columns that are filled under a condition; a condition never quotes a value of a column whose values are hidden. */
function conditions(structure: TableStructure, hidden: ReadonlySet<string>): readonly RuleSuggestion[] {
  return structure.conditions
    .filter(({ when }) => !hidden.has(when))
    .map(({ column, when, values, rows, violations }) => {
      const list = values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ');
      const expression = `\`${when.replaceAll('`', '``')}\` ${values.length === 1 ? `= ${list}` : `IN (${list})`}`;
      const params = { column, when: expression };
      return madeSuggestion('required-if', [column], params, 'required-if', rows, violations, { when, values: values.join('、') });
    });
}

/** Keys of several columns; those of one are told by the columns themselves. */
function keys(structure: TableStructure): readonly RuleSuggestion[] {
  const several = [...structure.keys, ...structure.nearKeys].filter(({ columns }) => columns.length > 1).slice(0, KEYS_MAX);
  return several.map(({ columns, shared, repeated }) =>
    madeSuggestion('compound-unique', columns, {}, 'key', structure.rows, shared, { keys: repeated }),
  );
}
