import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { JiadiError } from '../../contract/errors.ts';
import type { ReaderKind } from './reader.ts';

const PART_OF = '::';

/** A file as a person names it, and the part of it that is meant: a sheet, a table, a file of an archive. */
export interface SourceName {
  readonly path: string;
  readonly sheet: string | null;
}

/**
 * Takes `file.db::table`, `file.xlsx::Sheet1` or `file.zip::inner.xlsx::Sheet1` apart. A name that is itself a file stays whole; otherwise the longest
 * beginning before a `::` that is a file is the file.
 */
export function splitSourceName(given: string): SourceName {
  if (!existsSync(given)) {
    for (let at = given.lastIndexOf(PART_OF); at > 0; at = given.lastIndexOf(PART_OF, at - 1)) {
      const sheet = given.slice(at + PART_OF.length);
      if (sheet !== '' && existsSync(given.slice(0, at))) return { path: given.slice(0, at), sheet };
    }
  }
  return { path: given, sheet: null };
}

/** Throws `sheet-not-found` when a sheet is asked of a format that has none. */
export function refuseSheet(reader: ReaderKind, path: string, sheet: string | null | undefined): void {
  if (sheet && !reader.sheets) throw new JiadiError('sheet-not-found', { file: basename(path), sheet, sheets: '-' });
}
