import { isHan } from './chars.ts';
import type { SemanticKind } from './kind.ts';

/** A column's name prepared for comparison with hint words. */
export interface ColumnWords {
  /** The name in lower case without blanks and signs. */
  readonly joined: string;
  /** Its Latin words, each between underscores: `_id_card_no_`. */
  readonly latin: string;
}

/** Splits a name into words at signs, at Han characters and where camelCase turns upper. */
export function columnWords(name: string): ColumnWords {
  const words = name
    .normalize('NFKC')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((w) => w !== '');
  return {
    joined: name
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s_\-.·:/()[\]（）【】]+/g, ''),
    latin: `_${words.join('_')}_`,
  };
}

function hits(words: ColumnWords, hint: string): boolean {
  if (isHan(hint.codePointAt(0) ?? 0) || isHan(hint.codePointAt(hint.length - 1) ?? 0)) return words.joined.includes(hint);
  return words.latin.includes(`_${hint}_`) || words.joined === hint.replaceAll('_', '');
}

/** True when a hint word of the kind is in the column's name and none of its counter words is. */
export function nameSays(kind: SemanticKind, words: ColumnWords): boolean {
  return kind.hintNames.some((hint) => hits(words, hint)) && !(kind.notNames ?? []).some((word) => hits(words, word));
}
