import { z } from 'zod';

/** Text without control characters, so that it may be stored, logged and shown anywhere. */
export const plainText = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    .regex(/^[^\u0000-\u001f\u007f]*$/);

/** `sha256:` and 64 lower-case hexadecimal digits. */
export const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
/** A device of a workspace. */
export const deviceId = z.string().regex(/^dev-[0-9A-Za-z_-]{1,64}$/);
/** A user account. */
export const userId = z.string().regex(/^u-[0-9A-Za-z_.-]{1,64}$/);
/** A stream: one unbroken series of slots that one device fills. */
export const streamId = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$/);
/** A signing key: `ed25519:` and the first 16 bytes of the SHA-256 of the public key. */
export const keyId = z.string().regex(/^ed25519:[0-9a-f]{32}$/);
/** A raw Ed25519 public key in standard base64 (32 bytes). */
export const publicKey = z.string().regex(/^[0-9A-Za-z+/]{43}=$/);
/** Standard base64 with padding; whether it is canonical is checked where it is decoded. */
export const base64 = z.string().regex(/^[0-9A-Za-z+/]*={0,2}$/);
/** ISO 8601 with offset. */
export const timestamp = z.iso.datetime({ offset: true });
/** A whole number from 0 that JSON carries exactly. */
export const count = z.int().min(0);
/** A ratio 0..1. */
export const ratio = z.number().min(0).max(1);

/** Where a package stands in its stream; not part of the package. `seq` starts at 1. */
export const slot = z.object({ stream: streamId, seq: z.int().min(1) });
export type Slot = Readonly<z.infer<typeof slot>>;
