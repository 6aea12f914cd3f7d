/** Makes of values that rows can be filtered by, so that every count of a profile leads to its rows. */
import type { SqlValue } from '../../base/sqlite/index.ts';
import { type CharacterKind, characterKinds, hasCharacter, hasHan } from './characters.ts';
import { type HanBlock, hanBlocks } from './han.ts';
import type { ColumnType } from './batch-file.ts';
import { patternOf } from './pattern.ts';
import { admits, classOf, isBlank, isPlaceholder } from './typed.ts';

/** True when a text has the trait; `of` says which one more closely. */
export type Trait = (text: string, of: string) => boolean;

const isJudged = (text: string): boolean => !isBlank(text) && !isPlaceholder(text);

const traits: Readonly<Record<string, Trait>> = {
  blank: (text) => isBlank(text),
  placeholder: (text) => isPlaceholder(text),
  pattern: (text, of) => patternOf(text) === of,
  /** Not written like `of`; what stands for nothing is left out. */
  otherPattern: (text, of) => isJudged(text) && patternOf(text) !== of,
  characters: (text, of) =>
    hanBlocks.includes(of as HanBlock)
      ? hasHan(text, of as HanBlock)
      : characterKinds.includes(of as CharacterKind) && hasCharacter(text, of as CharacterKind),
  longerThan: (text, of) => text.length > Number(of) && [...text].length > Number(of),
};

/** 1 when the value has the trait, 0 when not, null for null. `more` are traits that the table does not know by itself; a name nobody knows is nobody's trait. */
export function hasTrait(value: SqlValue, trait: string, of: string, more: Readonly<Record<string, Trait>>): number | null {
  if (value === null || value instanceof Uint8Array) return null;
  const text = String(value);
  if (trait === 'notOfType') return isJudged(text) && !admits(of as ColumnType, classOf(value)) ? 1 : 0;
  const test = traits[trait] ?? more[trait];
  return test?.(text, of) ? 1 : 0;
}
