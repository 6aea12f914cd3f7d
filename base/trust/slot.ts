import { argon2id } from 'hash-wasm';
import { JiadiError } from '../../contract/errors.ts';
import type { Random } from '../ids.ts';
import { fromBase64, toBase64, utf8, zero } from './bytes.ts';
import { canonicalBytes, type JsonValue } from './canonical-json.ts';
import { digestOf } from './digest.ts';
import { KEY_BYTES } from './keys.ts';
import { normalPassword } from './password.ts';
import { unwrapSecret, wrapSecret } from './wrap.ts';

/** Cost of argon2id (RFC 9106); stored with each slot, so that it may rise later without locking anybody out. */
export interface PasswordCost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

/** 64 MiB, three passes, one lane: about a quarter of a second on an office PC. */
export const passwordCost: PasswordCost = { memoryKiB: 64 * 1024, passes: 3, lanes: 1 };

/** A secret that one password opens; plain JSON, safe to store. `check` tells a damaged slot from a wrong password. */
export interface PasswordSlot {
  readonly v: 1;
  readonly kdf: 'argon2id';
  readonly cost: PasswordCost;
  readonly salt: string;
  readonly secret: { readonly alg: 'A256GCM'; readonly nonce: string; readonly data: string };
  readonly check: string;
}

const SALT_BYTES = 16;
const PURPOSE = 'jiadi password slot';
// beyond these a slot was written by somebody who wants to exhaust the machine
const costMax: PasswordCost = { memoryKiB: 1024 * 1024, passes: 64, lanes: 16 };

/** The argon2id (RFC 9106, version 1.3) hash of a password as bytes. */
export async function hashPassword(
  password: Uint8Array,
  salt: Uint8Array,
  cost: PasswordCost,
  lengthBytes = KEY_BYTES,
): Promise<Uint8Array> {
  return argon2id({
    password,
    salt,
    parallelism: cost.lanes,
    iterations: cost.passes,
    memorySize: cost.memoryKiB,
    hashLength: lengthBytes,
    outputType: 'binary',
  });
}

async function slotKey(password: string, salt: Uint8Array, cost: PasswordCost): Promise<Uint8Array> {
  const bytes = utf8(normalPassword(password));
  try {
    return await hashPassword(bytes, salt, cost);
  } finally {
    zero(bytes);
  }
}

// the cost and the salt are bound to the secret, so that neither can be changed without the password
function associatedData(cost: PasswordCost, salt: string): Uint8Array {
  return canonicalBytes({ purpose: PURPOSE, v: 1, kdf: 'argon2id', cost: { ...cost }, salt });
}

function checkOf(slot: Omit<PasswordSlot, 'check'>): string {
  const { v, kdf, cost, salt, secret } = slot;
  const form: JsonValue = { v, kdf, cost: { ...cost }, salt, secret: { ...secret } };
  return digestOf(canonicalBytes(form));
}

/** Puts a secret under a password. The caller keeps the policy (`passwordProblems`) and zeroes its own copy of the secret. */
export async function createSlot(
  password: string,
  secret: Uint8Array,
  random: Random,
  cost: PasswordCost = passwordCost,
): Promise<PasswordSlot> {
  const saltBytes = random.bytes(SALT_BYTES);
  const salt = toBase64(saltBytes);
  const key = await slotKey(password, saltBytes, cost);
  try {
    const body = { v: 1, kdf: 'argon2id', cost, salt, secret: wrapSecret(key, secret, associatedData(cost, salt), random) } as const;
    return { ...body, check: checkOf(body) };
  } finally {
    zero(key);
  }
}

/** The secret, or `wrong-password`. A slot that was damaged or that asks for an absurd cost throws `workspace-damaged`. */
export async function openSlot(slot: PasswordSlot, password: string): Promise<Uint8Array | 'wrong-password'> {
  const salt = readableSalt(slot);
  const key = await slotKey(password, salt, slot.cost);
  try {
    return unwrapSecret(key, slot.secret, associatedData(slot.cost, slot.salt)) ?? 'wrong-password';
  } finally {
    zero(key);
  }
}

/** True when a slot is as it was written; says nothing about any password. */
export function isSlotWhole(slot: PasswordSlot): boolean {
  return slot.check === checkOf(slot);
}

function readableSalt(slot: PasswordSlot): Uint8Array {
  const damaged = (what: string): JiadiError => new JiadiError('workspace-damaged', { name: 'password-slot', problem: what });
  if (slot.v !== 1 || slot.kdf !== 'argon2id') throw damaged('format');
  for (const part of ['memoryKiB', 'passes', 'lanes'] as const) {
    const value = slot.cost[part];
    if (!Number.isInteger(value) || value < 1 || value > costMax[part]) throw damaged('cost');
  }
  if (slot.check !== checkOf(slot)) throw damaged('check');
  const salt = fromBase64(slot.salt);
  if (!salt || salt.length < SALT_BYTES) throw damaged('salt');
  return salt;
}
