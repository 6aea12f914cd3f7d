import type { RuleResult as PublicResult } from '../../contract/methods/quality.ts';
import type { QueryContext } from '../context.ts';
import { batchFileOf } from '../datasets/index.ts';
import { referencesOf, type RuleSetForRun } from '../rules/index.ts';
import type { BatchFile } from '../table/index.ts';
import type { RuleResult } from './result.ts';

/** A rule's result as it is kept and shown: without the rows, which stand in the findings file. */
export function publicResult({
  findings: _,
  reason: __,
  learned: ___,
  ...result
}: RuleResult): PublicResult & { readonly indicator: string } {
  return { ...result, columns: [...result.columns], observed: (result.observed ?? null) as PublicResult['observed'] };
}

/** The newest batches of the datasets that rules refer to by name. */
export function referenceFiles(ruleSet: RuleSetForRun, context: QueryContext): Readonly<Record<string, BatchFile>> {
  return Object.fromEntries(
    referencesOf(context.reader, ruleSet).map(({ name, batch }) => [name, batchFileOf(context.workspace, context.reader, batch)]),
  );
}
