import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { text } from '../../../contract/text/index.ts';
import { isJiadiError } from '../../../contract/errors.ts';
import { createSemantics, readResidentId, semanticFunctions, verdictFailsAt } from '../../../engine/semantics/index.ts';
import { semantics, tables } from './setup.ts';

test('every verdict has words in both languages', () => {
  for (const verdict of Object.keys(verdictFailsAt)) assert.ok(`verdict.${verdict}` in text, verdict);
});

test('an unknown kind is an expected error', () => {
  assert.throws(
    () => semantics.check('no-such', 'x'),
    (e: unknown) => isJiadiError(e) && e.code === 'unknown-kind',
  );
});

test('the day given decides what is in the future', () => {
  const id = '440305190102039919';
  assert.equal(semantics.check('cn-resident-id', id), 'ok');
  assert.equal(createSemantics({ today: '1901-02-02', tables }).check('cn-resident-id', id), 'future');
  assert.equal(createSemantics({ today: '1901-02-03', tables }).check('cn-resident-id', id), 'ok');
  assert.equal(createSemantics({ today: '2031-02-04', tables }).check('cn-resident-id', id), 'warn-age');
});

test('the functions work inside SQLite, NULL in NULL out', () => {
  const db = new Database(':memory:');
  const functions = semanticFunctions(semantics);
  for (const { name, fn } of functions) db.function(name, { deterministic: true }, fn as (...args: unknown[]) => number | null);
  const row = db
    .prepare(`SELECT sem_cn_resident_id_checksum('11010519491231002X') a, sem_cn_resident_id_checksum('110105194912310021') b, sem_cn_resident_id_shape('110105194912310021') c,
    sem_cn_resident_id_reference('440399190102039919') d, sem_cn_mobile_shape(NULL) e, sem_cn_mobile_shape(13800138000) f`)
    .get();
  assert.deepEqual(row, { a: 1, b: 0, c: 1, d: 0, e: null, f: 1 });
  assert.equal(new Set(functions.map((f) => f.name)).size, semantics.kinds.length * 3);
  db.close();
});

test('division table: states, names, parents', () => {
  const { divisions, townships, lists } = tables;
  assert.equal(divisions.states[440305], 1);
  assert.equal(divisions.states[330103], 2);
  assert.equal(divisions.states[830000], 3);
  assert.equal(divisions.states[440399], 0);
  assert.equal(divisions.states[130171], 0);
  assert.equal(divisions.nameOf('440305'), '南山区');
  assert.equal(divisions.parentOf('440305'), '440300');
  assert.equal(divisions.parentOf('440300'), '440000');
  assert.equal(divisions.parentOf('440000'), null);
  assert.ok(divisions.hasName('深圳') && divisions.hasName('深圳市') && !divisions.hasName('市辖区'));
  assert.ok(divisions.count.current > 3100 && divisions.count.retired > 3000);
  const shenzhen = [...Array(90).keys()].filter((i) => divisions.states[440300 + i] === 1 && i > 0);
  assert.deepEqual(shenzhen, [3, 4, 5, 6, 7, 8, 9, 10, 11]);
  assert.equal(townships.nameOf('440304008'), '莲花街道');
  assert.equal(townships.nameOf('440304400'), undefined);
  assert.ok(townships.count > 38_000);
  assert.equal(lists.ethnic.names.size, 56);
  assert.equal(lists.countries.get('156')?.[0], 'CN');
});

test('a citizen number tells birth date, gender and division; an old or abolished one too; a wrong one nothing', () => {
  const facts = readResidentId(semantics, '11010519491231002X');
  assert.ok(facts);
  const { number, birthDate, gender, divisionCode, divisionName } = facts;
  assert.deepEqual([number, birthDate, gender, divisionCode, divisionName], ['11010519491231002X', '1949-12-31', '2', '110105', '朝阳区']);
  assert.equal(readResidentId(semantics, '110105491231002')?.number, '11010519491231002X');
  assert.equal(readResidentId(semantics, '330103190707079949')?.divisionName, '下城区');
  assert.equal(readResidentId(semantics, '440305190102039919')?.gender, '1');
  assert.equal(readResidentId(semantics, '110105194912310021'), null);
  assert.equal(readResidentId(semantics, '张三'), null);
});
