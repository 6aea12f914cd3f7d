import type { Random } from '../ids.ts';
import { fromBase64, toBase64, utf8 } from './bytes.ts';
import { equalSecret, hkdfSha256, hmacSha256 } from './digest.ts';
import { preAuthEncoding, type SignedEnvelope } from './dsse.ts';

// Crockford's base 32: no letter that is read as a digit
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TOKEN_CHARS = 28;
const GROUP = 7;

/** A token of 140 random bits that an operator hands to a steward by another way than the network, as `XXXXXXX-XXXXXXX-XXXXXXX-XXXXXXX`. */
export function newEnrolToken(random: Random): string {
  const chars = [...random.bytes(TOKEN_CHARS)].map((byte) => alphabet[byte % 32]).join('');
  return (chars.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-');
}

/** The token as it was meant, whatever case, spaces or dashes it was typed with; null when it cannot be one. */
export function readEnrolToken(typed: string): string | null {
  const text = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return text.length === TOKEN_CHARS && [...text].every((c) => alphabet.includes(c)) ? text : null;
}

/** Which side made a proof: each has its own key, so that one's proof can never be shown as the other's. */
export type EnrolSide = 'workspace' | 'platform';

/** Proves knowledge of the token for one envelope without sending the token: base64 of an HMAC over the signed bytes. */
export function enrolProof(token: string, side: EnrolSide, envelope: SignedEnvelope): string {
  const secret = readEnrolToken(token) ?? '';
  const key = hkdfSha256(utf8(secret), new Uint8Array(0), `jiadi enrol ${side}`, 32);
  const payload = fromBase64(envelope.payload) ?? new Uint8Array(0);
  return toBase64(hmacSha256(key, preAuthEncoding(envelope.payloadType, payload)));
}

/** True when the proof was made by this side with this token for this envelope. */
export function checkEnrolProof(token: string, side: EnrolSide, envelope: SignedEnvelope, proof: string): boolean {
  if (readEnrolToken(token) === null || fromBase64(envelope.payload) === null) return false;
  return equalSecret(utf8(proof), utf8(enrolProof(token, side, envelope)));
}
