/** The login of GaussDB and openGauss: its server side, written from the published drivers, stands in front of a real PostgreSQL. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import type { Login } from '../../../engine/sources/line.ts';
import { answerTo, requestIn } from '../../../engine/sources/protocols/gauss-login.ts';
import { makeCertificate, opensslAbsence, type TestCertificate } from '../../support/certificate.ts';
import { type GaussFront, gaussFront } from '../../support/gauss-front.ts';
import { postgresAbsence, startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { codeOf, readOnce } from '../../support/source-line.ts';

const absence = postgresAbsence() ?? opensslAbsence();
const password = 'Gauss@密 1';

test('the proof is that of the drivers: PBKDF2 over SHA-1, then RFC 5802 over SHA-256', async () => {
  // computed with Python's hashlib and hmac, step by step as its driver for openGauss does
  const request = {
    how: 'proof',
    salt: Buffer.from('0123456789abcdef'.repeat(4), 'hex'),
    token: Buffer.from('abcd1234', 'hex'),
    rounds: 10_000,
  } as const;
  assert.equal(await answerTo(request, 'gaussdb', 'Gaussdb@123'), '298f30377d7843fc87bcfdf20e91586fbd17ebfd4f252bb3a0fb30409ef61c62');
});

test('what is no such request is told apart: PostgreSQL’s list of mechanisms, half a message, too many rounds', () => {
  const message = (body: Buffer): Buffer => {
    const head = Buffer.from([0x52, 0, 0, 0, 0]);
    head.writeInt32BE(4 + body.length, 1);
    return Buffer.concat([head, body]);
  };
  const code = Buffer.from([0, 0, 0, 10]);
  const own = (rounds: number): Buffer => {
    const tail = Buffer.alloc(4);
    tail.writeInt32BE(rounds);
    return message(Buffer.concat([code, Buffer.from([0, 0, 0, 2]), Buffer.from('ab'.repeat(32)), Buffer.from('00ff00ff'), tail]));
  };
  const notice = Buffer.concat([Buffer.from('N'), Buffer.from([0, 0, 0, 6]), Buffer.from('x\0')]);
  assert.equal(requestIn(Buffer.concat([notice, own(2048)]))?.how, 'proof');
  assert.equal(requestIn(own(2048).subarray(0, 40)), null);
  assert.equal(requestIn(own(20_000_000))?.how, 'unknown');
  assert.equal(requestIn(own(0))?.how, 'unknown');
  assert.equal(requestIn(message(Buffer.concat([code, Buffer.from('SCRAM-SHA-256\0\0')])))?.how, 'unknown');
});

describe('the login of GaussDB', { skip: absence ?? false }, () => {
  let server: TestPostgres;
  let certificate: TestCertificate;
  let plain: GaussFront;
  let secure: GaussFront;
  let login: Login;

  before(async () => {
    certificate = makeCertificate(['IP:127.0.0.1']);
    server = await startPostgres();
    const url = new URL(await server.newDatabase());
    const admin = new pg.Client({ connectionString: url.href });
    await admin.connect();
    await admin.query('CREATE TABLE person (id int PRIMARY KEY, name text)');
    await admin.query("INSERT INTO person VALUES (1, '张三'), (2, NULL)");
    await admin.end();
    const accounts = [
      { user: 'proved', password, method: 2, rounds: 10_000 },
      { user: 'older', password, method: 1, rounds: 1 },
      { user: 'national', password, method: 3, rounds: 10_000 },
    ] as const;
    plain = await gaussFront(server.port, url.username, accounts, null);
    secure = await gaussFront(server.port, url.username, accounts, certificate);
    login = {
      protocol: 'postgresql',
      host: '127.0.0.1',
      port: plain.port,
      database: url.pathname.slice(1),
      user: 'proved',
      password,
      tls: 'off',
      ca: null,
      connectMs: 15_000,
      statementMs: 20_000,
    };
  });
  after(async () => {
    await plain?.stop();
    await secure?.stop();
    await server?.stop();
  });

  const rows = async (as: Login): Promise<unknown> => (await readOnce(as, 'SELECT id, name FROM person ORDER BY id')).rows;

  test('who knows the password reads; it is sent once, after the server was asked what it wants', async () => {
    assert.deepEqual(await rows(login), [
      [1, '张三'],
      [2, null],
    ]);
    assert.deepEqual(plain.versions.slice(-2), [0, 51]);
    assert.equal(plain.answers(), 1);
  });

  test('the same over an encrypted line, checked or not, and by the MD5 of old', async () => {
    for (const tls of ['require', 'prefer'] as const) {
      const over = { ...login, port: secure.port, tls, ca: tls === 'require' ? certificate.ca : null };
      assert.deepEqual(await rows(over), await rows(login), tls);
    }
    assert.deepEqual(await rows({ ...login, tls: 'prefer' }), await rows(login));
    assert.deepEqual(await rows({ ...login, user: 'older' }), await rows(login));
  });

  test('a wrong password is one, tried once; a password kept by SM3 is a login that is not known', async () => {
    const before = plain.answers();
    assert.equal(await codeOf(rows({ ...login, password: 'wrong' })), 'source-login');
    assert.equal(plain.answers(), before + 1);
    assert.equal(await codeOf(rows({ ...login, user: 'national' })), 'source-login-method');
    assert.equal(await codeOf(rows({ ...login, user: 'nobody' })), 'source-login');
    assert.equal(plain.answers(), before + 1);
  });
});
