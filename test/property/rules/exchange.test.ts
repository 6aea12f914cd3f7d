import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { exchangeFormats, type ExchangeFormat } from '../../../contract/methods/rules.ts';
import { readForeign, writeForeign } from '../../../engine/rules/exchange/index.ts';
import { parseExpression } from '../../../engine/rules/index.ts';
import { kindOf, kinds } from '../../../engine/rules/kinds/index.ts';
import { readRule, type RuleObject, type RuleSpec } from '../../../engine/rules/rule.ts';
import { propertyRuns } from '../../support/property.ts';

const name = fc.constantFrom('证件号码', '姓名', 'a b', 'x', '金额', '`odd`');
const column = fc.record({ column: name });
const words = fc.uniqueArray(fc.constantFrom('男', '女', 'a', "O'K", '未知', ''), { minLength: 1, maxLength: 3 });
const n = fc.integer({ min: -5, max: 50 });
const count = fc.integer({ min: 0, max: 20 });
const opt = <T>(arb: fc.Arbitrary<T>) => fc.option(arb, { nil: undefined });
const limits = fc.record({ min: opt(fc.constant(1)), max: opt(fc.constant(9)), strictMin: opt(fc.boolean()) });
const some = <T extends object>(kind: string, ...parts: readonly fc.Arbitrary<T | object>[]): fc.Arbitrary<RuleObject> =>
  fc.tuple(...parts).map((all) => Object.assign({ kind }, ...all) as RuleObject);

const body = fc.oneof(
  some('not-null', column),
  some('unique', column),
  some('must-be-null', column),
  some(
    'value-in-set',
    column,
    words.map((values) => ({ values })),
    fc.constantFrom({}, { ignoreCase: true }, { trim: false }),
  ),
  some('value-in-set', column, fc.constant({ values: [1, 2] })),
  some(
    'value-not-in-set',
    column,
    words.map((values) => ({ values })),
  ),
  some(
    'value-between',
    column,
    fc.tuple(n, count).map(([min, more]) => ({ min, max: min + more })),
    fc.constantFrom({}, { strictMin: true }, { strictMax: true }),
  ),
  some('value-length', column, fc.constantFrom({ equals: 4 }, { min: 1 }, { min: 2, max: 8 }, { max: 3, unit: 'utf8-bytes' })),
  some(
    'value-matches-regex',
    column,
    fc.constantFrom({ patterns: ['^a+$'] }, { patterns: ['a', 'b'], match: 'all' }, { patterns: ['x'], anchored: true }),
  ),
  some('value-not-matches-regex', column, fc.constantFrom({ patterns: ['测试'] }, { patterns: ['a', 'b'] })),
  some('value-type', column, fc.constantFrom({ type: 'integer' }, { types: ['date', 'text'] })),
  some('value-monotonic', column, fc.constantFrom({}, { direction: 'decreasing', strict: true })),
  some('value-zscore-below', column, fc.constantFrom({ limit: 3 }, { limit: 2, doubleSided: false })),
  some(
    'column-stat',
    column,
    fc.constantFrom(
      { stat: 'mean' },
      { stat: 'sum' },
      { stat: 'min' },
      { stat: 'stdev' },
      { stat: 'max-length' },
      { stat: 'quantile', q: 0.9 },
    ),
    limits,
  ),
  some(
    'column-value-set',
    column,
    words.map((values) => ({ values })),
    fc.constantFrom({ relation: 'subset' }, { relation: 'superset' }, { relation: 'equal' }),
  ),
  some('column-distinct-count', column, limits),
  some('row-count', fc.constantFrom({ min: 1 }, { equals: 7 }, { min: 2, max: 9 }, { max: 4 })),
  some('column-count', fc.constantFrom({ equals: 3 }, { min: 1 })),
  some('column-exists', column, fc.constantFrom({}, { index: 0 })),
  some('columns-match-set', fc.constantFrom({ columns: ['a', 'b'] }, { columns: ['a'], exact: false })),
  some('columns-match-order', fc.constant({ columns: ['a', 'b', 'c'] })),
  some('compound-unique', fc.constant({ columns: ['a', 'b'] }), fc.constantFrom({}, { ignoreRowIf: 'never' })),
  some('primary-key', fc.constant({ columns: ['a', 'b'] })),
  some('pair-equal', fc.constant({ a: 'x', b: 'y' }), fc.constantFrom({}, { ignoreRowIf: 'neither' }, { normalize: 'trim' })),
  some('pair-compare', fc.constant({ a: 'x', b: 'y' }), fc.constantFrom({ op: '>' }, { op: '>=' }, { op: '<' })),
  some('row-arithmetic', fc.constant({ columns: ['a', 'b'], equals: 10 }), fc.constantFrom({}, { tolerance: 1 })),
  some('row-expression', fc.constantFrom({ expression: 'x > 0' }, { expression: 'NOT coalesce((x < 0), FALSE)' })),
  some('sql-rows', fc.constant({ query: 'SELECT * FROM {dataset} WHERE x < 0' })),
  some('freshness', column, fc.constantFrom({ maxAge: '3d' }, { maxAge: '1m' })),
  some('exists-in', fc.constant({ columns: ['a'], dataset: '名录', otherColumns: ['代码'] })),
  some('value-matches-semantic', column, fc.constantFrom({ semantic: 'email' }, { semantic: 'cn-resident-id' })),
);
const shared = fc.record(
  {
    threshold: fc.constantFrom(0.5, 0.9, 0.95, 0.999, 1),
    maxFailures: fc.constantFrom(0, 3),
    warnAt: fc.constantFrom(0.99),
    of: fc.constantFrom('rows' as const),
    severity: fc.constantFrom('critical', 'major', 'minor', 'info'),
    where: fc.constantFrom("状态 = '在册'", "a <> 'b'", 'x IS NOT NULL AND y > 3', 'NOT (a = 1)', 'year(d) > 2000'),
    description: fc.constantFrom('依据', 'a: "b"'),
  },
  { requiredKeys: [] },
);
const rules = fc
  .array(fc.oneof({ weight: 3, arbitrary: body }, { weight: 1, arbitrary: fc.tuple(body, shared).map(([b, s]) => ({ ...b, ...s })) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((list) =>
    list.flatMap((rule, i) => {
      const { spec } = readRule(Object.fromEntries(Object.entries({ id: `r${i}`, ...rule }).filter(([, v]) => v !== undefined)), i + 1);
      return spec ? [spec] : [];
    }),
  );

/** What a rule says, with its defaults written out, for a comparison. */
function meaning({ kind, params, where, threshold, maxFailures, warnAt, of }: RuleSpec): string {
  const p: Record<string, unknown> = { ...params };
  if (p['equals'] !== undefined && kind !== 'row-arithmetic') [p['min'], p['max'], p['equals']] = [p['equals'], p['equals'], undefined];
  if (p['min'] === undefined) delete p['strictMin'];
  if (p['max'] === undefined) delete p['strictMax'];
  const defaults: Readonly<Record<string, unknown>> = {
    exact: true,
    strict: false,
    direction: 'increasing',
    doubleSided: true,
    ignoreCase: false,
    trim: false,
    unit: 'chars',
    strictMin: false,
    strictMax: false,
    castable: true,
    match: 'any',
    anchored: false,
  };
  const said = Object.entries(p)
    .filter(([key, value]) => value !== undefined && !(key in defaults && defaults[key] === value))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // where every row is evaluated, and where no row may fail, the denominator is the same
  const grain = kindOf(kind)?.grain;
  if (grain === 'aggregate' || grain === 'whole')
    return JSON.stringify({ kind, said, where: where === null ? null : parseExpression(where) }, withoutPlace);
  // a count stands in the place of the share
  const share = maxFailures === null ? threshold : 1;
  const base = kind === 'not-null' || (share === 1 && warnAt === null) ? 'any' : of;
  return JSON.stringify(
    { kind, said, where: where === null ? null : parseExpression(where), share, maxFailures: maxFailures ?? 0, warnAt, base },
    withoutPlace,
  );
}

const withoutPlace = (key: string, value: unknown): unknown => (key === 'at' ? undefined : value);

for (const format of exchangeFormats) {
  test(`${format}: what is said to be exact comes back as it was, and every rule is accounted for`, () => {
    let exact = 0;
    fc.assert(
      fc.property(rules, (specs) => {
        const { text, notes } = writeForeign({ name: '表', nullLike: [], rules: specs, unread: [] }, format);
        assert.deepEqual(notes.map((note) => note.rule).sort(), specs.map((spec) => spec.id).sort(), 'one note a rule');
        for (const note of notes) assert.equal(note.outcome === 'exact', note.reasons.length === 0);
        if (specs.length === notes.filter((note) => note.outcome === 'lost').length && format !== 'gx' && format !== 'frictionless') return;
        const back = readForeign(text, `x.${format}`, format);
        assert.ok(back);
        const read = back.rules.map((rule, i) => readRule(rule, i + 1).spec);
        assert.ok(
          read.every((spec) => spec !== null),
          'what is read can be run',
        );
        const known = read.map((spec) => (spec ? meaning(spec) : ''));
        for (const spec of specs) {
          if (notes.find((note) => note.rule === spec.id)?.outcome !== 'exact') continue;
          exact++;
          assert.ok(known.includes(meaning(spec)), `${meaning(spec)}\n${text}\n${known.join('\n')}`);
        }
      }),
      propertyRuns(300),
    );
    assert.ok(exact > 100, `${exact} rules were said to be exact`);
  });
}

test('every kind is either carried over or said to be lost, in every form', () => {
  for (const format of exchangeFormats satisfies readonly ExchangeFormat[]) {
    for (const kind of kinds) {
      for (const [i, example] of kind.examples.entries()) {
        const { spec } = readRule({ id: `e${i}`, kind: kind.kind, ...example.params }, i + 1);
        if (!spec) continue;
        const { notes } = writeForeign({ name: 't', nullLike: [], rules: [spec], unread: [] }, format);
        assert.deepEqual(
          notes.map((note) => note.rule),
          [spec.id],
          `${format} ${kind.kind}`,
        );
      }
    }
  }
});
