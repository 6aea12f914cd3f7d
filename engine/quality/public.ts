import type { RuleResult as PublicResult } from '../../contract/methods/quality.ts';
import type { QueryContext } from '../context.ts';
import { presentOf, type PresentTable } from '../datasets/index.ts';
import { referencesOf, type RuleSetForRun } from '../rules/index.ts';
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

/** The present of the datasets that rules refer to by name. */
export function referenceFiles(
  ruleSet: Pick<RuleSetForRun, 'rules'>,
  context: Pick<QueryContext, 'reader' | 'workspace'>,
): Readonly<Record<string, PresentTable>> {
  const found = referencesOf(context.reader, ruleSet).map(({ name, dataset }) => [name, presentOf(context, dataset)] as const);
  return Object.fromEntries(found.flatMap(([name, table]) => (table === null ? [] : [[name, table] as const])));
}
