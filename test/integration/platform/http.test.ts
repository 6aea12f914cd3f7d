import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { systemRandom } from '../../../base/ids.ts';
import { silentLog } from '../../../base/log.ts';
import { digestOf, fromBase64, headChunks, type JsonValue, openSigned, utf8 } from '../../../base/trust/index.ts';
import { isJiadiError } from '../../../contract/errors.ts';
import { capabilities, payloadTypes, problem, receiptsPage, streamHead, trustList, wireLimits } from '../../../contract/wire/index.ts';
import { type Platform, type PlatformOptions, startPlatform } from '../../../platform/index.ts';
import { type Actor, batchHeaders, batchOf, newActor, packageBody, packageOf, spoilt } from '../../support/platform-actors.ts';
import { ask, askSigned, enrol, enrolBody, openEnrolled, post, type RawAnswer } from '../../support/platform-client.ts';
import { openReceipt, verdicts } from '../../support/platform-deliver.ts';
import { postgresAbsence, startPostgres } from '../../support/postgres.ts';
import { handClock, seededRandom } from '../../support/seeded.ts';

const root = mkdtempSync(join(tmpdir(), 'jiadi-platform-'));
const running: Platform[] = [];
let folders = 0;
async function start(over: Partial<PlatformOptions> = {}): Promise<Platform> {
  const platform = await startPlatform({
    dir: join(root, String((folders += 1))),
    port: 0,
    clock: handClock(),
    random: systemRandom,
    log: silentLog,
    ...over,
  });
  running.push(platform);
  return platform;
}
after(async () => {
  await Promise.all(running.map((p) => p.close()));
  rmSync(root, { recursive: true, force: true });
});

const random = seededRandom('http');
const device = newActor('device', 'a', random);
const other = newActor('device', 'b', random);
const checker = newActor('user', 'checker', random);
const make = (over: Readonly<Record<string, JsonValue>> = {}, signers: readonly Actor[] = [device, checker]) =>
  packageOf(packageBody(device, checker, random, over), signers);
const line = (pkg: ReturnType<typeof make>, seq: number, stream = 's1') => ({ slot: { stream, seq }, envelope: pkg.envelope });

function assertProblem(answer: RawAnswer, status: number, code: string): ReturnType<typeof problem.parse> {
  assert.deepEqual([answer.status, JSON.parse(answer.text).code], [status, code]);
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  const body = problem.parse(JSON.parse(answer.text));
  assert.equal(body.status, status);
  return body;
}
const receiptOf = (answer: RawAnswer, platform: Platform) => {
  assert.equal(answer.status, 200, answer.text);
  return openReceipt(answer.text, fromBase64(platform.publicKey)!);
};
const opened = <T>(answer: RawAnswer, platform: Platform, payloadType: string, schema: { parse(value: unknown): T }): T =>
  openSigned(answer.text, { payloadType, publicKey: fromBase64(platform.publicKey)!, read: (v) => schema.parse(v) });

test('enrol, push, receipt, head, receipts again: the whole conversation', async () => {
  const platform = await start();
  const pinned = await enrol(platform.url, platform.enrolToken, device, [checker]);
  assert.equal(pinned.publicKey, platform.publicKey);
  assert.equal(pinned.trustVersion, 1);

  const can = opened(await ask(platform.url, 'GET', '/v1/capabilities'), platform, payloadTypes.capabilities, capabilities);
  assert.deepEqual(
    [can.versions, can.suites, can.limits['batchPackagesMax'], can.keys[0]?.publicKey],
    [[1], ['S1'], 500, platform.publicKey],
  );

  const packages = [make(), make(), make({}, [device])];
  const first = await post(
    platform.url,
    device,
    packages.map((p, i) => line(p, i + 1)),
  );
  const receipt = receiptOf(first, platform);
  assert.deepEqual(verdicts(receipt), ['applied', 'applied', 'rejected missing-signature'], 'partial success is normal');
  assert.deepEqual(
    receipt.items.map((i) => i.digest),
    packages.map((p) => p.digest),
  );
  assert.equal(
    (
      await post(
        platform.url,
        device,
        packages.map((p, i) => line(p, i + 1)),
      )
    ).text,
    first.text,
    'delivered twice: the same receipt',
  );

  const head = opened(await askSigned(platform.url, device, 'GET', '/v1/streams/s1/head'), platform, payloadTypes.head, streamHead);
  assert.deepEqual(head.ranges, [[1, 3]]);
  assert.deepEqual(
    head.chunks,
    headChunks(
      packages.map((p, i) => ({ seq: i + 1, digest: p.digest })),
      1024,
    ),
  );
  const never = opened(await askSigned(platform.url, device, 'GET', '/v1/streams/never/head'), platform, payloadTypes.head, streamHead);
  assert.deepEqual([never.device, never.ranges], [null, []]);

  const page = receiptsPage.parse(JSON.parse((await askSigned(platform.url, device, 'GET', '/v1/receipts?after=0')).text));
  assert.deepEqual([page.receipts.length, page.more, page.last], [1, false, 1]);
  assert.equal(openReceipt(JSON.stringify(page.receipts[0]), fromBase64(platform.publicKey)!).n, 1);
  const trust = opened(await askSigned(platform.url, device, 'GET', '/v1/trust'), platform, payloadTypes.trust, trustList);
  assert.deepEqual(
    trust.keys.map((k) => [k.role, k.subject]),
    [
      ['device', device.id],
      ['user', checker.id],
    ],
  );
});

test('a restarted platform keeps key, epoch, effects and receipts; only the token is new', async () => {
  const dir = join(root, 'restart');
  const one = await start({ dir });
  await enrol(one.url, one.enrolToken, device, [checker]);
  const pkg = make();
  const first = await post(one.url, device, [line(pkg, 1)]);
  await one.close();
  await one.close();
  const two = await start({ dir });
  assert.equal(two.publicKey, one.publicKey);
  assert.notEqual(two.enrolToken, one.enrolToken);
  assert.equal((await post(two.url, device, [line(pkg, 1)])).text, first.text);
  assert.equal((await two.summary()).effects, 1);
  if (process.platform !== 'win32') assert.equal(statSync(join(dir, 'platform-key.json')).mode & 0o077, 0, 'the key file is private');
  assert.ok(!readFileSync(join(dir, 'platform.db')).includes('quality.report'), 'the store is encrypted');
  await two.close();
  rmSync(join(dir, 'platform-key.json'));
  await assert.rejects(start({ dir }), (e) => isJiadiError(e) && e.code === 'file-damaged', 'no new key over an old store');
});

test('enrolment: wrong token, missing proof of possession, taken names, token of the other side', async () => {
  const platform = await start();
  const put = (body: Uint8Array, type = 'application/json') => ask(platform.url, 'POST', '/v1/enrol', { 'content-type': type }, body);
  const wrongToken = `${platform.enrolToken.startsWith('A') ? 'B' : 'A'}${platform.enrolToken.slice(1)}`;
  assertProblem(await put(enrolBody(wrongToken, device, [checker])), 403, 'enrolment-refused');
  assertProblem(await put(enrolBody(platform.enrolToken, device, [checker], [device])), 403, 'enrolment-refused');
  assertProblem(await put(utf8('{}')), 400, 'malformed-request');
  assertProblem(await put(utf8('nonsense')), 400, 'malformed-request');
  assertProblem(await put(enrolBody(platform.enrolToken, device, [checker]), 'text/plain'), 415, 'wrong-content-type');
  assertProblem(await put(new Uint8Array(wireLimits.enrolBytesMax + 1)), 413, 'too-large');
  const both = { ...checker, key: { ...checker.key, publicKey: device.key.publicKey } as typeof checker.key };
  assertProblem(await put(enrolBody(platform.enrolToken, device, [both])), 409, 'key-taken');
  assert.equal((await platform.summary()).devices, 0, 'nothing of all this was enrolled');

  await enrol(platform.url, platform.enrolToken.toLowerCase(), device, [checker]);
  await enrol(platform.url, platform.enrolToken, device, [checker]);
  const impostor = newActor('user', 'checker', random);
  assertProblem(await put(enrolBody(platform.enrolToken, other, [impostor])), 409, 'subject-taken');
  const answer = await put(enrolBody(platform.enrolToken, device, [checker]));
  assert.throws(() => openEnrolled(answer.text, wrongToken), /does not know the token/);
  assert.throws(
    () =>
      openEnrolled(
        JSON.stringify({
          ...JSON.parse(answer.text),
          proof: JSON.parse(Buffer.from(enrolBody(platform.enrolToken, device, [checker])).toString()).proof,
        }),
        platform.enrolToken,
      ),
    /token/,
  );
});

test('requests that are not signed by an enrolled device are refused before their body counts', async () => {
  const platform = await start();
  await enrol(platform.url, platform.enrolToken, device, [checker]);
  const body = batchOf([line(make(), 1)]);
  const send = (headers: Record<string, string>, bytes = body) => ask(platform.url, 'POST', '/v1/packages', headers, bytes);
  const good = batchHeaders(device, body);
  const { 'jiadi-signature': _, ...unsigned } = good;
  assertProblem(await send(unsigned), 401, 'unsigned-request');
  assertProblem(await send({ ...good, 'jiadi-signature': 'x' }), 401, 'unsigned-request');
  assertProblem(await send(batchHeaders(other, body)), 401, 'unknown-device');
  assertProblem(await send(batchHeaders(checker, body)), 401, 'unknown-device');
  assertProblem(await send(good, batchOf([line(make(), 1)])), 401, 'bad-request-signature');
  assertProblem(await askSigned(platform.url, other, 'GET', '/v1/streams/s1/head'), 401, 'unknown-device');
  assertProblem(await ask(platform.url, 'GET', '/v1/receipts'), 401, 'unsigned-request');
  assertProblem(await ask(platform.url, 'GET', '/v1/trust'), 401, 'unsigned-request');
  assertProblem(await send({ ...good, 'idempotency-key': digestOf(utf8('other')) }), 400, 'idempotency-mismatch');
  assert.equal((await platform.summary()).receipts, 0);

  assert.equal(await platform.revokeKey(device.key.keyId), true);
  assertProblem(await send(good), 403, 'device-revoked');
});

test('malformed batches: one clear code, the line, and nothing applied', async () => {
  const platform = await start();
  await enrol(platform.url, platform.enrolToken, device, [checker]);
  const good = JSON.stringify(line(make(), 1));
  const send = (text: string | Uint8Array, headers: Record<string, string> = {}) => {
    const body = typeof text === 'string' ? utf8(text) : text;
    return ask(platform.url, 'POST', '/v1/packages', batchHeaders(device, body, headers), body);
  };
  const broken: readonly (readonly [string, number])[] = [
    ['{', 1],
    ['null', 1],
    ['[]', 1],
    ['{}', 1],
    [`${good}\n{"slot":1}`, 2],
    [`${good}\n\n${good}`, 2],
    [good.replace('"seq":1', '"seq":0'), 1],
    [good.replace('"seq":1', '"seq":1.5'), 1],
    [good.replace('"seq":1', '"seq":1,"seq":2'), 1],
    [good.replace('"s1"', '"../../etc"'), 1],
    [good.replace(/"payload":"./, '"payload":"*'), 1],
    [good.replace(/"payload":"[^"]+"/, '"payload":"QQ"'), 1],
    [good.replace(/"signatures":\[.*\]/, '"signatures":[]'), 1],
    ['\u0000', 1],
    ['['.repeat(100_000), 1],
  ];
  for (const [text, at] of broken) assert.equal(assertProblem(await send(text), 400, 'malformed-line').line, at, text.slice(0, 60));
  assertProblem(await send(''), 400, 'empty-batch');
  assertProblem(await send(Uint8Array.of(0xff, 0xfe)), 400, 'malformed-line');
  assertProblem(await send(good, { 'content-type': 'application/json' }), 415, 'wrong-content-type');
  assertProblem(await send(good, { 'content-encoding': 'gzip' }), 415, 'wrong-content-type');
  assertProblem(await send(`${good}\n`.repeat(501)), 413, 'too-large');
  assert.equal((await platform.summary()).receipts, 0);
  const whole = line(make(), 1);
  assert.deepEqual(
    verdicts(receiptOf(await post(platform.url, device, [whole], { 'content-type': 'application/x-ndjson; charset=utf-8' }), platform)),
    ['applied'],
  );
});

test('oversized bodies: 413 with an answer that arrives, also without a length', async () => {
  const platform = await start();
  await enrol(platform.url, platform.enrolToken, device, [checker]);
  const big = new Uint8Array(wireLimits.batchBytesMax + 1).fill(0x20);
  const send = (headers: Record<string, string>) =>
    ask(platform.url, 'POST', '/v1/packages', { ...batchHeaders(device, big), ...headers }, big);
  assertProblem(await send({}), 413, 'too-large');
  assertProblem(await send({ 'transfer-encoding': 'chunked' }), 413, 'too-large');
  const { 'jiadi-signature': _, ...unsigned } = batchHeaders(device, big);
  assertProblem(await ask(platform.url, 'POST', '/v1/packages', unsigned, big), 401, 'unsigned-request');
  assert.deepEqual(verdicts(receiptOf(await post(platform.url, device, [line(make(), 1)]), platform)), ['applied'], 'it goes on');
});

test('a full batch of 500 is taken', async () => {
  const platform = await start();
  await enrol(platform.url, platform.enrolToken, device, [checker]);
  const packages = Array.from({ length: 500 }, (_, i) => make({ key: `k${i}` }));
  const receipt = receiptOf(
    await post(
      platform.url,
      device,
      packages.map((p, i) => line(p, i + 1)),
    ),
    platform,
  );
  assert.ok(receipt.items.every((item) => item.verdict === 'applied'));
  assert.deepEqual(receipt.heads, [{ stream: 's1', ranges: [[1, 500]] }]);
});

test('parts: put, look, complete; a wrong digest is refused', async () => {
  const platform = await start();
  await enrol(platform.url, platform.enrolToken, device, [checker]);
  const bytes = utf8('{"row":1}\n');
  const digest = digestOf(bytes);
  const pkg = make({ parts: [{ digest, bytes: bytes.length, type: 'application/x-ndjson' }] });
  const before = receiptOf(await post(platform.url, device, [line(pkg, 1)]), platform);
  assert.deepEqual(before.items[0]?.missing, [digest]);
  const put = (target: string, body: Uint8Array) =>
    askSigned(platform.url, device, 'PUT', target, body, { 'content-type': 'application/octet-stream' });
  assert.equal((await askSigned(platform.url, device, 'HEAD', `/v1/parts/${digest}`)).status, 404);
  assertProblem(await put(`/v1/parts/${digest}`, utf8('other')), 400, 'digest-mismatch');
  assertProblem(await put('/v1/parts/..%2f..%2fetc', bytes), 400, 'digest-mismatch');
  assertProblem(await put('/v1/parts/%ff', bytes), 400, 'malformed-request');
  assert.equal((await put(`/v1/parts/${digest}`, bytes)).status, 201);
  assert.equal((await askSigned(platform.url, device, 'HEAD', `/v1/parts/${digest}`)).status, 200);
  assert.deepEqual(verdicts(receiptOf(await post(platform.url, device, [line(pkg, 1)]), platform)), ['applied']);
});

test('wrong keys inside a good request: a verdict a package, never an exception', async () => {
  const platform = await start();
  await enrol(platform.url, platform.enrolToken, device, [checker]);
  const foreign = newActor('user', 'checker', random);
  const cases = [
    spoilt(make()),
    make({}, [device, foreign]),
    make({ maker: checker.id }),
    make({ unit: '公安局' }),
    packageOf('text', [device, checker]),
    make(),
  ];
  const receipt = receiptOf(
    await post(
      platform.url,
      device,
      cases.map((p, i) => line(p, i + 1)),
    ),
    platform,
  );
  assert.deepEqual(verdicts(receipt), [
    'rejected bad-signature',
    'rejected unknown-key',
    'rejected maker-is-checker',
    'rejected unit-not-allowed',
    'rejected payload-invalid',
    'applied',
  ]);
});

test('addresses, methods and bytes that are not HTTP', async () => {
  const platform = await start();
  assertProblem(await ask(platform.url, 'GET', '/v2/packages'), 404, 'not-found');
  assertProblem(await ask(platform.url, 'GET', '/v1/packages/'), 404, 'not-found');
  assert.equal(assertProblem(await ask(platform.url, 'DELETE', '/v1/packages'), 405, 'method-not-allowed').code, 'method-not-allowed');
  assert.equal((await ask(platform.url, 'GET', '/v1/packages')).headers['allow'], 'POST');
  assertProblem(await ask(platform.url, 'OPTIONS', '*'), 400, 'malformed-request');
  assertProblem(await ask(platform.url, 'GET', '//'), 400, 'malformed-request');
  assertProblem(await ask(platform.url, 'GET', 'http://elsewhere/v1/capabilities'), 400, 'malformed-request');
  for (const bytes of [
    '\u0000\u0001\u0002\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`,
    'POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
  ]) {
    assert.match(await rawTalk(platform.url, bytes), /^HTTP\/1\.1 4\d\d /);
  }
  assert.equal((await ask(platform.url, 'GET', '/v1/capabilities')).status, 200, 'it still answers');
});

test('a slow client is cut off and one that leaves midway harms nobody', async () => {
  const platform = await start({ limits: { headersTimeoutMs: 300, requestTimeoutMs: 600 } });
  assert.match(await rawTalk(platform.url, 'GET /v1/capabilities HTTP/1.1\r\nHost: x\r\n', false), /^HTTP\/1\.1 408 /);
  assert.match(
    await rawTalk(
      platform.url,
      'POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
      false,
    ),
    /^(HTTP\/1\.1 408 |$)/,
  );
  await new Promise<void>((resolve) => {
    const { hostname, port } = new URL(platform.url);
    const socket = connect(Number(port), hostname, () =>
      socket.write('POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{', () =>
        socket.destroy(),
      ),
    );
    socket.once('close', () => resolve());
  });
  assert.equal((await ask(platform.url, 'GET', '/v1/capabilities')).status, 200);
});

test('the operator’s page: both languages, no scripts, everything escaped, this machine only', async () => {
  const platform = await start();
  const nasty = '<script>alert(1)</script>"\'&';
  const [d, c] = [newActor('device', 'page', random, [nasty]), newActor('user', 'page', random, [nasty])];
  await enrol(platform.url, platform.enrolToken, d, [c]);
  const pkg = packageOf(packageBody(d, c, random, { key: `k${nasty}`, unit: nasty }), [d, c]);
  receiptOf(await post(platform.url, d, [{ slot: { stream: 'page', seq: 3 }, envelope: pkg.envelope }]), platform);
  const chinese = await ask(platform.url, 'GET', '/');
  assert.equal(chinese.status, 200);
  assert.match(chinese.text, /<html lang="zh-CN">[\s\S]*质量报告/);
  assert.match((await ask(platform.url, 'GET', '/?lang=en')).text, /<html lang="en">[\s\S]*Quality report/);
  assert.doesNotMatch(chinese.text, /<script/i);
  assert.ok(chinese.text.includes('k&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;'));
  assert.match(chinese.text, /<td>3<\/td><td>1–2<\/td>/, 'held slots and the gap before them');
  assert.match(String(chinese.headers['content-security-policy']), /default-src 'none'/);
  assert.doesNotMatch(String(chinese.headers['content-security-policy']), /script-src/);

  const summary = JSON.parse((await ask(platform.url, 'GET', '/v1/summary')).text) as {
    packages: { applied: number };
    streams: { gaps: unknown }[];
  };
  assert.deepEqual([summary.packages.applied, summary.streams[0]?.gaps], [1, [[1, 2]]]);
  for (const target of ['/', '/v1/summary'])
    assertProblem(await ask(platform.url, 'GET', target, { host: 'evil.example' }), 421, 'wrong-host');
});

test('a taken port and an unreachable database are told, not thrown about', async () => {
  const platform = await start();
  await assert.rejects(start({ port: Number(new URL(platform.url).port) }), (e) => isJiadiError(e) && e.code === 'port-in-use');
  await assert.rejects(
    start({ dbUrl: 'postgres://nobody:secret@127.0.0.1:1/none' }),
    (e) => isJiadiError(e) && e.code === 'database-unreachable' && e.params['host'] === '127.0.0.1:1' && !e.message.includes('secret'),
  );
  await assert.rejects(start({ dbUrl: 'mysql://x' }), (e) => isJiadiError(e) && e.code === 'usage');
});

test('a graceful stop answers what is under way', async () => {
  const platform = await start();
  await enrol(platform.url, platform.enrolToken, device, [checker]);
  const packages = Array.from({ length: 200 }, (_, i) => line(make(), i + 1));
  const answer = post(platform.url, device, packages);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await Promise.all([platform.close(), platform.close()]);
  assert.equal(receiptOf(await answer, platform).items.length, 200);
  await assert.rejects(ask(platform.url, 'GET', '/v1/capabilities'));
});

test(
  'PostgreSQL behind the same HTTP; while the database is away the answer is 503, afterwards all is there',
  { skip: postgresAbsence() ?? false },
  async () => {
    const server = await startPostgres();
    try {
      const dbUrl = await server.newDatabase();
      const platform = await start({ dbUrl });
      await enrol(platform.url, platform.enrolToken, device, [checker]);
      const pkg = make();
      const first = await post(platform.url, device, [line(pkg, 1)]);
      assert.deepEqual(verdicts(receiptOf(first, platform)), ['applied']);
      await server.down();
      const away = await post(platform.url, device, [line(pkg, 1)]);
      assertProblem(away, 503, 'busy');
      assert.ok(Number(away.headers['retry-after']) > 0);
      await server.up();
      assert.equal((await post(platform.url, device, [line(pkg, 1)])).text, first.text);
      assert.equal((await platform.summary()).effects, 1);
      await platform.close();
    } finally {
      await server.stop();
    }
  },
);

/** Sends raw bytes and collects what comes back until the line closes. */
function rawTalk(url: string, bytes: string, finish = true): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(Number(port), hostname, () => void (finish ? socket.end(bytes) : socket.write(bytes)));
    socket.setTimeout(8000, () => socket.destroy(new Error('the server never closed the line')));
    socket.on('data', (chunk) => (said += chunk.toString('latin1')));
    socket.once('error', reject);
    socket.once('close', () => resolve(said));
  });
}
