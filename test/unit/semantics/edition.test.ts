import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bundledEntries, type CodeEntry, codeListIds, codeListOf, semanticsWith, withEditions } from '../../../engine/semantics/index.ts';
import { semantics, tables } from './setup.ts';

const today = 20_261_123;
const entry = (code: string, name: string, more: Partial<CodeEntry> = {}): CodeEntry => ({
  code,
  name,
  validFrom: null,
  validTo: null,
  parent: null,
  ...more,
});
const streets = [
  entry('1', '东区'),
  entry('11', '甲街道', { parent: '1' }),
  entry('12', '乙街道', { parent: '1', validFrom: '2026-01-01' }),
  entry('13', '丙街道', { parent: '1', validTo: '2025-12-31' }),
];
const of = (list: string, version: number, entries: readonly CodeEntry[], newest = true) => ({ list, version, newest, entries });

test('a list of the workspace is found by its name, and a version by its number', () => {
  const both = withEditions(tables, [of('街道', 1, streets.slice(0, 2), false), of('街道', 2, streets)], today);
  assert.equal(codeListOf(both, '街道')?.nameOf('12'), '乙街道');
  assert.equal(codeListOf(both, '街道@1')?.nameOf('12'), undefined);
  assert.equal(codeListOf(both, ' 街道@2 ')?.nameOf('12'), '乙街道');
  assert.equal(codeListOf(both, '街道@3'), null);
  assert.equal(codeListOf(tables, '街道'), null);
});

test('codes are in force between their days, both included; names agree with those above before them', () => {
  const list = codeListOf(withEditions(tables, [of('街道', 1, streets)], today), '街道');
  assert.ok(list);
  assert.deepEqual([list.inForce('12', null), list.inForce('12', 20_260_101), list.inForce('12', 20_251_231)], [true, true, false]);
  assert.deepEqual([list.inForce('13', null), list.inForce('13', 20_251_231), list.inForce('13', 20_260_101)], [false, true, false]);
  assert.deepEqual([list.levelOf('1'), list.levelOf('11'), list.levelOf('99')], [1, 2, undefined]);
  for (const name of ['甲街道', '东区甲街道', '东区 甲街道']) assert.ok(list.agrees('11', name), name);
  for (const name of ['', '东区', '西区甲街道', '乙街道']) assert.ok(!list.agrees('11', name), name);
});

test('a newer edition takes the place of a bundled list, for rules and for meaning; the bundled one stays by its number and its standard', () => {
  const newer = [...bundledEntries(tables, 'gender').filter(({ code }) => code !== '9'), entry('5', '其他')];
  const own = withEditions(tables, [of('gender', 1, newer)], today);
  assert.deepEqual([codeListOf(own, 'gender')?.inForce('5', null), codeListOf(own, 'gender')?.inForce('9', null)], [true, false]);
  for (const name of ['cn-gender', 'GB/T 2261.1', 'gender@1']) assert.ok(codeListOf(own, name)?.inForce('5', null), name);
  for (const name of ['gender@0', 'GB/T 2261.1-2003', 'gender@2003']) assert.ok(!codeListOf(own, name)?.inForce('5', null), name);
  assert.ok(codeListOf(own, 'gender')?.agrees('1', '男'), 'other words of a code that is still the same');
  const with5 = semanticsWith(semantics, [of('gender', 1, newer)], '2026-11-23');
  assert.deepEqual([with5.check('cn-gender', '5', 'reference'), with5.check('cn-gender', '9', 'reference')], ['ok', 'not-in-list']);
  assert.equal(semantics.check('cn-gender', '5', 'reference'), 'not-in-list');
});

test('divisions that a newer edition no longer has are retired: they stay valid inside ids and are not in force', () => {
  const without = bundledEntries(tables, 'division').filter(
    ({ code, validTo }) => code.length === 6 && validTo === null && code !== '440304',
  );
  const own = withEditions(
    tables,
    [of('division', 1, [...without, entry('440399', '新新区', { parent: '440300', validFrom: '2026-01-01' })])],
    today,
  );
  const list = codeListOf(own, 'division');
  assert.ok(list);
  assert.deepEqual([list.inForce('440304', null), list.inForce('440399', null), list.inForce('440399', 20_251_231)], [false, true, false]);
  assert.ok(list.inForce('440305001', null), 'townships of divisions that stay are those that are bundled');
  assert.ok(!list.inForce('440304008', null), 'and go with their division');
  assert.ok(list.agrees('440399', '广东省深圳市新新区'));
  const { states } = own.divisions;
  assert.deepEqual([states[440_304], states[440_399], states[440_305], tables.divisions.states[440_304]], [2, 1, 1, 1]);
  const checked = semanticsWith(semantics, [of('division', 1, [...without])], '2026-11-23');
  assert.equal(checked.check('cn-division', '440304', 'reference'), 'retired');
});

test('an edition with the bundled entries says what the bundled list says', () => {
  for (const id of codeListIds) {
    const entries = bundledEntries(tables, id);
    assert.ok(entries.length > 3, id);
    const [theirs, ours] = [codeListOf(withEditions(tables, [of(id, 1, entries)], today), id), codeListOf(tables, id)];
    assert.ok(theirs && ours);
    const codes = fc.oneof(fc.constantFrom(...entries.map(({ code }) => code)), fc.stringMatching(/^[0-9A-Z]{1,6}$/));
    fc.assert(
      fc.property(codes, (code) => {
        assert.equal(theirs.nameOf(code), ours.nameOf(code), code);
        assert.equal(theirs.agrees(code, ours.nameOf(code) ?? '-'), ours.agrees(code, ours.nameOf(code) ?? '-'), code);
        // the bundled divisions know months only, and of retired codes not always when
        if (id !== 'division') assert.equal(theirs.inForce(code, null), ours.inForce(code, null), code);
        if (id !== 'country') assert.equal(theirs.levelOf(code), ours.levelOf(code), code);
      }),
      { numRuns: 300 },
    );
  }
});
