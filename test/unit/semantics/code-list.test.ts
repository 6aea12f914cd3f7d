import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { codeListIds, codeListOf, hiddenCount, isMaskedAs, loadTables, maskAs, type maskNames } from '../../../engine/semantics/index.ts';

const resources = join(import.meta.dirname, '../../../resources');
const tables = loadTables(resources);
const rows = readFileSync(join(resources, 'codes/divisions.tsv'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => line.split('\t'));

test('a list is found by its id, its semantic and its standard', () => {
  for (const id of codeListIds) assert.equal(codeListOf(tables, id)?.id, id);
  assert.equal(codeListOf(tables, 'cn-gender')?.id, 'gender');
  assert.equal(codeListOf(tables, 'GB/T 2260')?.id, 'division');
  assert.equal(codeListOf(tables, 'gb/t 2260-2007')?.id, 'division');
  assert.equal(codeListOf(tables, 'division@GB/T 2260-2007')?.id, 'division');
  assert.equal(codeListOf(tables, 'division@2007')?.id, 'division');
  // another edition than the one that is here
  assert.equal(codeListOf(tables, 'division@1999'), null);
  assert.equal(codeListOf(tables, 'GB/T 1'), null);
});

test('every division agrees with its own name; current ones are in force now, retired ones were once and are not', () => {
  const list = codeListOf(tables, 'division');
  assert.ok(list);
  let [current, retired] = [0, 0];
  for (const [code = '', name = '', status = '', since = '', until = ''] of rows) {
    assert.ok(list.agrees(code, name), code);
    if (status === 'p') continue;
    assert.equal(list.inForce(code, null), status === 'c', code);
    // the month after it was not yet, or the one before it was no longer
    const month = since !== '' ? Number(since) + 1 : until !== '' ? Number(until) - 1 : 202_001;
    assert.ok(list.inForce(code, month * 100 + 15), `${code} ${month}`);
    if (since !== '') assert.ok(!list.inForce(code, Number(since) * 100 + 15), code);
    if (until !== '') assert.ok(!list.inForce(code, Number(until) * 100 + 15), code);
    if (status === 'c') current++;
    else retired++;
  }
  assert.ok(current > 3000 && retired > 3000);
});

test('names with those of higher divisions before them agree, with those of others they do not', () => {
  const list = codeListOf(tables, 'division');
  for (const name of ['福田区', '福田', '深圳市福田区', '广东省深圳市福田区', '广东 福田']) assert.ok(list?.agrees('440304', name), name);
  for (const name of ['', '深圳市', '湖南省福田区', '福田区深圳市', '大福田区']) assert.ok(!list?.agrees('440304', name), name);
  assert.deepEqual(
    ['440000', '440300', '440304', '440304008', '999999'].map((code) => list?.levelOf(code)),
    [1, 2, 3, 4, undefined],
  );
});

test('what our own masks leave is masked as they say, and what they were given is not', () => {
  const clear: Readonly<Partial<Record<(typeof maskNames)[number], string>>> = {
    'id-number': '440524188001010014',
    'name': '张三丰',
    'mobile': '13800138000',
    'landline': '0755-88886666',
    'bank-card': '6222020200112233445',
    'email': 'zhang@sz.gov.cn',
    'document': 'E12345678',
    'plate': '粤B12345',
    'vin': 'LSVAA4182E2123456',
    'birth-date': '1986-05-01',
    'network-address': '10.1.2.3',
    'address': '深圳市福田区福中路1号市民中心',
    'coordinate': '114.057912',
  };
  for (const [mask, value] of Object.entries(clear) as [(typeof maskNames)[number], string][]) {
    assert.ok(isMaskedAs(mask, maskAs(mask, value)), `${mask}: ${maskAs(mask, value)}`);
    assert.ok(!isMaskedAs(mask, value), `${mask}: ${value}`);
  }
  assert.equal(hiddenCount('1**＊4'), 3);
});
