import type { IncomingMessage } from 'node:http';
import type { Clock } from '../base/clock.ts';
import { isoUtc } from '../base/clock.ts';
import type { Random } from '../base/ids.ts';
import {
  canonicalBytes,
  createEnvelope,
  digestOf,
  enrolProof,
  fromBase64,
  gapsIn,
  headChunks,
  requestKeyId,
  type Signer,
  toBase64,
  verifyRequest,
} from '../base/trust/index.ts';
import type { Language } from '../contract/text/index.ts';
import {
  type Capabilities,
  contentTypes,
  deviceId,
  digest as digestSchema,
  type EnrolledReply,
  packageVersion,
  payloadTypes,
  signatureHeader,
  type StreamHead,
  streamId,
  type TrustedKey,
  type TrustList,
  wireLimits,
} from '../contract/wire/index.ts';
import { readEnrolment } from './enrolment.ts';
import type { ReceivePolicy } from './examine.ts';
import { type Answer, isLocal, namesThisMachine, readBody, Refusal, requireType } from './http.ts';
import { operatorPage, pagePolicy } from './page.ts';
import { receivePackages } from './packages.ts';
import { standing } from './receive.ts';
import type { PlatformStore } from './store.ts';

/** What every route works with. */
export interface PlatformContext {
  readonly store: PlatformStore;
  readonly signer: Signer;
  readonly platform: string;
  readonly enrolToken: string;
  readonly policy: ReceivePolicy;
  readonly clock: Clock;
  readonly random: Random;
}

interface Call {
  readonly request: IncomingMessage;
  readonly url: URL;
  /** The variable part of the path, decoded. */
  readonly name: string;
  readonly context: PlatformContext;
}

type Handler = (call: Call) => Promise<Answer>;

interface Route {
  readonly path: RegExp;
  readonly methods: Readonly<Record<string, Handler>>;
}

const routes: readonly Route[] = [
  { path: /^\/$/, methods: { GET: getPage } },
  { path: /^\/v1\/capabilities$/, methods: { GET: getCapabilities } },
  { path: /^\/v1\/enrol$/, methods: { POST: postEnrolment } },
  { path: /^\/v1\/packages$/, methods: { POST: postPackages } },
  { path: /^\/v1\/parts\/([^/]{1,200})$/, methods: { HEAD: headPart, PUT: putPart } },
  { path: /^\/v1\/streams\/([^/]{1,200})\/head$/, methods: { GET: getHead } },
  { path: /^\/v1\/receipts$/, methods: { GET: getReceipts } },
  { path: /^\/v1\/trust$/, methods: { GET: getTrust } },
  { path: /^\/v1\/summary$/, methods: { GET: getSummary } },
];

/** Answers one request, or throws a Refusal. */
export async function answerRequest(request: IncomingMessage, context: PlatformContext): Promise<Answer> {
  const target = request.url ?? '';
  if (!target.startsWith('/') || !URL.canParse(target, 'http://platform')) throw new Refusal('malformed-request');
  const url = new URL(target, 'http://platform');
  for (const { path, methods } of routes) {
    const found = path.exec(url.pathname);
    if (!found) continue;
    const handler = Object.hasOwn(methods, request.method ?? '') ? methods[request.method ?? ''] : undefined;
    if (!handler) throw new Refusal('method-not-allowed', { headers: { allow: Object.keys(methods).join(', ') } });
    return handler({ request, url, name: decodeName(found[1] ?? ''), context });
  }
  throw new Refusal('not-found');
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // a broken escape names nothing
    throw new Refusal('malformed-request');
  }
}

/** The enrolled device that signed this request; checked before the body is read, so that strangers cannot make us keep anything. */
async function senderKey({ request, context }: Call): Promise<{ readonly key: TrustedKey; readonly header: string }> {
  const header = request.headers[signatureHeader];
  if (typeof header !== 'string') throw new Refusal('unsigned-request');
  const keyId = requestKeyId(header);
  if (keyId === null) throw new Refusal('unsigned-request');
  const [key] = await context.store.keys([keyId]);
  if (!key || key.role !== 'device') throw new Refusal('unknown-device');
  if (standing(key, context.clock.nowMs())) throw new Refusal('device-revoked');
  return { key, header };
}

/** The body and the device of a signed request. */
async function signedRequest(call: Call, sizeMax: number): Promise<{ readonly device: string; readonly body: Uint8Array }> {
  const { key, header } = await senderKey(call);
  const body = await readBody(call.request, sizeMax);
  const publicKey = fromBase64(key.publicKey) ?? new Uint8Array(0);
  if (!verifyRequest(header, publicKey, payloadTypes.request, call.request.method ?? '', call.request.url ?? '', body))
    throw new Refusal('bad-request-signature');
  return { device: key.subject, body };
}

function signed(context: PlatformContext, payloadType: string, body: Capabilities | StreamHead | TrustList): Answer {
  const bytes = canonicalBytes(body as Parameters<typeof canonicalBytes>[0]);
  return { status: 200, type: contentTypes.signed, body: JSON.stringify(createEnvelope(payloadType, bytes, [context.signer])) };
}

const nowIso = (context: PlatformContext): string => isoUtc(context.clock.nowMs());

async function getCapabilities({ context }: Call): Promise<Answer> {
  const body: Capabilities = {
    v: 1,
    platform: context.platform,
    epoch: await context.store.epoch(),
    versions: [packageVersion],
    kinds: [...context.policy.kinds],
    suites: ['S1'],
    limits: { ...wireLimits },
    keys: [{ keyId: context.signer.keyId, publicKey: toBase64(context.signer.publicKey) }],
    at: nowIso(context),
  };
  return signed(context, payloadTypes.capabilities, body);
}

async function postEnrolment({ request, context }: Call): Promise<Answer> {
  requireType(request, contentTypes.json);
  const asked = readEnrolment(await readBody(request, wireLimits.enrolBytesMax), context.enrolToken);
  if (!asked.ok) throw new Refusal(asked.code);
  const at = nowIso(context);
  const version = await context.store.enrol(asked.keys, at);
  if (typeof version !== 'number') throw new Refusal(version);
  const reply: EnrolledReply = {
    v: 1,
    platform: context.platform,
    epoch: await context.store.epoch(),
    request: asked.digest,
    publicKey: toBase64(context.signer.publicKey),
    trustVersion: version,
    at,
  };
  const envelope = createEnvelope(payloadTypes.enrolled, canonicalBytes(reply as Parameters<typeof canonicalBytes>[0]), [context.signer]);
  // the proof shows that this key belongs to whoever printed the token: the workspace pins it without trusting the line
  return {
    status: 200,
    type: contentTypes.json,
    body: JSON.stringify({ envelope, proof: enrolProof(context.enrolToken, 'platform', envelope) }),
  };
}

async function postPackages(call: Call): Promise<Answer> {
  requireType(call.request, contentTypes.batch);
  const { device, body } = await signedRequest(call, wireLimits.batchBytesMax);
  if (call.request.headers['idempotency-key'] !== digestOf(body)) throw new Refusal('idempotency-mismatch');
  const { store, signer, platform, policy, clock } = call.context;
  const receipt = await receivePackages(body, device, { store, signer, platform, policy, nowMs: clock.nowMs() });
  return { status: 200, type: contentTypes.signed, body: receipt };
}

async function putPart(call: Call): Promise<Answer> {
  requireType(call.request, contentTypes.bytes);
  const { body } = await signedRequest(call, wireLimits.partBytesMax);
  if (digestOf(body) !== call.name) throw new Refusal('digest-mismatch');
  await call.context.store.putPart(call.name, body, nowIso(call.context));
  return { status: 201, type: contentTypes.json, body: JSON.stringify({ digest: call.name }) };
}

async function headPart(call: Call): Promise<Answer> {
  await signedRequest(call, 0);
  if (!digestSchema.safeParse(call.name).success || !(await call.context.store.hasPart(call.name))) throw new Refusal('not-found');
  return { status: 200, type: contentTypes.bytes, body: '' };
}

async function getHead(call: Call): Promise<Answer> {
  const { device } = await signedRequest(call, 0);
  if (!streamId.safeParse(call.name).success) throw new Refusal('not-found');
  const { context, name } = call;
  const found = await context.store.head(name);
  // another device's stream looks like one that was never seen
  const mine = found?.device === device ? found : null;
  const body: StreamHead = {
    v: 1,
    platform: context.platform,
    epoch: await context.store.epoch(),
    n: await context.store.lastReceipt(),
    stream: name,
    device: mine ? deviceId.parse(mine.device) : null,
    forked: mine?.forked ?? false,
    ranges: (mine?.ranges ?? []).map(([from, to]) => [from, to] as [number, number]),
    chunks: [...headChunks(mine?.slots ?? [], wireLimits.slotsPerChunk)].map((chunk) => ({ ...chunk })),
    at: nowIso(context),
  };
  return signed(context, payloadTypes.head, body);
}

async function getReceipts(call: Call): Promise<Answer> {
  const { device } = await signedRequest(call, 0);
  const after = call.url.searchParams.get('after') ?? '0';
  if (!/^\d{1,15}$/.test(after)) throw new Refusal('malformed-request');
  const found = await call.context.store.receipts(device, Number(after), wireLimits.receiptsPageMax + 1);
  const page = found.slice(0, wireLimits.receiptsPageMax);
  const last = page.at(-1)?.n ?? Number(after);
  const body = `{"receipts":[${page.map((r) => r.text).join(',')}],"more":${found.length > page.length},"last":${last}}`;
  return { status: 200, type: contentTypes.json, body };
}

async function getTrust(call: Call): Promise<Answer> {
  await signedRequest(call, 0);
  const { store, platform } = call.context;
  const body: TrustList = {
    v: 1,
    platform,
    epoch: await store.epoch(),
    version: await store.trustVersion(),
    keys: [...(await store.keys(null))],
    at: nowIso(call.context),
  };
  return signed(call.context, payloadTypes.trust, body);
}

const LISTED = 100;

// names and counts are for the operator at the machine, under the machine's own name
function forOperator(request: IncomingMessage): void {
  if (!isLocal(request)) throw new Refusal('local-only');
  if (!namesThisMachine(request)) throw new Refusal('wrong-host');
}

async function getSummary({ request, context }: Call): Promise<Answer> {
  forOperator(request);
  const summary = await context.store.summary(LISTED);
  const streams = summary.streams.map((s) => ({ ...s, gaps: gapsIn(s.ranges) }));
  const body = { platform: context.platform, epoch: await context.store.epoch(), at: nowIso(context), ...summary, streams };
  return { status: 200, type: contentTypes.json, body: JSON.stringify(body) };
}

async function getPage({ request, url, context }: Call): Promise<Answer> {
  forOperator(request);
  const wish = url.searchParams.get('lang') ?? request.headers['accept-language'] ?? '';
  const language: Language = /^en\b/i.test(wish) ? 'en' : 'zh-CN';
  const nonce = toBase64(context.random.bytes(16));
  const summary = await context.store.summary(LISTED);
  const html = operatorPage({
    language,
    platform: context.platform,
    epoch: await context.store.epoch(),
    at: nowIso(context),
    nonce,
    summary,
  });
  return {
    status: 200,
    type: 'text/html; charset=utf-8',
    body: html,
    headers: { 'content-security-policy': pagePolicy(nonce), 'content-language': language, 'x-frame-options': 'DENY' },
  };
}
