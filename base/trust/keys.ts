import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject, sign as nodeSign, verify as nodeVerify } from 'node:crypto';
import type { Random } from '../ids.ts';
import { invariant } from '../invariant.ts';
import { concatBytes } from './bytes.ts';
import { sha256 } from './digest.ts';

/** Length in bytes of seeds, raw public keys and symmetric keys. */
export const KEY_BYTES = 32;

// Fixed DER prefixes of RFC 8410: what stands before the 32 raw bytes of a key.
const derHead = {
  ed25519: { secret: '302e020100300506032b657004220420', open: '302a300506032b6570032100' },
  x25519: { secret: '302e020100300506032b656e04220420', open: '302a300506032b656e032100' },
} as const;
type Curve = keyof typeof derHead;

function secretKey(curve: Curve, seed: Uint8Array): KeyObject {
  invariant(seed.length === KEY_BYTES, 'a seed has 32 bytes');
  const der = Buffer.concat([Buffer.from(derHead[curve].secret, 'hex'), seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  der.fill(0);
  return key;
}

function openKey(curve: Curve, raw: Uint8Array): KeyObject {
  invariant(raw.length === KEY_BYTES, 'a public key has 32 bytes');
  const der = concatBytes(Buffer.from(derHead[curve].open, 'hex'), raw);
  return createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
}

function rawPublic(secret: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES));
}

/** Something that signs: an Ed25519 key (RFC 8032) and the name under which others know it. */
export interface Signer {
  readonly keyId: string;
  /** Raw 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 64 bytes of signature. */
  sign(bytes: Uint8Array): Uint8Array;
}

/** The name of a public key: `ed25519:` and the first 16 bytes of its SHA-256 in hexadecimal. */
export function keyIdOf(publicKey: Uint8Array): string {
  return `ed25519:${Buffer.from(sha256(publicKey).subarray(0, 16)).toString('hex')}`;
}

/** A new 32-byte secret: an Ed25519 or X25519 seed, or a symmetric key. */
export function newSeed(random: Random): Uint8Array {
  const seed = random.bytes(KEY_BYTES);
  invariant(seed.length === KEY_BYTES, 'the random source gave too few bytes');
  return seed;
}

/** The signer of an Ed25519 seed; the seed may be zeroed afterwards. */
export function signerFromSeed(seed: Uint8Array): Signer {
  const secret = secretKey('ed25519', seed);
  const publicKey = rawPublic(secret);
  return { keyId: keyIdOf(publicKey), publicKey, sign: (bytes) => new Uint8Array(nodeSign(null, bytes, secret)) };
}

const openKeys = new Map<string, KeyObject>();
const OPEN_KEYS_MAX = 1000;

// Building a key object costs as much as verifying with it, and a batch has few keys and many signatures.
function cachedOpenKey(raw: Uint8Array): KeyObject {
  const name = Buffer.from(raw).toString('latin1');
  const known = openKeys.get(name);
  if (known) return known;
  const key = openKey('ed25519', raw);
  if (openKeys.size >= OPEN_KEYS_MAX) openKeys.clear();
  openKeys.set(name, key);
  return key;
}

/** True when `signature` is the Ed25519 signature of `bytes` under a raw public key; malformed keys and signatures are false. */
export function verifySignature(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== KEY_BYTES || signature.length !== 64) return false;
  return nodeVerify(null, bytes, cachedOpenKey(publicKey), signature);
}

/** The raw X25519 public key (RFC 7748) of a seed: the sealing key that others encrypt to. */
export function sealingKeyFromSeed(seed: Uint8Array): Uint8Array {
  return rawPublic(secretKey('x25519', seed));
}

/** The X25519 shared secret of our seed and their raw public key; to be put through HKDF before use. Throws on a degenerate key. */
export function sharedSecret(seed: Uint8Array, theirPublicKey: Uint8Array): Uint8Array {
  return new Uint8Array(diffieHellman({ privateKey: secretKey('x25519', seed), publicKey: openKey('x25519', theirPublicKey) }));
}
