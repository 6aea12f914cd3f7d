/** Laws of the mapping of columns: one to one, blind to order, sure of names, and right about content where content is clear. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isReordered, matchColumns, nameLikeness, plainName, type SampledColumn } from '../../../engine/intake/mapping/model.ts';
import { propertyRuns } from '../../support/property.ts';

const kinds = [null, 'cn-resident-id', 'cn-mobile', 'cn-credit-code'] as const;
const types = ['text', 'integer', 'decimal', 'date', 'empty'] as const;
const words = ['姓名', '证件号码', '街道', '金额', '电话', '登记日期', 'name', 'ID', '备注', '状态', '编号'] as const;
const values = fc.uniqueArray(
  fc.constantFrom('福田街道', '南园街道', '13800000001', '13900000002', 'A-0001', 'A-0002', '男', '女', '2026-01-01', '12'),
  {
    maxLength: 6,
  },
);

const column = (name: string): fc.Arbitrary<SampledColumn> =>
  fc.record({
    name: fc.constant(name),
    type: fc.constantFrom(...types),
    semantic: fc.constantFrom(...kinds),
    values: values.map((v) => new Set(v)),
  });
const table = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom(...words), fc.constantFrom('', '_1', '（元）', ' ')).map((parts) => parts.join('')),
    { maxLength: 7 },
  )
  .chain((names) => fc.tuple(...names.map(column)));
const aliases = fc.dictionary(fc.constantFrom(...words), fc.constantFrom(...words), { maxKeys: 4 });

const pairsOf = (matches: ReturnType<typeof matchColumns>): ReadonlyMap<string, string> =>
  new Map(matches.flatMap(({ from, to }) => (to === null ? [] : [[from, to] as const])));

test('a column of the dataset is taken once at most, and only one that it has; every column of the file is told', () => {
  fc.assert(
    fc.property(table, table, aliases, (file, known, also) => {
      const matches = matchColumns(file, known, also);
      assert.deepEqual(
        matches.map(({ from }) => from),
        file.map(({ name }) => name),
      );
      const taken = matches.flatMap(({ to }) => (to === null ? [] : [to]));
      assert.equal(new Set(taken).size, taken.length);
      for (const to of taken) assert.ok(known.some(({ name }) => name === to));
      for (const { to, by, confidence } of matches) {
        assert.equal(to === null, by === null);
        assert.ok(to === null ? confidence === 0 : confidence >= 0.5 && confidence <= 1);
      }
    }),
    propertyRuns(400),
  );
});

test('the order of the columns on either side changes nothing', () => {
  const both = fc
    .tuple(table, table, aliases)
    .chain(([file, known, also]) =>
      fc.tuple(
        fc.constant({ file, known, also }),
        fc.shuffledSubarray([...file], { minLength: file.length }),
        fc.shuffledSubarray([...known], { minLength: known.length }),
      ),
    );
  fc.assert(
    fc.property(both, ([{ file, known, also }, file2, known2]) => {
      const sorted = (matches: ReturnType<typeof matchColumns>) => matches.toSorted((a, b) => (a.from < b.from ? -1 : 1));
      assert.deepEqual(sorted(matchColumns(file2, known2, also)), sorted(matchColumns(file, known, also)));
    }),
    propertyRuns(400),
  );
});

test('a name that both have is never given to another column, whatever is in it', () => {
  fc.assert(
    fc.property(table, table, aliases, (file, known, also) => {
      const pairs = pairsOf(matchColumns(file, known, also));
      for (const { name } of file) if (known.some((one) => one.name === name)) assert.equal(pairs.get(name), name);
    }),
    propertyRuns(300),
  );
});

test('what a person said of a name is found again by its alias', () => {
  fc.assert(
    fc.property(table, (known) => {
      const also = Object.fromEntries(known.map(({ name }, i) => [`F${i}`, name]));
      const file = known.map((one, i) => ({ ...one, name: `F${i}` }));
      for (const { from, to, by, confidence } of matchColumns(file, known, also)) {
        assert.deepEqual([to, by, confidence], [also[from], 'alias', 1]);
      }
    }),
    propertyRuns(200),
  );
});

test('columns with values of their own are found under any name', () => {
  const count = fc.integer({ min: 1, max: 8 });
  fc.assert(
    fc.property(count, fc.infiniteStream(fc.nat(1_000_000)), (n, numbers) => {
      const known = Array.from({ length: n }, (_, i): SampledColumn => ({
        name: `列${i}`,
        type: 'text',
        semantic: null,
        values: new Set(Array.from({ length: 5 }, () => `${'甲乙丙丁戊己庚辛'[i]}街道${numbers.next().value}`)),
      }));
      const file = known.toReversed().map((one, i) => ({ ...one, name: `X${i}` }));
      const pairs = pairsOf(matchColumns(file, known, {}));
      file.forEach(({ name }, i) => assert.equal(pairs.get(name), known[n - 1 - i]?.name));
    }),
    propertyRuns(100),
  );
});

test('spelling: width, case, blanks and a unit in brackets make no other name', () => {
  for (const name of ['证件号码', '证件 号码', '证件号码（必填）', '证件号码 *']) assert.equal(plainName(name), '证件号码');
  assert.equal(plainName('ＩＤ_No'), 'idno');
  assert.equal(plainName('(元)'), '(元)');
  assert.equal(nameLikeness('街道名称', '街道名称'), 1);
  assert.ok(nameLikeness('所属街道', '街道名称') > nameLikeness('所属街道', '登记日期'));
});

test('two columns of one meaning are no sure match by meaning alone', () => {
  const phone = (name: string, ...list: readonly string[]): SampledColumn => ({
    name,
    type: 'text',
    semantic: 'cn-mobile',
    values: new Set(list),
  });
  const known = [phone('本人手机', '13800000001'), phone('亲属手机', '13900000002')];
  assert.deepEqual(
    matchColumns([phone('tel', '18600000003')], known, {}).map(({ to }) => to),
    [null],
  );
  assert.deepEqual(
    matchColumns([phone('tel', '13900000002')], known, {}).map(({ to, by }) => [to, by]),
    [['亲属手机', 'content']],
  );
});

test('order of what both have', () => {
  const match = (to: string | null) => ({ from: to ?? 'x', to, by: null, confidence: 1 });
  assert.equal(isReordered([match('a'), match(null), match('b')], ['a', 'b', 'c']), false);
  assert.equal(isReordered([match('b'), match('a')], ['a', 'b', 'c']), true);
});
