import type { FindingFilter } from '../../../contract/methods/findings.ts';
import type { RuleResult } from '../../../contract/methods/quality.ts';
import type { Severity } from '../../../contract/methods/rules.ts';
import { severities } from '../../app/marks.tsx';

export const shows = ['records', 'findings', 'rule', 'column', 'value'] as const;
export type Show = (typeof shows)[number];

/** Which findings are looked at, and how; it lies in the address, so that going back brings it back. */
export interface View {
  /** Of a check of several batches: only the rows of one. */
  readonly batch: string | undefined;
  readonly rule: string | undefined;
  readonly column: string | undefined;
  readonly severity: Severity | undefined;
  readonly filters: readonly FindingFilter[];
  readonly search: string;
  readonly show: Show;
  readonly worstFirst: boolean;
}

/** The view of an address; what is not understood is left out. */
export function viewOf(query: Readonly<Record<string, string>>): View {
  return {
    batch: query['batch'],
    rule: query['rule'],
    column: query['column'],
    severity: severities.find((one) => one === query['severity']),
    filters: parseFilters(query['filters']),
    search: query['search'] ?? '',
    show: shows.find((one) => one === query['show']) ?? 'records',
    worstFirst: query['order'] === 'rules',
  };
}

function parseFilters(text: string | undefined): readonly FindingFilter[] {
  if (text === undefined) return [];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.filter(isFilter) : [];
  } catch {
    return [];
  }
}

const isFilter = (one: unknown): one is FindingFilter =>
  typeof one === 'object' &&
  one !== null &&
  'column' in one &&
  typeof one.column === 'string' &&
  (('pattern' in one && typeof one.pattern === 'string') ||
    ('sameAs' in one && typeof one.sameAs === 'number') ||
    ('values' in one && Array.isArray(one.values) && one.values.length > 0));

export const queryOf = (view: View): Readonly<Record<string, string | undefined>> => ({
  batch: view.batch,
  rule: view.rule,
  column: view.column,
  severity: view.severity,
  filters: view.filters.length > 0 ? JSON.stringify(view.filters) : undefined,
  search: view.search === '' ? undefined : view.search,
  show: view.show === 'records' ? undefined : view.show,
  order: view.worstFirst ? 'rules' : undefined,
});

/** The view as the engine takes it. */
export const requestOf = (run: string, { batch, rule, column, severity, filters, search }: View) => ({
  run,
  batch,
  rule,
  column,
  severity,
  filters: [...filters],
  search,
});

export type FacetBy = OfView | 'value' | 'pattern';

const ofView = ['rule', 'column', 'severity', 'batch'] as const;
type OfView = (typeof ofView)[number];
/** True for a facet of which the view holds one value. */
const isOfView = (by: FacetBy): by is OfView => ofView.some((one) => one === by);

/** True when a value of a facet narrows the view down. */
export function isChosen(view: View, by: FacetBy, of: string, value: string | number | null): boolean {
  if (isOfView(by)) return view[by] === value;
  return view.filters.some((one) => {
    if (one.column !== of || 'sameAs' in one) return false;
    return 'pattern' in one ? by === 'pattern' && one.pattern === value : by === 'value' && one.values.includes(value);
  });
}

/** The view with a value of a facet chosen, or no longer. */
export function toggled(view: View, by: FacetBy, of: string, value: string | number | null): View {
  if (isOfView(by)) return { ...view, [by]: view[by] === value ? undefined : value };
  const others = view.filters.filter((one) => one.column !== of || !(by === 'pattern' ? 'pattern' in one : 'values' in one));
  if (by === 'pattern')
    return { ...view, filters: isChosen(view, by, of, value) ? others : [...others, { column: of, pattern: String(value) }] };
  const own = view.filters.flatMap((one) => (one.column === of && 'values' in one ? one.values : []));
  const values = own.includes(value) ? own.filter((one) => one !== value) : [...own, value];
  return { ...view, filters: values.length === 0 ? others : [...others, { column: of, values }] };
}

/** The view with the failing rows of a rule that have the very values of one row in the rule's columns. */
export const alike = (view: View, rule: string, columns: readonly string[], row: number): View => ({
  ...clear(view),
  rule,
  filters: columns.map((column) => ({ column, sameAs: row })),
});

export const clear = (view: View): View => ({
  ...view,
  batch: undefined,
  rule: undefined,
  column: undefined,
  severity: undefined,
  filters: [],
  search: '',
});

/** Columns that rules with findings look at. */
export const blamedColumns = (results: readonly RuleResult[]): readonly string[] => [
  ...new Set(results.filter((one) => one.failed > 0).flatMap((one) => one.columns)),
];
