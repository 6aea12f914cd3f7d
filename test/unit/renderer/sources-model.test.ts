import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Source } from '../../../contract/methods/sources.ts';
import { datasetNameOf, draftOf, formFits, formOf, passwordMissing, withProtocol } from '../../../renderer/features/sources/model.ts';

const known: Source = {
  id: 's',
  name: '户籍库',
  protocol: 'postgresql',
  host: 'db',
  port: 5432,
  database: 'hj',
  user: 'reader',
  tls: 'prefer',
  ca: null,
  connectSeconds: 10,
  statementSeconds: 300,
  hasPassword: true,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  lastImportAt: null,
  batches: 0,
};

test('a password that was not typed is left out where one is kept, and is empty where none is', () => {
  assert.equal('password' in draftOf(formOf(known), known), false);
  assert.equal(draftOf({ ...formOf(known), password: 'x' }, known).password, 'x');
  assert.equal(draftOf(formOf(null), null).password, '');
});

test('the password is asked for again exactly where the engine would refuse to send it', () => {
  const form = formOf(known);
  assert.equal(passwordMissing({ ...form, name: 'x', database: 'y', tls: 'require' }, known), false);
  for (const change of [{ host: 'other' }, { port: 1 }, { user: 'other' }, { tls: 'off' as const }, { protocol: 'mysql' as const }]) {
    assert.equal(passwordMissing({ ...form, ...change }, known), true);
    assert.equal(passwordMissing({ ...form, ...change, password: 'again' }, known), false);
    assert.equal(passwordMissing({ ...form, ...change }, { ...known, hasPassword: false }), false);
  }
});

test('a form fits when everything that is needed is there', () => {
  const form = { ...formOf(null), name: 'a', host: 'h', database: 'd', user: 'u' };
  assert.equal(formFits(form, null), true);
  for (const part of ['name', 'host', 'database', 'user'] as const) assert.equal(formFits({ ...form, [part]: ' ' }, null), false, part);
  assert.equal(formFits({ ...form, protocol: 'mysql', database: '' }, null), true);
  assert.equal(formFits({ ...form, host: 'postgres://h' }, null), false);
});

test('a protocol brings its usual port, unless somebody chose one', () => {
  assert.equal(withProtocol(formOf(null), 'mysql').port, 3306);
  assert.equal(withProtocol({ ...formOf(null), port: 6000 }, 'mysql').port, 6000);
});

test('a new dataset is called as the table is described', () => {
  const table = { schema: 'public', name: 't_rk', kind: 'table', rowsEstimate: null, comment: '户籍人口' } as const;
  const from = { kind: 'table', schema: 'public', table: 't_rk' } as const;
  assert.equal(datasetNameOf(from, [table], '户籍库'), '户籍人口');
  assert.equal(datasetNameOf(from, [{ ...table, comment: null }], '户籍库'), 't_rk');
  assert.equal(datasetNameOf(from, [{ ...table, comment: 'x'.repeat(41) }], '户籍库'), 't_rk');
  assert.equal(datasetNameOf({ kind: 'query', sql: 'SELECT 1' }, [], '户籍库'), '户籍库');
});
