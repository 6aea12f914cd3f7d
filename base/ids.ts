import { randomBytes } from 'node:crypto';

/** Where chance comes from; tests pass a seeded source. */
export interface Random {
  bytes(count: number): Uint8Array;
}

/** The operating system's random source. */
export const systemRandom: Random = { bytes: (count) => new Uint8Array(randomBytes(count)) };

/** A UUIDv7 (RFC 9562): sortable by the time given, otherwise random. */
export function uuidV7(nowMs: number, random: Random): string {
  const b = random.bytes(16);
  for (let i = 5, rest = nowMs; i >= 0; i--) {
    b[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  b[6] = 0x70 | ((b[6] ?? 0) & 0x0f);
  b[8] = 0x80 | ((b[8] ?? 0) & 0x3f);
  const hex = Buffer.from(b).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
