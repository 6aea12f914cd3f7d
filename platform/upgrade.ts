import { isoUtc } from '../base/clock.ts';
import type { ReceiptItem } from '../contract/wire/index.ts';
import { receiptOf } from './batch.ts';
import { examine } from './examine.ts';
import type { Change } from './known.ts';
import { questionOf, type ReceiveContext, signReceipt } from './packages.ts';
import { decideHeld } from './receive.ts';
import type { HeldPackage } from './store.ts';

/** Decides held packages again with what this program knows; returns how many were decided. Each gets a new receipt for its device. */
export async function decideAllHeld(context: ReceiveContext): Promise<number> {
  let decided = 0;
  for (const held of await context.store.held()) if (await decideOne(held, context)) decided += 1;
  return decided;
}

async function decideOne(held: HeldPackage, context: ReceiveContext): Promise<boolean> {
  const keys = new Map((await context.store.keys(held.keys)).map((key) => [key.keyId, key]));
  const examined = examine(held.envelope, (keyId) => keys.get(keyId), context.policy);
  const [first] = held.slots;
  if (!examined || !first || examined.state === 'ahead') return false;
  const question = questionOf(
    held.slots.map((slot) => ({ slot, examined })),
    first.device,
    `upgrade ${held.digest}`,
  );
  const at = isoUtc(context.nowMs);
  let done = false;
  await context.store.receive(
    question,
    ({ known, n, epoch }) => {
      // keys are judged as of the day on which it came: what was received before a revocation stays
      const received =
        known.packages.get(held.digest)?.state === 'held' ? decideHeld(examined, held.slots, Date.parse(held.receivedAt), known) : null;
      if (!received) return { changes: [], receipt: null };
      done = true;
      const changes: readonly Change[] = received.flatMap((r) => r.changes);
      for (const change of changes) known.apply(change);
      const items: readonly ReceiptItem[] = received.map((r) => r.item).filter((_, i) => held.slots[i]?.device === first.device);
      const receipt = receiptOf(items, known, { platform: context.platform, epoch, n, at });
      return { changes, receipt: { body: receipt, text: signReceipt(receipt, context.signer) } };
    },
    at,
  );
  return done;
}
