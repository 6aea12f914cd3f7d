import { kinds } from '../rules/index.ts';

/** The kinds' sentences for findings; exports are read by the units, in Chinese. */
export const reasonSentences: Readonly<Record<string, string>> = Object.fromEntries(
  kinds.map((kind) => [kind.kind, kind.text['zh-CN'].reason]),
);
