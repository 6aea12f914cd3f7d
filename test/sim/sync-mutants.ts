import type { Receipt } from '../../contract/wire/index.ts';
import { batchOf, sendBatch } from '../../engine/sync/platform-client.ts';
import {
  getPlatform,
  insertReceipt,
  moveToNewStream,
  nextToSend,
  noteContact,
  type Platform,
  type Sendable,
  settle,
} from '../../engine/sync/store.ts';
import { exchange, refusal } from '../../engine/sync/transport.ts';
import type { PushRound } from '../../engine/sync/push.ts';
import { contentTypes } from '../../contract/wire/index.ts';
import { digestOf } from '../../base/trust/index.ts';
import type { Push } from './sync-world.ts';

/** A push of our own with one rule left out; heads are not compared, for that would heal the others. */
type Deliver = (round: PushRound, platform: Platform, body: Uint8Array, rows: readonly Sendable[]) => Promise<void>;

const without =
  (deliver: Deliver): Push =>
  async (round) => {
    for (;;) {
      const platform = getPlatform(round.workspace.db);
      const waiting = nextToSend(round.workspace.db, 200);
      if (!platform || waiting.length === 0) return true;
      const { body, rows } = batchOf(waiting);
      await deliver(round, platform, body, rows);
    }
  };

const endAll = ({ workspace, commit }: PushRound, rows: readonly Sendable[]): void =>
  commit(workspace, 'sync.receipt', ['outbox'], ({ writer, nowIso }) => {
    const receipt = { id: insertReceipt(writer, { epoch: '', n: 0, envelope: '', at: '' }), n: 0 };
    rows.forEach(({ digest }) => settle(writer, { digest, state: 'applied', code: null, at: nowIso(), receipt }));
  });

const post = ({ workspace, signal }: PushRound, platform: Platform, body: Uint8Array) =>
  exchange(platform.url, {
    method: 'POST',
    path: '/v1/packages',
    body,
    contentType: contentTypes.batch,
    headers: { 'idempotency-key': digestOf(body) },
    signer: workspace.device,
    signal,
  });

const keep = (round: PushRound, rows: readonly Sendable[], receipt: Receipt, envelope: string, forkEnds: boolean): void =>
  round.commit(round.workspace, 'sync.receipt', ['outbox'], ({ writer, nowIso, newId }) => {
    const id = insertReceipt(writer, { epoch: receipt.epoch, n: receipt.n, envelope, at: nowIso() });
    noteContact(writer, receipt.epoch, nowIso());
    let forked = false;
    for (const row of rows) {
      const item = receipt.items.find((i) => i.digest === row.digest && i.stream === row.stream && i.seq === row.seq);
      if (!item) continue;
      if (item.verdict === 'fork' && !forkEnds) forked = true;
      else settle(writer, { digest: row.digest, state: 'applied', code: null, at: nowIso(), receipt: { id, n: receipt.n } });
    }
    if (forked) moveToNewStream(writer, newId, nowIso());
  });

const verified =
  (forkEnds: boolean): Deliver =>
  async (round, platform, body, rows) => {
    const { receipt, envelope } = await sendBatch(platform.url, platform.publicKey, round.workspace.device, body, round.signal);
    keep(round, rows, receipt, envelope, forkEnds);
  };

/** Pushes that leave out one rule of the design each. */
export const mutants: Readonly<Record<string, Push>> = {
  'believes HTTP 200': without(async (round, platform, body, rows) => {
    const answer = await post(round, platform, body);
    if (answer.status !== 200) throw refusal(answer);
    endAll(round, rows);
  }),
  'ends rows when they are sent, before a verified receipt': without(async (round, platform, body, rows) => {
    endAll(round, rows);
    await post(round, platform, body);
  }),
  'takes a fork for an end': without(verified(true)),
  'trusts receipts for ever and compares no heads': without(verified(false)),
};
