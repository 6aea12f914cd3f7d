import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Random } from '../ids.ts';
import { invariant } from '../invariant.ts';
import { concatBytes, fromBase64, toBase64 } from './bytes.ts';
import { KEY_BYTES } from './keys.ts';

/** A secret under another key: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce; `data` is cipher text and 128-bit tag, base64. */
export interface WrappedSecret {
  readonly alg: 'A256GCM';
  readonly nonce: string;
  readonly data: string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Wraps a secret under a 32-byte key; `associated` says what it is for and must be given again to unwrap. */
export function wrapSecret(key: Uint8Array, secret: Uint8Array, associated: Uint8Array, random: Random): WrappedSecret {
  invariant(key.length === KEY_BYTES, 'a wrapping key has 32 bytes');
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associated);
  const data = concatBytes(cipher.update(secret), cipher.final(), cipher.getAuthTag());
  return { alg: 'A256GCM', nonce: toBase64(nonce), data: toBase64(data) };
}

/** The secret again, or null when the key, the associated data or any bit of the wrapping is another one. */
export function unwrapSecret(key: Uint8Array, wrapped: WrappedSecret, associated: Uint8Array): Uint8Array | null {
  invariant(key.length === KEY_BYTES, 'a wrapping key has 32 bytes');
  const nonce = fromBase64(wrapped.nonce);
  const data = fromBase64(wrapped.data);
  if (wrapped.alg !== 'A256GCM' || nonce?.length !== NONCE_BYTES || !data || data.length < TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associated);
  decipher.setAuthTag(data.subarray(data.length - TAG_BYTES));
  const first = decipher.update(data.subarray(0, data.length - TAG_BYTES));
  try {
    const secret = concatBytes(first, decipher.final());
    first.fill(0);
    return secret;
  } catch (error) {
    first.fill(0);
    // OpenSSL and BoringSSL word it differently; the only thing `final` can say here is that the tag does not fit
    if (error instanceof Error) return null;
    throw error;
  }
}
