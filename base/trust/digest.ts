import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { utf8 } from './bytes.ts';

/** SHA-256 (FIPS 180-4) as 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/** The printed identity of bytes: `sha256:` and 64 hexadecimal digits. */
export function digestOf(...parts: readonly Uint8Array[]): string {
  return `sha256:${Buffer.from(sha256(...parts)).toString('hex')}`;
}

/** HMAC-SHA-256 (RFC 2104) as 32 bytes. */
export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(part);
  return new Uint8Array(mac.digest());
}

/** HKDF-SHA-256 (RFC 5869): a key of `length` bytes for one purpose, named by `info`. */
export function hkdfSha256(secret: Uint8Array, salt: Uint8Array, info: string | Uint8Array, length: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, salt, typeof info === 'string' ? utf8(info) : info, length));
}

/** Compares secrets without telling by the time taken where they differ. */
export function equalSecret(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
