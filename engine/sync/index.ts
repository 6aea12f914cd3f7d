import { asEnvelope } from '../../base/trust/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { syncMethods, SyncStatus } from '../../contract/methods/sync.ts';
import type { ModuleHandlers, QueryContext } from '../context.ts';
import { listEnrolments } from '../workspace/index.ts';
import { enrol } from './platform-client.ts';
import { countByState, deletePlatform, getPlatform, listOutbox, packageWithReceipt, savePlatform } from './store.ts';

export { enqueuePackage, type PackageToSend } from './package.ts';
export { verifyPackages } from './verify.ts';
export { createPusher, type Pusher } from './pusher.ts';

function statusOf({ reader, background }: QueryContext): SyncStatus {
  const platform = getPlatform(reader);
  const counts = countByState(reader);
  const of = (state: string): number => counts.get(state) ?? 0;
  const link = background.pusher.link();
  return {
    configured: platform !== null,
    url: platform?.url ?? null,
    platformName: platform?.name ?? null,
    link: platform === null ? 'none' : link.state === 'none' ? 'connecting' : link.state,
    lastContactAt: platform?.lastContactAt ?? null,
    lastError: link.lastError,
    nextTryAt: link.nextTryAt,
    counts: {
      queued: of('queued'),
      applied: of('applied'),
      held: of('held'),
      rejected: of('rejected'),
      other: of('received') + of('superseded') + of('withdrawn'),
    },
    allSynced: platform !== null && link.headsEqual && of('queued') === 0,
  };
}

const parsed = (envelope: string | null) => (envelope === null ? null : (JSON.parse(envelope) as never));

function payloadOf(envelope: string): never {
  const payload = asEnvelope(JSON.parse(envelope))?.payload ?? '';
  return JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) as never;
}

/** Result packages, the outbox, and the line to the platform. */
export const sync: ModuleHandlers<typeof syncMethods> = {
  'sync.status': (_, context) => statusOf(context),
  'sync.outbox': (_, { reader }) => listOutbox(reader),
  'sync.package': ({ digest }, { reader }) => {
    const found = packageWithReceipt(reader, digest);
    if (!found) throw new JiadiError('not-found', { what: 'package', name: digest });
    return {
      envelope: parsed(found.envelope),
      payload: payloadOf(found.envelope),
      receipt: found.receipt === null ? null : payloadOf(found.receipt),
    };
  },
  'sync.connect': async ({ url, token }, context) => {
    const people = listEnrolments(context.reader);
    const replies = [];
    for (const person of people) replies.push(await enrol(url, token, person.enrolment, context.signal));
    const first = replies[0];
    if (!first) throw new JiadiError('invalid-input', { problem: 'people' });
    context.commit(({ writer, audit }) => {
      savePlatform(
        writer,
        { url, name: first.platform, epoch: first.epoch, publicKey: first.publicKey, token, enrolledUsers: people.map((p) => p.user) },
        context.nowIso(),
      );
      audit(url, { platform: first.platform, people: people.length });
    });
    // the workspace is connected whether or not the first push goes through; its outcome stands in the status
    await context.background.pusher.push(context.signal).catch(() => undefined);
    return statusOf(context);
  },
  'sync.disconnect': (_, context) => {
    const platform = getPlatform(context.reader);
    deletePlatform(context.writer);
    context.audit(platform?.url ?? '');
    return {};
  },
  'sync.push': async (_, context) => {
    if (!getPlatform(context.reader)) throw new JiadiError('not-found', { what: 'platform', name: '' });
    await context.background.pusher.push(context.signal);
    return statusOf(context);
  },
};
