import { z } from 'zod';
import { base64, plainText, slot } from './atoms.ts';
import { wireLimits } from './limits.ts';

/** What a DSSE envelope of ours may carry; the type is inside the signed bytes. */
export const payloadTypes = {
  package: 'application/vnd.jiadi.package+json;v=1',
  receipt: 'application/vnd.jiadi.receipt+json;v=1',
  head: 'application/vnd.jiadi.head+json;v=1',
  capabilities: 'application/vnd.jiadi.capabilities+json;v=1',
  trust: 'application/vnd.jiadi.trust+json;v=1',
  enrolment: 'application/vnd.jiadi.enrolment+json;v=1',
  enrolled: 'application/vnd.jiadi.enrolled+json;v=1',
  /** Signed, never sent: the line `METHOD SP target SP body-digest` that authenticates an HTTP request. */
  request: 'application/vnd.jiadi.request;v=1',
} as const;

/** A DSSE envelope: `payload` is the base64 of the very bytes that were signed with the payload type. */
export const envelope = z.object({
  payloadType: plainText(200),
  payload: base64,
  signatures: z
    .array(z.object({ keyid: plainText(128), sig: base64.max(512) }))
    .min(1)
    .max(wireLimits.signaturesMax),
});
export type Envelope = Readonly<z.infer<typeof envelope>>;

/** One line of the NDJSON body of `POST /v1/packages`. */
export const batchLine = z.object({ slot, envelope });
export type BatchLine = Readonly<z.infer<typeof batchLine>>;

const packageTypePattern = /^application\/vnd\.jiadi\.package\+json;v=([1-9][0-9]{0,3})$/;

/** The wire version that a package's payload type names, or null when it is not a package. */
export function packageVersionOf(payloadType: string): number | null {
  const found = packageTypePattern.exec(payloadType)?.[1];
  return found === undefined ? null : Number(found);
}
