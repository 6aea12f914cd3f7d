import { pinyin } from 'pinyin-pro';
import type { ResourceFields } from '../../contract/methods/catalog.ts';

/** The words a resource is found by: its texts, their full pinyin and the initials, lower-case, one line a text. */
export function searchText(fields: ResourceFields, tags: readonly string[]): string {
  const texts = [fields.name, fields.code, fields.provider, fields.system, fields.abstract, ...fields.items.map((i) => i.name), ...tags];
  return texts
    .filter((text) => text !== '')
    .flatMap(searchForms)
    .join('\n');
}

/** A text as people may type it. */
export function searchForms(text: string): readonly string[] {
  const plain = text.toLowerCase();
  if (!/\p{Script=Han}/u.test(text)) return [plain];
  const syllables = pinyin(text, { toneType: 'none', type: 'array', v: true });
  return [
    plain,
    syllables.join('').toLowerCase(),
    syllables
      .map((s) => s[0] ?? '')
      .join('')
      .toLowerCase(),
  ];
}
