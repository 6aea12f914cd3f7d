import { formOf, plain } from '../fold.ts';
import type { ClusterKind } from '../kind.ts';

/** A note in brackets at the end. */
const NOTE = /\s*(?:\([^()]*\)|\[[^[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|「[^「」]*」)\s*$/u;
const SHORTEST = 2;

const withoutNote = (value: string): string => plain(value).replace(NOTE, '');
const hasNote = (value: string): boolean => NOTE.test(plain(value));

/** The same but for a note in brackets at the end; one of them stands without: notes alone may tell branches apart. */
export const note: ClusterKind = {
  method: 'note',
  sure: 'low',
  byFrequency: false,
  how: 'key',
  key: (value) => {
    const form = formOf(withoutNote(value));
    return form !== null && Array.from(form).length >= SHORTEST ? form : null;
  },
  accepts: (values) => values.some((value) => !hasNote(value)),
};
