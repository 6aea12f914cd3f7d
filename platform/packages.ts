import { isoUtc } from '../base/clock.ts';
import { canonicalBytes, createEnvelope, digestOf, parseStrictJson, type Signer } from '../base/trust/index.ts';
import { type BatchLine, batchLine, payloadTypes, type Receipt, wireLimits } from '../contract/wire/index.ts';
import { decideBatch } from './batch.ts';
import { examine, type Examined, type ReceivePolicy } from './examine.ts';
import { Refusal } from './http.ts';
import type { BatchQuestion, PlatformStore } from './store.ts';

/** One line of a request after its signatures were looked at. */
interface Line {
  readonly slot: BatchLine['slot'];
  readonly examined: Examined;
}

// an envelope is a third longer than its payload; the rest is room for signatures
const lineLimits = { bytesMax: 2 * 1024 * 1024, depthMax: wireLimits.jsonDepthMax };

/** Splits and parses an NDJSON batch; any malformed line refuses the whole request, because nobody could answer for its slot. */
export function readBatch(body: Uint8Array): readonly BatchLine[] {
  const lines: BatchLine[] = [];
  for (let at = 0, number = 1; at < body.length; number++) {
    const end = body.indexOf(0x0a, at);
    const bytes = body.subarray(at, end < 0 ? body.length : end);
    at = end < 0 ? body.length : end + 1;
    if (lines.length >= wireLimits.batchPackagesMax) throw new Refusal('too-large', { line: number });
    const parsed = parseStrictJson(bytes, lineLimits);
    const line = parsed.ok ? batchLine.safeParse(parsed.value) : null;
    if (!line?.success) throw new Refusal('malformed-line', { line: number });
    lines.push(line.data);
  }
  if (lines.length === 0) throw new Refusal('empty-batch');
  return lines;
}

export interface ReceiveContext {
  readonly store: PlatformStore;
  readonly signer: Signer;
  readonly platform: string;
  readonly policy: ReceivePolicy;
  readonly nowMs: number;
}

/** Verifies, decides and stores one request of an enrolled device; returns the signed receipt as JSON text. */
export async function receivePackages(body: Uint8Array, device: string, context: ReceiveContext): Promise<string> {
  const batch = readBatch(body);
  const keyIds = [...new Set(batch.flatMap((line) => line.envelope.signatures.map((s) => s.keyid)))];
  const trusted = new Map((await context.store.keys(keyIds)).map((key) => [key.keyId, key]));
  const lines = batch.map(({ slot, envelope }, i): Line => {
    const examined = examine(envelope, (keyId) => trusted.get(keyId), context.policy);
    if (!examined) throw new Refusal('malformed-line', { line: i + 1 });
    return { slot, examined };
  });
  const at = isoUtc(context.nowMs);
  const deliveries = lines.map((line) => ({ ...line, sender: device, nowMs: context.nowMs }));
  return context.store.receive(
    questionOf(lines, device, digestOf(body)),
    ({ known, n, epoch }) => {
      const { changes, receipt } = decideBatch(deliveries, known, { platform: context.platform, epoch, n, at });
      return { changes, receipt: receipt && { body: receipt, text: signReceipt(receipt, context.signer) } };
    },
    at,
  );
}

/** A receipt as the JSON text of its signed envelope: stored once, given again as the same bytes. */
export function signReceipt(receipt: Receipt, signer: Signer): string {
  return JSON.stringify(createEnvelope(payloadTypes.receipt, canonicalBytes(receipt as Parameters<typeof canonicalBytes>[0]), [signer]));
}

/** What a store must load to decide these lines. */
export function questionOf(lines: readonly Line[], device: string, request: string): BatchQuestion {
  const packages = lines.flatMap((line) => (line.examined.state === 'good' ? [line.examined.pkg] : []));
  return {
    device,
    request,
    slots: lines.map((line) => line.slot),
    digests: lines.map((line) => line.examined.digest),
    keys: packages.map((p) => p.key),
    parts: packages.flatMap((p) => p.parts.map((part) => part.digest)),
  };
}
