import type { CodePack, CodeVersion } from '../../../contract/methods/codes.ts';
import type { Output } from '../../app/engine.ts';

type Dynamic = (key: string) => string;

/** What people call a list: the program's word for a bundled one, otherwise the description that somebody gave, or its name. */
export function titleOf(pack: Pick<CodePack, 'list' | 'bundled' | 'title'>, dynamic: Dynamic): string {
  return pack.bundled ? dynamic(`codes.title.${pack.list}`) : (pack.title ?? pack.list);
}

/** The days between which a version's codes are in force, null where they are without limit. */
export function spanOf({ validFrom, validTo }: Pick<CodeVersion, 'validFrom' | 'validTo'>): string | null {
  return validFrom === null && validTo === null ? null : `${validFrom ?? ''} – ${validTo ?? ''}`;
}

/** A file that was read, and the list that it would be a version of; null for a new one. */
export interface Reading {
  readonly file: string;
  readonly read: Output<'codes.readFile'>;
  readonly pack: CodePack | null;
}
