import type { ClusterMethod } from '../../contract/methods/clusters.ts';

/** A text of a column, how often it stands there and where first. */
export interface Counted {
  readonly value: string;
  readonly count: number;
  /** 1-based. */
  readonly row: number;
}

export type Sure = 'high' | 'medium' | 'low';

interface Head {
  readonly method: ClusterMethod;
  readonly sure: Sure;
  /** True where one spelling that is far more frequent than the others makes it likelier that those are slips. */
  readonly byFrequency: boolean;
}

/** Values with the same key belong together. */
export interface KeyKind extends Head {
  readonly how: 'key';
  /** Null: the method is not for such a value. */
  readonly key: (value: string) => string | null;
  /** Further condition on all values of a key. */
  readonly accepts?: (values: readonly string[]) => boolean;
}

/** Two texts that are alike, by their positions. */
export interface Pair {
  readonly a: number;
  readonly b: number;
  readonly similarity: number;
}

/** Called now and then with how many texts were compared; may throw to stop it. */
export type Watch = (done: number) => void;

/** Values with the same form are one text; texts that are similar enough are pairs. */
export interface PairKind extends Head {
  readonly how: 'pairs';
  /** The text that is compared, and behind a line feed what must agree; null: the method is not for such a value. */
  readonly form: (value: string) => string | null;
  readonly pairs: (texts: readonly string[], similarity: number, watch: Watch) => readonly Pair[];
}

/** A way to find spellings of one thing. One file, one line in `kinds/index.ts`. */
export type ClusterKind = KeyKind | PairKind;
