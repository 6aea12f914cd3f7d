/**
 * The trust side: one place for every signature, digest and key. Only SHA-256, HMAC, HKDF, Ed25519, X25519 and AES-256-GCM of
 * `node:crypto` are used, because these are also in Electron; argon2id and SM3 come from WebAssembly, the same in both.
 */
export { concatBytes, fromBase64, toBase64, utf8, zero } from './bytes.ts';
export { canonicalBytes, canonicalJson, type JsonValue } from './canonical-json.ts';
export { digestOf, equalSecret, hkdfSha256, hmacSha256, sha256 } from './digest.ts';
export { createEnvelope, envelopeDigest, preAuthEncoding, type SignedEnvelope, type VerifiedEnvelope, verifyEnvelope } from './dsse.ts';
export { checkEnrolProof, type EnrolSide, enrolProof, newEnrolToken, readEnrolToken } from './enrol.ts';
export { KEY_BYTES, keyIdOf, newSeed, sealingKeyFromSeed, sharedSecret, type Signer, signerFromSeed, verifySignature } from './keys.ts';
export { normalPassword, type PasswordPolicy, passwordPolicy, type PasswordProblem, passwordProblems } from './password.ts';
export { asEnvelope, openSigned, type OpenSignedOptions, requestKeyId, signRequest, verifyRequest } from './signed.ts';
export { createSlot, hashPassword, isSlotWhole, openSlot, type PasswordCost, passwordCost, type PasswordSlot } from './slot.ts';
export { newSm3, type Sm3 } from './sm3.ts';
export { addToRanges, gapsIn, headChunks, type HeadChunk, type HeldSlot } from './stream-head.ts';
export { parseStrictJson, type StrictJsonFault, type StrictJsonLimits, strictJsonLimits, type StrictJsonResult } from './strict-json.ts';
export { unwrapSecret, wrapSecret, type WrappedSecret } from './wrap.ts';
