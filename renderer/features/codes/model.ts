import type { CodePack, CodeVersion } from '../../../contract/methods/codes.ts';

type Dynamic = (key: string) => string;

/** What people call a list: the program's word for a bundled one, otherwise the description that somebody gave, or its name. */
export function titleOf(pack: Pick<CodePack, 'list' | 'bundled' | 'title'>, dynamic: Dynamic): string {
  return pack.bundled ? dynamic(`codes.title.${pack.list}`) : (pack.title ?? pack.list);
}

/** The days between which a version's codes are in force, null where they are without limit. */
export function spanOf({ validFrom, validTo }: Pick<CodeVersion, 'validFrom' | 'validTo'>): string | null {
  return validFrom === null && validTo === null ? null : `${validFrom ?? ''} – ${validTo ?? ''}`;
}
