/**
 * Works out the counts, days and digests of the bundled code lists and writes them into resources/codes/packs.json, so that the program
 * need not read every table to tell what it holds: `node scripts/code-packs.ts`. Source, licence and edition stand in that file by hand.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOfEntries, spanOf } from '../engine/codes/model.ts';
import { bundledEntries, codeListIds, loadTables } from '../engine/semantics/index.ts';

const resources = join(import.meta.dirname, '../resources');
const path = join(resources, 'codes/packs.json');

/** The text of packs.json as it should be. */
export function codePacks(): string {
  const written = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, { edition: string; source: string; licence: string }>>;
  const tables = loadTables(resources);
  const packs = codeListIds.map((id) => {
    const entries = bundledEntries(tables, id);
    const { edition = '', source = '', licence = '' } = written[id] ?? {};
    return [id, { edition, source, licence, codes: entries.length, digest: digestOfEntries(entries), ...spanOf(entries) }] as const;
  });
  return `${JSON.stringify(Object.fromEntries(packs), null, 2)}\n`;
}

if (import.meta.main) writeFileSync(path, codePacks());
