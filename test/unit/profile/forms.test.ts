/** Ways of writing: templates, units, glued values, slips. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { codedTable } from '../../../engine/profile/structure/coded.ts';
import { findForms } from '../../../engine/profile/structure/forms.ts';
import { editDistance, findVariants } from '../../../engine/profile/structure/variants.ts';
import { propertyRuns } from '../../support/property.ts';

const quiet = { throwIfCancelled: () => undefined };
const repeat = <T>(count: number, of: (i: number) => T): readonly T[] => Array.from({ length: count }, (_, i) => of(i));
const forms = (columns: Readonly<Record<string, readonly (string | null)[]>>) => findForms(codedTable(columns), quiet);

test('texts that differ in their digits only have a template; a rare other one does not', () => {
  const [form, ...rest] = forms({ 面积: [...repeat(97, (i) => `${i + 1} 平方米`), '约三十', '12平', '九十 平方米', null] });
  assert.deepEqual(rest, []);
  assert.deepEqual(form, { kind: 'template', column: '面积', patterns: ['^[0-9]{1,3} 平方米$'], rows: 100, fitting: 97 });
});

test('a code of fixed length keeps its length', () => {
  const [form] = forms({ 编号: repeat(40, (i) => `YD-${String(i).padStart(6, '0')}`) });
  assert.deepEqual(form?.kind === 'template' && form.patterns, ['^YD-[0-9]{6}$']);
});

test('plain digits, plain words and texts of many forms have none', () => {
  assert.deepEqual(forms({ a: repeat(50, (i) => String(i)) }), []);
  assert.deepEqual(forms({ a: repeat(50, (i) => ['福田区', '南山区'][i % 2] ?? '') }), []);
  assert.deepEqual(forms({ a: repeat(50, (i) => `${'ab'.repeat(i + 1)}${i}`) }), []);
});

test('numbers with a unit in several spellings, or only now and then', () => {
  const [mixed] = forms({ 容量: repeat(60, (i) => `${i}.0 ${['oz', 'oz.', '盎司'][i % 3]}`) });
  assert.deepEqual(mixed, { kind: 'unit', column: '容量', units: ['oz', 'oz.', '盎司'], rows: 60, fitting: 0 });
  const [some] = forms({ 比例: repeat(100, (i) => (i % 4 === 0 ? `0.${i}%` : `0.${i}`)) });
  assert.deepEqual(some, { kind: 'unit', column: '比例', units: ['%'], rows: 100, fitting: 75 });
});

test('a value of the next column, glued to this one and missing there', () => {
  const city = repeat(100, (i) => (i % 20 === 0 ? '广州市 广东' : (['深圳市', '长沙市'][i % 2] ?? '')));
  const province = repeat(100, (i) => (i % 20 === 0 ? null : (['广东', '湖南'][i % 2] ?? '')));
  const found = forms({ city, province }).filter(({ kind }) => kind === 'glued');
  assert.deepEqual(found, [{ kind: 'glued', column: 'city', other: 'province', values: ['广东'], rows: 100, fitting: 95 }]);
  // where the other column has its value too, the text is only longer
  assert.deepEqual(
    forms({ city, province: repeat(100, (i) => ['广东', '湖南'][i % 2] ?? '') }).filter(({ kind }) => kind === 'glued'),
    [],
  );
});

test('rare texts near a common one are slips; short ones, names of two characters and other numbers are not', () => {
  const of = (texts: Readonly<Record<string, number>>) => findVariants(Object.entries(texts));
  assert.deepEqual(of({ 'acute care hospitals': 900, 'acute caxe hospitals': 2, 'childrens hospitals': 60 }), [
    { text: 'acute caxe hospitals', of: 'acute care hospitals', rows: 2 },
  ]);
  assert.deepEqual(of({ 张三: 100, 张四: 1 }), []);
  assert.deepEqual(of({ 'room 12': 100, 'room 13': 1 }), []);
  assert.deepEqual(of({ 示例市市场监督管理局: 100, 示例市市场监督管理居: 1 }), [
    { text: '示例市市场监督管理居', of: '示例市市场监督管理局', rows: 1 },
  ]);
  // a column of many different texts is no list
  assert.deepEqual(findVariants(repeat(100, (i) => [`${String.fromCodePoint(0x61 + (i % 26))}bcdefgh`, 1] as const)), []);
});

test('the edit distance is a metric, and its limit only cuts', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '福', '𠮷'), maxLength: 8 });
  fc.assert(
    fc.property(word, word, word, (a, b, c) => {
      const d = (x: string, y: string): number => editDistance(x, y, 99);
      assert.equal(d(a, a), 0);
      assert.equal(d(a, b), d(b, a));
      assert.ok(d(a, c) <= d(a, b) + d(b, c));
      assert.ok(d(a, b) >= Math.abs(Array.from(a).length - Array.from(b).length));
      for (const limit of [0, 1, 3]) assert.equal(Math.min(editDistance(a, b, limit), limit + 1), Math.min(d(a, b), limit + 1));
    }),
    propertyRuns(300),
  );
});
