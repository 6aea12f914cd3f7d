import type { Rule } from '../../contract/methods/rules.ts';
import { goToDataset } from './dataset-place.tsx';

/** Opens the rules of a dataset with a new rule filled in that nobody has saved yet. */
export function draftRule(dataset: string, batch: string | undefined, rule: Rule): void {
  goToDataset(dataset, 'rules', { batch, draft: JSON.stringify(rule) });
}
