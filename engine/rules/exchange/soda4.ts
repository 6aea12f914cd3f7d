import { stringify } from 'yaml';
import type { RuleObject } from '../rule.ts';
import { asList, asText, compact, type Exchange, Ids, isTree, noteOf, type Note, type Source, type Tree } from './model.ts';
import { type Range, type SodaCheck } from './soda.ts';
import { toCheck } from './soda-check.ts';
import { take } from './soda3.ts';

/** Data contracts of Soda v4. */
export const soda4: Exchange = {
  id: 'soda4',
  ending: 'yml',
  detect: (root) => typeof root['dataset'] === 'string' && (Array.isArray(root['columns']) || Array.isArray(root['checks'])),
  read: (root, file) => {
    const ids = new Ids();
    const rules: RuleObject[] = [];
    const notes: Note[] = [];
    const columns = asList(root['columns']).filter(isTree);
    for (const one of asList(root['checks'])) readCheck(one, null, { ids, rules, notes, columns });
    for (const column of columns) for (const one of asList(column['checks'])) readCheck(one, column, { ids, rules, notes, columns });
    for (const key of ['filter', 'variables'])
      if (root[key] !== undefined) notes.push(noteOf(key, null, [key === 'filter' ? 'filter' : 'no-counterpart'], true, key));
    return { name: asText(root['dataset']).split('/').at(-1) ?? file, nullLike: [], rules, notes };
  },
  write,
};

interface Sink {
  readonly ids: Ids;
  readonly rules: RuleObject[];
  readonly notes: Note[];
  readonly columns: readonly Tree[];
}

const words = [
  'valid_values',
  'invalid_values',
  'valid_format',
  'invalid_format',
  'valid_min',
  'valid_max',
  'valid_length',
  'valid_min_length',
  'valid_max_length',
  'valid_reference_data',
  'missing_values',
  'missing_format',
];
const known = new Set([
  ...words,
  'name',
  'qualifier',
  'filter',
  'metric',
  'threshold',
  'columns',
  'column',
  'function',
  'expression',
  'query',
  'attributes',
]);

function readCheck(one: unknown, column: Tree | null, sink: Sink): void {
  const type = typeof one === 'string' ? one : isTree(one) ? (Object.keys(one)[0] ?? '') : '';
  const body = isTree(one) && isTree(one[type]) ? one[type] : {};
  const name = column ? asText(column['name']) : '';
  const what = [name, type].filter((part) => part !== '').join(': ');
  const lost = (reason: Note['reasons'][number], about = ''): void => void sink.notes.push(noteOf(what, null, [reason], true, about));
  if (type === 'schema') return readSchema(body, sink);
  const unknown = Object.keys(body).find((key) => !known.has(key));
  if (unknown !== undefined) return lost('parameter', unknown);
  const threshold = isTree(body['threshold']) ? body['threshold'] : null;
  const percent = asText(body['metric']) === 'percent' || asText(threshold?.['metric']) === 'percent';
  if (asText(threshold?.['level']) === 'warn') return lost('warn-line');
  const pass = threshold && Object.keys(threshold).some((key) => key.startsWith('must')) ? rangeOf(threshold) : standard[type];
  if (!pass) return lost('no-counterpart', 'threshold');
  const columns = column ? [name] : asList(body['columns']).map(asText);
  const own = { ...(column ? wordsOf(column) : {}), ...wordsOf(body) };
  const base = {
    what,
    percent,
    pass,
    words: own,
    columns,
    ...(typeof body['filter'] === 'string' ? { filter: body['filter'] } : {}),
    ...(typeof body['name'] === 'string' ? { name: body['name'] } : {}),
  };
  const check = checkOf(type, body, threshold, base);
  if (!check) return lost('no-counterpart', type);
  take(check, sink.ids, sink.rules, sink.notes);
}

function checkOf(type: string, body: Tree, threshold: Tree | null, base: Omit<SodaCheck, 'metric'>): SodaCheck | null {
  if (type === 'missing' || type === 'invalid' || type === 'duplicate' || type === 'row_count') return { ...base, metric: type };
  if (type === 'aggregate') return { ...base, metric: 'aggregate', fn: asText(body['function']) };
  if (type === 'failed_rows') {
    const [expression, query] = [body['expression'], body['query']];
    return {
      ...base,
      metric: 'failed_rows',
      ...(typeof query === 'string' ? { query } : typeof expression === 'string' ? { expression } : {}),
    };
  }
  if (type !== 'freshness' || asText(body['column']) === '') return null;
  const unit = asText(threshold?.['unit']) || 'hour';
  const days = unit === 'day' ? 1 : unit === 'hour' ? 24 : null;
  if (days === null || base.pass.max === undefined) return null;
  return { ...base, metric: 'freshness', columns: [asText(body['column'])], pass: { ...base.pass, max: base.pass.max / days } };
}

const wordsOf = (tree: Tree): Tree => Object.fromEntries(Object.entries(tree).filter(([key]) => words.includes(key)));

/** What passes where a check names no threshold. */
const standard: Readonly<Record<string, Range>> = {
  missing: { max: 0 },
  invalid: { max: 0 },
  duplicate: { max: 0 },
  failed_rows: { max: 0 },
  row_count: { min: 0, strictMin: true },
};

function rangeOf(threshold: Tree): Range | null {
  const number = (tree: Tree, key: string): number | undefined => (typeof tree[key] === 'number' ? tree[key] : undefined);
  const exactly = number(threshold, 'must_be');
  if (exactly !== undefined) return { min: exactly, max: exactly };
  const between = threshold['must_be_between'];
  if (Array.isArray(between)) return compact({ min: between[0], max: between[1] });
  const from = isTree(between) ? between : threshold;
  const word = isTree(between) ? '' : 'must_be_';
  const [over, atLeast, under, atMost] = ['greater_than', 'greater_than_or_equal', 'less_than', 'less_than_or_equal'].map((key) =>
    number(from, `${word}${key}`),
  );
  if ([over, atLeast, under, atMost].every((n) => n === undefined)) return null;
  return compact({
    min: over ?? atLeast,
    max: under ?? atMost,
    strictMin: over === undefined ? undefined : true,
    strictMax: under === undefined ? undefined : true,
  });
}

/** The check of the schema: which columns there are, in which order. */
function readSchema(body: Tree, { ids, rules, notes, columns }: Sink): void {
  const names = columns.map((column) => asText(column['name']));
  const ordered = body['allow_other_column_order'] !== true;
  const extra = body['allow_extra_columns'] === true;
  if (names.length > 0) {
    const kind = ordered && !extra ? 'columns-match-order' : 'columns-match-set';
    const id = ids.take('schema');
    rules.push(kind === 'columns-match-order' ? { id, kind, columns: names } : { id, kind, columns: names, exact: !extra });
    notes.push(noteOf('schema', id, ordered && extra ? ['parameter'] : []));
  }
  for (const column of columns.filter((one) => one['data_type'] !== undefined))
    notes.push(noteOf(`${asText(column['name'])}: data_type`, null, ['type-names'], true, asText(column['data_type'])));
}

function write(source: Source) {
  const notes: Note[] = source.unread.map(({ id, kind }) => noteOf(`${id} ${kind}`, id, ['invalid-rule'], true));
  const columns = new Map<string, unknown[]>();
  const checks: unknown[] = [];
  const order = source.rules.find((r) => r.kind === 'columns-match-order' || r.kind === 'columns-match-set');
  for (const name of asList(order?.params['columns']).map(asText)) columns.set(name, []);
  const counts = new Map<string, number>();
  for (const spec of source.rules) {
    const what = `${spec.id} ${spec.kind}`;
    if (spec === order && spec.where === null) {
      const set = spec.kind === 'columns-match-set';
      checks.unshift({
        schema: set
          ? compact({ allow_other_column_order: true, allow_extra_columns: spec.params['exact'] === false ? true : undefined })
          : null,
      });
      notes.push(noteOf(what, spec.id));
      continue;
    }
    const made = toCheck(spec);
    const why =
      'lost' in made
        ? made.lost
        : made.check.warn
          ? 'warn-line'
          : made.check.fn === 'percentile' || made.check.fn === 'stddev' || made.check.fn === 'variance'
            ? 'no-counterpart'
            : null;
    if ('lost' in made || why !== null) {
      notes.push(noteOf(what, spec.id, [why ?? 'no-counterpart'], true, 'lost' in made ? made.about : ''));
      continue;
    }
    const { metric } = made.check;
    const own = metric === 'row_count' || metric === 'failed_rows' || metric === 'freshness' || made.check.columns.length > 1;
    const place = own ? checks : columnChecks(columns, made.check.columns[0] ?? '');
    // two checks of one type in one place are told apart by a qualifier
    const key = `${own ? '' : made.check.columns[0]} ${metric}`;
    const n = (counts.get(key) ?? 0) + 1;
    counts.set(key, n);
    place.push({ [metric]: bodyOf(made.check, n > 1 ? String(n) : null) });
    notes.push(noteOf(what, spec.id, made.differs));
  }
  // the check of the schema holds only when just those columns are listed
  if (order && columns.size !== asList(order.params['columns']).length && isTree(checks[0]) && 'schema' in checks[0]) {
    checks.shift();
    const at = notes.findIndex((note) => note.rule === order.id);
    notes[at] = noteOf(`${order.id} ${order.kind}`, order.id, ['several-conditions'], true);
  }
  if (source.nullLike.length > 0) notes.push(noteOf('nullLike', null, ['missing-words'], true, source.nullLike.join('、')));
  const list = [...columns].map(([name, own]) => ({ name, ...(own.length > 0 ? { checks: own } : {}) }));
  const text = stringify(
    {
      dataset: `datasource/schema/${source.name}`,
      ...(list.length > 0 ? { columns: list } : {}),
      ...(checks.length > 0 ? { checks } : {}),
    },
    { lineWidth: 0, nullStr: '' },
  );
  return { text, notes };
}

function columnChecks(columns: Map<string, unknown[]>, name: string): unknown[] {
  const found = columns.get(name) ?? [];
  columns.set(name, found);
  return found;
}

function bodyOf(check: Omit<SodaCheck, 'what'>, qualifier: string | null): Tree | null {
  const { valid_regex: valid, invalid_regex: invalid, ...rest } = check.words;
  const body = compact({
    name: check.name,
    qualifier: qualifier ?? undefined,
    filter: check.filter,
    function: check.fn,
    columns: check.metric === 'duplicate' && check.columns.length > 1 ? check.columns : undefined,
    column: check.metric === 'freshness' ? check.columns[0] : undefined,
    expression: check.expression,
    query: check.query,
    ...rest,
    valid_format: valid === undefined ? undefined : { name: 'pattern', regex: valid },
    invalid_format: invalid === undefined ? undefined : { name: 'pattern', regex: invalid },
    threshold: thresholdOf(check),
  });
  return Object.keys(body).length === 0 ? null : body;
}

function thresholdOf({ pass, percent, metric }: Omit<SodaCheck, 'what'>): Tree | undefined {
  const { min, max, strictMin, strictMax } = pass;
  if (max === 0 && min === undefined && !percent && metric !== 'aggregate' && metric !== 'row_count') return undefined;
  const low = min === undefined ? {} : { [strictMin ? 'greater_than' : 'greater_than_or_equal']: min };
  const high = max === undefined ? {} : { [strictMax ? 'less_than' : 'less_than_or_equal']: max };
  const both = { ...low, ...high };
  const limits =
    min !== undefined && min === max
      ? { must_be: min }
      : min !== undefined && max !== undefined
        ? { must_be_between: both }
        : Object.fromEntries(Object.entries(both).map(([key, value]) => [`must_be_${key}`, value]));
  return { ...(percent ? { metric: 'percent' } : {}), ...(metric === 'freshness' ? { unit: 'day' } : {}), ...limits };
}
