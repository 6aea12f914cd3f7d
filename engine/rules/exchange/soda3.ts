import { stringify } from 'yaml';
import type { RuleObject } from '../rule.ts';
import { asList, asText, compact, type Exchange, Ids, isTree, noteOf, type Note, type Source, type Tree } from './model.ts';
import { type Range, type SodaCheck, toRules } from './soda.ts';
import { toCheck } from './soda-check.ts';

const CHECKS = /^checks for (.+)$/;
const aggregates = ['avg', 'min', 'max', 'sum', 'stddev', 'variance', 'percentile', 'avg_length', 'min_length', 'max_length'];
/** Words of the body of a check that only describe it. */
const silent = new Set([
  'name',
  'identity',
  'attributes',
  'filter',
  'warn',
  'fail',
  'samples limit',
  'samples columns',
  'collect failed rows',
]);

/** Checks files of Soda v3 (SodaCL). */
export const soda3: Exchange = {
  id: 'soda3',
  ending: 'yml',
  detect: (root) => Object.keys(root).some((key) => CHECKS.test(key)),
  read: (root, file) => {
    const ids = new Ids();
    const rules: RuleObject[] = [];
    const notes: Note[] = [];
    const sections = Object.keys(root).filter((key) => CHECKS.test(key));
    const [first] = sections;
    for (const key of Object.keys(root)) {
      if (key !== first) notes.push(noteOf(key, null, [sections.includes(key) ? 'dataset-name' : 'no-counterpart'], true, key));
    }
    for (const one of asList(first === undefined ? [] : root[first])) readCheck(one, ids, rules, notes);
    return { name: CHECKS.exec(first ?? '')?.[1]?.replace(/ \[.*\]$/, '') ?? file, nullLike: [], rules, notes };
  },
  write,
};

function readCheck(one: unknown, ids: Ids, rules: RuleObject[], notes: Note[]): void {
  const head = typeof one === 'string' ? one : isTree(one) ? (Object.keys(one)[0] ?? '') : '';
  const body = isTree(one) && isTree(one[head]) ? one[head] : {};
  if (head === 'schema') return readSchema(body, ids, rules, notes);
  const check = parsed(head, body);
  if (!check) return void notes.push(noteOf(head, null, ['no-counterpart'], true));
  const unknown = Object.keys(body).find(
    (key) =>
      !silent.has(key) &&
      check.words[key.replaceAll(' ', '_')] === undefined &&
      !/^fail (?:condition|query)$|^valid |^invalid |^missing /.test(key),
  );
  if (unknown !== undefined) return void notes.push(noteOf(head, null, ['parameter'], true, unknown));
  take(check, ids, rules, notes);
}

/** Enters the rules of a check. */
export function take(check: SodaCheck, ids: Ids, rules: RuleObject[], notes: Note[]): void {
  const made = toRules(check);
  if ('lost' in made) return void notes.push(noteOf(check.what, null, [made.lost], true, made.about ?? ''));
  for (const rule of made.rules) {
    const id = ids.take([asText(rule['kind']), ...check.columns].join('-'));
    rules.push({ id, ...rule });
    notes.push(noteOf(check.what, id, made.differs));
  }
}

const METRIC = /^(\w+)(?:\s*\(\s*(.*?)\s*\))?\s*(.*)$/s;

function parsed(head: string, body: Tree): SodaCheck | null {
  if (head === 'failed rows') {
    const [expression, query] = [body['fail condition'], body['fail query']];
    const columns: readonly string[] = [];
    const own = typeof expression === 'string' ? { expression } : typeof query === 'string' ? { query } : null;
    return own && withBody({ what: head, metric: 'failed_rows', columns, percent: false, pass: { max: 0 }, words: {}, ...own }, body);
  }
  const foreign = /^values in \((.+)\) must exist in (\S+) \((.+)\)$/.exec(head);
  if (foreign) return null;
  const m = METRIC.exec(head);
  if (!m) return null;
  const [, metric = '', inner = '', limit = ''] = m;
  const args = inner === '' ? [] : inner.split(/\s*,\s*/);
  if (metric === 'freshness') {
    const days = /^<(=?)\s*(\d+)d$/.exec(limit.trim());
    if (!days) return null;
    return withBody(
      {
        what: head,
        percent: false,
        words: {},
        metric: 'freshness',
        columns: args,
        pass: compact({ max: Number(days[2]), strictMax: days[1] === '' ? true : undefined }),
      },
      body,
    );
  }
  const percent = metric.endsWith('_percent');
  const kind = metric.replace(/_(?:count|percent)$/, '');
  const alerts = { fail: passOf(body['fail']), warn: passOf(body['warn']) };
  const pass = limit.trim() === '' ? (alerts.fail ?? (alerts.warn && wide)) : rangeOf(limit);
  if (!pass) return null;
  const base = { what: head, percent, pass, words: {}, ...(alerts.warn ? { warn: alerts.warn } : {}) };
  if (metric === 'row_count') return withBody({ ...base, metric: 'row_count', columns: [] }, body);
  if ((kind === 'missing' || kind === 'invalid' || kind === 'duplicate') && metric !== kind)
    return withBody({ ...base, metric: kind, columns: args }, body);
  if (!aggregates.includes(metric)) return null;
  const q = metric === 'percentile' ? { q: Number(args[1]) } : {};
  return withBody({ ...base, metric: 'aggregate', fn: metric, columns: args.slice(0, 1), ...q }, body);
}

/** Everything passes: only a warning is asked for. */
const wide: Range = {};

function withBody(check: SodaCheck, body: Tree): SodaCheck {
  const words = Object.fromEntries(
    Object.entries(body)
      .filter(([key]) => /^(?:valid|invalid|missing) /.test(key))
      .map(([key, value]) => [key.replaceAll(' ', '_'), value]),
  );
  return {
    ...check,
    words,
    ...(typeof body['filter'] === 'string' ? { filter: body['filter'] } : {}),
    ...(typeof body['name'] === 'string' ? { name: body['name'] } : {}),
  };
}

const NUMBER = '(-?\\d+(?:\\.\\d+)?)\\s*%?';
const compare = new RegExp(`^(<=|>=|<|>|=)\\s*${NUMBER}$`);
const between = new RegExp(`^(not )?between\\s*([[(]?)\\s*${NUMBER}\\s*and\\s*${NUMBER}\\s*([\\])]?)$`);

/** The values for which a limit holds; null for one that is no range. */
export function rangeOf(limit: string): Range | null {
  const text = limit.trim();
  const [, op, n] = compare.exec(text) ?? [];
  if (op !== undefined) {
    const value = Number(n);
    if (op === '=') return { min: value, max: value };
    return op.startsWith('<')
      ? compact({ max: value, strictMax: op === '<' ? true : undefined })
      : compact({ min: value, strictMin: op === '>' ? true : undefined });
  }
  const [, not, open, low, high, close] = between.exec(text) ?? [];
  if (low === undefined || not !== undefined) return null;
  return compact({
    min: Number(low),
    max: Number(high),
    strictMin: open === '(' ? true : undefined,
    strictMax: close === ')' ? true : undefined,
  });
}

/** What passes when an alert (`when > 5`) does not go off. */
function passOf(alert: unknown): Range | null {
  const text = asText(alert)
    .replace(/^when /, '')
    .trim();
  const outside = /^not (between .*)$/.exec(text)?.[1];
  if (outside !== undefined) return rangeOf(outside);
  const range = text === '' ? null : rangeOf(text);
  if (!range || (range.min !== undefined && range.max !== undefined)) return null;
  return range.min !== undefined
    ? compact({ max: range.min, strictMax: range.strictMin ? undefined : true })
    : compact({ min: range.max, strictMin: range.strictMax ? undefined : true });
}

function readSchema(body: Tree, ids: Ids, rules: RuleObject[], notes: Note[]): void {
  for (const [level, severity] of [
    ['fail', undefined],
    ['warn', 'minor'],
  ] as const) {
    const alert = body[level];
    if (!isTree(alert)) continue;
    for (const [key, value] of Object.entries(alert)) {
      const what = `schema ${level}: ${key}`;
      const add = (rule: RuleObject): void => {
        const id = ids.take([asText(rule['kind']), asText(rule['column'])].filter((part) => part !== '').join('-'));
        rules.push(compact({ id, ...rule, severity }));
        notes.push(noteOf(what, id));
      };
      if (key === 'when required column missing') for (const column of asList(value).map(asText)) add({ kind: 'column-exists', column });
      else if (key === 'when forbidden column present' && asList(value).every((name) => !/[*%]/.test(asText(name))))
        add({ kind: 'columns-absent', columns: value });
      else if (key === 'when wrong column index' && isTree(value))
        for (const [column, index] of Object.entries(value)) add({ kind: 'column-exists', column, index });
      else notes.push(noteOf(what, null, ['no-counterpart'], true, key));
    }
  }
}

function write(source: Source) {
  const notes: Note[] = source.unread.map(({ id, kind }) => noteOf(`${id} ${kind}`, id, ['invalid-rule'], true));
  const required: string[] = [];
  const checks: unknown[] = [];
  for (const spec of source.rules) {
    const what = `${spec.id} ${spec.kind}`;
    if (spec.kind === 'column-exists' && spec.params['index'] === undefined && spec.where === null) {
      required.push(asText(spec.params['column']));
      notes.push(noteOf(what, spec.id));
      continue;
    }
    const made = toCheck(spec);
    // names with these signs cannot stand in the head of a check
    const odd = 'check' in made && made.check.columns.find((name) => /[(),:\n]/.test(name));
    if ('lost' in made || odd)
      notes.push(noteOf(what, spec.id, ['lost' in made ? made.lost : 'parameter'], true, 'lost' in made ? made.about : String(odd)));
    else {
      checks.push(...spoken(made.check));
      notes.push(noteOf(what, spec.id, made.differs));
    }
  }
  if (required.length > 0) checks.push({ schema: { fail: { 'when required column missing': required } } });
  if (source.nullLike.length > 0) notes.push(noteOf('nullLike', null, ['missing-words'], true, source.nullLike.join('、')));
  return { text: stringify({ [`checks for ${source.name}`]: checks }, { lineWidth: 0 }), notes };
}

/** A check as it is written. */
function spoken(check: Omit<SodaCheck, 'what'>): readonly unknown[] {
  const body: Record<string, unknown> = Object.fromEntries(
    Object.entries(check.words).map(([key, value]) => [key.replaceAll('_', ' '), value]),
  );
  if (check.name !== undefined) body['name'] = check.name;
  if (check.filter !== undefined) body['filter'] = check.filter;
  if (check.metric === 'failed_rows') {
    return [
      {
        'failed rows': { ...body, ...(check.query === undefined ? { 'fail condition': check.expression } : { 'fail query': check.query }) },
      },
    ];
  }
  const metric =
    check.metric === 'aggregate'
      ? (check.fn ?? '')
      : ['missing', 'invalid', 'duplicate'].includes(check.metric)
        ? `${check.metric}_${check.percent ? 'percent' : 'count'}`
        : check.metric;
  const args = [...check.columns, ...(check.q === undefined ? [] : [String(check.q)])];
  const called = args.length === 0 ? metric : `${metric}(${args.join(', ')})`;
  const days = check.metric === 'freshness' ? 'd' : '';
  if (check.warn) return [{ [called]: { ...body, ...alerts(check) } }];
  return limitsOf(check.pass).map((limit) => {
    const head = `${called} ${limit}${days}`;
    return Object.keys(body).length === 0 ? head : { [head]: body };
  });
}

function limitsOf({ min, max, strictMin, strictMax }: Range): readonly string[] {
  if (min !== undefined && min === max) return [`= ${min}`];
  if (min !== undefined && max !== undefined) return [`between ${strictMin ? '(' : ''}${min} and ${max}${strictMax ? ')' : ''}`];
  if (max === 0 && !strictMax && min === undefined) return ['= 0'];
  return [
    ...(min === undefined ? [] : [`${strictMin ? '>' : '>='} ${min}`]),
    ...(max === undefined ? [] : [`${strictMax ? '<' : '<='} ${max}`]),
  ];
}

const alerts = ({ pass, warn }: Omit<SodaCheck, 'what'>): Tree =>
  compact({
    warn: warn?.max === undefined ? undefined : `when > ${warn.max}`,
    fail: pass.max === undefined ? undefined : `when > ${pass.max}`,
  });
