import { isJiadiError, JiadiError } from '../../contract/errors.ts';
import type { OutboxRow } from '../../contract/methods/sync.ts';
import type { Noun } from '../../contract/nouns.ts';
import type { ReceiptItem } from '../../contract/wire/index.ts';
import type { CommandContext, OpenWorkspace } from '../context.ts';
import { recordEvent } from '../lifecycle/index.ts';
import { listEnrolments } from '../workspace/index.ts';
import { batchOf, enrol, fetchHead, sendBatch } from './platform-client.ts';
import { reconcile, unvouched } from './reconcile.ts';
import {
  closedStreams,
  currentStream,
  getPlatform,
  giveNewSlots,
  insertReceipt,
  lastSeq,
  moveToNewStream,
  nextToSend,
  noteContact,
  noteSent,
  type Platform,
  receiptedSlots,
  requeue,
  savePlatform,
  type Sendable,
  settle,
} from './store.ts';

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
  const newcomersRefused = await enrolNewcomers(round);
  for (let i = 0; i < ROUNDS_MAX; i++) {
    const platform = requirePlatform(round);
    const waiting = sendable(round, platform);
    if (waiting.length > 0) {
      await sendOnce(round, platform, waiting);
      continue;
    }
    // what was approved while the heads were compared goes out now, not at the next idle check
    if (!(await headsAgree(round, platform)) || sendable(round, platform).length > 0) continue;
    const allSent = nextToSend(round.workspace.db, 1).length === 0;
    if (newcomersRefused && !allSent) throw newcomersRefused;
    return allSent;
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
  const { maker, checker } = JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) as {
    readonly maker: string;
    readonly checker: string;
  };
  return platform.enrolledUsers.includes(maker) && platform.enrolledUsers.includes(checker);
}

function sendable({ workspace }: PushRound, platform: Platform): readonly Sendable[] {
  return nextToSend(workspace.db, ROWS_AT_ONCE).filter((row) => signersKnown(row, platform));
}

/** Makes new people known there. A refusal is returned, not thrown: it must not hold back what known people have signed. */
async function enrolNewcomers({ workspace, commit, signal }: PushRound): Promise<JiadiError | null> {
  const platform = getPlatform(workspace.db);
  if (!platform) return null;
  const newcomers = listEnrolments(workspace.db).filter((e) => !platform.enrolledUsers.includes(e.user));
  if (newcomers.length === 0) return null;
  try {
    for (const { enrolment } of newcomers) {
      const enrolled = await enrol(platform.url, platform.token, enrolment, signal);
      if (Buffer.compare(enrolled.publicKey, platform.publicKey) !== 0) throw new JiadiError('platform-untrusted', { reason: 'other-key' });
    }
  } catch (error) {
    if (isJiadiError(error) && error.code === 'platform-refused') return error;
    throw error;
  }
  commit(workspace, 'sync.enrol', ['outbox'], (context) => {
    savePlatform(
      context.writer,
      { ...platform, enrolledUsers: [...platform.enrolledUsers, ...newcomers.map((n) => n.user)] },
      context.nowIso(),
    );
    context.audit(platform.url, { people: newcomers.length });
  });
  return null;
}

async function sendOnce({ workspace, commit, signal }: PushRound, platform: Platform, waiting: readonly Sendable[]): Promise<void> {
  const { body, rows } = batchOf(waiting);
  const { receipt, envelope } = await sendBatch(platform.url, platform.publicKey, workspace.device, body, signal);
  const items = new Map(receipt.items.map((item) => [item.digest, item]));
  commit(workspace, 'sync.receipt', wrote, (context) => {
    const at = context.nowIso();
    noteSent(
      context.writer,
      rows.map((r) => r.digest),
      at,
    );
    const id = insertReceipt(context.writer, { epoch: receipt.epoch, n: receipt.n, envelope, at });
    noteContact(context.writer, receipt.epoch, at);
    const verdicts = rows.map((row) => settleRow(context, row, items.get(row.digest), { id, n: receipt.n }, at));
    if (verdicts.includes('fork')) moveToNewStream(context.writer, context.newId, at);
    const applied = verdicts.filter((v) => v === 'applied').length;
    if (applied > 0) recordEvent(context, { stage: 'share', kind: 'sync.applied', rows: applied, subject: `#${receipt.n}` });
    context.audit(`#${receipt.n}`, { packages: rows.length, applied });
  });
  // a receipt that is silent about what was sent must not be asked again at once, for ever
  if (rows.some((row) => !answers(items.get(row.digest), row)))
    throw new JiadiError('platform-untrusted', { reason: 'receipt-incomplete' });
}

const answers = (item: ReceiptItem | undefined, row: Sendable): item is ReceiptItem =>
  item !== undefined && item.stream === row.stream && item.seq === row.seq;

const states: Readonly<Record<ReceiptItem['verdict'], OutboxRow['state']>> = {
  applied: 'applied',
  withdrawn: 'withdrawn',
  held: 'held',
  rejected: 'rejected',
  fork: 'queued',
  incomplete: 'queued',
};

function settleRow(
  context: CommandContext,
  row: Sendable,
  item: ReceiptItem | undefined,
  receipt: { readonly id: number; readonly n: number },
  at: string,
): ReceiptItem['verdict'] | null {
  if (!answers(item, row)) return null;
  settle(context.writer, { digest: row.digest, state: states[item.verdict], code: item.code, at, receipt });
  return item.verdict;
}

/** Compares heads; what the platform forgot waits again, what was filled by a copy of us moves to a new stream. */
async function headsAgree({ workspace, commit, signal }: PushRound, platform: Platform): Promise<boolean> {
  const { db } = workspace;
  const stream = currentStream(db);
  if (!stream) return true;
  const head = await fetchHead(platform.url, platform.publicKey, workspace.device, stream, signal);
  const result = reconcile(head, receiptedSlots(db, stream), lastSeq(db, stream));
  const forgotten: string[] = [];
  for (const closed of closedStreams(db))
    forgotten.push(
      ...unvouched(await fetchHead(platform.url, platform.publicKey, workspace.device, closed, signal), receiptedSlots(db, closed)),
    );
  commit(workspace, 'sync.compareHeads', wrote, (context) => {
    noteContact(context.writer, head.epoch, context.nowIso());
    if (result.action !== 'none') requeue(context.writer, result.digests);
    requeue(context.writer, forgotten);
    giveNewSlots(context.writer, forgotten, stream);
    if (result.action === 'new-stream') moveToNewStream(context.writer, context.newId, context.nowIso());
    context.audit(stream, { action: result.action, forgotten: forgotten.length });
  });
  return result.action === 'none' && forgotten.length === 0;
}
