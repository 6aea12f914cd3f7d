import { type JsonValue, parseStrictJson, type VerifiedEnvelope, verifyEnvelope, fromBase64 } from '../base/trust/index.ts';
import {
  type Envelope,
  packageCommon,
  type PackageCommon,
  packageHead,
  packageVersion,
  packageVersionOf,
  type ResultPackage,
  resultPackage,
  type TrustedKey,
  type VerdictCode,
  wireLimits,
} from '../contract/wire/index.ts';

/** What this receiver can decide; anything newer is held. Passed in, so that an upgrade can be replayed in a test. */
export interface ReceivePolicy {
  readonly kinds: readonly string[];
  readonly version: number;
}

/** An envelope after everything that can be said of it without looking into the store. */
export type Examined = { readonly digest: string; readonly envelope: Envelope } & (
  | { readonly state: 'good'; readonly pkg: ResultPackage; readonly signers: readonly TrustedKey[] }
  /** Newer than we know, from signers we know; `about` is null when even the common fields are of a newer version. */
  | { readonly state: 'ahead'; readonly code: 'kind-unknown' | 'version-newer'; readonly about: PackageCommon | null }
  /** `final`: follows from the signed bytes alone, so it holds for this digest wherever it comes from. */
  | { readonly state: 'refused'; readonly code: VerdictCode; readonly final: boolean }
);

/**
 * Verifies an envelope, then reads the very bytes that were verified. Pure: keys are passed in, no store, no clock.
 * Null when the payload is not canonical base64, so that it has no digest at all.
 */
export function examine(envelope: Envelope, keyOf: (keyId: string) => TrustedKey | undefined, policy: ReceivePolicy): Examined | null {
  const verified = verifyEnvelope(envelope, (keyId) => rawKey(keyOf(keyId)));
  if (!verified) return null;
  const of = { digest: verified.digest, envelope };
  const refused = (code: VerdictCode, final: boolean): Examined => ({ ...of, state: 'refused', code, final });

  const version = packageVersionOf(envelope.payloadType);
  if (version === null) return refused('not-a-package', false);
  if (verified.payload.length > wireLimits.payloadBytesMax) return refused('payload-too-large', false);
  if (verified.signatures.some((s) => s.state === 'bad')) return refused('bad-signature', false);
  const signers = goodSigners(verified, keyOf);
  if (signers.length === 0) return refused('unknown-key', false);

  const parsed = parseStrictJson(verified.payload);
  if (!parsed.ok) return refused('payload-invalid', true);
  const ahead = aheadOf(parsed.value, version, policy);
  if (ahead === 'version-newer') {
    return signers.some((s) => s.role === 'device')
      ? { ...of, state: 'ahead', code: ahead, about: null }
      : refused('missing-signature', false);
  }
  if (ahead === 'payload-invalid' || ahead === 'suite-unsupported') return refused(ahead, true);

  const about = (ahead === 'kind-unknown' ? packageCommon : resultPackage).safeParse(parsed.value);
  if (!about.success) return refused('payload-invalid', true);
  if (about.data.maker === about.data.checker) return refused('maker-is-checker', true);
  const missing = missingSigner(about.data, signers, verified);
  if (missing) return refused(missing, false);
  if (ahead === 'kind-unknown') return { ...of, state: 'ahead', code: ahead, about: about.data };
  // one parse decides both: the union is the typed reading of the same value
  return { ...of, state: 'good', pkg: resultPackage.parse(parsed.value), signers };
}

function rawKey(key: TrustedKey | undefined): Uint8Array | undefined {
  return key ? (fromBase64(key.publicKey) ?? undefined) : undefined;
}

function goodSigners(verified: VerifiedEnvelope, keyOf: (keyId: string) => TrustedKey | undefined): readonly TrustedKey[] {
  return verified.signatures
    .filter((s) => s.state === 'good')
    .map((s) => keyOf(s.keyId))
    .filter((key) => key !== undefined);
}

function aheadOf(
  value: JsonValue,
  typeVersion: number,
  policy: ReceivePolicy,
): 'kind-unknown' | 'version-newer' | 'payload-invalid' | 'suite-unsupported' | null {
  const head = packageHead.safeParse(value);
  if (!head.success || head.data.v !== typeVersion) return 'payload-invalid';
  if (head.data.v > Math.min(policy.version, packageVersion)) return 'version-newer';
  if (head.data.suite !== 'S1') return 'suite-unsupported';
  return policy.kinds.includes(head.data.kind) ? null : 'kind-unknown';
}

// both named people must have signed with keys that are theirs; a good signature of somebody else proves nothing
function missingSigner(pkg: PackageCommon, signers: readonly TrustedKey[], verified: VerifiedEnvelope): VerdictCode | null {
  const device = signers.some((s) => s.role === 'device' && s.subject === pkg.device);
  const checker = signers.some((s) => s.role === 'user' && s.subject === pkg.checker);
  if (device && checker) return null;
  return verified.signatures.some((s) => s.state === 'unknown') ? 'unknown-key' : 'missing-signature';
}
