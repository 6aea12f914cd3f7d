import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  columnsByName,
  diffEntries,
  digestOfEntries,
  listsNamed,
  nameAndVersion,
  readEntries,
  spanOf,
} from '../../../engine/codes/model.ts';
import type { CodeEntry } from '../../../engine/semantics/index.ts';

const entry = (code: string, more: Partial<CodeEntry> = {}): CodeEntry => ({
  code,
  name: `名${code}`,
  validFrom: null,
  validTo: null,
  parent: null,
  ...more,
});

test('columns are told by their names, a parent is not taken for the code', () => {
  assert.deepEqual(columnsByName(['上级代码', '代码', '名称', '启用日期', '停用日期']), {
    code: '代码',
    name: '名称',
    validFrom: '启用日期',
    validTo: '停用日期',
    parent: '上级代码',
  });
  assert.deepEqual(columnsByName(['code', 'name', 'valid_from', 'valid_to', 'parent'])?.parent, 'parent');
  assert.deepEqual(columnsByName(['街道编码', '街道名称']), {
    code: '街道编码',
    name: '街道名称',
    validFrom: null,
    validTo: null,
    parent: null,
  });
  assert.equal(columnsByName(['甲', '乙']), null);
});

test('everything that is wrong with a file is told, by its row', () => {
  const row = (n: number, code: string, more: object = {}) => ({
    row: n,
    code,
    name: '名',
    validFrom: '',
    validTo: '',
    parent: '',
    ...more,
  });
  const { entries, problems } = readEntries([
    row(1, '1', { validFrom: '20200101', validTo: '2020/12/31' }),
    row(2, ''),
    row(3, '1'),
    row(4, '2', { name: '' }),
    row(5, '3', { validFrom: '2020-02-30' }),
    row(6, '4', { validFrom: '2021-01-01', validTo: '2020-01-01' }),
    row(7, '5', { parent: '9' }),
    row(8, '6', { parent: '7' }),
    row(9, '7', { parent: '6' }),
    row(10, 'x'.repeat(61)),
  ]);
  assert.deepEqual(entries[0], { code: '1', name: '名', validFrom: '2020-01-01', validTo: '2020-12-31', parent: null });
  assert.deepEqual(
    problems.map((p) => [p.row, p.code]),
    [
      [2, 'code-empty'],
      [3, 'code-twice'],
      [4, 'name-empty'],
      [5, 'date'],
      [6, 'dates-turned'],
      [7, 'parent-unknown'],
      [8, 'parent-circle'],
      [9, 'parent-circle'],
      [10, 'code-long'],
    ],
  );
  assert.deepEqual(problems[1]?.params, { code: '1', first: 1 });
});

test('lists are named by rules, also within others; a version stands behind an @', () => {
  assert.deepEqual(listsNamed({ kind: 'x', all: [{ codeList: '街道@3' }, { any: { codeList: 'gender' } }] }), ['街道@3', 'gender']);
  assert.deepEqual(nameAndVersion('街道@3'), { name: '街道', version: 3 });
  assert.deepEqual(nameAndVersion('GB/T 2260'), { name: 'GB/T 2260', version: null });
  assert.deepEqual(nameAndVersion('a@b'), { name: 'a@b', version: null });
});

test('a span is open where one code is', () => {
  assert.deepEqual(
    spanOf([
      entry('1', { validFrom: '2020-01-01', validTo: '2021-01-01' }),
      entry('2', { validFrom: '2019-01-01', validTo: '2022-01-01' }),
    ]),
    {
      validFrom: '2019-01-01',
      validTo: '2022-01-01',
    },
  );
  assert.deepEqual(spanOf([entry('1'), entry('2', { validFrom: '2019-01-01', validTo: '2022-01-01' })]), {
    validFrom: null,
    validTo: null,
  });
});

const lists = fc
  .uniqueArray(fc.record({ code: fc.string({ minLength: 1, maxLength: 3 }), name: fc.constantFrom('甲', '乙') }), {
    selector: (e) => e.code,
    maxLength: 12,
  })
  .map((all) => all.map(({ code, name }) => entry(code, { name })));

test('a comparison accounts for every code, and says nothing exactly when the digest is the same', () => {
  fc.assert(
    fc.property(lists, lists, (from, to) => {
      const diff = diffEntries(from, to);
      assert.equal(diff.added + diff.changed + diff.same, to.length);
      assert.equal(diff.gone + diff.changed + diff.same, from.length);
      assert.equal(diff.rows.length, diff.added + diff.gone + diff.changed);
      assert.equal(diff.rows.length === 0, digestOfEntries(from) === digestOfEntries(to));
    }),
  );
  fc.assert(fc.property(lists, (list) => assert.equal(digestOfEntries(list), digestOfEntries(list.toReversed()))));
});
