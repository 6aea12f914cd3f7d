import { formOf, plain } from '../fold.ts';
import type { ClusterKind } from '../kind.ts';
import { similarPairs } from '../similar.ts';
import { tellingOf } from '../telling.ts';

/** Below this many characters one changed character is as good as another word. */
const SHORTEST_HAN = 4;
const SHORTEST = 5;
const LONGEST = 200;

function formFor(value: string): string | null {
  const form = formOf(value);
  if (form === null) return null;
  const isHan = /\p{Script=Han}/u.test(form);
  // one word of letters and digits is a code: each of its characters counts
  if (!isHan && /\p{N}/u.test(form) && !/\s/u.test(value.trim())) return null;
  const length = Array.from(form).length;
  return length < (isHan ? SHORTEST_HAN : SHORTEST) || length > LONGEST ? null : `${form}\n${tellingOf(plain(value))}`;
}

/** A few characters changed, left out, added or swapped here and there, none of them one that tells things apart. */
export const distance: ClusterKind = {
  method: 'distance',
  sure: 'low',
  byFrequency: true,
  how: 'pairs',
  form: formFor,
  pairs: similarPairs,
};
