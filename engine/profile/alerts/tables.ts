import type { ColumnProfile } from '../model.ts';
import { type Series, UNIT_ROOT } from '../structure/series.ts';
import type { AlertContext, TableAlert } from './kind.ts';

const CORRELATED = 0.95;
const DEPENDENCY_MIN = 0.98;

/** Series of a table whose rows stand in the order of time; columns that only rise or fall are told as such. */
function seriesOf({ table, structure }: AlertContext): readonly Series[] {
  const inOrder = ({ type, order }: ColumnProfile): boolean => order !== null && (type === 'date' || type === 'datetime');
  if (!structure || !table.columns.some(inOrder)) return [];
  const steady = new Set(table.columns.filter(({ order }) => order === null).map(({ name }) => name));
  return structure.series.filter(({ column }) => steady.has(column));
}

/** Kinds that look at the table as a whole, or at what its columns have to do with each other. */
export const tableAlerts: readonly TableAlert[] = [
  {
    code: 'duplicates',
    step: 'rule',
    find: ({ table }) => [{ column: null, count: table.duplicateRows ?? 0, rule: { kind: 'duplicate-rows' } }],
  },
  {
    code: 'nearDuplicates',
    step: 'rule',
    find: ({ structure, table }) => {
      const found = structure?.nearDuplicates;
      if (!found) return [];
      const { without, compared, texts, groups, rows, listed } = found;
      const rule =
        without.length > 0
          ? { kind: 'compound-unique', columns: [...compared] }
          : texts.length > 0
            ? { kind: 'near-duplicates', columns: [...texts] }
            : null;
      const params = { groups, share: rows / table.rowCount, without: without.join('、') };
      return [{ column: null, count: rows, params, filter: { op: 'rows' as const, rows: [...listed] }, rule }];
    },
  },
  {
    code: 'noKey',
    step: 'ask',
    find: ({ table, structure }) =>
      structure && structure.keys.length === 0 && table.rowCount > 1
        ? structure.nearKeys.slice(0, 1).map(({ columns, shared, repeated }) => ({
            column: columns[0] ?? null,
            count: shared,
            params: { columns: columns.join(' + '), keys: repeated },
          }))
        : [],
  },
  {
    code: 'correlated',
    step: 'know',
    find: ({ structure }) =>
      (structure?.correlations ?? [])
        .filter(({ kind, value }) => kind !== 'spearman' && Math.abs(value) >= CORRELATED)
        .map(({ a, b, value }) => ({ column: a, count: structure?.rows ?? 0, params: { other: b, value } })),
  },
  {
    code: 'seasonal',
    step: 'know',
    find: (context) =>
      seriesOf(context).flatMap(({ column, rows, season }) =>
        season ? [{ column, count: rows, params: { period: season.period, strength: season.strength } }] : [],
      ),
  },
  {
    code: 'moving',
    step: 'know',
    find: (context) =>
      seriesOf(context).flatMap(({ column, rows, dickeyFuller }) =>
        dickeyFuller !== null && dickeyFuller > UNIT_ROOT
          ? [{ column, count: rows, params: { statistic: dickeyFuller, limit: UNIT_ROOT } }]
          : [],
      ),
  },
  {
    code: 'infinite',
    step: 'map',
    find: ({ structure, table }) =>
      (structure?.infinite ?? []).map(({ column, rows }) => ({
        column,
        count: rows,
        rule: { kind: 'value-type', column, type: table.columns.find(({ name }) => name === column)?.type ?? 'decimal' },
      })),
  },
  {
    code: 'dependency',
    step: 'rule',
    find: ({ structure }) => {
      const told = new Set<string>();
      return (structure?.dependencies ?? [])
        .filter(({ from, to, strength, violations }) => {
          if (from.length > 1 || violations === 0 || strength < DEPENDENCY_MIN || told.has(to)) return false;
          told.add(to);
          return true;
        })
        .map(({ from, to, violations, strength }) => ({
          column: to,
          count: violations,
          params: { from: from.join(' + ') },
          rule: { kind: 'functional-dependency', determinant: [...from], dependent: to, minStrength: Math.floor(strength * 1000) / 1000 },
        }));
    },
  },
  {
    code: 'disagrees',
    step: 'rule',
    find: ({ structure }) =>
      (structure?.agreements ?? []).map(({ from, column, what, violations }) => ({
        column,
        count: violations,
        params: { from, what },
        rule: { kind: 'value-derived-agrees', from, to: column, fact: what },
      })),
  },
  {
    code: 'slips',
    step: 'map',
    find: ({ structure, table, hidden }) =>
      (structure?.forms ?? []).flatMap((form) => {
        const column = table.columns.find(({ name }) => name === form.column);
        const [first] = form.kind === 'variant' ? form.variants : [];
        if (!column || !first || hidden(column)) return [];
        return [{ column: form.column, count: form.rows - form.fitting, params: { text: first.text, of: first.of } }];
      }),
  },
  {
    code: 'glued',
    step: 'ask',
    find: ({ structure }) =>
      (structure?.forms ?? []).flatMap((form) =>
        form.kind === 'glued' ? [{ column: form.column, count: form.rows - form.fitting, params: { other: form.other } }] : [],
      ),
  },
  {
    code: 'units',
    step: 'map',
    find: ({ structure, table }) =>
      (structure?.forms ?? []).flatMap((form) =>
        // a citizen number may end in X: what has a meaning of its own carries no unit
        form.kind === 'unit' && table.columns.some(({ name, semantic }) => name === form.column && semantic === null)
          ? [{ column: form.column, count: form.rows - form.fitting, params: { units: form.units.slice(0, 5).join(' · ') } }]
          : [],
      ),
  },
  {
    code: 'missingTogether',
    step: 'ask',
    find: ({ structure }) =>
      (structure?.missing ?? []).map(({ columns, rows }) => ({
        column: columns[0] ?? null,
        count: rows,
        params: { columns: columns.join('、') },
        filter: columns[0] === undefined ? null : { column: columns[0], op: 'isNull' as const },
      })),
  },
];
