import { JiadiError } from '../../contract/errors.ts';
import { type Outcome, ruleError, type TableFacts } from '../rules/index.ts';
import type { CheckHost, CheckInput } from './input.ts';
import { failedResult, observedResult, type RuleResult } from './result.ts';
import type { Item } from './pass.ts';

/** What came of a rule as other rules see it. */
export function outcomeOf(result: RuleResult): Outcome {
  return {
    status: result.note === null ? result.status : 'none',
    value: typeof result.observed === 'number' ? result.observed : result.ratio,
  };
}

/** Judges the rules about the table as a whole; those that look at other rules come after them, whatever their order in the set. */
export function judgeWhole(items: readonly Item[], input: CheckInput, asOfSeconds: number, host: Pick<CheckHost, 'semantics'>): void {
  const byId = new Map(items.map((item) => [item.spec.id, item]));
  const asking = new Set<Item>();
  const judge = (item: Item): void => {
    const { bound, spec } = item;
    if (item.result !== null || bound.grain !== 'whole') return;
    asking.add(item);
    try {
      item.result = observedResult(spec, bound, bound.judge({ ...facts, outcome: (id) => outcomeFor(id) }));
    } catch (error) {
      item.result = failedResult(spec, bound, ruleError(error));
    }
    asking.delete(item);
  };
  const outcomeFor = (id: string): Outcome => {
    const other = byId.get(id);
    if (!other) throw new JiadiError('not-found', { what: 'rule', name: id });
    if (asking.has(other)) throw new JiadiError('invalid-input', { problem: `${id}: depends on itself` });
    judge(other);
    if (other.result === null) throw new JiadiError('not-found', { what: 'rule', name: id });
    return outcomeOf(other.result);
  };
  const facts: Omit<TableFacts, 'outcome'> = {
    columns: input.batch.columns,
    rowCount: input.batch.rowCount,
    asOfSeconds,
    semantics: host.semantics,
    source: input.surroundings?.source ?? null,
    dataset: input.surroundings?.dataset ?? null,
    catalog: input.surroundings?.catalog ?? null,
    history: input.surroundings?.history ?? null,
  };
  for (const item of items) judge(item);
}
