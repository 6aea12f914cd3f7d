import { text } from '../../contract/text/index.ts';

const prefix = 'semantic.';

/** The semantic kinds that have a word, in the order of the words. */
export const semanticIds: readonly string[] = Object.keys(text)
  .filter((key) => key.startsWith(prefix))
  .map((key) => key.slice(prefix.length));
