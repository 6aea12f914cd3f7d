import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SourceDraft } from '../../../../contract/methods/sources.ts';
import { dialects, tableName } from '../../../../engine/sources/dialect.ts';
import { sourceFault } from '../../../../engine/sources/faults.ts';
import { addressOf, batchName, loginFor, passwordStays, placeOf, withoutValues } from '../../../../engine/sources/model.ts';
import { myProduct, pgProduct } from '../../../../engine/sources/protocols/products.ts';
import { rowLine } from '../../../../engine/intake/row-digest.ts';

const draft: SourceDraft = {
  name: '户籍库',
  protocol: 'postgresql',
  host: 'db.example',
  port: 5432,
  database: 'hj',
  user: 'reader',
  tls: 'prefer',
  ca: null,
  connectSeconds: 10,
  statementSeconds: 300,
};

describe('connections', () => {
  const known = addressOf(draft);

  test('a stored password goes to the same server and person only, no less protected', () => {
    assert.equal(passwordStays(known, { ...known, name: 'x', database: 'other', statementSeconds: 5 }), true);
    assert.equal(passwordStays(known, { ...known, tls: 'require' }), true);
    for (const change of [
      { host: 'evil.example' },
      { port: 1 },
      { user: 'root' },
      { protocol: 'mysql' as const },
      { tls: 'off' as const },
      { ca: 'x' },
    ])
      assert.equal(passwordStays(known, { ...known, ...change }), false, JSON.stringify(change));
  });

  test('what cannot be a connection is refused with the part that is wrong', () => {
    assert.throws(() => addressOf({ ...draft, database: '' }), /invalid-input.*database/);
    assert.throws(() => addressOf({ ...draft, ca: 'not a certificate' }), /invalid-input.*CA/);
    assert.equal(addressOf({ ...draft, protocol: 'mysql', database: '' }).database, '');
    assert.equal(addressOf({ ...draft, ca: '  ' }).ca, null);
  });

  test('a password is not part of what is stored as the address', () => {
    assert.equal('password' in addressOf({ ...draft, password: 'secret' }), false);
  });

  test('places and batches are called so that people know them again', () => {
    assert.equal(placeOf({ host: 'db', port: 5432, database: 'hj' }), 'db:5432/hj');
    assert.equal(placeOf({ host: '::1', port: 3306, database: '' }), '[::1]:3306');
    assert.equal(
      batchName({ name: '户籍库', protocol: 'postgresql' }, { kind: 'table', schema: 'public', table: 'person' }),
      '户籍库 · public.person',
    );
    assert.equal(
      batchName({ name: '户籍库', protocol: 'postgresql' }, { kind: 'query', sql: 'SELECT *\n  FROM person' }),
      '户籍库 · SELECT * FROM person',
    );
    assert.equal(batchName({ name: 'a', protocol: 'postgresql' }, { kind: 'query', sql: `SELECT ${'x'.repeat(100)}` }).length, 65);
    const looked = "SELECT * FROM p WHERE id = '11010519491231002X' OR phone = 13800138000 OR n = 'o''b' LIMIT 10";
    assert.equal(
      batchName({ name: '库', protocol: 'postgresql' }, { kind: 'query', sql: looked.slice(0, 47) }),
      '库 · SELECT * FROM p WHERE id = ?',
    );
    assert.equal(withoutValues(looked, 'postgresql'), 'SELECT * FROM p WHERE id = ? OR phone = ? OR n = ? LIMIT 10');
    assert.equal(withoutValues('SELECT "列" FROM t', 'postgresql'), 'SELECT "列" FROM t');
    assert.equal(withoutValues(`SELECT a FROM t WHERE n = "张\\"三" OR m = 'o\\'b'`, 'mysql'), 'SELECT a FROM t WHERE n = ? OR m = ?');
  });
});

test('names and texts cannot leave their quotes', () => {
  assert.equal(tableName(dialects.postgresql, 'a"b', 'c'), '"a""b"."c"');
  assert.equal(tableName(dialects.mysql, '', 'c`d'), '`c``d`');
  assert.equal(dialects.postgresql.literal("o'b\\"), "'o''b\\'");
  assert.equal(dialects.mysql.literal("o'b\\"), "'o''b\\\\'");
});

test('products are known by what they say of themselves', () => {
  assert.deepEqual(pgProduct('PostgreSQL 18.4 on x86_64-pc-linux-gnu'), { product: 'PostgreSQL', version: '18.4' });
  assert.deepEqual(pgProduct('PostgreSQL 9.4.26 (Greenplum Database 6.20.0 build commit:1) on x86_64'), {
    product: 'Greenplum',
    version: '6.20.0',
  });
  assert.deepEqual(pgProduct('KingbaseES V008R006C005B0023 on x86_64-pc-linux-gnu'), {
    product: 'KingbaseES',
    version: '008R006C005B0023',
  });
  assert.deepEqual(pgProduct('(openGauss 5.0.0 build a07d57c3) compiled at 2023'), { product: 'openGauss', version: '5.0.0' });
  assert.deepEqual(myProduct('10.11.19-MariaDB-0+deb12u1', 'Debian 12'), { product: 'MariaDB', version: '10.11.19' });
  assert.deepEqual(myProduct('8.0.36', 'MySQL Community Server - GPL'), { product: 'MySQL', version: '8.0.36' });
  assert.deepEqual(myProduct('8.0.11-TiDB-v7.5.1', ''), { product: 'TiDB', version: '7.5.1' });
  assert.deepEqual(myProduct('5.7.99', 'Doris version doris-2.0.3-rc06'), { product: 'Doris', version: '2.0.3' });
  assert.deepEqual(myProduct('5.1.0', 'StarRocks version 3.2.4'), { product: 'StarRocks', version: '3.2.4' });
  assert.deepEqual(myProduct('5.7.25-OceanBase-v4.2.1.0', ''), { product: 'OceanBase', version: '4.2.1.0' });
});

test('a row of a digest is a line of JSON with every digit', () => {
  assert.equal(rowLine([1, 9007199254740993n, '1.10', null, 'a"\n𠮷', 0.1]), '[1,9007199254740993,"1.10",null,"a\\"\\n𠮷",0.1]\n');
  assert.equal(rowLine([]), '[]\n');
});

describe('faults', () => {
  const login = loginFor(addressOf(draft), '');
  const cause = (fields: object, message = 'x'): Error => Object.assign(new Error(message), fields);
  const cases: readonly (readonly [Error, boolean, string])[] = [
    [cause({ code: 'ENOTFOUND' }), false, 'source-host-unknown'],
    [cause({ code: 'ECONNREFUSED' }), false, 'source-refused'],
    [cause({ code: 'EADDRNOTAVAIL' }), false, 'source-host-unknown'],
    [cause({ code: 'EPROTO' }, 'wrong version number'), false, 'source-protocol'],
    [cause({}, 'timeout expired'), false, 'source-timeout'],
    [cause({ code: 'ECONNRESET' }), false, 'source-protocol'],
    [cause({ code: 'ECONNRESET' }), true, 'source-lost'],
    [cause({ code: '57P01' }), true, 'source-lost'],
    [cause({ errno: 2013, code: 'PROTOCOL_CONNECTION_LOST' }), true, 'source-lost'],
    [cause({}, 'Connection terminated unexpectedly'), true, 'source-lost'],
    [cause({ code: 'SELF_SIGNED_CERT_IN_CHAIN' }), false, 'source-tls'],
    [cause({ code: '28000' }, 'no pg_hba.conf entry for host "1.2.3.4", no encryption'), false, 'source-not-admitted'],
    [cause({}, 'SASL: Only mechanism(s) SCRAM-SHA-256 are supported'), false, 'source-login-method'],
    [cause({ code: '42703' }, 'column "certificate" does not exist'), true, 'source-query'],
    [cause({ errno: 1146, code: 'ER_NO_SUCH_TABLE' }), true, 'source-query'],
    [cause({ errno: 3024 }), true, 'source-slow'],
  ];
  test('a value that a server quotes is not handed on', () => {
    const said = (fields: object, message: string): unknown => sourceFault(cause(fields, message), login, true).params['problem'];
    assert.equal(
      said({ code: '22P02' }, 'invalid input syntax for type integer: "440524188001010014"'),
      'invalid input syntax for type integer: "…"',
    );
    assert.equal(
      said({ errno: 1292 }, "Incorrect DECIMAL value: '13800138000' for column '' at row 1"),
      'Incorrect DECIMAL value: "…" for column "…" at row 1',
    );
    assert.equal(said({ errno: 1064 }, "syntax near '440524188001010014 ORDER'"), "syntax near '… ORDER'");
    assert.equal(said({ code: '42P01' }, 'relation "nope" does not exist'), 'relation "nope" does not exist');
    assert.equal(
      said({ code: '22021' }, 'invalid byte sequence for encoding "UTF8": 0xc9'),
      'invalid byte sequence for encoding "UTF8": 0xc9',
    );
  });

  for (const [error, connected, code] of cases)
    test(`${JSON.stringify(error)} ${error.message}`, () => assert.equal(sourceFault(error, login, connected).code, code));
});
