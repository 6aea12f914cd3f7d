import { soundOf } from '../../rules/index.ts';
import { formOf, plain } from '../fold.ts';
import type { ClusterKind } from '../kind.ts';
import { tellingOf } from '../telling.ts';

const SHORTEST = 2;

/** The same sound, character by character, as when another word was chosen while typing. */
export const sound: ClusterKind = {
  method: 'sound',
  sure: 'low',
  byFrequency: true,
  how: 'key',
  key: (value) => {
    const form = formOf(value);
    if (form === null || (form.match(/\p{Script=Han}/gu)?.length ?? 0) < SHORTEST) return null;
    // the number of characters parts 西安 from 先
    return [soundOf(form), Array.from(form).length, tellingOf(plain(value))].join('|');
  },
};
