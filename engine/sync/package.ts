import { canonicalBytes, createEnvelope, envelopeDigest, type JsonValue } from '../../base/trust/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { type PackageKind, packageVersion, payloadTypes, resultPackage, wireLimits } from '../../contract/wire/index.ts';
import type { CommandContext } from '../context.ts';
import { deviceIdOf } from '../workspace/index.ts';
import { insertPackage, lastOfKey, openStream, queuePackage } from './store.ts';

/** What an approval sends: the review it comes from, its maker, and what it says. */
export interface PackageToSend {
  readonly reviewId: string;
  readonly makerId: string;
  readonly kind: PackageKind;
  readonly title: string;
  readonly key: string;
  readonly basis: { readonly dataset: string | null; readonly rows: number | null; readonly ruleSet: string | null };
  readonly body: { readonly [name: string]: JsonValue };
}

/**
 * Makes the result package of an approval and puts it into the outbox, inside the approval's own transaction: decision, package,
 * audit row and outbox row stand together or not at all. Signed by the device and by the checker. Returns its digest.
 */
export function enqueuePackage(context: CommandContext, draft: PackageToSend): string {
  const { session, workspace, writer } = context;
  if (!session) throw new JiadiError('workspace-locked');
  const before = lastOfKey(context.reader, draft.key);
  const payload = {
    v: packageVersion,
    suite: 'S1',
    id: context.newId(),
    kind: draft.kind,
    key: draft.key,
    revision: (before?.revision ?? 0) + 1,
    base: before ? [before.digest] : [],
    device: deviceIdOf(workspace.id),
    unit: workspace.unit,
    maker: draft.makerId,
    checker: session.user.id,
    basis: { ...draft.basis, app: context.host.appVersion },
    clock: { wall: context.nowIso(), bootMs: Math.round(context.nowMs()), platformSeen: null, jumps: 0 },
    body: draft.body,
    parts: [],
  };
  const checked = resultPackage.safeParse(payload);
  if (!checked.success)
    throw new JiadiError('invalid-input', { problem: checked.error.issues[0]?.path.map(String).join('.') ?? 'package' });
  const bytes = canonicalBytes(payload);
  if (bytes.length > wireLimits.payloadBytesMax) throw new JiadiError('limit-reached', { limit: 'result package' });
  const digest = envelopeDigest(payloadTypes.package, bytes);
  const envelope = JSON.stringify(createEnvelope(payloadTypes.package, bytes, [workspace.device, session.signer]));
  insertPackage(writer, {
    digest,
    kind: draft.kind,
    title: draft.title,
    key: draft.key,
    revision: payload.revision,
    envelope,
    bytes: bytes.length,
    reviewId: draft.reviewId,
    at: context.nowIso(),
  });
  queuePackage(writer, { digest, stream: openStream(writer, context.newId, context.nowIso()), at: context.nowIso() });
  return digest;
}
