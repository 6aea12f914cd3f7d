import { JiadiError } from '../../contract/errors.ts';
import type { OutboxRow } from '../../contract/methods/sync.ts';
import type { Noun } from '../../contract/nouns.ts';
import type { Receipt, ReceiptItem } from '../../contract/wire/index.ts';
import type { CommandContext, OpenWorkspace } from '../context.ts';
import { recordEvent } from '../lifecycle/index.ts';
import { listEnrolments } from '../workspace/index.ts';
import { batchOf, enrol, fetchHead, sendBatch } from './platform-client.ts';
import { reconcile } from './reconcile.ts';
import { currentStream, getPlatform, insertReceipt, lastSeq, moveToNewStream, nextToSend, noteContact, noteSent, type Platform, receiptedSlots, requeue, savePlatform, type Sendable, settle } from './store.ts';

export type Commit = <T>(workspace: OpenWorkspace, action: string, writes: readonly Noun[], work: (context: CommandContext) => T) => T;

export interface PushRound {
  readonly workspace: OpenWorkspace;
  readonly commit: Commit;
  readonly signal: AbortSignal;
}

const ROWS_AT_ONCE = 200;
const ROUNDS_MAX = 10_000;
const wrote: readonly Noun[] = ['outbox', 'receipt'];

/**
 * Sends everything that waits and then compares heads. Each step may be cut anywhere and repeated: the digest is the identity, and
 * a row ends only in the transaction that keeps the verified receipt. Returns true when both sides hold the same.
 */
export async function pushAll(round: PushRound): Promise<boolean> {
  await enrolNewcomers(round);
  for (let i = 0; i < ROUNDS_MAX; i++) {
    const platform = requirePlatform(round);
    const waiting = nextToSend(round.workspace.db, ROWS_AT_ONCE).filter((row) => signersKnown(row, platform));
    if (waiting.length > 0) {
      await sendOnce(round, platform, waiting);
      continue;
    }
    if (await headsAgree(round, platform)) return nextToSend(round.workspace.db, 1).length === 0;
  }
  throw new JiadiError('limit-reached', { limit: 'push' });
}

function requirePlatform({ workspace }: PushRound): Platform {
  const platform = getPlatform(workspace.db);
  if (!platform) throw new JiadiError('not-found', { what: 'platform', name: '' });
  return platform;
}

/** Maker and checker must be known there first: a rejection is final, so nothing is sent that would surely be rejected. */
function signersKnown(row: Sendable, platform: Platform): boolean {
  const { payload } = JSON.parse(row.envelope) as { readonly payload: string };
  const { maker, checker } = JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) as { readonly maker: string; readonly checker: string };
  return platform.enrolledUsers.includes(maker) && platform.enrolledUsers.includes(checker);
}

async function enrolNewcomers({ workspace, commit, signal }: PushRound): Promise<void> {
  const platform = getPlatform(workspace.db);
  if (!platform) return;
  const newcomers = listEnrolments(workspace.db).filter((e) => !platform.enrolledUsers.includes(e.user));
  if (newcomers.length === 0) return;
  for (const { enrolment } of newcomers) {
    const enrolled = await enrol(platform.url, platform.token, enrolment, signal);
    if (Buffer.compare(enrolled.publicKey, platform.publicKey) !== 0) throw new JiadiError('platform-untrusted', { reason: 'other-key' });
  }
  commit(workspace, 'sync.enrol', ['outbox'], (context) => {
    savePlatform(context.writer, { ...platform, enrolledUsers: [...platform.enrolledUsers, ...newcomers.map((n) => n.user)] }, context.nowIso());
    context.audit(platform.url, { people: newcomers.length });
  });
}

async function sendOnce({ workspace, commit, signal }: PushRound, platform: Platform, waiting: readonly Sendable[]): Promise<void> {
  const { body, rows } = batchOf(waiting);
  const { receipt, envelope } = await sendBatch(platform.url, platform.publicKey, workspace.device, body, signal);
  const items = new Map(receipt.items.map((item) => [item.digest, item]));
  commit(workspace, 'sync.receipt', wrote, (context) => {
    const at = context.nowIso();
    noteSent(context.writer, rows.map((r) => r.digest), at);
    insertReceipt(context.writer, { epoch: receipt.epoch, n: receipt.n, envelope, at });
    noteContact(context.writer, receipt.epoch, at);
    const verdicts = rows.map((row) => settleRow(context, row, items.get(row.digest), receipt, at));
    if (verdicts.includes('fork')) moveToNewStream(context.writer, context.newId, at);
    const applied = verdicts.filter((v) => v === 'applied').length;
    if (applied > 0) recordEvent(context, { stage: 'share', kind: 'sync.applied', rows: applied, subject: `#${receipt.n}` });
    context.audit(`#${receipt.n}`, { packages: rows.length, applied });
  });
  // a receipt that is silent about what was sent must not be asked again at once, for ever
  if (rows.some((row) => !answers(items.get(row.digest), row))) throw new JiadiError('platform-untrusted', { reason: 'receipt-incomplete' });
}

const answers = (item: ReceiptItem | undefined, row: Sendable): item is ReceiptItem => item !== undefined && item.stream === row.stream && item.seq === row.seq;

const states: Readonly<Record<ReceiptItem['verdict'], OutboxRow['state']>> = { applied: 'applied', withdrawn: 'withdrawn', held: 'held', rejected: 'rejected', fork: 'queued', incomplete: 'queued' };

function settleRow(context: CommandContext, row: Sendable, item: ReceiptItem | undefined, receipt: Receipt, at: string): ReceiptItem['verdict'] | null {
  if (!answers(item, row)) return null;
  settle(context.writer, { digest: row.digest, state: states[item.verdict], code: item.code, at, receiptN: receipt.n });
  return item.verdict;
}

/** Compares heads; what the platform forgot waits again, what was filled by a copy of us moves to a new stream. */
async function headsAgree({ workspace, commit, signal }: PushRound, platform: Platform): Promise<boolean> {
  const { db } = workspace;
  const stream = currentStream(db);
  if (!stream) return true;
  const head = await fetchHead(platform.url, platform.publicKey, workspace.device, stream, signal);
  const result = reconcile(head, receiptedSlots(db, stream), lastSeq(db, stream));
  commit(workspace, 'sync.compareHeads', wrote, (context) => {
    noteContact(context.writer, head.epoch, context.nowIso());
    if (result.action !== 'none') requeue(context.writer, result.digests);
    if (result.action === 'new-stream') moveToNewStream(context.writer, context.newId, context.nowIso());
    context.audit(stream, { action: result.action });
  });
  return result.action === 'none';
}
