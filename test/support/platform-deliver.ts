import { openSigned, type Signer, signerFromSeed } from '../../base/trust/index.ts';
import { packageKinds, payloadTypes, type Receipt, receipt, type Slot } from '../../contract/wire/index.ts';
import type { ReceivePolicy } from '../../platform/examine.ts';
import { receivePackages } from '../../platform/packages.ts';
import type { PlatformStore } from '../../platform/store.ts';
import { type Actor, batchOf, type TestPackage } from './platform-actors.ts';

/** The platform key of tests that have no server. */
export const testPlatformKey: Signer = signerFromSeed(new Uint8Array(32).fill(42));

/** What this program's platform can decide. */
export const fullPolicy: ReceivePolicy = { kinds: packageKinds, version: 1 };

/** One line of a test batch: `[stream, seq, package]`. */
export type TestLine = readonly [stream: string, seq: number, pkg: TestPackage];

export interface DeliverOptions {
  readonly policy?: ReceivePolicy;
  readonly nowMs?: number;
}

/** A moment in the tests' year. */
export const testNowMs = Date.UTC(2026, 10, 23, 1, 0, 0);

/** Hands a batch to the real receiving code over a store; returns the receipt text and its verified content. */
export async function deliver(
  store: PlatformStore,
  device: Actor,
  lines: readonly TestLine[],
  options: DeliverOptions = {},
): Promise<{ readonly text: string; readonly receipt: Receipt }> {
  const body = batchOf(lines.map(([stream, seq, pkg]) => ({ slot: { stream, seq } satisfies Slot, envelope: pkg.envelope })));
  const text = await receivePackages(body, device.id, {
    store,
    signer: testPlatformKey,
    platform: 'plat-test',
    policy: options.policy ?? fullPolicy,
    nowMs: options.nowMs ?? testNowMs,
  });
  return { text, receipt: openReceipt(text) };
}

/** Verifies a receipt as a workspace would. */
export function openReceipt(text: string, publicKey: Uint8Array = testPlatformKey.publicKey): Receipt {
  return openSigned(text, { payloadType: payloadTypes.receipt, publicKey, read: (value) => receipt.parse(value) });
}

/** `verdict` or `verdict code` of each item, for short assertions. */
export function verdicts(of: Receipt): readonly string[] {
  return of.items.map((item) => (item.code === null ? item.verdict : `${item.verdict} ${item.code}`));
}
