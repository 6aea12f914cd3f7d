import type { Filter } from '../../../../contract/methods/datasets.ts';
import type { Rule } from '../../../../contract/methods/rules.ts';

/** Which column is looked at, and where it leads. */
export interface Place {
  readonly dataset: string;
  readonly batch: string;
  readonly column: string;
  readonly onRows: (filters: readonly Filter[]) => void;
  /** Left out for those who may not make rules. */
  readonly onRule?: ((rule: Rule) => void) | undefined;
}
