import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureFolder, exists, withFileErrors, writeFileDurably } from '../base/files.ts';
import { type Random, uuidV7 } from '../base/ids.ts';
import { fromBase64, newSeed, parseStrictJson, type Signer, signerFromSeed, toBase64, zero } from '../base/trust/index.ts';
import { z } from 'zod';
import { JiadiError } from '../contract/errors.ts';

/** Who this platform is: its name, its signing key, and the key of its embedded store. */
export interface PlatformIdentity {
  readonly platform: string;
  readonly signer: Signer;
  readonly databaseKey: Uint8Array;
}

const keyFile = z.object({ v: z.literal(1), platform: z.string().min(1), seed: z.string(), databaseKey: z.string() });
const KEY_FILE = 'platform-key.json';

/** Name of the embedded store inside the platform's folder. */
export const STORE_FILE = 'platform.db';

/**
 * Reads the platform's keys from its folder, or makes them the first time (file mode 0600). A store without its key file is
 * `file-damaged`: a new key would neither open it nor be the one that workspaces have pinned.
 */
export function platformIdentity(dir: string, random: Random, nowMs: number): PlatformIdentity {
  ensureFolder(dir);
  const path = join(dir, KEY_FILE);
  if (!exists(path)) {
    if (exists(join(dir, STORE_FILE))) throw new JiadiError('file-damaged', { file: KEY_FILE });
    create(path, random, nowMs);
  }
  const parsed = parseStrictJson(new Uint8Array(withFileErrors(path, () => readFileSync(path))));
  const file = parsed.ok ? keyFile.safeParse(parsed.value) : null;
  const seed = file?.success ? fromBase64(file.data.seed) : null;
  const databaseKey = file?.success ? fromBase64(file.data.databaseKey) : null;
  if (!file?.success || seed?.length !== 32 || databaseKey?.length !== 32) throw new JiadiError('file-damaged', { file: KEY_FILE });
  const signer = signerFromSeed(seed);
  zero(seed);
  return { platform: file.data.platform, signer, databaseKey };
}

function create(path: string, random: Random, nowMs: number): void {
  const [seed, databaseKey] = [newSeed(random), newSeed(random)];
  const body = { v: 1, platform: `plat-${uuidV7(nowMs, random)}`, seed: toBase64(seed), databaseKey: toBase64(databaseKey) };
  writeFileDurably(path, `${JSON.stringify(body, null, 2)}\n`, 0o600);
  zero(seed, databaseKey);
}
