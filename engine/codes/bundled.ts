import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { CodeVersion } from '../../contract/methods/codes.ts';
import { bundledEntries, type CodeEntry, loadTables } from '../semantics/index.ts';

/** What `packs.json` says of each bundled list; a test compares it with the tables. */
const packShape = z.record(
  z.string(),
  z.object({
    edition: z.string(),
    source: z.string(),
    licence: z.string(),
    codes: z.number(),
    digest: z.string(),
    validFrom: z.string().nullable(),
    validTo: z.string().nullable(),
  }),
);

const packs = new Map<string, z.infer<typeof packShape>>();
const known = new Map<string, readonly CodeEntry[]>();

/** What is known of a bundled list without reading its table; null for other names. */
export function bundledVersion(resources: string, list: string): CodeVersion | null {
  let all = packs.get(resources);
  if (!all) packs.set(resources, (all = packShape.parse(JSON.parse(readFileSync(join(resources, 'codes/packs.json'), 'utf8')))));
  const pack = Object.hasOwn(all, list) ? all[list] : undefined;
  return pack ? { version: 0, ...pack, fileName: null, at: null, by: null, withdrawn: null } : null;
}

/** The entries of a bundled list, read once in a process; none for other names. */
export function entriesOfBundled(resources: string, list: string): readonly CodeEntry[] {
  const key = `${resources} ${list}`;
  const entries = known.get(key) ?? bundledEntries(loadTables(resources), list);
  known.set(key, entries);
  return entries;
}
