import { compilePattern } from '../regex.ts';
import type { RuleObject, RuleSpec } from '../rule.ts';
import {
  asList,
  asText,
  compact,
  type Exchange,
  given,
  Ids,
  isTree,
  leftOver,
  noteOf,
  type Note,
  type Reason,
  type Source,
  type Tree,
} from './model.ts';

/** A constraint of a field: the rule that says the same, and in what it differs. */
interface Piece {
  readonly word: string;
  readonly kind: string;
  readonly params: Tree;
  readonly differs?: readonly Reason[];
}

const typesOf: Readonly<Record<string, string>> = {
  integer: 'integer',
  number: 'decimal',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  time: 'time',
};
/** Formats of text that have a meaning of ours. */
const meanings: Readonly<Record<string, string>> = { email: 'email', uri: 'url', uuid: 'uuid', binary: 'base64' };
/** Describes a field and checks nothing. */
const silent = new Set([
  'name',
  'title',
  'description',
  'example',
  'type',
  'format',
  'constraints',
  'rdfType',
  'missingValues',
  'decimalChar',
  'groupChar',
  'bareNumber',
  'trueValues',
  'falseValues',
  'categories',
  'categoriesOrdered',
]);

/** Frictionless Table Schema, alone or in the first resource of a Data Package that has one. */
export const frictionless: Exchange = {
  id: 'frictionless',
  ending: 'json',
  detect: (root) => schemaOf(root) !== null,
  read: (root, file) => {
    const found = schemaOf(root);
    const ids = new Ids();
    const rules: RuleObject[] = [];
    const notes: Note[] = [];
    const add = (what: string, piece: Omit<Piece, 'word'>, id: string): void => {
      const taken = ids.take(id);
      rules.push({ id: taken, kind: piece.kind, ...piece.params });
      notes.push(noteOf(what, taken, piece.differs ?? []));
    };
    const schema = found?.schema ?? {};
    for (const field of asList(schema['fields']).filter(isTree)) readField(field, add, notes);
    readKeys(schema, add, notes);
    const words = asList(schema['missingValues'] ?? ['']).filter((w): w is string => typeof w === 'string' && w !== '');
    const name = found?.name || asText(root['name']) || file.replace(/\.[^.]*$/, '');
    for (const other of found?.others ?? []) notes.push(noteOf(`resources ${other}`, null, ['no-counterpart'], true));
    return { name, nullLike: words, rules, notes };
  },
  write,
};

/** The table schema of a file: the file itself, a resource, or the first resource of a package that has one. */
function schemaOf(root: Tree): { readonly schema: Tree; readonly name: string; readonly others: readonly string[] } | null {
  if (Array.isArray(root['fields'])) return { schema: root, name: '', others: [] };
  const inside = root['schema'];
  if (isTree(inside) && Array.isArray(inside['fields'])) return { schema: inside, name: asText(root['name']), others: [] };
  const resources = asList(root['resources']).filter(isTree);
  const first = resources.find((r) => isTree(r['schema']) && Array.isArray(r['schema']['fields']));
  if (!first || !isTree(first['schema'])) return null;
  return {
    schema: first['schema'],
    name: asText(first['name']),
    others: resources.filter((r) => r !== first).map((r) => asText(r['name'])),
  };
}

type Add = (what: string, piece: Omit<Piece, 'word'>, id: string) => void;

function readField(field: Tree, add: Add, notes: Note[]): void {
  const name = asText(field['name']);
  const lost = (word: string, reason: Reason = 'no-counterpart'): void => {
    notes.push(noteOf(`${name}: ${word}`, null, [reason], true, word));
  };
  if (name === '') return lost('name', 'invalid-check');
  const column = { column: name };
  const type = asText(field['type']);
  const format = asText(field['format']) || 'default';
  const own = typesOf[type];
  if ((type === 'date' || type === 'datetime' || type === 'time') && format.includes('%')) lost(`format ${format}`, 'format-definition');
  if (own !== undefined)
    add(`${name}: type ${type}`, { kind: 'value-type', params: { ...column, type: own }, differs: ['type-names'] }, `${name}-type`);
  else if (type === 'object' || type === 'array')
    add(`${name}: type ${type}`, { kind: 'value-json', params: column, differs: ['format-definition'] }, `${name}-json`);
  else if (type === 'year')
    add(
      `${name}: type year`,
      { kind: 'value-matches-semantic', params: { ...column, semantic: 'year' }, differs: ['format-definition'] },
      `${name}-year`,
    );
  else if (type !== '' && type !== 'string' && type !== 'any') lost(`type ${type}`);
  if (type === 'string' && format !== 'default') {
    const meaning = meanings[format];
    if (meaning === undefined) lost(`format ${format}`);
    else
      add(
        `${name}: format ${format}`,
        { kind: 'value-matches-semantic', params: { ...column, semantic: meaning }, differs: ['format-definition'] },
        `${name}-${format}`,
      );
  }
  for (const word of Object.keys(field).filter((key) => !silent.has(key))) lost(word);
  const constraints = isTree(field['constraints']) ? field['constraints'] : {};
  for (const piece of constraintsOf(constraints, column, lost)) add(`${name}: ${piece.word}`, piece, `${name}-${piece.word}`);
}

function constraintsOf(c: Tree, column: Tree, lost: (word: string, reason?: Reason) => void): readonly Piece[] {
  const out: Piece[] = [];
  const range = compact({
    min: c['minimum'] ?? c['exclusiveMinimum'],
    max: c['maximum'] ?? c['exclusiveMaximum'],
    strictMin: given(c['exclusiveMinimum']) && !given(c['minimum']) ? true : undefined,
    strictMax: given(c['exclusiveMaximum']) && !given(c['maximum']) ? true : undefined,
  });
  const lengths = compact({ min: c['minLength'], max: c['maxLength'] });
  if (c['required'] === true) out.push({ word: 'required', kind: 'not-null', params: column });
  if (c['unique'] === true) out.push({ word: 'unique', kind: 'unique', params: column });
  if (Object.keys(range).length > 0) out.push({ word: 'range', kind: 'value-between', params: { ...column, ...range } });
  if (Object.keys(lengths).length > 0) out.push({ word: 'length', kind: 'value-length', params: { ...column, ...lengths } });
  if (Array.isArray(c['enum'])) out.push({ word: 'enum', kind: 'value-in-set', params: { ...column, values: c['enum'] } });
  if (typeof c['pattern'] === 'string') {
    const usable = compiles(c['pattern']);
    if (!usable) lost('pattern', 'pattern-dialect');
    else out.push({ word: 'pattern', kind: 'value-matches-regex', params: { ...column, patterns: [c['pattern']], anchored: true } });
  }
  const known = [
    'required',
    'unique',
    'minimum',
    'maximum',
    'exclusiveMinimum',
    'exclusiveMaximum',
    'minLength',
    'maxLength',
    'enum',
    'pattern',
  ];
  for (const word of Object.keys(c).filter((key) => !known.includes(key))) lost(word);
  return out;
}

function compiles(pattern: string): boolean {
  try {
    compilePattern(pattern, { anchored: true });
    return true;
  } catch {
    return false;
  }
}

const fieldMatches: Readonly<Record<string, (columns: readonly string[]) => RuleObject>> = {
  exact: (columns) => ({ kind: 'columns-match-order', columns }),
  equal: (columns) => ({ kind: 'columns-match-set', columns, exact: true }),
  subset: (columns) => ({ kind: 'columns-match-set', columns, exact: false }),
};

/** Names and keys of the whole table. */
function readKeys(schema: Tree, add: Add, notes: Note[]): void {
  const columns = asList(schema['fields'])
    .filter(isTree)
    .map((field) => asText(field['name']))
    .filter((name) => name !== '');
  const way = asText(asList(schema['fieldsMatch'])[0]) || asText(schema['fieldsMatch']) || 'exact';
  const match = fieldMatches[way]?.(columns);
  if (match && columns.length > 0) {
    const { kind, ...params } = match;
    add(`fieldsMatch ${way}`, { kind: asText(kind), params }, 'fields');
  } else if (!match) notes.push(noteOf(`fieldsMatch ${way}`, null, ['no-counterpart'], true, way));
  const listOf = (value: unknown): readonly string[] => (typeof value === 'string' ? [value] : asList(value).map(asText));
  const key = listOf(schema['primaryKey']);
  if (key.length > 0) add('primaryKey', { kind: 'primary-key', params: { columns: key } }, 'primary-key');
  for (const unique of asList(schema['uniqueKeys']))
    add(
      'uniqueKeys',
      { kind: 'compound-unique', params: { columns: listOf(unique) }, differs: ['null-handling'] },
      `unique-${listOf(unique).join('-')}`,
    );
  for (const foreign of asList(schema['foreignKeys']).filter(isTree)) {
    const fields = listOf(foreign['fields']);
    const there = isTree(foreign['reference']) ? foreign['reference'] : {};
    const dataset = asText(there['resource']);
    const what = `foreignKeys ${fields.join(', ')}`;
    if (dataset === '' || fields.length === 0) notes.push(noteOf(what, null, ['no-counterpart'], true, 'resource'));
    else
      add(
        what,
        { kind: 'exists-in', params: { columns: fields, dataset, otherColumns: listOf(there['fields']) }, differs: ['dataset-name'] },
        `${fields.join('-')}-in-${dataset}`,
      );
  }
}

/** A field of the schema that is being written. */
type Field = { readonly name: string; type: string; format?: string; constraints: Record<string, unknown> };

const typeThere = Object.fromEntries(Object.entries(typesOf).map(([there, ours]) => [ours, there]));
const formatThere = Object.fromEntries(Object.entries(meanings).map(([there, ours]) => [ours, there]));

function write(source: Source) {
  const fields = new Map<string, Field>();
  const schema: Record<string, unknown> = {};
  const notes: Note[] = source.unread.map(({ id, kind }) => noteOf(`${id} ${kind}`, id, ['invalid-rule'], true));
  const order = source.rules.find((r) => r.kind === 'columns-match-order' || r.kind === 'columns-match-set');
  for (const name of asList(order?.params['columns']).map(asText)) fields.set(name, { name, type: 'any', constraints: {} });
  for (const spec of source.rules) {
    const reasons = commonReasons(spec);
    const [lack] = reasons;
    const written = lack === undefined ? writeRule(spec, fields, schema, spec === order) : lack;
    const lost = typeof written === 'string';
    const about =
      written === 'parameter' ? (leftOver(spec, placed[spec.kind] ?? [])[0] ?? '') : lost && written === 'no-counterpart' ? spec.kind : '';
    notes.push(
      noteOf(
        `${spec.id} ${spec.kind}`,
        spec.id,
        lost ? [written] : [...written, ...(spec.warnAt === null ? [] : ['warn-line' as const])],
        lost,
        about,
      ),
    );
  }
  settleOrder(order, fields, schema, notes);
  const list = [...fields.values()].map(({ constraints, ...field }) => ({
    ...field,
    ...(Object.keys(constraints).length > 0 ? { constraints } : {}),
  }));
  const text = `${JSON.stringify({ fields: list, ...schema, missingValues: ['', ...source.nullLike] }, null, 2)}\n`;
  return { text, notes };
}

/** A rule about the columns holds only when the schema lists just those; otherwise the schema speaks of some columns of a table. */
function settleOrder(
  order: RuleSpec | undefined,
  fields: ReadonlyMap<string, Field>,
  schema: Record<string, unknown>,
  notes: Note[],
): void {
  if (order && asList(order.params['columns']).length === fields.size && schema['fieldsMatch'] !== undefined) return;
  if (fields.size > 0) schema['fieldsMatch'] = ['partial'];
  const at = order ? notes.findIndex((note) => note.rule === order.id) : -1;
  if (order && at >= 0 && notes[at]?.outcome !== 'lost')
    notes[at] = noteOf(`${order.id} ${order.kind}`, order.id, ['several-conditions'], true);
}

/** A schema holds of every row: what lets some rows fail, or looks at some only, has no place in it. */
function commonReasons(spec: RuleSpec): readonly Reason[] {
  if (spec.where !== null) return ['filter'];
  if (spec.params['groupBy'] !== undefined) return ['group-by'];
  if (spec.maxFailures !== null && spec.maxFailures > 0) return ['count-tolerance'];
  return spec.maxFailures === null && spec.threshold < 1 ? ['tolerance'] : [];
}

/** Parameters that have a place, by kind. */
const placed: Readonly<Record<string, readonly string[]>> = {
  'not-null': ['column'],
  'unique': ['column'],
  'value-type': ['column', 'type', 'types'],
  'value-matches-semantic': ['column', 'semantic'],
  'value-between': ['column', 'min', 'max', 'strictMin', 'strictMax'],
  'value-length': ['column', 'min', 'max', 'equals'],
  'value-in-set': ['column', 'values'],
  'value-matches-regex': ['column', 'patterns', 'anchored'],
  'primary-key': ['columns'],
  'exists-in': ['columns', 'dataset', 'otherColumns'],
  'columns-match-order': ['columns'],
  'columns-match-set': ['columns', 'exact'],
};
const harmless: Tree = { castable: true, unit: 'chars', ignoreCase: false, trim: false, flags: '', match: 'any' };

/** Constraints that one rule sets together. */
const groups: readonly (readonly string[])[] = [
  ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  ['minLength', 'maxLength'],
];

/** Writes a rule into the schema; the reasons in which it differs, or the one why it has no place. */
function writeRule(
  spec: RuleSpec,
  fields: Map<string, Field>,
  schema: Record<string, unknown>,
  isOrder: boolean,
): readonly Reason[] | Reason {
  const known = placed[spec.kind];
  if (!known) return 'no-counterpart';
  if (leftOver(spec, known, harmless).length > 0) return 'parameter';
  const p = spec.params;
  const field = (): Field => {
    const name = asText(p['column']);
    const found = fields.get(name) ?? { name, type: 'any', constraints: {} };
    fields.set(name, found);
    return found;
  };
  /** Sets a constraint, unless another rule has set it to something else. */
  const constrain = (values: Tree): readonly Reason[] | Reason => {
    const { constraints } = field();
    const group = groups.find((words) => Object.keys(values).some((key) => words.includes(key))) ?? Object.keys(values);
    if (group.some((key) => key in constraints)) return 'several-conditions';
    Object.assign(constraints, compact(values));
    return [];
  };
  switch (spec.kind) {
    case 'not-null':
      return constrain({ required: true });
    case 'unique':
      return constrain({ unique: true });
    case 'value-between':
      if ([p['min'], p['max']].some((v) => typeof v === 'string' && v.startsWith('today'))) return 'parameter';
      return constrain({
        [p['strictMin'] === true ? 'exclusiveMinimum' : 'minimum']: p['min'],
        [p['strictMax'] === true ? 'exclusiveMaximum' : 'maximum']: p['max'],
      });
    case 'value-length':
      return constrain({ minLength: p['min'] ?? p['equals'], maxLength: p['max'] ?? p['equals'] });
    case 'value-in-set':
      return constrain({ enum: p['values'] });
    case 'value-matches-regex': {
      const [pattern, ...more] = asList(p['patterns']).map(asText);
      if (pattern === undefined || more.length > 0) return 'several-conditions';
      return p['anchored'] === true ? constrain({ pattern }) : and(constrain({ pattern: `.*(?:${pattern}).*` }), 'pattern-dialect');
    }
    case 'value-type': {
      const types = p['types'] ?? [p['type']];
      const there = Array.isArray(types) && types.length === 1 ? typeThere[asText(types[0])] : undefined;
      if (there === undefined) return 'no-counterpart';
      if (field().type !== 'any' && field().type !== there) return 'several-conditions';
      field().type = there;
      return ['type-names'];
    }
    case 'value-matches-semantic': {
      const format = formatThere[asText(p['semantic'])];
      if (format === undefined || field().type !== 'any') return 'no-counterpart';
      Object.assign(field(), { type: 'string', format });
      return ['format-definition'];
    }
    case 'primary-key':
      if (schema['primaryKey'] !== undefined) return 'several-conditions';
      schema['primaryKey'] = p['columns'];
      return ensure(p['columns'], fields);
    case 'exists-in':
      return writeForeignKey(p, fields, schema);
    default:
      if (!isOrder) return 'several-conditions';
      schema['fieldsMatch'] = [spec.kind === 'columns-match-order' ? 'exact' : p['exact'] === false ? 'subset' : 'equal'];
      return [];
  }
}

function writeForeignKey(p: Tree, fields: Map<string, Field>, schema: Record<string, unknown>): readonly Reason[] {
  const list = (schema['foreignKeys'] ??= []) as unknown[];
  list.push({ fields: p['columns'], reference: { resource: p['dataset'], fields: p['otherColumns'] ?? p['columns'] } });
  ensure(p['columns'], fields);
  return ['dataset-name'];
}

const and = (written: readonly Reason[] | Reason, more: Reason): readonly Reason[] | Reason =>
  typeof written === 'string' ? written : [...written, more];

function ensure(names: unknown, fields: Map<string, Field>): readonly Reason[] {
  for (const name of asList(names).map(asText)) if (!fields.has(name)) fields.set(name, { name, type: 'any', constraints: {} });
  return [];
}
