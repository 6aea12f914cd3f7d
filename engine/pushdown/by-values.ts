import { isJiadiError, JiadiError } from '../../contract/errors.ts';
import type { Cell } from '../intake/index.ts';
import { countedResult, failedResult, observedResult, type RuleResult } from '../quality/index.ts';
import { ruleError } from '../rules/index.ts';
import { readAll } from '../sources/index.ts';
import type { Checking, SourceFinding } from './model.ts';
import type { SourceItem } from './plan.ts';
import { findingOf, inKeyOrder, namesRows, ownCells, shownColumns, tooSlow } from './results.ts';
import { valuesQuery, whereValues } from './values.ts';
import type { JudgedLot, ValuesInput, ValuesOutput } from './values.task.ts';

/**
 * Rules whose functions only exist here: the server counts the different values of their columns, once for all rules over the same ones, and a
 * worker judges them over a line of its own.
 */
export async function judgeByValues(checking: Checking): Promise<void> {
  const { line, table, items, input, host, options, tell } = checking;
  const lots = lotsOf(items);
  if (lots.length === 0) return;
  const task: ValuesInput = {
    login: line.shared,
    nullLike: input.nullLike,
    asOfSeconds: checking.asOfSeconds,
    codes: input.codes,
    lots: lots.map((lot) => ({
      sql: valuesQuery(table, lot[0]?.columns ?? []),
      specs: lot.map(({ spec }) => spec),
      columns: (lot[0]?.columns ?? []).map(({ name, type, semantic }) => ({ name, type, semantic })),
    })),
  };
  const { judged, cut } = await host.tasks.run<ValuesOutput>('pushdown.values', task, {
    signal: options.signal,
    onProgress: ({ done }) => tell(done),
  });
  if (line.shared.snapshot === undefined) checking.oneState = false;
  for (const [i, lot] of lots.entries()) {
    const found = judged[i];
    if (found) await settleLot(checking, lot, found);
  }
  if (cut) throw new JiadiError(cut.code, cut.params);
}

function lotsOf(items: readonly SourceItem[]): readonly (readonly SourceItem[])[] {
  const lots = new Map<string, SourceItem[]>();
  for (const item of items.filter(({ way, result }) => way === 'values' && result === null)) {
    const key = item.columns.map(({ index }) => index).join(',');
    lots.set(key, [...(lots.get(key) ?? []), item]);
  }
  return [...lots.values()];
}

async function settleLot(checking: Checking, lot: readonly SourceItem[], found: JudgedLot): Promise<void> {
  for (const [i, item] of lot.entries()) {
    if (found.error) {
      const { code, params } = found.error;
      item.result = code === 'source-slow' ? tooSlow(item, new JiadiError(code, params)) : failedResult(item.spec, item.bound, found.error);
      continue;
    }
    const judged = found.rules[i];
    if (!judged) continue;
    item.result = judgedResult(item, judged);
    if (!namesRows(item)) continue;
    if (judged.all && whereValues(checking.table, item.columns, judged.failing) !== null) checking.failing.set(item, judged.failing);
    if (checking.input.sampleRows > 0) checking.samples.set(item, await sampleOfValues(checking, item, judged.failing));
  }
}

function judgedResult({ spec, bound }: SourceItem, { rows, skipped, failed, state, error }: JudgedLot['rules'][number]): RuleResult {
  if (error) return failedResult(spec, bound, error);
  try {
    if (bound.grain !== 'aggregate') return countedResult(spec, bound, { rows, skipped, failed, findings: [], learned: null });
    return observedResult(spec, bound, bound.observe([state ?? bound.empty()], rows, skipped, null));
  } catch (thrown) {
    return failedResult(spec, bound, ruleError(thrown));
  }
}

async function sampleOfValues(
  { line, table, input, options }: Checking,
  item: SourceItem,
  failing: readonly (readonly Cell[])[],
): Promise<readonly SourceFinding[]> {
  const some = failing.slice(0, input.sampleRows);
  const where = whereValues(table, item.columns, some);
  const unnamed = (): readonly SourceFinding[] =>
    some.map((cells) => findingOf(table, [...table.key.map(() => null), ...ownCells(item, cells)]));
  if (where === null) return unnamed();
  const select = inKeyOrder(table, `SELECT ${shownColumns(table, item).join(', ')} FROM ${table.relation} WHERE ${where}`);
  try {
    const { rows } = await readAll(line, `${select} LIMIT ${input.sampleRows}`, options.signal, input.sampleRows);
    return rows.map((cells) => findingOf(table, cells));
  } catch (error) {
    if (isJiadiError(error) && error.code === 'source-slow') return unnamed();
    throw error;
  }
}
