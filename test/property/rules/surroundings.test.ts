/** Rules about what surrounds the rows (file, structure, catalogue, other rules), each against a second computation written from its description. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EarlierBatch, SourceFacts, Surroundings } from '../../../engine/rules/index.ts';
import type { BatchColumn } from '../../../engine/table/batch-file.ts';
import { checkRows } from '../../support/check.ts';
import { runs } from '../../support/rule-rows.ts';
import { type Rule, said, type Verdict, verdictOf } from '../../support/rule-verdict.ts';

test('composite agrees with three-valued truth tables', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom<Verdict>('pass', 'fail', 'open'), { minLength: 3, maxLength: 6 }),
      fc.record({ all: fc.boolean(), any: fc.boolean(), not: fc.boolean() }).filter((c) => c.all || c.any || c.not),
      async (parts, asked) => {
        // three stretches of the parts; each part is a rule that is known to come out so
        const third = Math.ceil(parts.length / 3);
        const ids = parts.map((_, i) => `r${i}`);
        const [all, any, [not = 'r0']] = [ids.slice(0, third), ids.slice(third, 2 * third), ids.slice(-1)];
        const known: Readonly<Record<Verdict, Rule>> = {
          pass: { kind: 'row-count', min: 1 },
          fail: { kind: 'row-count', min: 9 },
          open: { kind: 'service-available', endpoint: 'https://example.org' },
        };
        const rule = { kind: 'composite', ...(asked.all ? { all } : {}), ...(asked.any ? { any } : {}), ...(asked.not ? { not } : {}) };
        const [verdict] = await verdictOf(2, [...parts.map((part) => known[part]), rule], {});
        // 0, a half and 1: `and` takes the least, `or` the most, `not` turns round (Kleene)
        const worth = (id: string): number => ({ pass: 1, open: 0.5, fail: 0 })[parts[ids.indexOf(id)] ?? 'open'];
        const value = Math.min(
          ...(asked.all ? all.map(worth) : []),
          ...(asked.any ? [Math.max(...any.map(worth))] : []),
          ...(asked.not ? [1 - worth(not)] : []),
        );
        assert.equal(verdict, value === 1 ? 'pass' : value === 0 ? 'fail' : 'open');
      },
    ),
    runs,
  ));

const sourceOf = (given: Partial<SourceFacts>): Partial<Surroundings> => ({
  source: { sha256: null, sm3: null, malformed: 0, malformedReasons: {}, ...given },
});

test('file-digest tells one changed bit, in either digest', () =>
  fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.nat(),
      fc.constantFrom('sha256', 'sm3'),
      fc.boolean(),
      async (bytes, at, algorithm, changed) => {
        const digest = (of: Uint8Array): string => createHash(algorithm).update(of).digest('hex');
        const other = bytes.map((b, i) => (changed && i === at % bytes.length ? b ^ 1 : b));
        const source = sourceOf({ [algorithm]: digest(bytes) });
        const expected = digest(other)
          .toUpperCase()
          .replace(/(.{8})/g, '$1 ');
        assert.equal((await verdictOf(1, [{ kind: 'file-digest', algorithm, expected }], source))[0], said(!changed));
        const unknown = algorithm === 'sm3' ? 'sha256' : 'sm3';
        assert.equal((await verdictOf(1, [{ kind: 'file-digest', algorithm: unknown, expected }], source))[0], 'open');
      },
    ),
    runs,
  ));

test('malformed-rows agrees with counts written out', () =>
  fc.assert(
    fc.asyncProperty(
      fc.nat({ max: 20 }),
      fc.record({ 'too-few-fields': fc.nat({ max: 5 }), 'bad-quote': fc.nat({ max: 5 }) }),
      fc.option(fc.nat({ max: 6 }), { nil: undefined }),
      fc.option(fc.constantFrom(0, 0.1, 0.5, 1), { nil: undefined }),
      fc.option(fc.subarray(['too-few-fields', 'bad-quote', 'no-such'], { minLength: 1 }), { nil: undefined }),
      async (rows, malformedReasons, maxCount, maxRatio, kinds) => {
        const malformed = malformedReasons['too-few-fields'] + malformedReasons['bad-quote'];
        const rule = {
          kind: 'malformed-rows',
          ...Object.fromEntries(Object.entries({ maxCount, maxRatio, kinds }).filter(([, v]) => v !== undefined)),
        };
        const [verdict] = await verdictOf(rows, [rule], sourceOf({ malformed, malformedReasons }));
        const counted = Object.entries(malformedReasons).reduce(
          (n, [kind, c]) => n + (kinds === undefined || kinds.includes(kind) ? c : 0),
          0,
        );
        const tooMany = maxCount !== undefined && counted > maxCount;
        const tooLarge = maxRatio !== undefined && counted > 0 && counted / Math.max(rows, counted) > maxRatio;
        const any = maxCount === undefined && maxRatio === undefined && counted > 0;
        assert.equal(verdict, said(!tooMany && !tooLarge && !any));
      },
    ),
    runs,
  ));

const columnOf = (name: string, index: number, type: BatchColumn['type'], semantic: string | null = null): BatchColumn => ({
  index,
  name,
  type,
  semantic,
});
const typeNames = ['integer', 'decimal', 'date', 'datetime', 'text', 'empty'] as const;
const columnsArb = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom(...typeNames)), {
  minLength: 1,
  maxLength: 4,
  selector: ([name]) => name,
});

test('schema-matches agrees with a comparison column by column', () =>
  fc.assert(
    fc.asyncProperty(columnsArb, columnsArb, fc.boolean(), fc.boolean(), fc.boolean(), async (own, before, order, extra, listed) => {
      const types = Object.fromEntries(own);
      const history: EarlierBatch[] = [
        {
          number: 1,
          at: '2026-05-01T00:00:00Z',
          rows: 1,
          columns: before.map(([name, type], i) => columnOf(name, i, type)),
          file: null,
          observed: {},
        },
      ];
      const baseline = listed ? before.map(([name, type]) => (type === 'empty' ? { name } : { name, type })) : 'previous';
      const run = await checkRows(
        own.map(([name]) => name),
        [],
        [{ kind: 'schema-matches', baseline, order, extra }],
        { types, surroundings: { history } },
      );
      const [result] = run.results;
      assert.equal(result?.error, null);
      const fits = (type: string, wanted: string): boolean =>
        type === 'empty' ||
        wanted === 'empty' ||
        // what was text may be anything in the next batch, but a list means what it says
        (!listed && wanted === 'text') ||
        type === wanted ||
        `${type} in ${wanted}` === 'integer in decimal' ||
        `${type} in ${wanted}` === 'date in datetime';
      const missing = before.filter(([name]) => !own.some(([n]) => n === name)).map(([name]) => name);
      const unexpected = extra ? [] : own.filter(([name]) => !before.some(([n]) => n === name)).map(([name]) => name);
      const retyped = before.filter(([name, wanted]) => own.some(([n, type]) => n === name && !fits(type, wanted))).map(([name]) => name);
      const shared = own.filter(([name]) => before.some(([n]) => n === name)).map(([name]) => name);
      const places = shared.map((name) => before.findIndex(([n]) => n === name));
      const turned = order && places.some((p, i) => i > 0 && p < (places[i - 1] ?? 0));
      assert.equal(result?.success, missing.length + unexpected.length + retyped.length === 0 && !turned);
      const observed = result?.observed as { missing: string[]; unexpected: string[]; retyped: { name: string }[] } | null;
      if (observed)
        assert.deepEqual([observed.missing, observed.unexpected, observed.retyped.map(({ name }) => name)], [missing, unexpected, retyped]);
    }),
    runs,
  ));

test('sensitive-declared names each personal column without a level', () =>
  fc.assert(
    fc.asyncProperty(
      // written down from the standard, not asked of the code: what tells of a person, and what does not
      fc.array(
        fc.constantFrom<readonly [string | null, boolean]>(
          ['cn-resident-id', true],
          ['cn-mobile', true],
          ['cn-person-name', true],
          ['cn-uscc', false],
          [null, false],
        ),
        { minLength: 1, maxLength: 5 },
      ),
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      async (meanings, declared) => {
        const names = meanings.map((_, i) => `c${i}`);
        const semantics = Object.fromEntries(meanings.flatMap(([semantic], i) => (semantic === null ? [] : [[`c${i}`, semantic]])));
        const levels = Object.fromEntries(names.filter((_, i) => declared[i]).map((name) => [name, 3]));
        const run = await checkRows(names, [], [{ kind: 'sensitive-declared', levels }], { semantics });
        const left = names.filter((_, i) => meanings[i]?.[1] && !declared[i]);
        assert.deepEqual(run.results[0]?.observed ?? [], left);
        assert.equal(run.results[0]?.success, left.length === 0);
      },
    ),
    runs,
  ));

test('metadata-complete fails for each problem of the entry that is not passed over', () =>
  fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.constantFrom('name', 'unit', 'summary', 'basis'), { maxLength: 4 }),
      fc.uniqueArray(fc.constantFrom('name', 'unit', 'basis'), { maxLength: 3 }),
      async (fields, ignore) => {
        const catalog = { fields: {}, problems: fields.map((field) => ({ field, code: 'required' })) } as unknown as NonNullable<
          Surroundings['catalog']
        >;
        const [verdict, run] = await verdictOf(1, [{ kind: 'metadata-complete', ignore }], { catalog });
        const left = fields.filter((field) => ignore.every((other) => other !== field));
        assert.equal(verdict, said(left.length === 0));
        assert.deepEqual(
          run.results[0]?.observed ?? [],
          left.map((field) => `${field}: required`),
        );
      },
    ),
    runs,
  ));

test('resource-readable counts every row that is there, whatever it holds', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.option(fc.string({ unit: 'grapheme' })), fc.option(fc.double({ noNaN: true })))),
      fc.nat({ max: 5 }),
      async (rows, minRows) => {
        const run = await checkRows(['v', 'w'], rows, [{ kind: 'resource-readable', minRows }], {
          partSizes: [Math.min(2, rows.length), Math.max(0, rows.length - 2)],
        });
        assert.deepEqual([run.results[0]?.observed, run.results[0]?.success], [rows.length, rows.length >= minRows]);
      },
    ),
    runs,
  ));
